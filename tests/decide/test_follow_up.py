"""What follows a share: which facts are read, what an allow opens, and what rules are told."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain import ids
from tests.decide import world
from tests.decide.conftest import Stand

OTHER = "01J0000000000000000000EWER"
REFERRAL = f"{OTHER}.01J00000000000000000000REF"
NEXT = "la:E06000047"
STATUS = ("client#portal", "status")
HEADER, STATE = (f"case#{world.RECORD}", "record"), (f"case#{world.RECORD}", "state")
GROUNDS = [{"ground": "received", "from": "2026-11-01T09:00:00Z", "by": world.COUNCIL}]
MARK = f"attachment#{REFERRAL}"


def part(agency: str = world.COUNCIL, case: str = world.CASE) -> tuple[str, str]:
    return f"member#{case}.{agency}", "involvement"


def outcome(**changes: Any) -> dict[str, Any]:
    said = {"outcome": "accepted", "words": world.text()}
    return asked("share.outcome", record=world.RECORD, attributes={"outcome": said}) | changes


def attachment(record: str = REFERRAL, **changes: Any) -> dict[str, Any]:
    why = {"attachment": {"why": world.text()}}
    return asked("share.attach", record=record, case=world.CASE, attributes=why) | changes


def hand_over(**changes: Any) -> dict[str, Any]:
    change = {"change": "hand_over", "agency": world.COUNCIL, "to": NEXT, "why": world.text()}
    return asked("involvement.change", record=world.RECORD, attributes={"change": change}) | changes


def asked(action: str, **more: Any) -> dict[str, Any]:
    return {"token": world.token(), "action": action, **more}


def keys(stand: Stand) -> list[tuple[str, str]]:
    (read,) = stand.facts.asked
    return [(key.pk, key.sk) for key in read]


def allow(**view: Any) -> dict[str, Any]:
    return world.allow("share.list", view=view)


TELLS = [{"agency": "school:100001", "role": "safeguarding_lead"}]
SAID = {"next_state": "answered", "holder": world.COUNCIL, "tells": TELLS}
PUT = {"referral": {"record_id": REFERRAL}, "roles": ["social_worker"], "items": []}
MOVED = {"parts": [{"agency": NEXT, "ground": "child_lives_in_area"}], "agencies": [NEXT], "tells": []}


def test_facts_of_an_outcome_and_of_a_change(stand: Stand) -> None:
    """Both read the share's header and its state, and the part of each agency that is named, each once."""
    stand.engine.value = world.refuse()
    stand.ask(outcome())
    assert keys(stand) == [STATUS, part(), HEADER, STATE]
    stand.facts.asked.clear()
    stand.ask(hand_over())
    assert keys(stand) == [STATUS, part(), part(NEXT), HEADER, STATE]


def test_facts_of_an_attachment(stand: Stand) -> None:
    """Read are the own part in both cases, the referral's header, and the mark of an earlier attempt."""
    stand.engine.value = world.refuse()
    stand.ask(attachment())
    mark = (part()[0], MARK)
    assert keys(stand) == [STATUS, part(), (f"case#{REFERRAL}", "record"), part(case=OTHER), mark]


def test_a_referral_of_the_very_case_names_no_key_twice(stand: Stand) -> None:
    """A referral that lies in the case to which it is to be put is judged by rules, not by a table that refuses."""
    stand.engine.value = world.refuse()
    answer = stand.ask(attachment(world.RECORD))
    assert answer.outcome == "refused"
    mark = (part()[0], f"attachment#{world.RECORD}")
    assert keys(stand) == [STATUS, part(), (f"case#{world.RECORD}", "record"), mark]


def test_what_rules_are_told_of_an_attachment(stand: Stand) -> None:
    """The referral, the part in its case and the mark stand under names of their own, apart from the case's facts."""
    stand.engine.value = world.refuse()
    there = {"agency": world.COUNCIL, "grounds": GROUNDS}
    stand.facts.put(f"case#{REFERRAL}", "record", {"kind": "share", "case": OTHER})
    stand.facts.put(*part(case=OTHER), there)
    stand.facts.put(part()[0], MARK, {"record": world.RECORD})
    stand.ask(attachment())
    (told,) = stand.engine.inputs
    facts = told["context"]["facts"]
    assert (facts["referred"], facts["referred_involvement"]) == ({"kind": "share", "case": OTHER}, there)
    assert facts["attached"] == {"record": world.RECORD}
    assert sorted(facts["involvements"]) == [world.COUNCIL]
    assert told["resource"] == {"type": "share", "id": REFERRAL, "case": world.CASE}


def test_a_referral_without_a_part_in_its_case_is_not_told(stand: Stand) -> None:
    """Without a part in the referral's case, or in the case itself, rules are told as much as if it were not there."""
    stand.engine.value = world.refuse()
    stand.ask(attachment())
    stand.facts.put(f"case#{REFERRAL}", "record", {"kind": "share", "case": OTHER})
    stand.ask(attachment())
    outside = {"token": world.token(agency=world.TRUST)}
    stand.ask(attachment(**outside))
    stand.facts.put(*part(world.TRUST, OTHER), {"agency": world.TRUST, "grounds": GROUNDS})
    stand.ask(attachment(**outside))
    absent, hidden, elsewhere, without_a_part = (told["context"]["facts"] for told in stand.engine.inputs)
    assert absent == hidden
    assert {name: value for name, value in without_a_part.items() if name != "referred_involvement"} == elsewhere
    assert "referred" not in without_a_part


GRANTS: dict[str, tuple[Callable[..., dict[str, Any]], dict[str, Any], list[str]]] = {
    "outcome": (outcome, SAID, [HEADER[0], part()[0], f"agency#{world.COUNCIL}", "agency#school:100001"]),
    "attachment": (attachment, PUT, ["case#{record}", part()[0], f"agency#{world.COUNCIL}"]),
    "hand over": (
        hand_over,
        MOVED,
        [
            "case#{record}",
            HEADER[0],
            part()[0],
            part(NEXT)[0],
            f"agency#{world.COUNCIL}",
            f"agency#{NEXT}",
        ],
    ),
}


@pytest.mark.parametrize("name", GRANTS)
def test_grant(stand: Stand, name: str) -> None:
    """An allow opens the case's own partitions and whoever is told; nothing of the case that a referral comes from."""
    ask, view, patterns = GRANTS[name]
    stand.engine.value = allow(**view)
    answer = stand.ask(ask())
    assert answer.outcome == "allowed", answer.code
    ((_, grant),) = stand.sessions.minted
    expected = [pattern.format(record=answer.record) for pattern in patterns]
    assert grant.partitions == [*expected, "client#portal"]
    assert (grant.access, grant.content, grant.record, grant.case) == ("write", "seal", answer.record, world.CASE)
    assert not any(OTHER in partition for partition in grant.partitions)
    assert (answer.record == world.RECORD) is (name == "outcome")


def test_what_a_write_cannot_check_is_not_handed_on(stand: Stand) -> None:
    """Facts of the referral's own case lie outside the session; the mark and the own part are checked at the write."""
    stand.engine.value = allow(**PUT)
    stand.facts.put(f"case#{REFERRAL}", "record", {"kind": "share"})
    stand.facts.put(*part(case=OTHER), {"agency": world.COUNCIL, "grounds": GROUNDS})
    answer = stand.ask(attachment())
    assert [(fact.pk, fact.sk) for fact in answer.facts] == [STATUS, part(), (part()[0], MARK)]
    assert ids.attachment_key(REFERRAL) == MARK


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("outcome", {}),
        ("outcome", {**SAID, "next_state": ""}),
        ("outcome", {**SAID, "tells": []}),
        ("outcome", {**SAID, "tells": [{"agency": "nobody", "role": "safeguarding_lead"}]}),
        ("attachment", {**PUT, "roles": []}),
        ("attachment", {name: value for name, value in PUT.items() if name != "referral"}),
        ("hand over", {**MOVED, "parts": []}),
        ("hand over", {**MOVED, "parts": [{"ends": "2026-11-21T09:00:00Z"}]}),
        ("hand over", {name: value for name, value in MOVED.items() if name != "tells"}),
    ],
)
def test_an_allow_that_does_not_say_enough_is_closed(stand: Stand, name: str, view: dict[str, Any]) -> None:
    """Without state, referral, parts or whom to tell, there is no answer, and no session is minted."""
    stand.engine.value = allow(**view)
    answer = stand.ask(GRANTS[name][0]())
    assert (answer.outcome, answer.code) == ("closed", "policy_unavailable")
    assert stand.sessions.minted == []
