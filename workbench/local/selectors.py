"""Which events a trail keeps: its advanced event selectors, read strictly.

Source: "AdvancedEventSelector" and "AdvancedFieldSelector" in the CloudTrail API reference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FIELDS = {"eventCategory", "eventName", "eventSource", "readOnly", "resources.type", "resources.ARN"}
_OPERATORS = {"Equals", "NotEquals", "StartsWith", "EndsWith", "NotStartsWith", "NotEndsWith"}


class UnknownSelectorError(ValueError):
    """A field or operator that is not understood here; the trail is not started with it."""


@dataclass(frozen=True)
class Kept:
    """What of an event a selector looks at; `types` and `arns` are those of its resources."""

    category: str
    name: str
    source: str
    read_only: bool
    resources: Sequence[tuple[str, str]]


def check(selectors: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what is not understood.

    Raises:
        UnknownSelectorError: Naming the field or operator.
    """
    for selector in selectors:
        for field in selector["FieldSelectors"]:
            unknown = ({field["Field"]} - _FIELDS) | (set(field) - _OPERATORS - {"Field"})
            if unknown:
                raise UnknownSelectorError(", ".join(sorted(unknown)))


def keeps(selectors: Sequence[Mapping[str, Any]], event: Kept) -> bool:
    """Whether one of the selectors takes the event. A data event is taken for any one of its resources."""
    return any(
        all(_holds(field, event, resource) for field in selector["FieldSelectors"])
        for selector in selectors
        for resource in (event.resources or [("", "")])
    )


def _holds(field: Mapping[str, Any], event: Kept, resource: tuple[str, str]) -> bool:
    value = {
        "eventCategory": event.category,
        "eventName": event.name,
        "eventSource": event.source,
        "readOnly": "true" if event.read_only else "false",
        "resources.type": resource[0],
        "resources.ARN": resource[1],
    }[field["Field"]]
    return all(
        _compares(operator, value, wanted) for operator, wanted in field.items() if operator in _OPERATORS and wanted
    )


def _compares(operator: str, value: str, wanted: Sequence[str]) -> bool:
    negated = operator.startswith("Not")
    plain = operator.removeprefix("Not")
    if plain == "StartsWith":
        hit = any(value.startswith(one) for one in wanted)
    elif plain == "EndsWith":
        hit = any(value.endswith(one) for one in wanted)
    else:
        hit = value in wanted
    return hit != negated
