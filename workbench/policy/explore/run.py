"""`proviso policy explore`: walk the schemes, report what was counted and what does not hold."""

import json
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

from workbench.policy import vocabulary
from workbench.policy.batch import answers
from workbench.policy.explore.findings import already_wrong, findings
from workbench.policy.explore.machine import TooManyStandingsError, Walk, walk
from workbench.policy.explore.moves import steps_of
from workbench.policy.explore.needs import BROKEN, MET, STANDING
from workbench.policy.explore.world import holder_of, openings
from workbench.policy.sources import POLICIES

_NEED = re.compile(r'\bmet\("([a-z_0-9]+)"\)')
_TOLD = re.compile(r"\btold\.([a-z_0-9]+)")


def explore(
    code: str, course: Mapping[str, Any], *, thorough: bool = True, to_the_end: bool = True
) -> tuple[Walk, list[str]]:
    """Walk one scheme, given as data (which need not be what is committed).

    Args:
        code: The scheme's code.
        course: Its data.
        thorough: See `walk`.
        to_the_end: Walk on when something is wrong already; else stop there.

    Returns:
        What was walked, and what does not hold.

    Raises:
        ValueError: a need of the scheme is not known to the walk, or nobody can hold its requests.
        TooManyStandingsError: it is larger than the walk's bound.
    """
    _known(course)
    with tempfile.TemporaryDirectory(prefix="proviso-explore-") as name:
        rules = _with(course, code, Path(name))
        begins = list(openings(code, course, holder_of(course)))
        enough = (lambda _: False) if to_the_end else already_wrong
        found = walk(
            code,
            course,
            begins,
            lambda asked: answers(asked, rules),
            _read_of_told(course),
            thorough=thorough,
            enough=enough,
        )
    return found, list(findings(found))


def main(codes: Sequence[str], *, as_json: bool, quick: bool) -> int:
    """Walk these schemes, or all. Exit code 1 when something does not hold."""
    schemes = vocabulary.schemes()
    worst = 0
    for code in codes or sorted(schemes):
        began = time.monotonic()
        try:
            found, wrong = explore(code, schemes[code], thorough=not quick)
        except (TooManyStandingsError, ValueError) as error:
            sys.stderr.write(f"{code}: {error}\n")
            worst = 1
            continue
        counted = {
            "scheme": code,
            "states": len(found.course["states"]),
            "standings": len(found.nodes),
            "paths": found.paths,
            "questions": found.asked,
            "seconds": round(time.monotonic() - began, 1),
            "findings": wrong,
        }
        sys.stdout.write(json.dumps(counted) + "\n" if as_json else _told(counted))
        worst = max(worst, bool(wrong))
    return int(worst)


def _told(counted: Mapping[str, Any]) -> str:
    head = (
        f"{counted['scheme']}: {counted['states']} states, {counted['standings']} standings, {counted['paths']} allowed"
        f" moves of {counted['questions']} tried, in {counted['seconds']} s\n"
    )
    return head + ("".join(f"  wrong: {wrong}\n" for wrong in counted["findings"]) or "  all holds\n")


def _known(course: Mapping[str, Any]) -> None:
    for code, step in steps_of(course).items():
        wanted = {*step["needs"], *(need for result in step["outcomes"].values() for need in result["needs"])}
        unknown = sorted(wanted - MET.keys() - BROKEN.keys() - STANDING)
        if unknown:
            message = f"the step {code} asks for what the walk does not know to meet: {', '.join(unknown)}"
            raise ValueError(message)


def _with(course: Mapping[str, Any], code: str, folder: Path) -> Path:
    """The rules with this scheme's data in the place of what is committed."""
    copytree(POLICIES, folder / "policies", ignore=ignore_patterns("testing", "*_test.rego", "overlays"))
    target = folder / "policies" / "proviso" / "schemes" / code / "data.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(course), encoding="utf-8")
    (folder / "policies" / "proviso" / "variants" / "data.json").write_text("{}", encoding="utf-8")
    return folder / "policies"


def _read_of_told(course: Mapping[str, Any]) -> frozenset[str]:
    """The members of a state's `told` that rules look at for this scheme: those of its needs, and all others'."""
    wanted = {
        need
        for step in steps_of(course).values()
        for part in (step, *step["outcomes"].values())
        for need in part["needs"]
    }
    found: set[str] = set()
    for file in (POLICIES / "proviso").rglob("*.rego"):
        if file.name.endswith("_test.rego"):
            continue
        for rule in file.read_text(encoding="utf-8").split("\n\n"):
            need = _NEED.search(rule)
            if need is None or need.group(1) in wanted:
                found |= set(_TOLD.findall(rule))
    return frozenset(found)
