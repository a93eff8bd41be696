"""One case, walked by hand."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random

from workbench.recheck.case import PastCase, PastStep
from workbench.recheck.corpus.people import Officers, Truth
from workbench.recheck.corpus.walk import Walk
from workbench.recheck.course import Course
from workbench.recheck.judge import judge
from workbench.recheck.judged import Judged
from workbench.recheck.rules import Policy

OPENED = datetime(2022, 3, 7, 9, tzinfo=UTC)
Change = Callable[[PastCase], PastCase]


def walk(rules: Policy, opened: datetime = OPENED, *, scheme: str = "dvds_ask", tell: bool = True) -> Walk:
    """A case of medium risk that has just been opened."""
    course = Course(scheme, rules.schemes[scheme])
    officers = Officers(1)
    officers.settle(course)
    truth = Truth("medium", tell=tell, for_another=True, children=True)
    return Walk(course, truth, officers, opened, Random(3), pace=0.2)


def told(rules: Policy, opened: datetime = OPENED, wait: timedelta = timedelta(0)) -> PastCase:
    """A case in which everything is as it should be, told and closed; told after some more waiting."""
    going = walk(rules, opened)
    delivery = going.towards("delivery")
    going.at += wait
    going.take(delivery)
    going.take(going.towards(going.course.closing.step))
    return going.past()


def not_told(rules: Policy) -> PastCase:
    """A case in which there was nothing to tell, closed as it should be."""
    going = walk(rules, tell=False)
    going.take(going.towards("decision", "not_disclose"))
    going.take(going.towards(going.course.closing.step))
    return going.past()


def judged(rules: Policy, case: PastCase) -> Judged:
    """Judge one case."""
    return judge([case], rules).judged[0]


def codes(rules: Policy, case: PastCase) -> list[str]:
    """The codes that are found, in order."""
    return sorted(finding.code for finding in judged(rules, case).findings)


def with_step(case: PastCase, place: int, change: Callable[[PastStep], PastStep]) -> PastCase:
    """The case with one of its steps recorded otherwise."""
    steps = list(case.steps)
    steps[place] = change(steps[place])
    return case.model_copy(update={"steps": steps})


def reading(name: str, value: object) -> Callable[[PastStep], PastStep]:
    """A step that read another value in the state."""

    def change(step: PastStep) -> PastStep:
        asked = deepcopy(step.input)
        asked["context"]["facts"]["state"][name] = value
        return step.model_copy(update={"input": asked})

    return change


def place_of(case: PastCase, code: str) -> int:
    """Where a step stands among the steps of a case."""
    return next(n for n, step in enumerate(case.steps) if step.input["context"].get("step", {}).get("step") == code)
