"""JSON merge patches (RFC 7396), and what one would do: paths that it would add, values that it would change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_UNITS: Final = frozenset({"hours", "days", "working_days", "working_day_at"})
_BESIDE: Final = frozenset({"title", "source", "confirmed"})


def merged(document: Any, patch: Any) -> Any:
    """The document with the patch made; null takes a member away, and a list is replaced whole."""
    if not isinstance(patch, Mapping):
        return patch
    made = dict(document) if isinstance(document, Mapping) else {}
    for name, part in patch.items():
        if part is None:
            made.pop(name, None)
        else:
            made[name] = merged(made.get(name), part)
    return made


def added(patch: Mapping[str, Any], base: Mapping[str, Any], place: Sequence[str] = ()) -> Iterator[list[str]]:
    """Paths of the patch that the base does not have, but for a unit of a limit that takes another's place."""
    for name, part in patch.items():
        if name not in base:
            given_up = {unit for unit in _UNITS & base.keys() & patch.keys() if patch[unit] is None}
            if not (name in _UNITS and given_up):
                yield [*place, name]
        elif isinstance(part, Mapping) and isinstance(base[name], Mapping):
            yield from added(part, base[name], [*place, name])


def differences(patch: Any, base: Any, below: Sequence[str] = ()) -> list[str]:
    """Each value that the patch sets, with what the base has: `states > assessed > clock > days: 7, not 10`.

    Titles, sources and marks are left out; `below` asks only for what stands under that path of both.
    """
    for name in below:
        patch, base = patch[name], base.get(name) if isinstance(base, Mapping) else None
    return [f"{' > '.join(at)}: {_text(now)}, not {_text(before)}" for at, now, before in _leaves(patch, base, below)]


def _leaves(patch: Any, base: Any, place: Sequence[str]) -> Iterator[tuple[list[str], Any, Any]]:
    if not isinstance(patch, Mapping):
        yield [*place], patch, base
        return
    for name, part in patch.items():
        if name not in _BESIDE:
            yield from _leaves(part, base.get(name) if isinstance(base, Mapping) else None, [*place, name])


def _text(value: Any) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
