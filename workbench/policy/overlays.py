"""Resolve overlays: what an agency does otherwise than a scheme says, merged into `policies/proviso/variants`.

An overlay is a JSON merge patch (RFC 7396) on a scheme. A merge patch adds whatever it names, so a slip of the pen
would be a state that nothing leads to: here every member of the changes must stand in the scheme already. One thing
may come new, another unit of a limit, because it takes the other's place (`{"days": null, "working_days": 10}`).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.policy import data_checks, vocabulary
from workbench.policy.findings import Finding, shown
from workbench.policy.merge_patch import added, merged
from workbench.policy.sources import POLICIES

FOLDER: Final = POLICIES / "overlays"
TARGET: Final = POLICIES / "proviso" / "variants" / "data.json"
DIRECTORY: Final = POLICIES / "proviso" / "directory" / "data.json"


def overlays() -> dict[str, dict[str, Any]]:
    """Every overlay as it is written, by its name, which is its folder's."""
    return {file.parent.name: vocabulary.load(file) for file in sorted(FOLDER.glob("*/data.json"))}


def file_of(name: str) -> Path:
    """Where an overlay is written."""
    return FOLDER / name / "data.json"


def check() -> Iterator[Finding]:
    """Findings about every overlay, and about the variant that it makes of its scheme."""
    schemes, reference, needs = vocabulary.schemes(), vocabulary.reference(), data_checks.known_needs()
    agencies = vocabulary.load(DIRECTORY)["agencies"]
    taken: dict[tuple[str, str], str] = {}
    for name, overlay in overlays().items():
        found = list(_written(name, overlay, schemes, agencies))
        yield from found
        if found:
            continue
        yield from _taken(name, overlay, taken)
        scheme = schemes[overlay["scheme"]]
        # What is wrong with the scheme itself is said of the scheme, once, and not again of each variant.
        if not any(data_checks.scheme(file_of(name), scheme, reference, needs)):
            yield from data_checks.scheme(file_of(name), resolved(name, overlay, scheme), reference, needs)


def resolved(name: str, overlay: Mapping[str, Any], scheme: Mapping[str, Any]) -> dict[str, Any]:
    """The whole scheme as the overlay's agency works it, in force on the overlay's days.

    It is confirmed when both are, and ends when the first of the two does.
    """
    made: dict[str, Any] = merged(scheme, overlay["changes"])
    made["effective_from"] = overlay["effective_from"]
    ends = [each["effective_to"] for each in (overlay, scheme) if "effective_to" in each]
    if ends:
        made["effective_to"] = min(ends)
    made["confirmed"] = bool(made.get("confirmed") and overlay["confirmed"])
    made["overlay"] = name
    return made


def sound() -> dict[str, dict[str, Any]]:
    """The overlays that can be resolved: nothing is wrong with what they say."""
    schemes, agencies = vocabulary.schemes(), vocabulary.load(DIRECTORY)["agencies"]
    return {name: each for name, each in overlays().items() if not any(_written(name, each, schemes, agencies))}


def variants() -> dict[str, dict[str, Any]]:
    """Every variant: agency → scheme → the resolved scheme. An overlay that is not sound makes none."""
    schemes = vocabulary.schemes()
    made: dict[str, dict[str, Any]] = {}
    for name, overlay in sound().items():
        scheme = overlay["scheme"]
        made.setdefault(overlay["agency"], {})[scheme] = resolved(name, overlay, schemes[scheme])
    return dict(sorted(made.items()))


def text() -> str:
    """Content of the generated file."""
    return json.dumps(variants(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the variants; with --check only say whether they are up to date (1: they are not, or cannot be made)."""
    parser = argparse.ArgumentParser(description="Resolve the overlays into variants.")
    parser.add_argument("--check", action="store_true")
    only_check = parser.parse_args(arguments).check
    found = list(check())
    for each in found:
        sys.stderr.write(f"{each}\n")
    if found:
        return 1
    wanted = text()
    if only_check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == wanted:
            return 0
        sys.stderr.write(f"{shown(TARGET)}: out of date, run `python -m workbench.policy.overlays`\n")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


def _written(
    name: str, overlay: Mapping[str, Any], schemes: Mapping[str, Any], agencies: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with the overlay itself; with nothing wrong it can be resolved."""
    file = file_of(name)
    formal = list(data_checks.described("overlay", file, overlay))
    yield from formal
    if formal:
        return
    scheme = schemes.get(overlay["scheme"])
    if scheme is None:
        remedy = f"Name one of policies/proviso/schemes: {', '.join(schemes)}."
        yield data_checks.finding(file, ["scheme"], f"there is no scheme {overlay['scheme']}", remedy)
        return
    yield from _agency(file, overlay, scheme, agencies)
    begins = scheme.get("effective_from", "")
    if overlay["effective_from"] < begins:
        remedy = f"Let it begin on {begins} or later."
        yield data_checks.finding(file, ["effective_from"], "the variant would begin before the scheme", remedy)
    if overlay.get("effective_to", "9999-12-31") < overlay["effective_from"]:
        remedy = "The last day is inclusive: let it be the first day or later."
        yield data_checks.finding(file, ["effective_to"], "the variant would end before it begins", remedy)
    for place in added(overlay["changes"], scheme):
        what = f"the scheme {overlay['scheme']} has no such member, and an overlay adds none"
        remedy = "Correct the path; what every agency needs belongs into the scheme itself."
        yield data_checks.finding(file, ["changes", *place], what, remedy)


def _agency(
    file: Path, overlay: Mapping[str, Any], scheme: Mapping[str, Any], agencies: Mapping[str, Any]
) -> Iterator[Finding]:
    """The agency must be in the directory, and one that works this scheme: else the variant would never apply."""
    agency = agencies.get(overlay["agency"])
    if agency is None:
        remedy = "Give the agency's id as policies/proviso/directory/data.json has it."
        yield data_checks.finding(file, ["agency"], f"there is no agency {overlay['agency']}", remedy)
    elif agency["kind"] not in scheme.get("agency_kinds", {}) or agency["nation"] not in scheme.get("jurisdiction", {}):
        what = f"{overlay['agency']} is {agency['kind']} of {agency['nation']}, which does not work this scheme"
        remedy = "Name an agency of the scheme's agency_kinds and jurisdiction."
        yield data_checks.finding(file, ["agency"], what, remedy)


def _taken(name: str, overlay: Mapping[str, Any], taken: dict[tuple[str, str], str]) -> Iterator[Finding]:
    """An agency has one variant of a scheme: of two, one would silently win."""
    first = taken.setdefault((overlay["agency"], overlay["scheme"]), name)
    if first != name:
        what = f"the overlay {first} already varies {overlay['scheme']} for {overlay['agency']}"
        yield data_checks.finding(file_of(name), ["agency"], what, "Put both changes into one overlay.")


if __name__ == "__main__":
    raise SystemExit(main())
