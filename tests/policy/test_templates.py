"""The words of undertakings are checked like all policy data."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.policy import template_checks, vocabulary

Templates = dict[str, Any]


def found(change: Callable[[Templates], object] = lambda _: None, schemes: dict[str, Any] | None = None) -> list[str]:
    """What is found in the templates after a change."""
    templates = copy.deepcopy(vocabulary.load(template_checks.TEMPLATES))
    change(templates)
    asked = vocabulary.schemes() if schemes is None else schemes
    findings = template_checks.templates(Path("templates.json"), templates, vocabulary.reference(), asked)
    return [finding.what for finding in findings]


def test_the_templates_are_sound() -> None:
    """Nothing is found in the templates as they are."""
    assert list(template_checks.check()) == []


def test_every_scheme_of_england_and_wales_has_its_welsh_words_unconfirmed() -> None:
    """Where the scheme runs in Wales the words exist in Welsh; nobody has confirmed any of them yet."""
    templates = vocabulary.load(template_checks.TEMPLATES)
    assert set(templates) == {"csods", "dvds_ask", "dvds_know", "mappa", "dsdas"}
    languages = {scheme: set(versions["1"]["texts"]) for scheme, versions in templates.items()}
    assert languages.pop("dsdas") == {"en"}
    assert set(map(frozenset, languages.values())) == {frozenset({"en", "cy"})}
    texts = [text for one in templates.values() for each in one.values() for text in each["texts"].values()]
    assert not any(text["confirmed"] for text in texts)


def _english(templates: Templates) -> Any:
    return templates["csods"]["1"]["texts"]["en"]


SPOILS: dict[str, tuple[Callable[[Templates], object], str]] = {
    "no day": (lambda t: t["csods"]["1"].pop("effective_from"), "'effective_from' is a required property"),
    "no real day": (lambda t: t["csods"]["1"].update(effective_from="2026-02-30"), "is not a 'date'"),
    "no source": (lambda t: t["csods"]["1"].pop("source"), "'source' is a required property"),
    "no English": (lambda t: t["csods"]["1"]["texts"].pop("en"), "'en' is a required property"),
    "a place for a name": (lambda t: _english(t).update(words="I, {name}, agree. Section 170."), "should not be valid"),
    "no offence named": (lambda t: _english(t).update(words="I agree to keep it confidential."), "does not match"),
    "an unknown language": (lambda t: t["csods"]["1"]["texts"].update(xx=_english(t)), "this language is not in"),
    "an unknown warning": (
        lambda t: t["dsdas"]["1"]["texts"]["en"]["warnings"].update(another="Words that are long enough."),
        "this warning is not in the list",
    ),
    "a warning that Welsh lacks": (
        lambda t: t["csods"]["1"]["texts"]["cy"]["warnings"].pop("confidential"),
        "its warnings are not those of the English text",
    ),
    "the offence not read out": (
        lambda t: _english(t)["warnings"].update(proceedings="Proceedings could follow from this."),
        "the warning of proceedings does not name section 170",
    ),
    "two of one day": (lambda t: t["csods"].update({"2": t["csods"]["1"]}), "two versions begin on the same day"),
    "no words for a scheme": (lambda t: t.pop("csods"), "there are no words for it"),
}


@pytest.mark.parametrize("name", SPOILS)
def test_what_is_wrong_is_found(name: str) -> None:
    """Each way in which words could bind nobody, or somebody to nothing, is found."""
    change, said = SPOILS[name]
    assert any(said in what for what in found(change)), found(change)


def test_warnings_are_those_that_the_scheme_has_read_out() -> None:
    """A scheme that has other warnings read out than its words have is found; one without an undertaking is not."""
    course = vocabulary.schemes()["csods"]
    other = {"csods": {**course, "warnings": {"purpose_only": True, "no_publication": True}}}
    assert found(schemes=other) == ["csods > 1: its warnings are not those that the scheme has read out"]
    assert found(schemes={"general": {name: part for name, part in course.items() if name != "undertaking"}}) == []
