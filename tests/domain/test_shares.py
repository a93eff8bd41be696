"""The items that a share leaves behind, and what a reader sees of it."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.records import Check, Fact, Facts, Operation, Put
from chalicelib.domain.shares import NewShare, Receiver, concerns, five_facts, header, operations, visible_parts

CASE, COUNCIL, FORCE, SCHOOL = "C", "la:E06000047", "force:11", "school:100001"
RECORD = f"{CASE}.R"
AT = "2026-11-20T16:00:00.000Z"


def item(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "fact",
        "categories": ["injury"],
        "about": ["p1"],
        "as_of": "2026-11-20T15:10:00Z",
        "origin": "own",
        "collected_for": "general",
        "sha256": name * 32,
    }


SHARE = NewShare(
    record=RECORD,
    case=CASE,
    decision="D",
    at=AT,
    person="practitioner:1",
    agency=COUNCIL,
    role="social_worker",
    purpose="safeguarding_child",
    urgency="routine",
    referral=False,
    receivers=(
        Receiver(FORCE, "child_protection", ("s1", "s2"), until="2027-01-01T00:00:00Z"),
        Receiver(SCHOOL, "safeguarding_lead", ("s1",), ("s2", "s3"), ground="teaches"),
    ),
    items=(item("s1"), item("s2"), item("s3")),
    regime="UKGDPR",
    basis="UKGDPR_6_1_e",
    area=COUNCIL,
)
INVOLVED = Facts(
    [Fact(f"member#{CASE}.{COUNCIL}", "involvement", 4, {"agency": COUNCIL, "area": COUNCIL, "grounds": []})]
)


def keyed(made: list[Operation]) -> dict[tuple[str, str], Operation]:
    return {(operation.pk, operation.sk): operation for operation in made}


def test_the_five_facts_say_what_was_disclosed_to_somebody() -> None:
    """When, who, to whom, how and what; an item that nobody sees was not disclosed."""
    assert five_facts(SHARE) == {
        "when": AT,
        "who": {"person": "practitioner:1", "agency": COUNCIL, "role": "social_worker"},
        "to_whom": [
            {"agency": FORCE, "role": "child_protection"},
            {"agency": SCHOOL, "role": "safeguarding_lead"},
        ],
        "how": "secure_electronic",
        "what": [{"item": "s1", "sha256": "s1" * 32}, {"item": "s2", "sha256": "s2" * 32}],
    }


def test_the_header_says_who_sees_which_items() -> None:
    """Rules that judge a reader later find each recipient's items, ground and name in the header."""
    share = replace(SHARE, receivers=(replace(SHARE.receivers[0], practitioner="practitioner:9"),), excluded=("x",))
    made = header(share)
    assert made["recipients"] == [
        {
            "agency": FORCE,
            "role": "child_protection",
            "items": ["s1", "s2"],
            "ground": "received",
            "practitioner": "practitioner:9",
        }
    ]
    assert made["excluded"] == ["x"]
    assert (made["regime"], made["basis"]) == ("UKGDPR", "UKGDPR_6_1_e")


def test_what_was_not_given_is_left_out_of_the_header() -> None:
    """An absent basis is absent, never null."""
    made = header(replace(SHARE, regime=None, basis=None, enactment=None))
    assert {"regime", "basis", "enactment", "in_reply_to"} & made.keys() == set()


def test_the_header_says_under_which_law() -> None:
    """A duty to tell that a later step refers to, as of a school, can be seen to be the one the share rested on."""
    law = "Domestic Abuse Act 2021 s.49A"
    assert header(replace(SHARE, enactment=law))["enactment"] == law


def test_one_transaction_holds_record_involvements_pointers_and_inboxes() -> None:
    """A share writes its record, each receiver's involvement, a pointer for each agency and an entry for each role."""
    made = keyed(operations(SHARE, INVOLVED, b"sealed"))
    pointer = f"pointer#{AT}#{RECORD}"
    assert set(made) == {
        (f"case#{RECORD}", "record"),
        (f"member#{CASE}.{COUNCIL}", "involvement"),
        (f"member#{CASE}.{FORCE}", "involvement"),
        (f"member#{CASE}.{SCHOOL}", "involvement"),
        (f"member#{CASE}.{COUNCIL}", pointer),
        (f"member#{CASE}.{FORCE}", pointer),
        (f"member#{CASE}.{SCHOOL}", pointer),
        (f"agency#{FORCE}", f"inbox#child_protection#{AT}#{RECORD}"),
        (f"agency#{SCHOOL}", f"inbox#safeguarding_lead#{AT}#{RECORD}"),
    }
    assert made[f"case#{RECORD}", "record"] == Put(f"case#{RECORD}", "record", header(SHARE), sealed=b"sealed")


def test_a_sender_that_is_involved_stays_as_it_is() -> None:
    """The sender's involvement is checked at the version that was read, not written."""
    made = keyed(operations(SHARE, INVOLVED, b""))
    member = f"member#{CASE}.{COUNCIL}"
    assert made[member, "involvement"] == Check(member, "involvement", 4)


def test_a_receiver_becomes_involved_on_the_ground_decided() -> None:
    """Receiving makes an agency involved, with the decision's ground and end, and the case's area."""
    made = keyed(operations(SHARE, INVOLVED, b""))
    assert made[f"member#{CASE}.{FORCE}", "involvement"] == Put(
        f"member#{CASE}.{FORCE}",
        "involvement",
        {
            "agency": FORCE,
            "area": COUNCIL,
            "grounds": [{"ground": "received", "from": AT, "until": "2027-01-01T00:00:00.000Z", "by": COUNCIL}],
        },
    )


def test_a_receiver_that_is_involved_is_put_at_the_version_read() -> None:
    """An involvement that changes is replaced only at the version that the decision saw."""
    member = f"member#{CASE}.{FORCE}"
    facts = Facts([Fact(member, "involvement", 2, {"agency": FORCE, "grounds": []})])
    made = keyed(operations(SHARE, facts, b""))[member, "involvement"]
    assert isinstance(made, Put)
    assert made.expected == 2


def test_a_referrer_becomes_involved_and_stays() -> None:
    """A referral makes its sender part of the case that it opens, without an end."""
    made = keyed(operations(replace(SHARE, referral=True), Facts([]), b""))
    involvement = made[f"member#{CASE}.{COUNCIL}", "involvement"]
    assert isinstance(involvement, Put)
    assert involvement.header["grounds"] == [{"ground": "referrer", "from": AT, "by": COUNCIL}]


def test_a_pointer_shows_an_agency_what_it_may_see() -> None:
    """An agency's chronology names the items shown to it, without their words; the sender's names all."""
    made = keyed(operations(SHARE, INVOLVED, b""))
    pointers = {
        agency: made[f"member#{CASE}.{agency}", f"pointer#{AT}#{RECORD}"] for agency in (COUNCIL, FORCE, SCHOOL)
    }
    shown = {
        agency: [each["id"] for each in pointer.header["items"]]
        for agency, pointer in pointers.items()
        if isinstance(pointer, Put)
    }
    assert shown == {COUNCIL: ["s1", "s2", "s3"], FORCE: ["s1", "s2"], SCHOOL: ["s1"]}


def test_two_roles_of_one_agency_share_a_pointer() -> None:
    """An agency has one involvement and one pointer to a share, with the roles and items of all its entries."""
    receivers = (Receiver(FORCE, "child_protection", ("s1",)), Receiver(FORCE, "contact_officer", ("s2",)))
    made = operations(replace(SHARE, receivers=receivers), INVOLVED, b"")
    pointers = [one for one in made if one.pk == f"member#{CASE}.{FORCE}" and one.sk.startswith("pointer#")]
    assert len(pointers) == 1
    assert isinstance(pointers[0], Put)
    assert pointers[0].header["roles"] == ["child_protection", "contact_officer"]
    assert [each["id"] for each in pointers[0].header["items"]] == ["s1", "s2"]
    assert len([one for one in made if one.pk == f"agency#{FORCE}"]) == 2


def test_twenty_recipients_fit_one_transaction() -> None:
    """The largest share stays below the 100 operations of a transaction, with room for duties and facts."""
    receivers = tuple(Receiver(f"school:{n}", "safeguarding_lead", ("s1",)) for n in range(20))
    assert len(operations(replace(SHARE, receivers=receivers), INVOLVED, b"")) == 63


@pytest.mark.parametrize(
    ("role", "person", "for_them"),
    [
        ("child_protection", "practitioner:9", True),
        ("child_protection", "practitioner:8", False),
        ("contact_officer", "practitioner:8", True),
        ("contact_officer", "practitioner:7", False),
        ("other_role", "practitioner:9", False),
    ],
    ids=["named", "not-the-named", "role", "excluded", "other-role"],
)
def test_a_pointer_concerns_whom_the_share_concerned(role: str, person: str, *, for_them: bool) -> None:
    """A pointer is for its roles, for the practitioner it names, and never for one it excludes."""
    pointer = {
        "roles": ["child_protection", "contact_officer"],
        "excluded": ["practitioner:7"],
        "only": {"child_protection": "practitioner:9"},
    }
    assert concerns(pointer, role, person) is for_them


def test_only_what_is_visible_is_shown_with_facts_and_opinions_apart() -> None:
    """A reader sees the visible statements by kind, and only people whom those are about."""

    def said(name: str, kind: str, about: str) -> dict[str, Any]:
        return {"id": name, "salt": "", "statement": {"kind": kind, "about": [about], "text": name}}

    content = {
        "people": [{"ref": "p1"}, {"ref": "p2"}, {"ref": "p3"}],
        "informed": [{"who": "p1", "told": "no"}, {"who": "p2", "told": "yes"}],
        "statements": [
            said("s1", "fact", "p1"),
            said("s2", "opinion", "p1"),
            said("s3", "account", "p3"),
            said("s4", "fact", "p2"),
        ],
    }
    assert visible_parts(content, ["s1", "s2", "s3"]) == {
        "people": [{"ref": "p1"}, {"ref": "p3"}],
        "informed": [{"who": "p1", "told": "no"}],
        "facts": [{"id": "s1", "kind": "fact", "about": ["p1"], "text": "s1"}],
        "opinions": [{"id": "s2", "kind": "opinion", "about": ["p1"], "text": "s2"}],
        "accounts": [{"id": "s3", "kind": "account", "about": ["p3"], "text": "s3"}],
    }


def test_the_council_that_holds_the_case_tells_whose_area_it_is() -> None:
    """After a hand-over, what the next council shares moves its recipients' area; nobody else's share does."""
    force = {"agency": FORCE, "area": "la:E06000001", "grounds": [{"ground": "referrer", "from": AT, "by": FORCE}]}
    at = f"member#{CASE}.{FORCE}"

    def area_after(own: str) -> str:
        sender = Fact(f"member#{CASE}.{COUNCIL}", "involvement", 4, {"agency": COUNCIL, "area": own, "grounds": []})
        put = keyed(operations(SHARE, Facts([sender, Fact(at, "involvement", 2, force)]), b""))[at, "involvement"]
        assert isinstance(put, Put)
        return str(put.header["area"])

    assert area_after(COUNCIL) == COUNCIL
    assert area_after("la:E06000002") == "la:E06000001"
