"""Reference data, schemes and calendar against their schemas, and against each other."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from workbench.policy import vocabulary
from workbench.policy.findings import Finding, shown
from workbench.policy.sources import POLICIES, ROOT, opa_json

REFERENCE: Final = POLICIES / "proviso" / "reference"
SCHEMES: Final = POLICIES / "proviso" / "schemes"
_FRIDAY: Final = 4


def check() -> Iterator[Finding]:
    """Findings about all data that the rules read, the agency directory aside."""
    reference = vocabulary.reference()
    for error in _errors("reference", reference):
        place = [str(part) for part in error.absolute_path]
        yield finding(REFERENCE / (place[0] if place else "") / "data.json", place[1:], error.message)
    yield from _cross_references(reference)
    needs = known_needs()
    for code, course in vocabulary.schemes().items():
        yield from scheme(SCHEMES / code / "data.json", course, reference, needs)
    yield from calendar(POLICIES / "proviso" / "calendar" / "data.json")


def scheme(
    file: Path, course: Mapping[str, Any], reference: Mapping[str, Mapping[str, Any]], needs: frozenset[str]
) -> Iterator[Finding]:
    """Findings about one scheme, or about a resolved variant of it: its form, then every code that it names.

    Args:
        file: Where it is written; for a variant its overlay.
        course: The whole scheme.
        reference: Every vocabulary of the reference data.
        needs: The predicates that rules know (`known_needs`).
    """
    found = list(described("scheme", file, course))
    yield from found or _course(file, course, reference, needs)


def described(schema: str, file: Path, document: object) -> Iterator[Finding]:
    """Findings where the document in this file is not what `schemas/<schema>.json` says."""
    for error in _errors(schema, document):
        yield finding(file, [str(part) for part in error.absolute_path], error.message)


def known_needs() -> frozenset[str]:
    """The predicates that rules know, as `proviso.needs` states them."""
    folder = POLICIES / "proviso" / "needs"
    files = [str(file) for file in sorted(folder.glob("*.rego")) if not file.name.endswith("_test.rego")]
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
        ("enactments", "acting_for", "agency_kinds"),
        ("enactments", "towards_listed", "agency_kinds"),
        ("enactments", "asked_by", "agency_kinds"),
        ("enactments", "asked_of", "agency_kinds"),
        ("enactments", "refusals", "refusal_grounds"),
        ("grounds", "kinds", "agency_kinds"),
        ("recognised_interests", "purposes", "purposes"),
        ("best_placed", "roles", "person_roles"),
        ("mappa_bodies", "on_ground", "grounds"),
        ("involvement_changes", "grounds", "grounds"),
        ("involvement_changes", "tells", "roles"),
    )
    for table, column, other in columns:
        for code, entry in reference.get(table, {}).items():
            yield from _unknown(
                REFERENCE / table / "data.json", [code, column], entry.get(column, {}), reference[other]
            )
    bodies = reference.get("mappa_bodies", {})
    yield from _unknown(REFERENCE / "mappa_bodies" / "data.json", [], bodies, reference["agency_kinds"])
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
    yield from _unknown(file, ["requester_reads"], course.get("requester_reads", {}), roles)
    yield from _unknown(file, ["warnings"], course.get("warnings", {}), reference["warnings"])
    yield from _unknown(file, ["open"], course["open"].get("requester_needs", {}), needs)
    yield from _unknown(file, ["open"], course["open"].get("requester_to", course["open"]["to"]), states)
    yield from _unknown(file, ["open"], course["open"].get("requester_kinds", {}), reference["agency_kinds"])
    yield from _unknown(file, ["overall", "stops"], course.get("overall", {}).get("stops", {}), states)
    yield from _unknown(file, ["officer_roles"], course["officer_roles"], reference["present_roles"])
    least = course.get("minimum_checks", {}).get("checks", {})
    yield from _unknown(file, ["minimum_checks"], least, reference["checks"])
    for name, owed in course["emergency_records"].items():
        yield from _unknown(file, ["emergency_records", name], owed["steps"], course["steps"])
    yield from _unknown(file, ["applicant_notice"], course["applicant_notice"]["recipient_states"], states)
    for name, step in _steps(course).items():
        place = ["steps", name]
        yield from _unknown(file, [*place, "from"], step["from"], states)
        yield from _unknown(file, [*place, "roles"], step["roles"], roles)
        yield from _unknown(file, [*place, "needs"], step["needs"], needs)
        for code, outcome in step["outcomes"].items():
            yield from _unknown(file, [*place, code, "needs"], outcome["needs"], needs)
            yield from _unknown(file, [*place, code, "to"], outcome["to"], {**states, "=": {}})
            owed = [duty["code"] for duty in outcome.get("obligations", [])]
            yield from _unknown(file, [*place, code, "obligations"], owed, reference["obligations"])


def _steps(course: Mapping[str, Any]) -> dict[str, Any]:
    """Every step by its code, and the undertaking where the scheme has one."""
    undertaking = {"undertaking": course["undertaking"]} if "undertaking" in course else {}
    return {**course["steps"], **undertaking}


def calendar(file: Path) -> Iterator[Finding]:
    """The calendar's form, and that each of its days is a weekday of a year that it covers."""
    loaded = vocabulary.load(file)
    found = list(described("calendar", file, loaded))
    yield from found
    if found:
        return
    for year, standing in loaded["years"].items():
        if standing["confirmed"] is not (f"{year}-12-31" <= loaded["confirmed_until"]):
            yield finding(file, ["years", year], "confirmed is not what confirmed_until says")
    for nation, days in loaded["nations"].items():
        for day in days:
            if date.fromisoformat(day).weekday() > _FRIDAY:
                yield finding(file, ["nations", nation, day], "the day is on a weekend; its substitute stands for it")
        for year in sorted(loaded["years"].keys() ^ {day[:4] for day in days}):
            yield finding(file, ["nations", nation, year], "the years covered are not those that have days")


def _unknown(file: Path, place: list[str], used: Any, known: Any) -> Iterator[Finding]:
    for code in [used] if isinstance(used, str) else used:
        if code not in known:
            yield finding(file, [*place, code], "this code is not known where it is looked up")


def finding(
    file: Path,
    place: Sequence[str],
    what: str,
    remedy: str = "Correct the data, or the schema in schemas/ if it should hold.",
) -> Finding:
    """A finding at the first line that names the innermost member of the place that can be found."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    line, start = 1, 0
    for part in place:
        for number in range(start, len(lines)):
            if f'"{part}"' in lines[number]:
                line, start = number + 1, number
                break
    where = " > ".join(place) or "the file"
    return Finding(shown(file), line, f"{where}: {what}", remedy)
