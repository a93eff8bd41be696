"""How an entry lies in the ledger: what the trail is joined with as text, and the rest compressed.

The text is canonical JSON and can be read and queried as it is. It names the SHA-256 of the rest's bytes, and its own
SHA-256 is the sort key, so that one hash vouches for the whole entry. The rest is canonical JSON too, in the form of
RFC 1950 (zlib), which needs no dictionary and will be readable for as long as the entry is kept. DynamoDB bills a write
by the kilobyte: compressed, the rest, most of it the policy input, is less than half of its size.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

IN_CLEAR: Final = ("v", "kind", "id", "at", "invocation", "action", "allow", "reasons", "grant")
"""What the audit joins with the trail, and what a reader looks for first."""
REST: Final = "rest"
LARGEST_BYTES: Final = 400 * 1024
"""Of the rest when unpacked. An item of DynamoDB is no larger, so nothing that was ever put reaches it in earnest."""
_BEST: Final = 9


@dataclass(frozen=True)
class Stored:
    """One entry as it is stored.

    Attributes:
        text: What lies in clear, canonical JSON.
        rest: What lies compressed.
        sha256: Hex, of the text's UTF-8 bytes; the item's sort key and the decision's receipt.
    """

    text: str
    rest: bytes
    sha256: str


def packed(entry: Mapping[str, Any], canonical: Callable[[Any], bytes]) -> Stored:
    """The form in which an entry is stored.

    Args:
        entry: The whole of it.
        canonical: Gives the canonical bytes of plain data (RFC 8785).

    Raises:
        ValueError: a value has no canonical form (a number beyond 2^53, not a number, a lone surrogate).
    """
    rest = zlib.compress(canonical({name: value for name, value in entry.items() if name not in IN_CLEAR}), _BEST)
    clear = {name: entry[name] for name in IN_CLEAR if name in entry}
    text = canonical({**clear, REST: hashlib.sha256(rest).hexdigest()})
    return Stored(text.decode(), rest, hashlib.sha256(text).hexdigest())


def whole(text: str, rest: bytes) -> dict[str, Any]:
    """The entry that was stored so.

    Raises:
        ValueError: the text is no JSON object, or the rest is not the one that it names.
    """
    clear = json.loads(text)
    if not isinstance(clear, dict) or clear.pop(REST, None) != hashlib.sha256(rest).hexdigest():
        message = "the rest of the entry is not the one that its text names"
        raise ValueError(message)
    return {**clear, **_unpacked(rest)}


def _unpacked(rest: bytes) -> dict[str, Any]:
    message = "the rest of the entry cannot be read"
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(rest, LARGEST_BYTES)
    except zlib.error as error:
        raise ValueError(message) from error
    found = json.loads(content) if reader.eof else None
    if not isinstance(found, dict):
        raise ValueError(message)  # noqa: TRY004 - what was stored is wrong, not what was passed
    return found
