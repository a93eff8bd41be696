"""A decided change of an agency's part in a case: longer, over, or gone to the next council.

Which parts change how is policy's answer; here they are folded into the stored involvements, in one transaction with
the record of the change and with what tells those whom it concerns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids, involvements
from chalicelib.domain.actors import Actor
from chalicelib.domain.records import INVOLVEMENT, POINTER_PREFIX, RECORD, Facts, Operation, Put, sort_time

KIND = "involvement_change"
_ENDS = "ends"


@dataclass(frozen=True)
class NewChange:
    """A change as it was asked for, and the share by which it was.

    Attributes:
        record: The new record.
        share: The share that who asks could read.
        change: extend, end or hand_over.
        agency: Whose part it is.
        to: The next council, or who stays.
    """

    record: str
    share: str
    change: str
    agency: str
    to: str | None = None

    def named(self) -> dict[str, str]:
        """As pointers and the inbox show it."""
        made = {"change": self.change, "agency": self.agency}
        return made | ({"to": self.to} if self.to else {})


def operations(new: NewChange, view: Mapping[str, Any], facts: Facts, sealed: bytes, by: Actor) -> list[Operation]:
    """The record, the parts that change, and for each agency that it concerns pointer and inbox entries."""
    share = facts.header(ids.case_partition(new.share), RECORD) or {}
    limits = {"excluded": list(share["excluded"]), "only": {}}
    case = ids.case_of(new.record)
    header = {
        "kind": KIND,
        "at": by.at,
        "decision": by.decision,
        "case": case,
        "by": by.named(),
        "share": new.share,
        **new.named(),
        "parts": [dict(part) for part in view["parts"]],
        "readers": [{"agency": agency} for agency in view["agencies"]],
        **limits,
    }
    return [
        Put(ids.case_partition(new.record), RECORD, header, sealed=sealed),
        *(_part(case, part, facts, by) for part in view["parts"]),
        *(_pointer(new, agency, limits, by) for agency in view["agencies"]),
        *(_inbox(new, share, told, limits, by) for told in view["tells"]),
    ]


def _part(case: str, part: Mapping[str, Any], facts: Facts, by: Actor) -> Put:
    """The involvement of one agency, after the change."""
    agency, area = part["agency"], part.get("area")
    pk = ids.member_partition(case, agency)
    before = facts.header(pk, INVOLVEMENT)
    if _ENDS in part:
        after = involvements.ended(before or {"agency": agency, "grounds": []}, part[_ENDS])
    else:
        ground = involvements.ground(part["ground"], by.at, by.agency, part.get("until"))
        after = involvements.prolonged(before, agency, ground)
    return Put(pk, INVOLVEMENT, after | ({"area": area} if area else {}), facts.version(pk, INVOLVEMENT))


def _pointer(new: NewChange, agency: str, limits: Mapping[str, Any], by: Actor) -> Put:
    plain = {
        "record": new.record,
        "kind": KIND,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "change": new.named(),
        "items": [],
        **limits,
    }
    pk = ids.member_partition(ids.case_of(new.record), agency)
    return Put(pk, f"{POINTER_PREFIX}{sort_time(by.at)}#{new.record}", plain)


def _inbox(
    new: NewChange, share: Mapping[str, Any], told: Mapping[str, str], limits: Mapping[str, Any], by: Actor
) -> Put:
    plain = {
        "record": new.record,
        "case": ids.case_of(new.record),
        "kind": KIND,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "purpose": share["purpose"],
        "urgency": share["urgency"],
        "change": new.named(),
        "items": 0,
        **limits,
    }
    return Put(ids.agency_partition(told["agency"]), f"inbox#{told['role']}#{sort_time(by.at)}#{new.record}", plain)
