"""Generate `docs/schemes.md`: each scheme's machine as a picture, its limits, its people, from the scheme's data."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.policy import vocabulary
from workbench.policy.sources import ROOT

TARGET: Final = ROOT / "docs" / "schemes.md"
HEAD: Final = """# Schemes

Generated from `policies/proviso/schemes/*/data.json` by `proviso schemas`; do not edit. A picture shows the course: a
box is where a request stands, an arrow a step and its outcome. Steps that every state has (immediate danger, a pause,
records made afterwards) are listed below the picture, or it could not be read. **[unconfirmed]** marks a value that
somebody must compare with the live guidance; `proviso policy unconfirmed` lists them all.
"""
_MANY: Final = 6
"""A step that leads out of more states than this is told in words, not drawn."""


def text() -> str:
    """Content of the generated file."""
    parts = [HEAD]
    for code, course in vocabulary.schemes().items():
        parts += _scheme(code, course)
    return "\n".join(parts).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; with --check only say whether it is up to date (1: it is not)."""
    parser = argparse.ArgumentParser(description="Draw the schemes.")
    parser.add_argument("--check", action="store_true")
    wanted = text()
    if parser.parse_args(arguments).check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == wanted:
            return 0
        sys.stderr.write(f"{TARGET.relative_to(ROOT)}: out of date, run `python -m workbench.policy.scheme_pictures`\n")
        return 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


def _scheme(code: str, course: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {course['title']} (`{code}`)\n"
    yield f"{_sentence(course)}\n"
    yield from _picture(course)
    yield from _everywhere(course)
    yield from _states(course)
    yield from _steps(course)


def _sentence(course: Mapping[str, Any]) -> str:
    nations = _and(sorted(nation.replace("_", " ").title() for nation in course["jurisdiction"]))
    kinds = _and(sorted(kind.replace("_", " ") for kind in course["agency_kinds"]))
    told = course["recipient_rule"].rstrip(".")
    mark = _mark(course)
    runs = f"Runs in {nations} from {course['effective_from']}, held by {kinds}."
    return f"{runs} Told: {told}. Source: {course['source']}.{mark}"


def _picture(course: Mapping[str, Any]) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2"
    for name, state in course["states"].items():
        yield f'  state "{_plain(state["title"])}" as {name}'
    yield f"  [*] --> {course['open']['to']}: opened"
    if "requester_to" in course["open"] and course["open"]["requester_to"] != course["open"]["to"]:
        yield f"  [*] --> {course['open']['requester_to']}: put by another agency"
    drawn: dict[tuple[str, str], list[str]] = {}
    for code, step in _drawn(course):
        for origin in step["from"]:
            for outcome, result in step["outcomes"].items():
                if result["to"] != "=":
                    label = code if len(step["outcomes"]) == 1 else f"{code}: {outcome}"
                    drawn.setdefault((origin, result["to"]), []).append(label.replace("_", " "))
    for (origin, to), labels in drawn.items():
        yield f"  {origin} --> {to}: {' / '.join(_plain(label) for label in labels)}"
    for name, state in course["states"].items():
        if state.get("final"):
            yield f"  {name} --> [*]"
    yield "```\n"


def _drawn(course: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(code, step) for code, step in _all(course).items() if len(step["from"]) <= _MANY]


def _all(course: Mapping[str, Any]) -> dict[str, Any]:
    undertaking = {"undertaking": course["undertaking"]} if "undertaking" in course else {}
    return {**course["steps"], **undertaking}


def _everywhere(course: Mapping[str, Any]) -> Iterator[str]:
    wide = {code: step for code, step in _all(course).items() if len(step["from"]) > _MANY}
    if not wide:
        return
    yield "From many states:\n"
    for code, step in wide.items():
        leads = _and([f"`{outcome}` → {_to(result['to'])}" for outcome, result in step["outcomes"].items()])
        yield f"- `{code}` ({step['title']}): {leads}; from {len(step['from'])} states."
    yield ""


def _to(state: str) -> str:
    return "stays" if state == "=" else f"`{state}`"


def _states(course: Mapping[str, Any]) -> Iterator[str]:
    yield "| state | limit | source |\n|---|---|---|"
    for day, limit in course.get("overall", {}).get("versions", {}).items():
        yield f"| *overall*, received from {day} | {_limit(limit)} | {limit['source']}{_mark(limit)} |"
    for name, state in course["states"].items():
        clock = state.get("clock")
        if not clock:
            yield f"| `{name}` | {'the end' if state.get('final') else 'none'} | |"
            continue
        since = "since it was received" if clock["from"] == "opened" else "since this state"
        for day, limit in clock.get("versions", {"": clock}).items():
            from_day = f", received from {day}" if day else ""
            yield f"| `{name}`{from_day} | {_limit(limit)} {since} | {limit['source']}{_mark(limit)} |"
    for name, owed in course["emergency_records"].items():
        what = f"*record after immediate danger: {name.replace('_', ' ')}*"
        yield f"| {what} | {owed['hours']} hours | {owed['source']}{_mark(owed)} |"
    yield ""


def _steps(course: Mapping[str, Any]) -> Iterator[str]:
    yield "| step | who | not who | needs |\n|---|---|---|---|"
    for code, step in _all(course).items():
        whose = " (requester)" if step.get("by") == {"requester": True} else ""
        apart = ", ".join(part for part in step["separate_from"]) or ""
        needs = [
            *step["needs"],
            *(f"{outcome}: {need}" for outcome, r in step["outcomes"].items() for need in r["needs"]),
        ]
        yield f"| `{code}`{whose} | {', '.join(step['roles'])} | {apart} | {', '.join(needs)} |"
    yield ""


def _limit(limit: Mapping[str, Any]) -> str:
    return "; ".join(
        [_length(limit), *(f"{_length(short)} if {name.replace('_', ' ')}" for name, short in _short(limit))]
    )


def _short(limit: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(limit.get("by_urgency", {}).items())


def _length(limit: Mapping[str, Any]) -> str:
    for unit, word in (("hours", "hours"), ("days", "days"), ("working_days", "working days")):
        if unit in limit:
            return f"{limit[unit]} {word[:-1] if limit[unit] == 1 else word}"
    if "working_day_at" in limit:
        return f"{limit['working_day_at']:02d}:00 on the next working day"
    return "the day set for looking again" if "at" in limit else ""


def _mark(entry: Mapping[str, Any]) -> str:
    return "" if entry.get("confirmed") else " **[unconfirmed]**"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _plain(words: str) -> str:
    """Words without what the picture's language would read as its own."""
    return words.replace('"', "'").replace(":", " -").replace(";", ",").replace("#", "")


if __name__ == "__main__":
    raise SystemExit(main())
