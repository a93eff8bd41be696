"""A run judges a part of the history, and says of the rest neither good nor bad."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.audit import events as e
from workbench.audit import ledger, seen, trail
from workbench.audit.ledger import LedgerItem
from workbench.audit.reconcile import Report, reconcile
from workbench.audit.window import CONTEXT, Window

OLD, YOUNG = "01JD00000000000000000000AA", "01JD00000000000000000000BB"


def after(seconds: float) -> datetime:
    return e.START + timedelta(seconds=seconds)


def judged(window: Window, items: tuple[LedgerItem, ...], *records: dict[str, Any]) -> Report:
    read = trail.from_files([e.delivered(*records)], until=window.until)
    within = [one for one in read if window.read_from is None or one.time >= window.read_from]
    return reconcile(e.ESTATE, ledger.build(items), within, window)


def test_a_session_that_began_before_the_window_is_known_in_it() -> None:
    """A look in the window is matched to a decision that was minted before it; older looks are not judged."""
    stored = e.item(grant=e.grant(not_after=e.at(60)))
    window = Window(since=after(10))
    early, late = e.look(e.OTHER, eventTime=e.at(5)), e.look(eventTime=e.at(20))
    report = judged(window, (stored,), e.put(stored), e.mint(), early, late)
    assert (report.clean, report.looks, report.matched) == (True, 1, 1)
    assert timedelta(minutes=15) <= CONTEXT


def test_a_decision_younger_than_the_watermark_is_no_fault() -> None:
    """An entry whose put may still be under way to the trail waits, and one that is older does not."""
    stored = e.item(OLD, at=e.at(0), grant=None), e.item(YOUNG, at=e.at(600), grant=None)
    window = Window(until=after(500))
    report = judged(window, stored, e.put(stored[0]), e.put(stored[1], eventTime=e.at(601)))
    assert report.faults == []
    assert judged(Window(until=after(900)), stored, e.put(stored[0])).faults == [
        f"decision {YOUNG} is in the ledger, but the trail shows no put of it"
    ]


def test_a_trail_without_files_is_a_fault_for_each_decision() -> None:
    """Where the trail shows nothing at all, every decision of the window lacks its put: silence is not well."""
    report = judged(Window(since=after(-60), until=after(600)), (e.item(),))
    assert report.faults == [f"decision {e.DECISION} is in the ledger, but the trail shows no put of it"]


def test_a_decision_before_the_window_is_left_to_earlier_runs() -> None:
    """An entry that is older than the window needs no put in it, and is not named as unused."""
    report = judged(Window(since=after(60)), (e.item(),))
    assert (report.faults, report.never_used) == ([], [])


class Store:
    """The two calls of S3 that reading a trail takes, on files by key."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self.read: list[str] = []

    def get_paginator(self, _operation: str) -> "Store":
        return self

    def paginate(self, *, Prefix: str, Delimiter: str = "", StartAfter: str = "", **_: str) -> list[dict[str, Any]]:  # noqa: N803
        keys = sorted(key for key in self._files if key.startswith(Prefix) and key > StartAfter)
        if not Delimiter:
            return [{"Contents": [{"Key": key}]} for key in keys]
        folders = sorted({Prefix + key.removeprefix(Prefix).partition("/")[0] + "/" for key in keys})
        return [{"CommonPrefixes": [{"Prefix": folder}]} for folder in folders]

    def get_object(self, *, Key: str, **_: str) -> dict[str, Any]:  # noqa: N803
        self.read.append(Key)
        content = self._files[Key]

        class Body:
            @staticmethod
            def read() -> bytes:
                return content

        return {"Body": Body}


def test_only_files_of_the_windows_days_are_read_and_no_digest() -> None:
    """Every region's events are read from the first day on; digests lie beside them and hold no events."""
    root, name = "AWSLogs/123456789012", "x.json.gz"
    young = e.look(eventTime=e.at(0))
    store = Store(
        {
            f"{root}/CloudTrail/eu-west-2/2026/11/22/{name}": e.delivered(e.look(eventTime=e.at(-86_400))),
            f"{root}/CloudTrail/eu-west-2/2026/11/23/{name}": e.delivered(young),
            f"{root}/CloudTrail/us-east-1/2026/11/24/{name}": e.delivered(young),
            f"{root}/CloudTrail-Digest/eu-west-2/2026/11/23/{name}": b"no events",
        }
    )
    found = trail.read(store, "bucket", since=after(-60))
    assert [event.id for event in found] == [young["eventID"]]
    assert [key.split("/", 3)[3] for key in store.read] == [
        f"eu-west-2/2026/11/23/{name}",
        f"us-east-1/2026/11/24/{name}",
    ]


def test_what_was_told_is_not_new_again(tmp_path: Path) -> None:
    """A finding is new once; a line and what somebody wrote behind it stay as they are."""
    file = tmp_path / "seen"
    assert seen.known(file) == seen.known(None) == frozenset()
    stored = e.item()
    orphan = e.look(e.OTHER)
    report = judged(Window(), (stored, e.item(YOUNG, at=e.at(9))), e.put(stored), e.mint(), orphan)
    found = seen.findings(report)
    assert len(found) == 2
    assert orphan["eventID"] in found
    seen.add(file, found, found)
    file.write_text(file.read_text("utf-8").replace("\n", "  -- the drill\n", 1), "utf-8")
    assert seen.known(file) == frozenset(found)
    assert "-- the drill" in file.read_text("utf-8")
