"""What must hold of a walked scheme. Each finding says what is wrong and the path that shows it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from workbench.policy.explore.machine import Node, Walk
from workbench.policy.explore.moves import BREACH, steps_of

FACTS = ("when", "who", "to_whom", "how", "what")


def findings(walk: Walk) -> Iterator[str]:
    """Everything that does not hold, in words, each once, with the shortest path of steps that shows it."""
    shown: dict[str, Node | None] = {}
    whole = chain(_standing(walk), ((wrong, None) for wrong in _never_reached(walk)), _no_end(walk))
    for wrong, node in whole:
        before = shown.get(wrong)
        if wrong not in shown or (node and before and len(node.path) < len(before.path)):
            shown[wrong] = node
    for wrong, node in shown.items():
        yield f"{wrong}: {' > '.join(node.path)}" if node else wrong


def already_wrong(walk: Walk) -> bool:
    """Whether something is wrong already in what has been walked so far."""
    walked = (node for node in walk.nodes.values() if node.ways)
    return bool(walk.wrongly_allowed) or any(_of_one(walk, node) for node in walked)


def _of_one(walk: Walk, node: Node) -> list[str]:
    return [*_of_a_standing(walk, node), *_of_answers(walk, node)]


def _standing(walk: Walk) -> Iterator[tuple[str, Node | None]]:
    for node, move in walk.wrongly_allowed:
        why = f"without {', '.join(move.unmet)}" if move.unmet else "out of its turn"
        yield f"{move.step}/{move.outcome} is allowed {why} in {node.state['state']}", node
    for node in walk.nodes.values():
        yield from ((wrong, node) for wrong in _of_one(walk, node))


def _of_a_standing(walk: Walk, node: Node) -> Iterator[str]:
    state, course = node.state, walk.course
    final = course["states"][state["state"]].get("final")
    if final and state["delivered"] and not all(state["five_facts"][name] for name in FACTS):
        yield "closed without the five facts"
    decision = state.get("decision")
    if decision and decision["by"] == state["opened_by"]:
        yield "decided by who opened it"
    asks = "representations" in course["steps"].get("decision", {}).get("groups", {})
    if asks and decision and decision["outcome"] == "disclose" and not _considered(state):
        yield "decided to disclose without a word on representations"
    if final:
        return
    if not any(walk.nodes[where] is not node and move.step != BREACH for move, _, where in node.ways):
        yield f"no way out of {state['state']} that anybody may take"
    if "clock" in state and not state["clock"]["dues"] and not state["clock"]["paused"]:
        yield f"no clock runs in {state['state']}"


def _considered(state: Mapping[str, Any]) -> bool:
    return bool(state.get("representations", {}).get("considered"))


def _bound(state: Mapping[str, Any]) -> bool:
    undertaking = state.get("undertaking", {})
    if undertaking.get("outcome") == "signed":
        return bool(undertaking["person"] == state.get("recipient"))
    second = state.get("second_decision", {})
    apart = second.get("by") not in {state["opened_by"], state.get("decision", {}).get("by")}
    return undertaking.get("outcome") == "refused" and second.get("outcome") == "proceed" and apart


def _of_answers(walk: Walk, node: Node) -> Iterator[str]:
    """Whoever applied hears only the constant words, unless it was decided to tell them."""
    notices = walk.course["applicant_notice"]
    for move, answer, where in node.ways:
        if "delivery" in move.group and "undertaking" in walk.course and not _bound(node.state):
            yield "disclosed without a signed undertaking or the second decision of another officer"
        after = walk.nodes[where].state
        recipient = after.get("recipient")
        told = recipient is not None and (
            recipient == after.get("applicant") or after["people"].get(recipient) == "applicant"
        )
        if answer["view"].get("applicant_notice") != notices["constant"] and not told:
            yield f"after {move.step}/{move.outcome} an applicant who is not the recipient is told something"


def _never_reached(walk: Walk) -> Iterator[str]:
    reached = {node.state["state"] for node in walk.nodes.values()}
    for state in sorted(set(walk.course["states"]) - reached):
        yield f"the state {state} is never reached"
    taken = {(move.step, move.outcome) for node in walk.nodes.values() for move, _, _ in node.ways}
    for code, step in steps_of(walk.course).items():
        for outcome in step["outcomes"]:
            if (code, outcome) not in taken:
                yield f"the step {code}/{outcome} can never be taken"


def _no_end(walk: Walk) -> Iterator[tuple[str, Node | None]]:
    """From everywhere an end can be reached."""
    ends = {where for where, node in walk.nodes.items() if walk.course["states"][node.state["state"]].get("final")}
    leads: dict[str, set[str]] = {}
    for where, node in walk.nodes.items():
        for _, _, to in node.ways:
            leads.setdefault(to, set()).add(where)
    reached, front = set(ends), list(ends)
    while front:
        for before in leads.get(front.pop(), ()):
            if before not in reached:
                reached.add(before)
                front.append(before)
    for where in sorted(set(walk.nodes) - reached):
        node = walk.nodes[where]
        yield f"from {node.state['state']} no end can be reached", node
