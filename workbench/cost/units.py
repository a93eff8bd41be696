"""Sizes and request units as DynamoDB counts them.

Source: "DynamoDB item sizes and formats" and "Read and write operations" in the developer guide. An item is measured
whole, also where a projection returns a part of it; what is absent counts as the smallest item.
"""

import base64
from collections.abc import Mapping
from math import ceil
from typing import Any

READ_BYTES = 4_096
WRITE_BYTES = 1_024
_CONTAINER = 3


def item_bytes(item: Mapping[str, Any]) -> int:
    """Size of an item in DynamoDB's typed JSON."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Mapping[str, Any]) -> int:
    """Size of one typed value.

    Raises:
        ValueError: it has a type that no item of ours has.
    """
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            digits = content.lstrip("-").replace(".", "").strip("0")
            return ceil(len(digits) / 2) + 1 + int(content.startswith("-"))
        case "B":
            return len(base64.b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _CONTAINER + sum(1 + value_bytes(one) for one in content)
        case "M":
            return _CONTAINER + sum(1 + len(name.encode()) + value_bytes(one) for name, one in content.items())
    message = f"no item of ours holds a value of type {kind}"
    raise ValueError(message)


def read_units(size: int, *, transactional: bool = False) -> int:
    """Units of one strongly consistent read, twice as many inside a transaction."""
    return max(1, ceil(size / READ_BYTES)) * (2 if transactional else 1)


def write_units(size: int, *, transactional: bool = False) -> int:
    """Units of one write, twice as many inside a transaction."""
    return max(1, ceil(size / WRITE_BYTES)) * (2 if transactional else 1)
