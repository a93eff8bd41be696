"""A run of the clock: each limit once, whatever happens around it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import RLock
from typing import Any

import pytest

from chalicelib.domain import ids
from chalicelib.domain.errors import FactsUnavailableError, PolicyUnavailableError, UnauthenticatedError
from chalicelib.domain.records import STATE
from chalicelib.service import clock_running
from chalicelib.service.clock_recording import RecordPassed
from chalicelib.service.clock_reporting import report
from chalicelib.service.clock_running import FAILURES_IN_A_ROW, ClockRun, RunClock
from tests.service.clock import LATE, LATER, TO_COME, ClockPoint, place, put, record, state_of
from tests.service.fakes import AT, FORCE, SESSION, FakeRecordStore, FakeTicks

NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)
OTHER = "force:13"


class Clock:
    """The clock over fakes, and what it waited."""

    def __init__(self, store: FakeRecordStore) -> None:
        self.store, self.point, self.ticks = store, ClockPoint(store), FakeTicks(store)
        self.waits: list[float] = []

    def __call__(self, **more: Any) -> ClockRun:
        return RunClock(self.point, self.store, self.ticks, wait=self.waits.append)(NOW, **more)

    def state(self, n: int) -> Any:
        return self.store.items[ids.case_partition(record(n)), STATE].header

    def duties(self, agency: str = FORCE) -> list[Any]:
        found = [(sk, item.header) for (pk, sk), item in self.store.items.items() if pk == ids.agency_partition(agency)]
        return [header for sk, header in sorted(found, key=lambda one: one[0]) if sk.startswith("due#")]


@pytest.fixture
def clock(store: FakeRecordStore) -> Clock:
    return Clock(store)


def test_silence_becomes_a_record_and_a_duty(clock: Clock) -> None:
    """What has passed stands in the state with its time and decision, and the holder owes an escalation."""
    place(clock.store, 1, OTHER, received=LATE, overall=TO_COME)
    made = clock()
    assert made.counts() == {
        "looked": 1, "recorded": 1, "breaches": 1, "refused": 0, "failed": 0, "unread": 0, "complete": True,
    }  # fmt: skip
    state = clock.state(1)
    ((passed),) = made.recorded
    assert state["breaches"] == [{"clock": "received", "due": LATE, "at": AT, "decision": passed.decision}]
    assert state["clock"]["passed"] == ["received"]
    (duty,) = clock.duties(OTHER)
    assert (duty["code"], duty["due"], duty["record"], duty["detail"]) == (
        "escalation", "2026-11-21T16:00:00.000Z", record(1), ["received"],
    )  # fmt: skip
    assert (passed.record, passed.agency, passed.limits, passed.due, passed.escalate_by) == (
        record(1), OTHER, ("received",), (LATE,), "2026-11-21T16:00:00.000Z",
    )  # fmt: skip


def test_nothing_else_of_the_state_changes(clock: Clock) -> None:
    """The request stands where it stood: the clock takes no step."""
    place(clock.store, 1, received=LATE, overall=TO_COME)
    before = dict(clock.state(1))
    clock()
    after = dict(clock.state(1))
    for changed in ("clock", "breaches"):
        before.pop(changed, None)
        after.pop(changed)
    assert after == before


def test_a_record_stays_in_the_queue_and_moves_on_the_clock(clock: Clock) -> None:
    """It is overdue for its agency as before, with who may do what; the clock comes again for the next limit alone."""
    place(clock.store, 1, received=LATE, overall=TO_COME)
    clock()
    index = clock.store.indexed[ids.case_partition(record(1)), STATE]
    assert (index.due_at, index.tick_at) == (f"{LATE}#{record(1)}", f"{TO_COME}#{record(1)}")
    assert index.brief is not None
    assert (index.brief["next"], index.brief["passed"]) == ([{"step": "assess", "roles": ["a"]}], ["received"])


def test_after_the_last_limit_the_clock_does_not_come_again(clock: Clock) -> None:
    """A record none of whose limits is to come leaves the index of ticks, and stays in the queue."""
    place(clock.store, 1, received=LATE, overall=LATER)
    assert clock().breaches == 2
    index = clock.store.indexed[ids.case_partition(record(1)), STATE]
    assert (index.tick, index.queue) == (None, ids.queue_partition(FORCE))
    assert clock().looked == 0


def test_a_run_again_finds_nothing(clock: Clock) -> None:
    """However often it runs, a limit is recorded once and one duty stands for it."""
    for n in range(6):
        place(clock.store, n, received=LATE, overall=TO_COME)
    assert clock().breaches == 6
    assert [clock().counts()["looked"] for _ in range(3)] == [0, 0, 0]
    assert len(clock.duties()) == 6


def test_an_index_that_lags_behind_is_no_error(clock: Clock) -> None:
    """A record that still stands where it stood is asked about, refused, and counted as such."""
    place(clock.store, 1, received=LATE)
    stale = clock.store.indexed.copy()
    clock()
    clock.store.indexed = stale
    made = clock()
    assert (made.looked, made.refused, made.failed, made.complete) == (1, 1, 0, True)
    assert len(clock.state(1)["breaches"]) == 1


def test_of_two_at_the_same_moment_one_records(clock: Clock) -> None:
    """Both have decided before either writes: the one that loses decides again, is refused, and has not failed."""
    place(clock.store, 1, received=LATE, overall=TO_COME)
    second: list[ClockRun] = []

    def run_in_between() -> None:
        clock.store.before_write = lambda: None
        second.append(clock())

    clock.store.before_write = run_in_between
    first = clock()
    assert sorted([first.breaches, second[0].breaches]) == [0, 1]
    assert sorted([first.refused, second[0].refused]) == [0, 1]
    assert first.failed == second[0].failed == 0
    assert len(clock.state(1)["breaches"]) == len(clock.duties()) == 1


def test_many_at_once_record_each_limit_once(clock: Clock) -> None:
    """Eight runs over the same forty records record forty limits between them."""
    for n in range(40):
        place(clock.store, n, received=LATE, overall=TO_COME)
    write, placed, lock = clock.store.write, clock.store.placed, RLock()

    def alone(call: Any) -> Any:
        """As DynamoDB does it: one after the other."""

        def called(*given: Any) -> Any:
            with lock:
                return call(*given)

        return called

    clock.store.write, clock.store.placed = alone(write), alone(placed)  # type: ignore[method-assign]
    runs = [RunClock(ClockPoint(clock.store), clock.store, clock.ticks, wait=lambda _: None) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda run: run(NOW), runs))
    assert {len(clock.state(n)["breaches"]) for n in range(40)} == {1}
    assert len(clock.duties()) == 40
    assert sum(one.breaches for one in made) == 40


def test_a_step_taken_meanwhile_is_not_overwritten(clock: Clock) -> None:
    """Who takes the step between the clock's decision and its write wins, and the clock finds nothing to record."""
    place(clock.store, 1, received=LATE)

    def step_in_between() -> None:
        clock.store.before_write = lambda: None
        clock.store.write(SESSION, [put(1, state_of(assessed=TO_COME) | {"state": "assessed"}, expected=1)])

    clock.store.before_write = step_in_between
    made = clock()
    assert (made.recorded, made.refused) == ([], 1)
    assert (clock.state(1)["state"], "breaches" in clock.state(1)) == ("assessed", False)


@pytest.mark.parametrize("error", [FactsUnavailableError(), UnauthenticatedError("token_missing"), KeyError("dues")])
def test_one_that_fails_does_not_stop_the_others(clock: Clock, error: Exception) -> None:
    """A record that cannot be judged is counted, the rest is recorded, and the next run tries it again."""
    for n in range(8):
        place(clock.store, n, received=LATE)
    clock.point.failing[record(2)] = error
    made = clock()
    assert (made.looked, made.breaches, made.failed, made.complete) == (8, 7, 1, False)
    clock.point.failing.clear()
    again = clock()
    assert (again.looked, again.breaches, again.complete) == (1, 1, True)


def test_a_part_that_is_down_ends_the_run(clock: Clock) -> None:
    """When record after record is closed, the run waits longer each time, then leaves the rest to the next one."""
    for n in range(FAILURES_IN_A_ROW + 9):
        place(clock.store, n, received=LATE)
        clock.point.failing[record(n)] = PolicyUnavailableError()
    made = clock()
    assert (made.looked, made.failed, made.complete) == (FAILURES_IN_A_ROW, FAILURES_IN_A_ROW, False)
    assert clock.waits == sorted(clock.waits)
    assert 0 < clock.waits[0] < clock.waits[-1] == clock_running.LONGEST_WAIT_S
    clock.point.failing.clear()
    assert clock().breaches == FAILURES_IN_A_ROW + 9


def test_failures_in_a_row_begin_anew_after_a_success(clock: Clock) -> None:
    """Odd records among sound ones never end a run."""
    count = FAILURES_IN_A_ROW * 2
    for n in range(count):
        place(clock.store, n, received=LATE)
        if n % 2:
            clock.point.failing[record(n)] = FactsUnavailableError()
    made = clock()
    assert (made.looked, made.breaches, made.failed) == (count, count // 2, count // 2)


def test_a_partition_that_cannot_be_read_does_not_stop_the_others(clock: Clock) -> None:
    """What stands in the other partitions is recorded; the next run reads the one that did not answer."""
    for n in range(8):
        place(clock.store, n, received=LATE)
    clock.ticks.failing = {"tick#1"}
    made = clock()
    assert (made.breaches, made.unread, made.complete) == (6, 1, False)
    clock.ticks.failing = set()
    assert clock().breaches == 2


def test_a_run_goes_through_more_than_a_page(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages follow each other until everything that has passed is recorded, a page of each partition in turn."""
    monkeypatch.setattr(clock_running, "PAGE", 3)
    for n in range(30):
        place(clock.store, n, received=LATE if n < 29 else TO_COME)
    assert clock().breaches == 29
    partitions = [asked[0] for asked in clock.ticks.asked]
    assert partitions[:4] == list(ids.tick_partitions())
    assert partitions[4:8] == list(ids.tick_partitions())


@pytest.mark.parametrize("bound", ["records", "time"])
def test_what_one_run_does_not_get_to_the_next_one_does(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """A run ends after so many records, or when its time is over; nothing is lost, and the runs after it go on."""
    for n in range(10):
        place(clock.store, n, received=LATE)
    left = iter([True] * 4 + [False] * 99)
    if bound == "records":
        monkeypatch.setattr(clock_running, "MOST_RECORDS", 4)
        made = clock()
    else:
        made = clock(time_is_left=lambda: next(left))
    assert (made.looked, made.breaches, made.complete) == (4, 4, False)
    assert sum(clock().breaches for _ in range(3)) == 6
    assert len(clock.duties()) == 10


def test_a_late_run_records_what_passed_long_ago(clock: Clock) -> None:
    """A clock that stood still records, at the next run, everything that passed meanwhile, with when it was due."""
    place(clock.store, 1, received="2026-10-01T00:00:00.000Z", overall=LATE)
    assert clock().recorded[0].due == ("2026-10-01T00:00:00.000Z", LATE)


def test_the_clock_asks_with_nothing_but_the_record(clock: Clock) -> None:
    """No token, no certificate, no idempotency key: the alias makes it the clock, the version makes it once."""
    place(clock.store, 1, received=LATE)
    clock()
    (asked,) = clock.point.asked
    assert asked.model_dump(exclude_none=True, exclude={"attributes"}) == {
        "action": "clock.record",
        "record": record(1),
    }


def test_a_record_without_a_state_is_not_guessed(clock: Clock) -> None:
    """An allow that says nothing of the state leads to no write."""
    place(clock.store, 1, received=LATE)
    decide = clock.point.decide
    clock.point.decide = lambda request: decide(request).model_copy(update={"facts": []})  # type: ignore[method-assign]
    made = clock()
    assert (made.failed, len(clock.store.writes)) == (1, 1)


def test_nothing_to_record_is_none(clock: Clock) -> None:
    """A record that nobody should have asked about gives nothing."""
    place(clock.store, 1, received=TO_COME)
    assert RecordPassed(clock.point, clock.store)(record(1)) is None


def test_a_run_reports_even_that_nothing_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    """Both metrics are printed by every run, each a line by itself, and the counts are logged."""
    report(ClockRun(looked=3, failed=1, unread=1), NOW, 12)
    caught = capsys.readouterr()
    lines = [json.loads(line) for line in caught.out.splitlines()]
    assert [(line.get("ClockBreaches"), line.get("ClockFailures")) for line in lines] == [(0, None), (None, 2)]
    assert {line["_aws"]["CloudWatchMetrics"][0]["Namespace"] for line in lines} == {"Proviso/Proof"}
    said = json.loads(caught.err)
    assert (said["code"], said["looked"], said["duration_ms"]) == ("CLOCK_RAN", 3, 12)
