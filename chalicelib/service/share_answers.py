"""What a reader of a share sees of its answers, and the records that follow a share, opened under the decision."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain import attachments, ids, involvement_changes
from chalicelib.domain.errors import ContentUnreadableError
from chalicelib.domain.share_outcomes import outcome_key
from chalicelib.service.asking import Allowed, shown
from chalicelib.service.ports import RecordStore, Sealer
from chalicelib.service.sealed_content import opened

NOTES = frozenset({attachments.KIND, involvement_changes.KIND})
"""Kinds of records that say why something follows a share."""
_PLAIN = ("outcome", "passed_to", "at")
_OF_A_NOTE = ("change", "agency", "to", "parts")


def answers(store: RecordStore, sealer: Sealer, allowed: Allowed, record: str) -> dict[str, Any]:
    """The answers that the decision names, each with its words, and whether one is still awaited.

    Raises:
        ContentUnreadableError: one that the decision names is not there, or does not open.
    """
    found = []
    for n in allowed.view.get("outcomes", []):
        stored = store.get(allowed.session, ids.case_partition(record), outcome_key(n))
        if stored is None:
            raise ContentUnreadableError
        words = opened(sealer, allowed, record, stored)
        header = stored.header
        found.append(
            {
                **{name: header[name] for name in _PLAIN if name in header},
                "by": {"agency": header["by"]["agency"], "role": header["by"]["role"]},
                **({"words": words["words"]} if "words" in words else {}),
            }
        )
    awaited = allowed.view.get("answer")
    return {"outcomes": found, **({"answer": awaited} if awaited else {})}


def note(record: str, header: Mapping[str, Any], content: Mapping[str, Any], allowed: Allowed) -> dict[str, Any]:
    """A record that follows a share: what it did, by whom, and why."""
    about = {"share_id": header["referral"] if header["kind"] == attachments.KIND else header["share"]}
    return {
        "record_id": record,
        "case_id": header["case"],
        "kind": header["kind"],
        "at": header["at"],
        "from": {"agency": header["by"]["agency"], "role": header["by"]["role"]},
        **about,
        **{name: header[name] for name in _OF_A_NOTE if name in header},
        "why": content["why"],
        **shown(allowed),
    }
