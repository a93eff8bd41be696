"""Hidden and absent cannot be told apart: status, body, headers, size, count, paging, time band, calls behind it."""

import math
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from workbench.seeds.api import Answer
from workbench.seeds.requests import share_to_police
from workbench.seeds.undertakings import breach

from .bodies import Application, a_share, decision, recipient, undertaking
from .outside import Record, Stand

Ask = Callable[[str], Answer]
VARYING = {"date", "x-amzn-requestid", "x-request-id", "proviso-decision"}
ZERO = "0" * 13
_ULID = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Pair:
    """One question with an id that exists and is hidden from who asks, and with ids that do not exist."""

    def __init__(self, ask: Ask, hidden: str, *absent: str) -> None:
        """Take the question and its ids."""
        self.ask = ask
        self.hidden = hidden
        self.absent = absent


def _invented(record: str) -> tuple[str, str]:
    """A record that does not exist in a case that does, and one in a case that does not."""
    case, _, own = record.partition(".")
    return f"{case}.{own[:13]}{ZERO}", f"{case[:13]}{ZERO}.{own}"


def _pairs(stand: Stand) -> dict[str, Callable[[], Pair]]:  # noqa: C901 - one question after the other
    caller, share = stand.caller, stand.running.cases[0].share_id

    def get(who: str, path: str) -> Ask:
        return lambda record: caller.get(who, path.format(record))

    def step(record: str) -> Answer:
        return caller.post("other-force", f"/request-disclosure/{record}/steps", decision("disclose"))

    def undertake(record: str) -> Answer:
        return caller.post("other-force", "/record-undertaking", undertaking(record, "refused"))

    def reported(record: str) -> Answer:
        return caller.post("other-force", f"/record-undertaking/{record}/breach", breach(record))

    def into(case: str) -> Answer:
        return caller.post("outsider", "/share", share_to_police(case))

    def into_with(agency: str, role: str) -> Ask:
        def ask(case: str) -> Answer:
            body = share_to_police(case)
            recipient(agency, role)(body)
            return caller.post("outsider", "/share", body)

        return ask

    def request() -> str:
        return Application(stand).id

    def undertaken() -> str:
        return str(Application(stand).decided().undertake("refused").body["undertaking_id"])

    def of_record(ask: Ask, record: str) -> Pair:
        return Pair(ask, record, *_invented(record))

    def of_case(ask: Ask) -> Pair:
        return Pair(ask, stand.case, stand.case[:13] + ZERO)

    reading = "/share/{}?reason=supervision"
    return {
        "read a share": lambda: of_record(get("outsider", reading), share),
        "read a share of one's own case": lambda: Pair(get("teacher", reading), *_sibling(stand)),
        "read an application as a share": lambda: of_record(get("detective", reading), request()),
        "list a case": lambda: of_case(get("outsider", "/share?case={}")),
        "share into a case": lambda: of_case(into),
        "share into a case with who is in it": lambda: of_case(into_with("school:999001", "safeguarding_lead")),
        "read an application": lambda: of_record(get("other-force", "/request-disclosure/{}"), request()),
        "open an application": lambda: of_record(get("social-worker", "/request-disclosure/{}?open=0"), request()),
        "take a step": lambda: of_record(step, request()),
        "record an undertaking": lambda: of_record(undertake, request()),
        "read an undertaking": lambda: of_record(get("other-force", "/record-undertaking/{}"), undertaken()),
        "report a breach": lambda: of_record(reported, request()),
    }


def _sibling(stand: Stand) -> tuple[str, str]:
    """A share of the school's own case that the school did not receive, and one that does not exist."""
    record = str(stand.caller.post("social-worker", "/share", a_share(stand)).body["share_id"])
    return record, _invented(record)[0]


NAMES = (
    "read a share", "read a share of one's own case", "read an application as a share", "list a case",
    "share into a case", "share into a case with who is in it", "read an application", "open an application",
    "take a step", "record an undertaking", "read an undertaking", "report a breach",
)  # fmt: skip


def _masked(text: str) -> str:
    return _TIME.sub("<time>", _HASH.sub("<hash>", _ULID.sub("<id>", text)))


def _seen(answer: Answer) -> dict[str, Any]:
    """Everything that tells one answer from another, ids and times of the decision itself aside."""
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return {
        "status": answer.status,
        "headers": headers,
        "names": sorted(answer.headers),
        "size": len(answer.raw),
        "body": _masked(answer.raw.decode()),
    }


def _calls(seen: list[Record]) -> list[tuple[str, str, int]]:
    """The AWS calls behind an answer: operation, principal, and how many items it named."""
    found = []
    for record in seen:
        identity = record["userIdentity"]
        role = (identity.get("sessionContext") or {}).get("sessionIssuer", {}).get("userName", identity["type"])
        items = (record["requestParameters"] or {}).get("requestItems", [])
        if not identity.get("invokedBy"):  # a table's key is asked for when DynamoDB's cache of it has gone
            found.append((str(record["eventName"]), str(role), len(items)))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_hidden_and_absent_answer_alike(stand: Stand, name: str) -> None:
    """Status, headers, size and every byte of the body are the same for what is hidden and for what is not there."""
    pair = _pairs(stand)[name]()
    hidden = _seen(pair.ask(pair.hidden))
    assert hidden["status"] in {403, 404}
    for absent in pair.absent:
        assert _seen(pair.ask(absent)) == hidden


@pytest.mark.parametrize("name", NAMES)
def test_hidden_and_absent_take_the_same_calls(stand: Stand, name: str) -> None:
    """The same AWS calls by the same principals, with as many items each, stand behind both."""
    pair = _pairs(stand)[name]()
    with stand.watched() as of_hidden:
        pair.ask(pair.hidden)
    for absent in pair.absent:
        with stand.watched() as of_absent:
            pair.ask(absent)
        assert _calls(of_absent) == _calls(of_hidden)
    assert [call[0] for call in _calls(of_hidden)] == ["TransactGetItems", "PutItem", "Invoke"]


@pytest.mark.parametrize("name", ["read a share", "list a case", "share into a case", "read an application"])
def test_hidden_and_absent_take_the_same_time(with_transactions: Stand, name: str) -> None:
    """A rank test on interleaved samples cannot tell them apart (twice in a row, the same way, beyond four sigma).

    On DynamoDB Local: moto copies an item once more when there is one, which no table does.
    """
    pair = _pairs(with_transactions)[name]()
    first = _distance(pair)
    if abs(first) >= 4:
        again = _distance(pair)
        assert abs(again) < 4 or again * first < 0, (first, again)


def _distance(pair: Pair, rounds: int = 40) -> float:
    """How many sigmas the ranks of the two sets of times lie apart (Mann-Whitney, normal approximation)."""
    times: dict[str, list[float]] = {"hidden": [], "absent": []}
    for turn in range(rounds + 2):
        order = [("hidden", pair.hidden), ("absent", pair.absent[turn % len(pair.absent)])]
        for label, record in order if turn % 2 else reversed(order):
            started = time.perf_counter()
            pair.ask(record)
            if turn > 1:  # the first two warm up
                times[label].append(time.perf_counter() - started)
    ranked = sorted((value, label) for label, values in times.items() for value in values)
    ranks = sum(rank for rank, (_, label) in enumerate(ranked, start=1) if label == "hidden")
    n = rounds
    return (ranks - n * (2 * n + 1) / 2) / math.sqrt(n * n * (2 * n + 1) / 12)


def test_the_rank_test_can_tell_times_apart() -> None:
    """The distinguisher finds a difference of half a millisecond in three: it is no blind judge."""
    pair = Pair(lambda record: time.sleep(0.0035 if record == "slow" else 0.003), "slow", "quick")  # type: ignore[arg-type,return-value]
    assert abs(_distance(pair)) >= 4


def test_what_others_share_changes_nothing_in_ones_own_chronology(stand: Stand) -> None:
    """A share between others adds nothing to the list, the count, the paging or the size that a third agency sees."""
    caller = stand.caller
    path = f"/share?case={stand.case}&limit=1"
    caller.get("teacher", path)
    before = caller.get("teacher", path)
    answer = caller.post("social-worker", "/share", a_share(stand))
    assert answer.status == 201
    after = caller.get("teacher", path)
    assert _seen(after) == _seen(before)
    assert [entry["record_id"] for entry in after.body["entries"]] == [stand.running.cases[0].share_id]
    assert "next" not in after.body


def test_an_excluded_practitioner_sees_no_trace(stand: Stand) -> None:
    """For a practitioner who was excluded by name the share is in no list, page or count, and reads as absent."""
    caller = stand.caller
    from workbench.seeds.practitioners import practitioner

    path = f"/share?case={stand.case}&limit=100"
    before = [entry["record_id"] for entry in caller.get("detective", path).body.get("entries", [])]
    me = practitioner("detective").practitioner
    answer = caller.post("social-worker", "/share", a_share(stand, lambda b: b.update(excluded_practitioners=[me])))
    assert answer.status == 201, answer.raw
    record = str(answer.body["share_id"])
    listed = caller.get("detective", path)
    seen = [entry["record_id"] for entry in listed.body.get("entries", [])]
    assert seen == before or (not before and listed.status == 200 and seen == [])
    inbox = caller.get("detective", "/inbox?limit=100").body["entries"]
    assert record not in [entry["record_id"] for entry in inbox]
    hidden = caller.get("detective", f"/share/{record}?reason=supervision")
    absent = caller.get("detective", f"/share/{_invented(record)[0]}?reason=supervision")
    assert _seen(hidden) == _seen(absent)
    assert hidden.status == 404
