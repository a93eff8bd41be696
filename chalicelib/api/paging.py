"""`limit` and `cursor` of a list."""

from collections.abc import Mapping

from chalicelib.domain.errors import ContractError, FieldProblem
from chalicelib.service.listing import DEFAULT_LIMIT, MAX_LIMIT, Window


def window(query: Mapping[str, str]) -> Window:
    """Which part of a list is wanted.

    Raises:
        ContractError: `limit` is not a whole number from 1 to 100.
    """
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(MAX_LIMIT)) and 1 <= int(limit) <= MAX_LIMIT):
        raise ContractError((FieldProblem("limit", f"must be a whole number from 1 to {MAX_LIMIT}"),))
    return Window(int(limit), query.get("cursor"))
