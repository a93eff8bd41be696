"""What is signed: one document that says all that was agreed, as plain data.

Equal documents have one canonical form (RFC 8785), and the signature is over its SHA-256. Whoever holds the document
needs nothing else: the items' words stand in it beside their salts, so each hash can be made again; the template's
words and the warnings stand in it as they were read out, so that no later version can take their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.actors import Actor

VERSION = 1
KIND = "undertaking"
_SAID = ("person", "outcome", "at", "language", "explained", "purpose", "officer", "place", "words")


@dataclass(frozen=True)
class Decided:
    """What the decision adds to what was said.

    Attributes:
        record: The undertaking's own id.
        case: Its case.
        request: The disclosure request that it belongs to.
        scheme: The request's scheme.
        template: id, version, language and words, and the words of each warning by its code.
        receipt: Proof that the decision is in the ledger.
    """

    record: str
    case: str
    request: str
    scheme: str
    template: Mapping[str, Any]
    receipt: Mapping[str, Any]


def document(
    said: Mapping[str, Any], items: Sequence[Mapping[str, Any]], decided: Decided, by: Actor
) -> dict[str, Any]:
    """The document of one undertaking, signed or refused.

    Args:
        said: The request as it came in, without what was left out.
        items: Each item's id, words, salt and salted hash.
        decided: What the decision adds.
        by: Who recorded it, under which decision.
    """
    template = decided.template
    read, warnings = said.get("warnings_read", []), template["warnings"]
    made: dict[str, Any] = {
        "v": VERSION,
        "kind": KIND,
        "scheme": decided.scheme,
        "case": decided.case,
        "record": decided.record,
        "request": decided.request,
        **{name: said[name] for name in _SAID if name in said},
        "template": {name: template[name] for name in ("id", "version", "language", "words")},
        "warnings": [{"code": code, "words": warnings[code]} for code in read if code in warnings],
        "adjustments": list(said.get("adjustments", [])),
        "items": [dict(item) for item in items],
        "present": [dict(somebody) for somebody in said.get("present", [])],
        "recorded_by": by.named(),
        "decision": by.decision,
        "receipt": dict(decided.receipt),
    }
    return made | ({"signature": dict(said["signature"])} if "signature" in said else {})
