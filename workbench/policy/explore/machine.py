"""The walk: breadth first over all standings that rules can tell apart, each move judged by the real rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chalicelib.domain.disclosure_requests import fold_breach, fold_step, fold_undertaking
from workbench.policy.explore.moves import BREACH, Depth, Move, moves
from workbench.policy.explore.needs import RECORD
from workbench.policy.explore.world import Opening, key, question

Answers = Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]
MAX_STANDINGS: Final = 12_000
_CASE: Final = RECORD.split(".")[0]
_UNDERTAKING: Final = f"{_CASE}.01JREC0000000000000000000V"
_INCIDENT: Final = f"{_CASE}.01JREC0000000000000000000X"


@dataclass
class Node:
    """A standing: the state as rules read it, how it was come by, and where allowed moves lead from it."""

    state: Mapping[str, Any]
    path: tuple[str, ...]
    ways: list[tuple[Move, Mapping[str, Any], str]] = field(default_factory=list)
    """Each allowed move with policy's answer and the key of where it leads."""


@dataclass
class Walk:
    """What was walked."""

    code: str
    course: Mapping[str, Any]
    nodes: dict[str, Node] = field(default_factory=dict)
    asked: int = 0
    wrongly_allowed: list[tuple[Node, Move]] = field(default_factory=list)

    @property
    def paths(self) -> int:
        """Allowed moves between standings."""
        return sum(len(node.ways) for node in self.nodes.values())


class TooManyStandingsError(RuntimeError):
    """The scheme's machine is larger than the walk's bound; nothing is proved about it."""


def walk(
    code: str, course: Mapping[str, Any], begins: Sequence[Opening], answers: Answers, read: frozenset[str],
    *, thorough: bool, enough: Callable[["Walk"], bool] = lambda _: False,
) -> Walk:  # fmt: skip
    """Walk a scheme from its beginnings until nothing new is reached.

    Args:
        code: The scheme's code.
        course: Its data.
        begins: How a request begins.
        answers: The rules.
        read: The members of `told` that rules look at.
        thorough: Try every combination of unmet needs, and every step out of its turn, in the first standing of each
            state; else each need unmet alone.
        enough: Whether what was walked so far shows all that is wanted; asked after every layer.

    Raises:
        TooManyStandingsError: more standings than the bound.
    """
    found = Walk(code, course)
    layer = []
    for opening in begins:
        layer += _add(found, opening.state, (opening.name,), read)
    seen: set[str] = set()
    while layer:
        tries = [(node, move) for node in layer for move in _moves_of(found, node, seen, thorough=thorough)]
        asked = [
            question(node.state, move.action, move.group, move.by, move.referred, move.now) for node, move in tries
        ]
        found.asked += len(asked)
        layer = []
        for (node, move), answer in zip(tries, answers(asked) if asked else [], strict=True):
            layer += _taken(found, node, move, answer, read)
        if enough(found):
            break
        if len(found.nodes) > MAX_STANDINGS:
            message = f"more than {MAX_STANDINGS} standings: nothing is shown about it"
            raise TooManyStandingsError(message)
    return found


def _moves_of(found: Walk, node: Node, seen: set[str], *, thorough: bool) -> Iterator[Move]:
    """Everything in the first standing of each state; in the others what leads on along the course."""
    name = str(node.state["state"])
    if name in seen:
        return moves(found.course, node.state, Depth.WAYS)
    seen.add(name)
    return moves(found.course, node.state, Depth.COMBINED if thorough else Depth.SINGLE)


def _taken(found: Walk, node: Node, move: Move, answer: Mapping[str, Any], read: frozenset[str]) -> list[Node]:
    if not answer["allow"]:
        return []
    if move.unmet or move.out_of_turn:
        found.wrongly_allowed.append((node, move))
    after = _folded(node.state, move, answer["view"])
    where = key(after, read, found.course["emergency_records"])
    node.ways.append((move, answer, where))
    return _add(found, after, (*node.path, f"{move.step}/{move.outcome}"), read)


def _add(found: Walk, state: Mapping[str, Any], path: tuple[str, ...], read: frozenset[str]) -> list[Node]:
    where = key(state, read, found.course["emergency_records"])
    if where in found.nodes:
        return []
    found.nodes[where] = Node(state, path)
    return [found.nodes[where]]


def _folded(state: Mapping[str, Any], move: Move, view: Mapping[str, Any]) -> dict[str, Any]:
    if move.step == BREACH:
        return fold_breach(state, _INCIDENT, str(state["undertaking"]["id"]), move.by)
    if move.action == "undertaking.record":
        after = fold_undertaking(state, move.group, _UNDERTAKING, view, move.by)
        return after | {"undertaking": {**after["undertaking"], "bound": move.group["present"]}}
    return fold_step(state, move.group, view, move.by)
