"""`proviso policy unconfirmed`: every value of the policy data that nobody has compared with the law or guidance yet.

A value is whatever stands under `confirmed: false`. Variants are not listed, since each is a scheme and an overlay,
and both are. Whoever confirms a value sets `confirmed: true` in the file named, in a change that others review.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from workbench.policy import overlays, vocabulary
from workbench.policy.findings import shown
from workbench.policy.merge_patch import differences
from workbench.policy.sources import POLICIES

_SAID_APART: Final = frozenset({"title", "source", "confirmed"})
_WIDTH: Final = 160


@dataclass(frozen=True)
class Unconfirmed:
    """One value that is to be compared."""

    file: str
    path: tuple[str, ...]
    """Members of the file that lead to it."""
    where: str
    """The same in plain words: the titles on the way, and names where there is no title."""
    value: Any
    """What is claimed, as it stands in the data, without title, source and mark."""
    source: str
    """What the value was taken from, as the data says."""
    compare_with: str
    """The law or guidance that says whether it is right."""


def unconfirmed() -> list[Unconfirmed]:
    """Every unconfirmed value, in order of file and place."""
    found: list[Unconfirmed] = []
    for file in _files():
        loaded = vocabulary.load(file)
        for path, words, node, source in _marked(loaded, (), (), ""):
            where = " > ".join(words) or str(loaded.get("title", file.parent.name.replace("_", " ")))
            value = _value(loaded, path, node)
            found.append(
                Unconfirmed(shown(file), path, where, value, source, _compare_with(file, loaded, path, source))
            )
    return found


def main(*, as_json: bool = False) -> int:
    """Print the list, sorted by file, with its total; as JSON `{"total": n, "values": [...]}`."""
    found = unconfirmed()
    if as_json:
        listed = {"total": len(found), "values": [asdict(each) for each in found]}
        sys.stdout.write(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return 0
    file = ""
    for each in found:
        if each.file != file:
            file = each.file
            sys.stdout.write(f"\n{file}\n")
        sys.stdout.write(f"  {each.where}\n")
        for name, text in (("value", said(each.value)), ("source", each.source), ("compare with", each.compare_with)):
            sys.stdout.write(f"    {name:<13} {_cut(text)}\n")
    sys.stdout.write(f"\n{len(found)} values to be compared with the law or guidance.\n")
    return 0


def said(value: Any) -> str:
    """A value in words: `hours 24, from opened`; a set of codes as its codes. Parts with a title are left out."""
    if isinstance(value, Mapping):
        if value and all(part is True for part in value.values()):
            return ", ".join(value)
        return ", ".join(_member(name, part) for name, part in value.items() if not _stands_alone(part))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(said(part) for part in value)
    return "none" if value is None else str(value)


def _member(name: str, part: Any) -> str:
    plain = name.replace("_", " ")
    if isinstance(part, bool):
        return plain if part else f"not {plain}"
    return f"{plain} {said(part)}" if isinstance(part, str | int | None) else f"{plain} ({said(part)})"


def _stands_alone(part: Any) -> bool:
    """Whether a part is a value of its own, or is made of such."""
    if not isinstance(part, Mapping):
        return False
    return "confirmed" in part or "title" in part or any(_stands_alone(each) for each in part.values())


def _files() -> list[Path]:
    """The policy data that people answer for, in order of the names shown."""
    written = [*(POLICIES / "proviso").rglob("data.json"), *overlays.FOLDER.glob("*/data.json")]
    return sorted(file for file in written if file != overlays.TARGET)


def _marked(
    node: Any, path: tuple[str, ...], words: tuple[str, ...], said_above: str
) -> Iterator[tuple[Any, Any, Mapping[str, Any], str]]:
    """Each marked value with its source: its own, or that of the nearest value around it."""
    if not isinstance(node, Mapping):
        return
    source = str(node.get("source", said_above))
    if node.get("confirmed") is False:
        yield path, words, node, source
    for name, part in node.items():
        title = part.get("title") if isinstance(part, Mapping) else None
        yield from _marked(
            part, (*path, name), (*words, f"{title} ({name})" if title else name.replace("_", " ")), source
        )


def _value(loaded: Mapping[str, Any], path: tuple[str, ...], node: Mapping[str, Any]) -> Any:
    if "changes" in loaded:
        scheme = vocabulary.schemes().get(str(loaded.get("scheme")), {})
        return differences(loaded["changes"], scheme, path[1:])
    if path[:1] == ("years",) and "nations" in loaded:
        return {nation: [day for day in days if day[:4] == path[1]] for nation, days in loaded["nations"].items()}
    return {name: part for name, part in node.items() if name not in _SAID_APART}


def _compare_with(file: Path, loaded: Mapping[str, Any], path: tuple[str, ...], source: str) -> str:
    """A scheme's values with its guidance, an enactment with itself, a calendar with what is published."""
    if "changes" in loaded:
        scheme = vocabulary.schemes().get(str(loaded.get("scheme")), {})
        return f"the agency's own procedure, and {scheme.get('source', 'the guidance of the scheme')}"
    if "nations" in loaded:
        return f"GOV.UK, Bank holidays; {loaded['source']}"
    if file.parent.name == "enactments" and path:
        return path[0]
    return str(loaded.get("source", source))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
