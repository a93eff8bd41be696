"""A referral put to another case: what is written, and for whom."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.attachments import NewAttachment, operations
from chalicelib.domain.records import Put

CASE, OTHER = "01HCCCCCCCCCCCCCCCCCCCCCCC", "01HDDDDDDDDDDDDDDDDDDDDDDD"
RECORD, REFERRAL = f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRRR5", f"{OTHER}.01HRRRRRRRRRRRRRRRRRRRRRR6"
COUNCIL = "la:E06000047"
BY = Actor("practitioner:2", COUNCIL, "social_worker", "D2", "2026-11-21T09:00:00.000Z")
NAMED = {"record_id": REFERRAL, "case_id": OTHER, "at": "2026-11-20T16:00:00.000Z", "purpose": "safeguarding_child"}
NEW = NewAttachment(
    record=RECORD,
    referral=NAMED,
    roles=("social_worker",),
    items=({"id": "s1", "kind": "fact"},),
    excluded=("practitioner:9",),
    only={"social_worker": "practitioner:2"},
)


def made() -> dict[tuple[str, str], Put]:
    return {(put.pk, put.sk): put for put in operations(NEW, b"sealed", BY) if isinstance(put, Put)}


def test_it_is_written_in_the_case_alone_and_for_the_council_alone() -> None:
    """Three new items: record, the council's pointer and its mark; nothing of the referral's own case is touched."""
    member = f"member#{CASE}.{COUNCIL}"
    keys = [(f"case#{RECORD}", "record"), (member, f"pointer#{BY.at}#{RECORD}"), (member, f"attachment#{REFERRAL}")]
    assert sorted(made()) == sorted(keys)
    assert {put.expected for put in made().values()} == {0}
    assert not any(pk.startswith(f"case#{OTHER}") for pk, _ in made())


def test_the_record_names_both_and_says_by_whom() -> None:
    """Referral, both cases, who and under which decision stand plain; the reason is sealed."""
    put = made()[f"case#{RECORD}", "record"]
    assert put.sealed == b"sealed"
    assert put.header == {
        "kind": "attachment",
        "at": BY.at,
        "decision": "D2",
        "case": CASE,
        "by": {"person": "practitioner:2", "agency": COUNCIL, "role": "social_worker"},
        "referral": REFERRAL,
        "referral_case": OTHER,
        "readers": [{"agency": COUNCIL, "roles": ["social_worker"]}],
        "excluded": ["practitioner:9"],
        "only": {"social_worker": "practitioner:2"},
    }


def test_the_pointer_is_for_those_for_whom_the_referral_is() -> None:
    """Roles, items and whoever is kept out are those of the referral."""
    header = made()[f"member#{CASE}.{COUNCIL}", f"pointer#{BY.at}#{RECORD}"].header
    assert (header["kind"], header["referral"], header["items"]) == (
        "attachment",
        NAMED,
        [{"id": "s1", "kind": "fact"}],
    )
    assert (header["roles"], header["excluded"]) == (["social_worker"], ["practitioner:9"])
    assert header["only"] == {"social_worker": "practitioner:2"}
