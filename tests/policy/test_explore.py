"""The walk over every path of a scheme: what is committed holds, and a fault in any scheme's file is found."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from workbench.policy import vocabulary
from workbench.policy.explore.run import explore

SCHEMES = vocabulary.schemes()
Fault = Callable[[dict[str, Any]], str]


@pytest.mark.parametrize("code", ["csods", "encompass", "mappa"])
def test_every_path_of_a_scheme_holds(code: str) -> None:
    """No path discloses unbound, closes without the five facts, tells an applicant too much or gets stuck."""
    walk, wrong = explore(code, SCHEMES[code], thorough=False)
    assert wrong == []
    assert {node.state["state"] for node in walk.nodes.values()} == set(SCHEMES[code]["states"])
    assert walk.paths > len(walk.nodes)


def no_clock(course: dict[str, Any]) -> str:
    """The first state after the beginning has no limit, nor has the whole."""
    course.pop("overall", None)
    first = course["open"]["to"]
    begun = next(step for step in course["steps"].values() if first in step["from"] and leads(step, first))
    state = next(result["to"] for result in begun["outcomes"].values() if result["to"] not in {"=", first})
    del course["states"][state]["clock"]
    return f"no clock runs in {state}"


def leads(step: dict[str, Any], first: str) -> bool:
    return any(result["to"] not in {"=", first} for result in step["outcomes"].values())


def opener_decides(course: dict[str, Any]) -> str:
    """Nobody need be apart from who opened it."""
    course["steps"]["decision"]["separate_from"] = {}
    return "decided by who opened it"


def dead_end(course: dict[str, Any]) -> str:
    """A state out of which nothing leads but what every state has."""
    first = course["open"]["to"]
    for step in course["steps"].values():
        step["from"].pop(first, None)
    return f"no way out of {first}"


def unsigned(course: dict[str, Any]) -> str:
    """Disclosure does not wait for the undertaking."""
    course["steps"]["delivery"]["from"]["undertaking_due"] = True
    del course["steps"]["delivery"]["needs"]["undertaking_signed_or_second_decision"]
    return "disclosed without a signed undertaking"


EVERYWHERE: tuple[Fault, ...] = (no_clock, dead_end)


@pytest.mark.parametrize("fault", EVERYWHERE)
@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_a_fault_in_any_scheme_is_found(code: str, fault: Fault) -> None:
    """A limit taken away, and a state without a way out, are found in every scheme's file."""
    course = deepcopy(SCHEMES[code])
    expected = fault(course)
    _, wrong = explore(code, course, thorough=False, to_the_end=False)
    assert any(expected in each for each in wrong), wrong


def test_a_decision_by_who_opened_it_is_found() -> None:
    """Where decider and opener need not be apart, the walk finds that they are one."""
    course = deepcopy(SCHEMES["mappa"])
    expected = opener_decides(course)
    _, wrong = explore("mappa", course, thorough=False, to_the_end=False)
    assert any(expected in each for each in wrong), wrong


def test_a_disclosure_without_an_undertaking_is_found() -> None:
    """Where the rules' data let a disclosure pass the undertaking by, the walk says by which path."""
    course = deepcopy(SCHEMES["csods"])
    expected = unsigned(course)
    _, wrong = explore("csods", course, thorough=False, to_the_end=False)
    assert any(each.startswith(expected) and "decision/disclose" in each for each in wrong), wrong


def test_a_need_that_the_walk_cannot_meet_is_said() -> None:
    """A scheme that asks for something new is not passed over in silence."""
    course = deepcopy(SCHEMES["encompass"])
    course["steps"]["close"]["needs"]["moonlight"] = True
    with pytest.raises(ValueError, match="moonlight"):
        explore("encompass", course)
