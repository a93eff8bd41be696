"""Several officers at once on one request, over HTTP, on DynamoDB Local: one winner, and a clear word to the rest."""

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from workbench.seeds.api import Answer

from .courses import COURSES, Body, Course, Move
from .faults import Fault
from .outside import Stand, codes, plain
from .racing import Crowd, Model, Try

PROBLEM = "application/problem+json"
CROWD = 4
LATE_S = 1.0
"""So long the first write is held up now and then, so that another comes before it for certain."""
EXAMPLES, ROUNDS = 8, 9
SEED = int(os.environ.get("PROVISO_STATEFUL_SEED", "20261124"))
"""What is tried follows from it, not who wins."""
LOST = {403: "refused", 409: "facts_moved", 412: "version_moved"}
BY_SCHEME = {course.scheme: course for course in COURSES}
PICKS = st.lists(st.integers(0, 10_000), min_size=2, max_size=CROWD)


@pytest.fixture
def crowd(with_transactions: Stand) -> Iterator[Crowd]:
    """Four connections to the stack on DynamoDB Local."""
    made = Crowd(with_transactions, CROWD)
    yield made
    made.close()


class Request:
    """A request on which several work, and all that they were answered."""

    def __init__(self, stand: Stand, crowd: Crowd, course: Course) -> None:
        """Open it."""
        opened = stand.caller.post("call-handler", "/request-disclosure", course.application())
        assert (opened.status, opened.headers["etag"]) == (201, '"1"'), opened.raw
        self.stand, self.crowd, self.course = stand, crowd, course
        self.id, self.version, self.history = str(opened.body["request_id"]), 1, list[Body]()
        self.won: list[tuple[Try, Answer]] = []
        self.lost: list[Answer] = []

    @property
    def tag(self) -> str:
        """The version seen last, as `If-Match` takes it."""
        return f'"{self.version}"'

    @property
    def model(self) -> Model:
        """Where it must stand."""
        return Model.of(self.course.scheme, self.history)

    def race(self, tries: Sequence[Try]) -> list[Answer]:
        """Let all try at once, and hold what comes of it against the model."""
        answers = self.crowd.at_once(tries)
        won = [(one, answer) for one, answer in zip(tries, answers, strict=True) if answer.status == 201]
        self.lost += [told_clearly(answer) for answer in answers if answer.status != 201]
        before, seen = self.version, self.look()
        assert self.version == before + len(won), [answer.raw for answer in answers]
        assert [entry["n"] for entry in self.history] == list(range(1, self.version))
        new = {entry["decision"]: entry for entry in self.history[before - 1 :]}
        assert new.keys() == {answer.headers["proviso-decision"] for _, answer in won}
        for one, answer in won:
            entry = new[answer.headers["proviso-decision"]]
            assert entry["step"] == one.move.step
            assert answer.headers["etag"] == f'"{entry["n"] + 1}"' == f'"{answer.body["version"]}"'
        if all(one.version for one in tries):
            assert len(won) <= 1, "two steps were taken on one version"
        self.won += won
        model = self.model
        assert (seen["state"], seen["delivered"]) == (model.state, model.delivered), self.history
        assert (all(seen["five_facts"].values()), seen["emergency"]) == (model.recorded, model.emergency)
        return answers

    def look(self) -> Body:
        """Read it, and remember the version and history seen."""
        answer = self.stand.caller.get("inspector", f"/request-disclosure/{self.id}")
        assert answer.status == 200, answer.raw
        body: Body = answer.body
        self.version, self.history = int(answer.headers["etag"].strip('"')), body["steps"]
        assert body["version"] == self.version
        return body

    def settle(self) -> None:
        """Each step that was answered 201 is one item, each item such a step; nothing that lost left anything."""
        stored = {sk: plain(item) for (pk, sk), item in self.stand.items().items() if pk == f"case#{self.id}"}
        steps = {sk: item for sk, item in stored.items() if sk.startswith("step#")}
        assert sorted(steps) == [f"step#{n:04d}" for n in range(1, len(self.won) + 1)]
        assert {item["v"] for item in steps.values()} <= {1}
        assert stored["state"]["v"] == len(self.won) + 1
        kept = [steps[sk]["header"]["decision"] for sk in sorted(steps)]
        assert kept == [entry["decision"] for entry in self.history]
        assert sorted(kept) == sorted(answer.headers["proviso-decision"] for _, answer in self.won)


def told_clearly(answer: Answer) -> Answer:
    """Whoever lost is told by a problem what happened, with reasons where rules refused."""
    assert LOST.get(answer.status) == answer.body["code"], answer.raw
    assert answer.headers["content-type"] == PROBLEM
    assert answer.status != 403 or codes(answer)
    assert answer.status != 412 or "reasons" not in answer.body
    return answer


@pytest.mark.timeout(300)
@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.scheme)
def test_on_one_version_one_step_is_taken_and_all_others_are_told(
    with_transactions: Stand, crowd: Crowd, course: Course
) -> None:
    """From application to closure, of all who step at once on the version seen one wins and all others get 412."""
    request = Request(with_transactions, crowd, course)
    for stage in course.way:
        answers = request.race([Try(who, move, request.id, request.tag) for who, move in stage])
        assert sorted(answer.status for answer in answers) == [201, 412], [answer.raw for answer in answers]
    assert request.model.state == "closed"
    assert request.model.delivered
    request.settle()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.scheme)
def test_without_a_version_the_loser_hears_of_the_conflict(
    with_transactions: Stand, crowd: Crowd, course: Course
) -> None:
    """Of steps that exclude each other one is taken; who was allowed and came too late gets 409 with the reasons."""
    request = Request(with_transactions, crowd, course)
    late = Fault("dynamodb:TransactWriteItems", "late", seconds=LATE_S)
    for n, stage in enumerate(course.way):
        with with_transactions.faulty(late) if n % 4 == 0 else nullcontext():
            answers = request.race([Try(who, move, request.id) for who, move in stage])
        assert sorted(answer.status for answer in answers) in ([201, 403], [201, 409]), [a.raw for a in answers]
        overtaken = [answer for answer in answers if answer.status == 409]
        assert all(codes(answer) and "came first" in answer.body["title"] for answer in overtaken)
    assert request.model.state == "closed"
    assert {answer.status for answer in request.lost} >= {409}
    request.settle()


class Officers(RuleBasedStateMachine):
    """Officers who try listed and unlisted steps at the same moment, again what was done, and what is not theirs."""

    stand: Stand
    crowd: Crowd
    decided: list[tuple[str, bool]]

    @initialize(scheme=st.sampled_from(sorted(BY_SCHEME)), straight=st.integers(0, 7))
    def open(self, scheme: str, straight: int) -> None:
        """A request, some of whose way is behind it."""
        course = BY_SCHEME[scheme]
        self.request = Request(self.stand, self.crowd, course)
        for stage in course.way[:straight]:
            (who, move) = stage[0]
            assert self.request.race([Try(who, move, self.request.id)])[0].status == 201

    @rule(picks=PICKS, stray=st.integers(0, 3), guarded=st.integers(0, 2))
    def race(self, picks: list[int], stray: int, guarded: int) -> None:
        """Several try at once: mostly what is listed here; all, some or none on the version seen."""
        request = self.request
        tries = []
        for n, pick in enumerate(picks):
            who, move = self.chosen(pick, any_at_all=stray == 0 and n == 0)
            seen = request.tag if guarded == 2 or (guarded == 1 and n % 2) else None
            tries.append(Try(who, move, request.id, seen))
        request.race(tries)

    @rule(picks=PICKS)
    def step_on_what_is_past(self, picks: list[int]) -> None:
        """On a version that is past nothing is done, whatever the rules would say: all are told 412."""
        request = self.request
        old = f'"{request.version - 1}"' if request.version > 1 else '"9"'
        chosen = [self.chosen(pick, any_at_all=False) for pick in picks]
        answers = request.race([Try(who, move, request.id, old) for who, move in chosen])
        assert {answer.status for answer in answers} == {412}, [answer.raw for answer in answers]

    @rule(pick=st.integers(0, 10_000))
    def retry(self, pick: int) -> None:
        """A step that was taken, sent again under its key twice at once, is answered as at first and is no step."""
        request = self.request
        if request.won:
            one, first = request.won[pick % len(request.won)]
            for answer in request.crowd.at_once([one, one]):
                assert answer.status == 201, answer.raw
                assert answer.headers["etag"] == first.headers["etag"]
                assert answer.body == {name: said for name, said in first.body.items() if name != "document"}
            assert request.look()["version"] == len(request.won) + 1

    @rule(pick=st.integers(0, 10_000))
    def intrude(self, pick: int) -> None:
        """To another force it is not there, on whatever version, while its officers work on."""
        request = self.request
        who, move = self.chosen(pick, any_at_all=False)
        tries = [Try("other-force", move, request.id, tag) for tag in (None, request.tag, '"9999"')]
        answers = request.crowd.at_once(tries)
        assert {answer.status for answer in answers} == {404}
        assert len({answer.raw for answer in answers}) == 1
        request.race([Try(who, move, request.id)])

    def chosen(self, pick: int, *, any_at_all: bool) -> tuple[str, Move]:
        """A move and who tries it: of what the scheme lists here, seldom aside, or of all that there is."""
        course, model = self.request.course, self.request.model
        every = [(who, move) for move in course.moves for who in course.officers]
        side, on = (model.may_try(course, side=side) for side in (True, False))
        found = every if any_at_all else (side if pick % 8 == 7 else on) or side or every
        return found[pick // 8 % len(found)]

    def teardown(self) -> None:
        """What is stored is what was answered."""
        if hasattr(self, "request"):
            self.request.settle()
            self.decided += [(a.headers["proviso-decision"], True) for _, a in self.request.won]
            lost = (a for a in self.request.lost if "proviso-decision" in a.headers)
            self.decided += [(a.headers["proviso-decision"], False) for a in lost]


@pytest.mark.timeout(400)
def test_whatever_officers_do_at_once_the_record_is_one_history(with_transactions: Stand, crowd: Crowd) -> None:
    """Random steps at the same moment leave one numbered history that the scheme allows; ledger and trail agree."""

    class OnThisStand(Officers):
        stand, decided = with_transactions, []

    OnThisStand.crowd = crowd
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=ROUNDS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(seed(SEED)(OnThisStand), settings=bounded)
    except BaseException:
        print(f"PROVISO_STATEFUL_SEED={SEED}: the same tries again, though perhaps another winner")
        raise
    entries = with_transactions.entries()
    assert len(OnThisStand.decided) > EXAMPLES
    assert {allowed for _, allowed in OnThisStand.decided} == {True, False}
    assert [d for d, allowed in OnThisStand.decided if entries[d]["allow"] is not allowed] == []
    report = with_transactions.reconcile()
    assert (report.faults, report.orphans) == ([], [])
    assert report.matched == report.looks > 0
