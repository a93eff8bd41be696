"""The wire models: what they take, what they refuse, and how they say so."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.contracts.wire import Wire, read
from chalicelib.domain.errors import ContractError
from tests.contracts import examples

Body = dict[str, Any]
MODELS: list[tuple[type[Wire], Callable[[], Body]]] = [
    (ShareRequest, examples.share),
    (DisclosureApplication, examples.application),
    (StepRequest, examples.step),
    (UndertakingRequest, examples.undertaking),
]
NHS_TEST_NUMBER = "999 000 0018"


def problems(model: type[Wire], body: object) -> dict[str, str]:
    """Broken fields and what is wrong with each."""
    with pytest.raises(ContractError) as raised:
        read(model, body)
    return {found.field: found.problem for found in raised.value.problems}


def changed(body: Body, path: str, value: object) -> Body:
    """The body with one field set, by dotted path; `...` takes it out."""
    made = copy.deepcopy(body)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = made
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return made


@pytest.mark.parametrize(("model", "example"), MODELS, ids=lambda each: getattr(each, "__name__", ""))
def test_the_documented_bodies_are_taken_as_they_stand(model: type[Wire], example: Callable[[], Body]) -> None:
    """Each example of the documentation passes, and nothing of it is lost or altered."""
    assert read(model, example()).model_dump(exclude_unset=True) == example()


@pytest.mark.parametrize(
    ("path", "value", "field", "problem"),
    [
        ("purpose", ..., "purpose", "is required"),
        ("purpose", "curiosity", "purpose", "is not a code of this list"),
        ("purpose", 7, "purpose", "must be a text"),
        ("purpose", None, "purpose", "must be a text"),
        ("urgency", "Routine", "urgency", "is not a code of this list"),
        ("case_id", "case-1", "case_id", "has the wrong form"),
        ("in_reply_to", examples.CASE, "in_reply_to", "has the wrong form"),
        ("surprise", "x", "surprise", "is not a field of this request"),
        ("recipients", [], "recipients", "holds too few entries"),
        ("recipients", {}, "recipients", "must be a list"),
        ("recipients.0.agency", "police", "recipients.0.agency", "has the wrong form"),
        ("recipients.0.need", ..., "recipients.0.need", "is required"),
        ("recipients.0.need", "x" * 10_001, "recipients.0.need", "is too long"),
        ("recipients.0.need", "a\x00b", "recipients.0.need", "holds a control character"),
        ("recipients.0.need", "a\x1bb", "recipients.0.need", "holds a control character"),
        ("recipients.0.need", "a\u202eb", "recipients.0.need", "holds a control character"),
        ("recipients.0.need", "a\ud800b", "recipients.0.need", "is not valid Unicode"),
        ("recipients.0.surprise", 1, "recipients.0.surprise", "is not a field of this request"),
        ("recipients.1", examples.share()["recipients"][0], "recipients", "names the same one twice"),
        ("lawful_basis.strictly_necessary", "yes", "lawful_basis.strictly_necessary", "must be true or false"),
        ("lawful_basis.conditions", ["UKGDPR_9_2_g"] * 11, "lawful_basis.conditions", "holds too many entries"),
        ("informed.0.told", "maybe", "informed.0.told", "is not one of the values allowed here"),
        ("informed.0.who", "p9", "informed.0.who", "refers to nobody in people"),
        ("informed.0.review_by", "2026-02-30", "informed.0.review_by", "is not a real date"),
        ("people.0.ref", "child", "people.0.ref", "has the wrong form"),
        ("people.1", {"ref": "p1", "role": "parent"}, "people", "names the same one twice"),
        ("people.0.date_of_birth", "2019-13-01", "people.0.date_of_birth", "is not a real date"),
        ("people.0.names", [], "people.0.names", "holds too few entries"),
        ("statements", [], "statements", "holds too few entries"),
        ("statements.0", "said", "statements.0", "must be an object"),
        ("statements.0.about", ["p2"], "statements.0.about.0", "refers to nobody in people"),
        ("statements.0.about", ["p1", "p1"], "statements.0.about", "names the same one twice"),
        ("statements.0.as_of", "2026-11-31T15:10:00Z", "statements.0.as_of", "is not a real date and time"),
        ("statements.0.as_of", "2026-11-20T15:10:00", "statements.0.as_of", "has the wrong form"),
        ("statements.0.origin", "mine", "statements.0.origin", "has the wrong form"),
        ("statements.2.account.made_by", "p3", "statements.2.account.made_by", "refers to nobody in people"),
        ("statements.0.quality.complete", 1, "statements.0.quality.complete", "must be true or false"),
    ],
)
def test_a_broken_share_names_the_field(path: str, value: object, field: str, problem: str) -> None:
    """One broken field of a share is named with what is wrong, and nothing else is."""
    assert problems(ShareRequest, changed(examples.share(), path, value)) == {field: problem}


@pytest.mark.parametrize(
    ("model", "body", "field"),
    [
        (DisclosureApplication, changed(examples.application(), "contact.subject", "p9"), "contact.subject"),
        (DisclosureApplication, changed(examples.application(), "scheme", "other"), "scheme"),
        (DisclosureApplication, changed(examples.application(), "received.channel", "rumour"), "received.channel"),
        (StepRequest, changed(examples.step(), "step", "guess"), "step"),
        (StepRequest, changed(examples.step(), "tests.risk", "yes"), "tests.risk"),
        (StepRequest, changed(examples.step(), "representations.reason", "late"), "representations.reason"),
        (UndertakingRequest, changed(examples.undertaking(), "outcome", "lost"), "outcome"),
        (UndertakingRequest, changed(examples.undertaking(), "present.1.role", "child"), "present.1.role"),
        (UndertakingRequest, changed(examples.undertaking(), "request_id", "…"), "request_id"),
    ],
)
def test_other_broken_bodies_name_the_field(model: type[Wire], body: Body, field: str) -> None:
    """An application, a step and an undertaking name their broken field in the same way."""
    assert set(problems(model, body)) == {field}


def test_every_broken_field_is_named() -> None:
    """All that is broken is said at once, not the first alone."""
    body = changed(changed(examples.share(), "purpose", 1), "statements.1.kind", "rumour")
    assert set(problems(ShareRequest, body)) == {"purpose", "statements.1.kind"}


def test_a_field_name_that_is_not_one_is_not_repeated() -> None:
    """An unknown field is named only when its name could not be somebody's words or number."""
    body = {**examples.share(), "Jane Doe 9990000018": 1}
    assert problems(ShareRequest, body) == {"(unnamed)": "is not a field of this request"}


@pytest.mark.parametrize("body", [[], "text", 3, None])
def test_a_body_that_is_not_an_object_is_refused(body: object) -> None:
    """A body of another kind is one problem of the body itself."""
    assert problems(ShareRequest, body) == {"(body)": "must be an object"}


def test_line_breaks_and_tabs_are_text() -> None:
    """The two controls that people type are taken."""
    body = changed(examples.share(), "necessity.why", "one\ntwo\tthree")
    assert read(ShareRequest, body).necessity.why == "one\ntwo\tthree"  # type: ignore[union-attr] # it was just set


def test_texts_are_normalised() -> None:
    """Texts that look the same are the same: Unicode's composed form is kept."""
    body = changed(examples.share(), "people.0.names", ["Zoe\u0308"])
    assert read(ShareRequest, body).people[0].names == ["Zo\u00eb"]


def test_an_identifier_is_checked_and_kept_in_one_form() -> None:
    """A person's number is taken as people write it, and has one canonical form."""
    body = changed(examples.share(), "people.0.identifiers", [{"kind": "nhs_number", "value": NHS_TEST_NUMBER}])
    identifiers = read(ShareRequest, body).people[0].identifiers
    assert [each.canonical() for each in identifiers or []] == ["9990000018"]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("nhs_number", "9990000019", "is not a valid nhs_number: check_character"),
        ("upn", "A801200005001", "is not a valid upn: check_character"),
        ("pnc", "not a number", "is not a valid pnc: shape"),
    ],
)
def test_a_wrong_identifier_says_what_is_wrong(kind: str, value: str, problem: str) -> None:
    """An identifier that fails its check is named by place and rule, without its value."""
    body = changed(examples.share(), "people.0.identifiers", [{"kind": kind, "value": value}])
    assert problems(ShareRequest, body) == {"people.0.identifiers.0": problem}


def test_problems_are_counted_out() -> None:
    """A body broken everywhere is answered with 50 problems at most."""
    body = {f"field_{letter}{other}": 1 for letter in "abcdefghij" for other in "abcdefghij"}
    with pytest.raises(ContractError) as raised:
        read(ShareRequest, body)
    assert len(raised.value.problems) == 50
