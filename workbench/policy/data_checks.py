"""Reference data and schemes against their schemas, and against each other."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from workbench.policy import vocabulary
from workbench.policy.findings import Finding, shown
from workbench.policy.sources import POLICIES, ROOT, opa_json

REFERENCE: Final = POLICIES / "proviso" / "reference"
SCHEMES: Final = POLICIES / "proviso" / "schemes"


def check() -> Iterator[Finding]:
    """Findings about all data that the rules read, the agency directory aside."""
    reference = vocabulary.reference()
    for error in _errors("reference", reference):
        place = [str(part) for part in error.absolute_path]
        yield _finding(REFERENCE / (place[0] if place else "") / "data.json", place[1:], error.message)
    yield from _cross_references(reference)
    needs = known_needs()
    for code, course in vocabulary.schemes().items():
        file = SCHEMES / code / "data.json"
        found = list(_errors("scheme", course))
        for error in found:
            yield _finding(file, [str(part) for part in error.absolute_path], error.message)
        if not found:
            yield from _course(file, course, reference, needs)


def known_needs() -> frozenset[str]:
    """The predicates that rules know, as `proviso.needs` states them."""
    files = [str(POLICIES / "proviso" / "needs" / name) for name in ("predicates.rego", "act.rego")]
    found = set()
    for file in files:
        for rule in opa_json(["parse", "--format", "json", file])["rules"]:
            if rule["head"].get("name") == "met":
                found.add(str(rule["head"]["args"][0]["value"]))
    return frozenset(found)


def _errors(schema: str, document: object) -> Iterator[Any]:
    loaded = json.loads((ROOT / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    yield from Draft202012Validator(loaded, format_checker=FormatChecker()).iter_errors(document)


def _cross_references(reference: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Codes in one table that must be codes of another."""
    columns = (
        ("roles", "kinds", "agency_kinds"),
        ("roles", "actions", "actions"),
        ("roles", "needs", "purposes"),
        ("bases", "regime", "regimes"),
        ("conditions", "with_one_of", "conditions"),
        ("conditions", "belongs_to", "conditions"),
        ("enactments", "kinds", "agency_kinds"),
        ("enactments", "purposes", "purposes"),
        ("enactments", "thresholds", "thresholds"),
        ("enactments", "recipients", "agency_kinds"),
        ("enactments", "excluded_roles", "roles"),
        ("grounds", "kinds", "agency_kinds"),
        ("recognised_interests", "purposes", "purposes"),
        ("best_placed", "roles", "person_roles"),
    )
    for table, column, other in columns:
        for code, entry in reference.get(table, {}).items():
            yield from _unknown(
                REFERENCE / table / "data.json", [code, column], entry.get(column, {}), reference[other]
            )
    for role, entry in reference.get("roles", {}).items():
        for purpose, categories in entry.get("needs", {}).items():
            place = [role, "needs", purpose]
            yield from _unknown(REFERENCE / "roles" / "data.json", place, categories, reference["categories"])


def _course(
    file: Path, course: Mapping[str, Any], reference: Mapping[str, Mapping[str, Any]], needs: frozenset[str]
) -> Iterator[Finding]:
    """A scheme's own references: states, roles, needs, warnings, obligations."""
    states, roles = course["states"], reference["roles"]
    yield from _unknown(file, ["open"], course["open"]["roles"], roles)
    yield from _unknown(file, ["open"], course["open"]["needs"], needs)
    yield from _unknown(file, ["open"], course["open"]["to"], states)
    yield from _unknown(file, ["case_ground"], course["case_ground"], reference["grounds"])
    yield from _unknown(file, ["read_roles"], course["read_roles"], roles)
    yield from _unknown(file, ["warnings"], course["warnings"], reference["warnings"])
    yield from _unknown(file, ["officer_roles"], course["officer_roles"], reference["present_roles"])
    yield from _unknown(file, ["emergency_records"], course["emergency_records"], course["steps"])
    yield from _unknown(file, ["applicant_notice"], course["applicant_notice"]["recipient_states"], states)
    for name, step in {**course["steps"], "undertaking": course["undertaking"]}.items():
        place = ["steps", name]
        yield from _unknown(file, [*place, "from"], step["from"], states)
        yield from _unknown(file, [*place, "roles"], step["roles"], roles)
        yield from _unknown(file, [*place, "needs"], step["needs"], needs)
        for code, outcome in step["outcomes"].items():
            yield from _unknown(file, [*place, code, "needs"], outcome["needs"], needs)
            yield from _unknown(file, [*place, code, "to"], outcome["to"], {**states, "=": {}})
            owed = [duty["code"] for duty in outcome.get("obligations", [])]
            yield from _unknown(file, [*place, code, "obligations"], owed, reference["obligations"])


def _unknown(file: Path, place: list[str], used: Any, known: Any) -> Iterator[Finding]:
    for code in [used] if isinstance(used, str) else used:
        if code not in known:
            yield _finding(file, [*place, code], "this code is not known where it is looked up")


def _finding(file: Path, place: list[str], what: str) -> Finding:
    """A finding at the first line that names the innermost member of the place that can be found."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    line, start = 1, 0
    for part in place:
        for number in range(start, len(lines)):
            if f'"{part}"' in lines[number]:
                line, start = number + 1, number
                break
    where = " > ".join(place) or "the file"
    return Finding(
        shown(file), line, f"{where}: {what}", "Correct the data, or the schema in schemas/ if it should hold."
    )
