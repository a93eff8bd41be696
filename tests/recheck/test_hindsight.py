"""The rules of looking back: in form like all others, each found where it holds and only there."""

import pytest

from workbench.policy import annotations
from workbench.policy.sources import POLICIES, run_opa
from workbench.recheck.case import PastStep
from workbench.recheck.findings import _BY_CODE, OF_A_WHOLE_CASE
from workbench.recheck.rules import HINDSIGHT, Policy

from .hand import codes, not_told, told, walk, with_step


def test_they_are_complete_and_formatted() -> None:
    """Each has a code of its own, words, law, remedy and day; the compiler and the formatter have nothing to say."""
    found = annotations.reasons(HINDSIGHT)
    assert [str(finding) for finding in annotations.check(found)] == []
    declared = {str(reason.custom["code"]) for reason in found}
    assert declared == {"every_limb_held", "decided_unsearched", "closed_incomplete"}
    assert declared.isdisjoint({str(reason.custom["code"]) for reason in annotations.reasons()})
    assert run_opa(["fmt", "--list", str(HINDSIGHT)]).stdout == ""
    checked = run_opa(["check", "--strict", "--ignore=*_test.rego", str(POLICIES / "proviso"), str(HINDSIGHT)])
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_code_of_a_whole_case_is_of_one_kind() -> None:
    """What is found of a whole case is never left to the kind of what nobody knows."""
    declared = {str(reason.custom["code"]) for reason in annotations.reasons(HINDSIGHT)}
    kinds = dict(_BY_CODE) | {"decided_unsearched": None}
    assert (declared | set(OF_A_WHOLE_CASE)) <= set(kinds)


@pytest.mark.parametrize("held", [True, False])
def test_every_limb_and_yet_not_told(rules: Policy, held: bool) -> None:  # noqa: FBT001
    """Not telling is found where every limb was answered with yes, and not where one was answered with no."""
    going = walk(rules, tell=False)

    def answer(body: dict[str, dict[str, bool]]) -> None:
        limbs = sorted(body["tests"])
        body["tests"] = dict.fromkeys(limbs, True) | ({} if held else {limbs[0]: False})

    going.take(going.towards("decision", "not_disclose"), twist=answer)
    going.take(going.towards(going.course.closing.step))
    found = set(codes(rules, going.past()))
    assert ("every_limb_held" in found) is held
    assert found <= {"every_limb_held", "presumption_not_answered"}
    assert held or not found


def test_a_reason_against_answers_every_limb(rules: Policy) -> None:
    """Under a scheme that knows reasons against, one of them is an answer."""
    going = walk(rules, scheme="csods", tell=False)

    def rebut(body: dict[str, object]) -> None:
        body["tests"] = dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), True)
        body["rebuttal"] = "would_increase_risk"

    going.take(going.towards("decision", "not_disclose"), twist=rebut)
    going.take(going.towards(going.course.closing.step))
    assert codes(rules, going.past()) == []


def test_decided_and_nobody_searched(rules: Policy) -> None:
    """A decision without the minimum searches is found in the whole case as well as in the step."""
    going = walk(rules)
    going.take(going.towards("risk_assessment"), twist=lambda body: body.update(checks=["pnc", "pnd"]))
    undecided = going.past().model_copy(update={"closed": None})
    assert codes(rules, undecided) == ["minimum_searches_missing"]
    going.take(going.towards("decision", "not_disclose"))
    assert codes(rules, going.past().model_copy(update={"closed": None})) == [
        "decided_unsearched",
        "minimum_searches_missing",
    ]


def test_closed_with_a_fact_missing(rules: Policy) -> None:
    """A closed disclosure of which a fact is recorded nowhere is found even if the closing step claims it."""
    case = told(rules)
    facts = dict.fromkeys(("when", "who", "to_whom", "how", "what"), True)
    place = next(n for n, step in enumerate(case.steps) if "facts" in step.input["context"].get("step", {}))

    def forget(step: PastStep) -> PastStep:
        asked = {**step.input, "context": {**step.input["context"]}}
        asked["context"]["step"] = {**asked["context"]["step"], "facts": {**facts, "how": False}}
        return step.model_copy(update={"input": asked})

    assert "closed_incomplete" in codes(rules, with_step(case, place, forget))
    assert codes(rules, not_told(rules)) == []
