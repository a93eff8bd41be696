"""The templates of undertakings against their schema, the vocabularies and the schemes that they are for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from workbench.policy import data_checks, vocabulary
from workbench.policy.findings import Finding
from workbench.policy.sources import POLICIES

TEMPLATES: Final = POLICIES / "proviso" / "templates" / "data.json"
_OFFENCE: Final = "170"
"""Of the Data Protection Act 2018: the warning of proceedings names the offence."""

Table = Mapping[str, Mapping[str, Any]]


def check() -> Iterator[Finding]:
    """Findings about all templates."""
    yield from templates(TEMPLATES, vocabulary.load(TEMPLATES), vocabulary.reference(), vocabulary.schemes())


def templates(file: Path, found: Table, reference: Table, schemes: Table) -> Iterator[Finding]:
    """Findings about these templates: their form, then what they name, then what the schemes ask of them."""
    malformed = list(data_checks.described("templates", file, found))
    yield from malformed
    if malformed:
        return
    for scheme, versions in found.items():
        yield from _days(file, scheme, versions)
        for version, template in versions.items():
            yield from _texts(file, [scheme, version], template, reference)
            yield from _of_the_scheme(file, [scheme, version], template, schemes.get(scheme, {}))
    for code in sorted(schemes.keys() - found.keys()):
        if "undertaking" in schemes[code]:
            yield data_checks.finding(file, [code], "the scheme has an undertaking, and there are no words for it")


def _days(file: Path, scheme: str, versions: Table) -> Iterator[Finding]:
    days = [template["effective_from"] for template in versions.values()]
    if len(set(days)) != len(days):
        yield data_checks.finding(file, [scheme], "two versions begin on the same day, so neither is in force")


def _texts(file: Path, place: list[str], template: Mapping[str, Any], reference: Table) -> Iterator[Finding]:
    """Each language is known, and each text has the same known warnings, that of proceedings naming the offence."""
    wanted = template["texts"]["en"]["warnings"].keys()
    for language, text in template["texts"].items():
        where = [*place, language]
        if language not in reference["languages"]:
            yield data_checks.finding(file, where, "this language is not in the list")
        if text["warnings"].keys() != wanted:
            yield data_checks.finding(file, where, "its warnings are not those of the English text")
        for code in sorted(text["warnings"].keys() - reference["warnings"].keys()):
            yield data_checks.finding(file, [*where, code], "this warning is not in the list")
        if _OFFENCE not in text["warnings"].get("proceedings", ""):
            yield data_checks.finding(file, where, "the warning of proceedings does not name section 170")


def _of_the_scheme(
    file: Path, place: list[str], template: Mapping[str, Any], course: Mapping[str, Any]
) -> Iterator[Finding]:
    """The warnings are exactly those that the scheme has read out; a scheme that is not there yet asks for nothing."""
    asked = course.get("warnings")
    if asked is not None and template["texts"]["en"]["warnings"].keys() != asked.keys():
        yield data_checks.finding(file, place, "its warnings are not those that the scheme has read out")
