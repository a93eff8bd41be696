"""Generate `docs/policy-reference.md`: every reason with its law and remedy, the codes, the schemes, what is open."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.policy import annotations, overlays, vocabulary
from workbench.policy.merge_patch import differences
from workbench.policy.sources import ROOT
from workbench.policy.unconfirmed import said

TARGET: Final = ROOT / "docs" / "policy-reference.md"
HEAD: Final = """\
# Policy reference

Generated from the annotations of the rules and from their reference data by
`python -m workbench.policy.reference_docs`. Do not edit it: change the rule or the data, and generate it again.

A refusal lists every reason that applies, by code. A code is one rule's for ever. Reasons marked *paperwork* are put
off for 24 hours in attested immediate danger; the others hold always. What is marked [unconfirmed] nobody has compared
with the law or the guidance in force yet; `proviso policy unconfirmed` lists it with its value.
"""
_MARK: Final = " [unconfirmed]"


def text() -> str:
    """Content of the generated file."""
    reference, schemes = vocabulary.reference(), vocabulary.schemes()
    parts = [HEAD, *_reasons(), *_unconfirmed(reference, schemes), *_schemes(schemes), *_codes(reference)]
    return "\n".join(parts).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; with --check only say whether it is up to date (1: it is not)."""
    parser = argparse.ArgumentParser(description="Generate the policy reference.")
    parser.add_argument("--check", action="store_true")
    wanted = text()
    if parser.parse_args(arguments).check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == wanted:
            return 0
        sys.stderr.write("docs/policy-reference.md: out of date, run `python -m workbench.policy.reference_docs`\n")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


def _reasons() -> Iterator[str]:
    yield "## Reasons\n"
    package = ""
    for reason in annotations.reasons():
        if reason.package != package:
            package = reason.package
            yield f"### {package}\n"
        custom = reason.custom
        paperwork = " *paperwork*" if custom.get("paperwork") else ""
        yield f"#### `{custom['code']}`{paperwork}\n"
        yield f"**{reason.title}.** {reason.description}\n"
        yield f"- Says: {custom['message']}"
        yield f"- Law: {custom['law']}"
        yield f"- Remedy: {custom['remedy']}"
        yield f"- In effect from: {custom['effective_from']}. Rule: `{reason.file}`\n"


def _unconfirmed(reference: Mapping[str, Any], schemes: Mapping[str, Any]) -> Iterator[str]:
    yield "## To be confirmed\n"
    yield "Somebody has to compare each of these with the law or the guidance in force before it is relied on.\n"
    yield "| where | what | source given |\n|---|---|---|"
    for place, entry in _entries({"reference": reference, "schemes": schemes}):
        if entry.get("confirmed") is False:
            yield f"| {place} | {entry.get('title', '')} | {entry.get('source', '')} |"
    yield ""


def _entries(node: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(node, Mapping):
        return
    yield place, node
    for name, part in node.items():
        yield from _entries(part, f"{place} / {name}" if place else str(name))


def _schemes(schemes: Mapping[str, Any]) -> Iterator[str]:
    yield "## Schemes\n"
    for code, course in schemes.items():
        notice = course["applicant_notice"]
        yield f"### `{code}`: {course['title']}{_mark(course)}\n"
        yield f"Recipient: {course['recipient_rule']}\n"
        yield f"> {notice['constant']}{_mark(notice)}\n"
        yield from _values(course)
        yield from _variants(code, course)
        yield "| step | from | who | apart from | outcome → state | needs |\n|---|---|---|---|---|---|"
        undertaking = {"undertaking": course["undertaking"]} if "undertaking" in course else {}
        for name, step in {**course["steps"], **undertaking}.items():
            for outcome, leads in step["outcomes"].items():
                needs = ", ".join([*step["needs"], *leads["needs"]])
                apart = ", ".join(step["separate_from"])
                to = "stays" if leads["to"] == "=" else leads["to"]
                cells = (name, ", ".join(step["from"]), ", ".join(step["roles"]), apart, f"{outcome} → {to}", needs)
                yield f"| {' | '.join(cells)} |"
        yield ""
        yield "| state | meaning | limit |\n|---|---|---|"
        for name, state in course["states"].items():
            yield f"| {name} | {state['title']} | {_limit(state.get('clock'))} |"
        yield ""


def _values(course: Mapping[str, Any]) -> Iterator[str]:
    """What a scheme claims besides its notice and the limits of its states."""
    shown = {"states", "applicant_notice"}
    rest = {name: part for name, part in course.items() if name not in shown}
    listed = [(place, entry) for place, entry in _entries(rest) if place and "confirmed" in entry]
    for place, entry in listed:
        value = said({name: part for name, part in entry.items() if name not in {"title", "source", "confirmed"}})
        yield f"- {place}: {value or entry.get('title', 'as the source says')}{_mark(entry)}. {entry['source']}"
    if listed:
        yield ""


def _variants(code: str, course: Mapping[str, Any]) -> Iterator[str]:
    """Which agencies do otherwise, and what."""
    varied = [overlay for overlay in overlays.sound().values() if overlay["scheme"] == code]
    for overlay in varied:
        changes = "; ".join(differences(overlay["changes"], course))
        yield f"- {overlay['agency']} from {overlay['effective_from']}: {changes}{_mark(overlay)}. {overlay['source']}"
    if varied:
        yield ""


def _mark(entry: Mapping[str, Any]) -> str:
    return _MARK if entry.get("confirmed") is False else ""


def _limit(clock: Mapping[str, Any] | None) -> str:
    if clock is None:
        return ""
    begins = "application" if clock["from"] == "opened" else "this state"
    if "versions" in clock:
        versions = clock["versions"].items()
        return "; ".join(f"{_limit({**limit, 'from': clock['from']})}, since {day}" for day, limit in versions)
    if "at" in clock:
        return f"at the {clock['at'].replace('_', ' ')} that is told{_mark(clock)}"
    if "working_day_at" in clock:
        return f"the first {clock['working_day_at']:02}:00 of a working day after {begins}{_mark(clock)}"
    shorter = clock.get("by_urgency", {}).items()
    urgent = [f"{_length(limit)} if {code.replace('_', ' ')}{_mark(limit)}" for code, limit in shorter]
    return "; ".join([f"{_length(clock)} from {begins}{_mark(clock)}", *urgent])


def _length(limit: Mapping[str, Any]) -> str:
    if "working_day_at" in limit:
        return f"the first {limit['working_day_at']:02}:00 of a working day"
    unit = next(unit for unit in ("hours", "days", "working_days") if unit in limit)
    return f"{limit[unit]} {unit.replace('_', ' ')}"


def _codes(reference: Mapping[str, Any]) -> Iterator[str]:
    yield "## Codes\n"
    for name, entries in reference.items():
        yield f"### {name}\n"
        yield "| code | meaning | from | source |\n|---|---|---|---|"
        for code, entry in sorted(entries.items()):
            begins = entry.get("effective_from", "")
            begins = "not commenced" if begins is None else begins
            yield f"| `{code}` | {entry['title']}{_mark(entry)} | {begins} | {entry.get('source', '')} |"
        yield ""


if __name__ == "__main__":
    raise SystemExit(main())
