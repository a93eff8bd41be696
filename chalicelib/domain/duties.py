"""Obligations of a decision as entries of an agency's queue."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.records import Put, sort_time


def duties(
    obligations: Sequence[Mapping[str, Any]], *, agency: str, decision: str, record: str, case: str, at: str
) -> list[Put]:
    """One queue entry for each obligation, under the agency that it names, or else the one that asked.

    An obligation without a date is due at once.
    """
    made = []
    for n, obligation in enumerate(obligations, start=1):
        due = sort_time(obligation.get("due") or at)
        header = {"code": obligation["code"], "due": due, "record": record, "case": case}
        if obligation.get("detail"):
            header["detail"] = list(obligation["detail"])
        holder = ids.agency_partition(obligation.get("agency") or agency)
        made.append(Put(holder, f"due#{due}#{decision}#{n}", header))
    return made
