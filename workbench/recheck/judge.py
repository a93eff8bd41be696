"""The cases judged: every step as of its own day, every case as it stands in the end."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from workbench.policy.sources import OpaError
from workbench.recheck import refold, rules
from workbench.recheck.case import PastCase
from workbench.recheck.findings import NOT_JUDGED, Finding, kind_of, of_a_whole_case
from workbench.recheck.judged import Judged, Judgement, Limit
from workbench.recheck.refold import State
from workbench.recheck.rules import Policy, Question
from workbench.recheck.whole import answering, ended, in_the_end, looking_back, of_step

CHUNK: Final = 400
"""Cases for one run of OPA: enough that loading the bundle does not count, few enough to fit into memory."""
AT_ONCE: Final = 2


@dataclass
class _Refused:
    """A question that is refused now, and which case, step and state it belongs to. `true`: asked of what was so."""

    judged: Judged
    place: int
    question: Question
    before: State
    true: bool


def judge(cases: Iterable[PastCase], policy: Policy) -> Judgement:
    """Judge a history, a chunk at a time, on two processors.

    Raises:
        OpaError: OPA is not there, or the rules do not compile.
        PastError: a line of the history is no past case.
    """
    started, worked = time.perf_counter(), _worked()
    judged: list[Judged] = []
    refused: list[_Refused] = []
    decisions = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: list[Future[tuple[list[Judged], list[_Refused]]]] = []
        for chunk in _chunks(cases):
            decisions += sum(len(case.taken) for case in chunk)
            waiting.append(pool.submit(_judged, chunk, policy))
            if len(waiting) > AT_ONCE:
                _gather(waiting.pop(0), judged, refused)
        for future in waiting:
            _gather(future, judged, refused)
    _explain(refused, policy)
    return Judgement(judged, decisions, time.perf_counter() - started, _worked() - worked, policy.revision)


def _worked() -> float:
    """Seconds that processors have worked for this process and for what it waited for."""
    return sum(os.times()[:4])


def _gather(future: Future[tuple[list[Judged], list[_Refused]]], judged: list[Judged], refused: list[_Refused]) -> None:
    some, more = future.result()
    judged += some
    refused += more


def _chunks(cases: Iterable[PastCase]) -> Iterator[list[PastCase]]:
    rest = iter(cases)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _judged(chunk: Sequence[PastCase], policy: Policy) -> tuple[list[Judged], list[_Refused]]:
    """One chunk. Where the rules cannot answer, it is halved until the case that they cannot read stands alone."""
    try:
        return _asked(chunk, policy)
    except (OpaError, LookupError, TypeError, ValueError, AttributeError):
        rules.answers(policy, [], [], [])  # what is wrong with OPA or the rules themselves is no fault of a case
        if len(chunk) == 1:
            case = chunk[0]
            at = case.closed.at if case.closed else case.opened
            return [Judged(case, {}, [of_a_whole_case("not_judged", at)])], []
        half = len(chunk) // 2
        first, second = _judged(chunk[:half], policy), _judged(chunk[half:], policy)
        return [*first[0], *second[0]], [*first[1], *second[1]]


def _asked(chunk: Sequence[PastCase], policy: Policy) -> tuple[list[Judged], list[_Refused]]:
    courses = [refold.refolded(case) for case in chunk]
    judged = [Judged(case, course.after) for case, course in zip(chunk, courses, strict=True)]
    given = [answering(case, policy) for case in chunk]
    answered = [(one, step) for one, step in zip(judged, given, strict=True) if step is not None]
    found = rules.answers(
        policy,
        [step.input for case in chunk for step in case.taken],
        [in_the_end(case, course.after) for case, course in zip(chunk, courses, strict=True)],
        [step.input for _, step in answered],
    )
    for one, words in zip(judged, found.found, strict=True):
        one.findings += [looking_back(one, said, policy) for said in words] + list(ended(one, policy))
    for (one, step), passed in zip(answered, found.limits, strict=True):
        one.limit = Limit(step.at, passed) if passed else None
    allowed = iter(found.allowed)
    refused: list[_Refused] = []
    for one, course in zip(judged, courses, strict=True):
        refused += _refused(one, course, [next(allowed) for _ in one.case.taken])
    return judged, refused


def _refused(one: Judged, course: refold.Course, allowed: Sequence[bool]) -> Iterator[_Refused]:
    """What is refused as it was put; and what was put of something that was not so, put again of what was."""
    for place, (step, allow) in enumerate(zip(one.case.taken, allowed, strict=True)):
        before = course.before[place]
        if place in course.differing:
            names = course.differing[place]
            one.findings.append(of_a_whole_case("facts_not_so", step.at, where=names, **of_step(step)))
            yield _Refused(one, place, _with_state(step.input, before), before, true=True)
        elif not allow:
            yield _Refused(one, place, step.input, before, true=False)


def _explain(refused: Sequence[_Refused], policy: Policy) -> None:
    for asked, said in zip(refused, rules.reasons(policy, [each.question for each in refused]), strict=True):
        step, case = asked.judged.case.taken[asked.place], asked.judged.case
        course = policy.course(case.scheme, case.agency, step.at[:10])
        # What cannot be judged at all is told as that; whatever else was found of it says nothing.
        unjudged = [reason for reason in said if reason["code"] in NOT_JUDGED]
        for reason in unjudged or said:
            where = tuple(reason.get("where", ()))
            state = asked.before.get("state", "")
            kind = kind_of(reason["code"], where, state, course)
            words = {name: reason[name] for name in ("code", "message", "law", "remedy")}
            asked.judged.findings.append(
                Finding(kind=kind, at=step.at, where=where, state=state, **words, **of_step(step))
            )


def _with_state(question: Question, state: State) -> Question:
    context = question["context"]
    return {**question, "context": {**context, "facts": {**context["facts"], "state": state}}}
