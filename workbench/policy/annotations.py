"""What every reason must say of itself, read from `opa inspect -a`.

A reason is a rule whose annotation has a `custom.code`. The people who are refused read these words, so they are
complete, fixed and free of anything that varies with the request.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from workbench.policy.findings import Finding, shown
from workbench.policy.sources import POLICIES, opa_json

_WORDS: Final = ("message", "law", "remedy")
_KNOWN: Final = frozenset({"code", *_WORDS, "effective_from", "paperwork"})
_CODE: Final = re.compile(r"^[a-z][a-z0-9_]{2,59}$")
_VARIES: Final = re.compile(r"%[sdv]|\{\w*\}")
_NO_LAW: Final = re.compile(r"^(n/?a|none|unknown|tbd|-+|\?+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Annotated:
    """An annotation with its place."""

    file: str
    line: int
    package: str
    title: str
    description: str
    custom: Mapping[str, Any]


def reasons(folder: Path = POLICIES) -> list[Annotated]:
    """Every reason that the rules can give, in order of package and place."""
    inspected = opa_json(["inspect", "-a", "-f", "json", str(folder)])
    found = [_annotated(each) for each in inspected["annotations"] if "code" in each["annotations"].get("custom", {})]
    return sorted(found, key=lambda reason: (reason.package, reason.file, reason.line))


def check(found: Sequence[Annotated]) -> Iterator[Finding]:
    """Findings about the annotations of these reasons."""
    first: dict[str, Annotated] = {}
    for reason in found:
        yield from _complete(reason)
        code = str(reason.custom["code"])
        if code in first:
            other = first[code]
            yield _at(
                reason,
                f"the code {code} is already used in {other.file}:{other.line}",
                "A code is one rule's for ever. Choose another, or make both one rule.",
            )
        first.setdefault(code, reason)


def _complete(reason: Annotated) -> Iterator[Finding]:
    custom = reason.custom
    if not _CODE.match(str(custom["code"])):
        yield _at(reason, "the code has another form", "Use lower case, digits and underscores: what_is_wrong.")
    if not reason.title or not reason.description:
        yield _at(reason, "title or description is missing", "Say the rule in the title, why it is so below it.")
    for word in _WORDS:
        text = str(custom.get(word) or "").strip()
        if not text:
            yield _at(reason, f"custom.{word} is missing", f"Write {word} in plain words; see another rule.")
        elif _VARIES.search(text):
            yield _at(reason, f"custom.{word} has a place for a value", "Words are fixed; `where` says the place.")
    if _NO_LAW.match(str(custom.get("law") or "").strip()):
        yield _at(reason, "custom.law names no law", "Name article, section, guidance or protocol paragraph.")
    if not _is_day(custom.get("effective_from")):
        yield _at(reason, "custom.effective_from is no day", 'Write it in quotes: "2018-05-25".')
    for name in sorted(set(custom) - _KNOWN):
        yield _at(reason, f"custom.{name} is not known", f"Known are {', '.join(sorted(_KNOWN))}.")
    if custom.get("paperwork") not in {None, True}:
        yield _at(reason, "custom.paperwork is not true", "Mark paperwork with true, leave it out otherwise.")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _at(reason: Annotated, what: str, remedy: str) -> Finding:
    return Finding(reason.file, reason.line, what, remedy)


def _annotated(each: Mapping[str, Any]) -> Annotated:
    said = each["annotations"]
    path = [part["value"] for part in each["path"]]
    return Annotated(
        file=shown(each["location"]["file"]),
        line=each["location"]["row"],
        package=".".join(path[1:-1]),
        title=said.get("title", ""),
        description=said.get("description", ""),
        custom=said["custom"],
    )
