"""What is counted is what the functions really call, and what the trail really records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.cost.counting import Counted
from workbench.running import Running
from workbench.seeds.requests import share_to_police

DECIDING = ["lambda.Invoke", "dynamodb.TransactGetItems", "dynamodb.PutItem"]
CREATED, OK, FORBIDDEN = 201, 200, 403


def test_a_share_a_read_and_a_refusal_make_six_six_and_three_calls(counts: dict[str, Counted]) -> None:
    """The calls that are priced are the calls that are made, in their order."""
    assert counts["share"].calls == [
        *DECIDING, "sts.AssumeRole", "kms.GenerateDataKey", "dynamodb.TransactWriteItems",
    ]  # fmt: skip
    assert counts["read"].calls == [*DECIDING, "sts.AssumeRole", "dynamodb.GetItem", "kms.Decrypt"]
    assert counts["refused"].calls == DECIDING


def test_a_read_writes_nothing_but_its_decision(counts: dict[str, Counted]) -> None:
    """A read and a refusal leave a ledger entry and no item; a share leaves both, and content of real size."""
    for name in ("read", "refused", "inbox", "progress"):
        assert (counts[name].write_units, counts[name].stored) == (0, 0)
        assert counts[name].ledgered > 900
    assert counts["share"].stored > 5_000


def test_the_record_is_read_at_its_whole_size(counts: dict[str, Counted]) -> None:
    """A read takes five facts at twice their units and one record at its own; twice, where that is over 4 KB."""
    assert counts["read"].read_units in {5 * 2 + 1, 6 * 2 + 2}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded local stack, whose trail is written as CloudTrail writes it."""
    with Running.start(port=0, state_dir=tmp_path_factory.mktemp("stack"), session_seconds=60) as started:
        yield started


def test_the_trail_records_as_many_events_as_are_paid_for(running: Running, counts: dict[str, Counted]) -> None:
    """Events and uses of keys of a share, a read and a refusal on the local AWS are as many as the model counts."""
    seen: dict[str, list[dict[str, Any]]] = {}
    body = share_to_police(running.cases[0].id)

    def act(name: str, who: str, wanted: int, path: str = "") -> Any:
        before = {str(record["eventID"]) for record in running.owned.trail_records()}
        answer = running.caller.get(who, path) if path else running.caller.post(who, "/share", body)
        assert answer.status == wanted, answer.raw
        seen[name] = [dict(one) for one in running.owned.trail_records() if one["eventID"] not in before]
        return answer.body

    act("warm", "social-worker", CREATED)  # decide's own use of the table keys is not repeated within minutes
    share = act("share", "social-worker", CREATED)["share_id"]
    act("read", "detective", OK, f"/share/{share}?reason=risk_assessment")
    act("refused", "outsider", FORBIDDEN)
    for name in ("share", "read", "refused"):
        data = [one for one in seen[name] if one["eventCategory"] == "Data"]
        keys = [one for one in seen[name] if one["eventSource"] == "kms.amazonaws.com"]
        managed = [one for one in seen[name] if one["eventCategory"] == "Management"]
        counted = counts[name]
        assert (len(data), len(keys), len(managed)) == (
            counted.data_events,
            counted.key_calls,
            counted.management_events,
        )


def test_the_memory_that_is_priced_is_the_memory_that_is_deployed() -> None:
    """The model's memory is the one in the stack of the functions."""
    from workbench.cost.model import DEPLOYED

    source = (Path(__file__).resolve().parents[2] / "infra/api/functions.py").read_text("utf-8")
    assert f"DECIDE_MEMORY_MB: Final = {DEPLOYED.decide:_}\n" in source
    assert f"API_MEMORY_MB: Final = {DEPLOYED.api:_}\n" in source


def test_each_line_of_a_log_is_priced_where_it_lies(counts: dict[str, Counted]) -> None:
    """A request writes one line in each of the two logs: what `decide` says, and that it was answered."""
    for name in ("share", "read", "refused"):
        counted = counts[name]
        assert (counted.lines, counted.decide_lines) == (2, 1)
        assert 100 < counted.decide_logged < counted.logged - 100


def test_an_entry_of_the_ledger_is_no_larger_than_it_must_be(counts: dict[str, Counted]) -> None:
    """The entry of a read and that of a refusal, whole inputs included, take two write units, and an inbox's one."""
    assert [counts[name].ledger_units for name in ("read", "refused", "inbox")] == [2, 2, 1]
