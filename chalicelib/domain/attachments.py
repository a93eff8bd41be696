"""A referral put to another case: a new record in that case which names both. Nothing moves, and nobody gains a look.

Whoever reads the chronology of the case finds the referral's number there; the referral itself is still read by its
own record, by those for whom it was, and by nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.actors import Actor
from chalicelib.domain.records import POINTER_PREFIX, RECORD, Operation, Put, sort_time

KIND = "attachment"


@dataclass(frozen=True)
class NewAttachment:
    """A decided attachment.

    Attributes:
        record: The new record, in the case to which the referral is put.
        referral: The referral as the entry names it: record and case, when, from whom, for which purpose.
        roles: The agency's roles for which the referral is.
        items: What of it those roles may see, without words.
        excluded: Practitioners who are kept out of the referral by name.
        only: Where the referral names a practitioner of a role: which.
    """

    record: str
    referral: Mapping[str, Any]
    roles: tuple[str, ...]
    items: tuple[Mapping[str, Any], ...]
    excluded: tuple[str, ...] = ()
    only: Mapping[str, str] | None = None


def operations(new: NewAttachment, sealed: bytes, by: Actor) -> list[Operation]:
    """The record, the council's pointer to it, and the mark by which a second attempt is known."""
    case, referral = ids.case_of(new.record), new.referral["record_id"]
    member = ids.member_partition(case, by.agency)
    limits = {"excluded": list(new.excluded), "only": dict(new.only or {})}
    header = {
        "kind": KIND,
        "at": by.at,
        "decision": by.decision,
        "case": case,
        "by": by.named(),
        "referral": referral,
        "referral_case": new.referral["case_id"],
        "readers": [{"agency": by.agency, "roles": list(new.roles)}],
        **limits,
    }
    pointer = {
        "record": new.record,
        "kind": KIND,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "referral": dict(new.referral),
        "roles": list(new.roles),
        "items": [dict(item) for item in new.items],
        **limits,
    }
    return [
        Put(ids.case_partition(new.record), RECORD, header, sealed=sealed),
        Put(member, f"{POINTER_PREFIX}{sort_time(by.at)}#{new.record}", pointer),
        Put(member, ids.attachment_key(referral), {"record": new.record, "at": by.at}),
    ]
