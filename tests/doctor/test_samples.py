"""Real events are held against ours."""

import copy
import json
from dataclasses import replace

import pytest

from workbench.audit.trail import Event
from workbench.doctor import samples
from workbench.doctor.site import NotGivenError, Site


@pytest.fixture
def events(site: Site) -> dict[str, Event]:
    """A sample of each kind from the local trail."""
    return samples.captured(samples.read_recent(site))


def test_there_is_a_sample_of_each_kind(events: dict[str, Event]) -> None:
    """A share, its read and a list leave an event of every kind that the doctor looks for."""
    assert set(events) == {kind.name for kind in samples.KINDS}


def test_our_fields_are_those_of_the_local_trail(events: dict[str, Event]) -> None:
    """The committed fields are those that the local AWS writes now: a change of it is a change here."""
    written = {name: sorted(set(samples.fields(event.raw))) for name, event in sorted(events.items())}
    assert json.loads(samples.FILE.read_text("utf-8")) == written


def without(event: Event, *path: str) -> Event:
    """The event without a field."""
    raw = copy.deepcopy(dict(event.raw))
    holder = raw
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    return Event(raw)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("facts", ("userAgent",)),
        ("ledger", ("requestParameters", "key", "sk")),
        ("mint", ("responseElements", "credentials", "accessKeyId")),
        ("opened", ("requestParameters", "encryptionContext")),
        ("record read", ("userIdentity", "sessionContext", "sessionIssuer", "userName")),
        ("invocation", ("requestID",)),
    ],
)
def test_a_field_that_the_audit_relies_on_is_missed(events: dict[str, Event], kind: str, path: tuple[str, ...]) -> None:
    """A real event without a field that the audit relies on is a fault, with the field's path."""
    known = next(one for one in samples.KINDS if one.name == kind)
    missing, _ = samples.differences(known, without(events[kind], *path), samples.ours()[kind])
    assert missing == [".".join(path)]


def test_other_differences_are_told_and_are_no_fault(events: dict[str, Event]) -> None:
    """A field more, or one less that nothing rests on, is told with its sign."""
    known = next(one for one in samples.KINDS if one.name == "record read")
    event = without(events["record read"], "eventVersion")
    changed = Event({**event.raw, "vpcEndpointId": "vpce-1"})
    missing, other = samples.differences(known, changed, samples.ours()["record read"])
    assert (missing, other) == ([], ["-eventVersion", "+vpcEndpointId"])


def test_a_use_that_counts_as_a_change_is_a_fault(events: dict[str, Event]) -> None:
    """A mint that CloudTrail calls a change would be copied, and paid for, by the watch trail: it is told."""
    known = next(one for one in samples.KINDS if one.name == "mint")
    missing, _ = samples.differences(known, Event({**events["mint"].raw, "readOnly": False}), samples.ours()["mint"])
    assert missing == ["readOnly is False"]


def test_data_is_not_taken_for_fields() -> None:
    """Keys of an encryption context are data; elements of a list are one field."""
    record = {"requestParameters": {"encryptionContext": {"case": "C"}}, "resources": [{"ARN": "a"}, {"ARN": "b"}]}
    assert set(samples.fields(record)) == {"requestParameters.encryptionContext", "resources[].ARN"}


def test_an_empty_trail_is_not_a_fault(site: Site) -> None:
    """Where the trail holds no event of ours yet, nothing is said about its form."""
    elsewhere = replace(site, names=replace(site.names, region="eu-west-9"))
    with pytest.raises(NotGivenError):
        samples.compare(elsewhere)
