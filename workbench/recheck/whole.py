"""A case as a whole: what is asked of it in the end, and what its file says beside what its steps say."""

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.recheck import refold
from workbench.recheck.case import PastCase, PastStep
from workbench.recheck.findings import Finding, kind_of, of_a_whole_case
from workbench.recheck.judged import Judged
from workbench.recheck.refold import State
from workbench.recheck.rules import Policy, Question


def looking_back(one: Judged, reason: Mapping[str, Any], policy: Policy) -> Finding:
    """What was found of the whole case, with the last step of the kind that it is about."""
    case, said = one.case, reason["rule"]
    course = policy.course(case.scheme, case.agency, case.opened[:10])
    words = {name: said[name] for name in ("code", "message", "law", "remedy")}
    kind = kind_of(said["code"], (), one.end.get("state", ""), course)
    last = ([step for step in case.taken if of_step(step)["step"] == reason["where"]] or case.taken)[-1]
    return Finding(kind=kind, at=last.at, **words, **of_step(last))


def ended(one: Judged, policy: Policy) -> Iterator[Finding]:
    """Whether a case ended as its file says."""
    case = one.case
    if case.closed is None:
        return
    course = policy.course(case.scheme, case.agency, case.closed.at[:10])
    state = one.end.get("state", "")
    if state != case.closed.state or course is None or not course.final(state):
        yield of_a_whole_case("not_closed", case.closed.at, **of_step(case.taken[-1]))
    told = bool(one.end.get("delivered"))
    ever = told or any("delivery" in step.input["context"].get("step", {}) for step in case.taken)
    said = case.closed.result
    # What was told before a case was opened again is still told; whether the file says so then is open.
    if (said == "disclosed" and not ever) or (said not in {None, "disclosed"} and told):
        yield of_a_whole_case("result_not_so", case.closed.at, **of_step(case.taken[-1]))


def of_step(step: PastStep) -> dict[str, Any]:
    """What a finding says of the step that it is about: which, under which decision, by whom."""
    context, subject = step.input["context"], step.input["subject"]
    code = context.get("step", {}).get("step") or step.input["action"]["name"].rpartition(".")[0]
    return {"step": code, "decision": step.decision, "by": (subject["id"], subject["properties"]["role"])}


def answering(case: PastCase, policy: Policy) -> PastStep | None:
    """The first step that led to where the overall limit stops."""
    course = policy.course(case.scheme, case.agency, case.opened[:10])
    stops = (course.data.get("overall", {}) if course else {}).get("stops", {})
    return next((step for place, step in enumerate(case.taken) if refold.led_to(case, place) in stops), None)


def in_the_end(case: PastCase, state: State) -> Question:
    """The question by which a case is looked back at: its last facts, with the state that its steps lead to."""
    last = case.taken[-1].input
    context = {"now": last["context"]["now"], "facts": {**last["context"]["facts"], "state": state}}
    resource = {"type": "disclosure_request", "id": case.case}
    return {**last, "action": {"name": "disclosure.read"}, "resource": resource, "context": context}
