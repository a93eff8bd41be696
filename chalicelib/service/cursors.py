"""Where a page ended, as an opaque text: the part of a sort key behind its prefix, which holds a time and an id."""

import base64
import binascii
import re

from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, FieldProblem

_POSITION = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#" + ids.RECORD_PATTERN.strip("^$"))
_LONGEST = 128


def encode(sort_key: str, prefix: str) -> str:
    """The cursor of an item whose sort key begins with `prefix`."""
    return base64.urlsafe_b64encode(sort_key.removeprefix(prefix).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> str | None:
    """The position that a cursor stands for.

    Raises:
        ContractError: it is not one of ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        position = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        position = ""
    if len(cursor) > _LONGEST or not _POSITION.fullmatch(position):
        raise ContractError((FieldProblem("cursor", "is not a cursor of this list"),))
    return position
