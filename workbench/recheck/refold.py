"""What really had happened before each step: the states of a case, folded again from its own steps.

The folding is the product's own. What a decision read is held against it: a state that no recorded step leads to was
not so, whatever the rules were told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import disclosure_requests as requests
from chalicelib.domain import ids, incidents, undertakings
from chalicelib.domain.actors import Actor
from chalicelib.domain.records import STATE, Fact, Facts
from workbench.recheck.case import PastCase, PastStep

State = dict[str, Any]
_NO_CONTENT: Final = b""
_PARTIES: Final = ("applicant", "at_risk", "subject", "child", "children", "relationship", "status")
_GIVEN: Final = ("information", "incident", "mappa_category", "mappa_level", "asked", "area")
_AT_FIRST: Final = (
    "scheme", "state", "opened_by", "history", "people", "contact", "identity", "delivered", "five_facts", *_PARTIES,
)  # fmt: skip
"""What follows from the application; the rest of the first state is taken as it was read."""
_OF_A_STEP: Final = ("n", "step", "outcome", "at", "decision")


@dataclass(frozen=True)
class Course:
    """A case as it went.

    Attributes:
        before: The state before each step as it really was; the opening's is empty.
        after: The state in the end.
        differing: By the step's place: the members of the state that were read otherwise than they were.
    """

    before: Sequence[State]
    after: State
    differing: Mapping[int, tuple[str, ...]]


def refolded(case: PastCase) -> Course:
    """Fold a case again from its steps."""
    state: State = {}
    before: list[State] = []
    differing: dict[int, tuple[str, ...]] = {}
    known: set[str] = set()
    for place, step in enumerate(case.taken):
        read = _read(step)
        if place == 1 and read:
            state = _completed(state, read)
        different = set(_differences(state, read)) - known if place and read is not None else set()
        if different:
            differing[place] = tuple(sorted(different))
            known |= different
        if read and "clock" in read:
            state = {**state, "clock": read["clock"]}
        before.append(state)
        state = after(state, step, led_to(case, place), case.case)
    return Course(before, state, differing)


def after(state: State, step: PastStep, next_state: str, record: str) -> State:
    """The state after a step, as the product folds it."""
    context, by = step.input["context"], _actor(step)
    view = {**(step.view or {}), "next_state": next_state}
    match step.input["action"]["name"]:
        case "disclosure.open":
            return _opened(context["application"], by, {**view, "state": next_state}, record)
        case "disclosure.step":
            return requests.fold_step(state, context["step"], view, by)
        case "undertaking.record":
            return _undertaken(state, context["undertaking"], by, view, (record, step.made or record))
        case "undertaking.breach":
            said = context["breach"]
            new = incidents.NewIncident(
                record=step.made or record,
                case=ids.case_of(record),
                request=record,
                undertaking=said["undertaking"],
                breach=said["kind"],
                learned_at=said["learned_at"],
            )
            return incidents.frozen(state, new, by)
        case "clock.record":
            return requests.fold_passed(state, view, by)
    return state


def led_to(case: PastCase, place: int) -> str:
    """The state that a step led to: as policy said; where that is not written down, the one that was read next."""
    steps = case.taken
    view = steps[place].view or {}
    said = view.get("next_state") or view.get("state")
    if said:
        return str(said)
    if place + 1 < len(steps):
        read = _read(steps[place + 1])
        return str((read or {}).get("state", ""))
    return case.closed.state if case.closed else ""


def _read(step: PastStep) -> State | None:
    found: State | None = step.input.get("context", {}).get("facts", {}).get("state")
    return found


def _opened(application: Mapping[str, Any], by: Actor, view: Mapping[str, Any], record: str) -> State:
    parties = {name: application[name] for name in ("subject", "child") if name in application}
    given = application.get("parties") or {}
    new = requests.NewRequest(
        record=record,
        case=ids.case_of(record),
        scheme=application["scheme"],
        state=view["state"],
        people={person["ref"]: person["role"] for person in application["people"]},
        parties=parties | {name: given[name] for name in _PARTIES if name in given},
        contact_kind=application.get("contact_kind"),
        holder=view.get("holder"),
        given={name: application[name] for name in _GIVEN if name in application},
        received_at=application.get("received_at"),
    )
    return requests.opened(new, by, view)


def _undertaken(
    state: State, said: Mapping[str, Any], by: Actor, view: Mapping[str, Any], records: tuple[str, str]
) -> State:
    request, made = records
    new = undertakings.NewUndertaking(
        record=made,
        case=ids.case_of(request),
        request=request,
        person=said["person"],
        outcome=said["outcome"],
        items=said.get("items", []),
        bound=said.get("present", []),
    )
    pk = ids.case_partition(request)
    operations = undertakings.operations(new, by, view, Facts([Fact(pk, STATE, 1, state)]), _NO_CONTENT)
    return next(dict(put.header) for put in operations if hasattr(put, "header") and (put.pk, put.sk) == (pk, STATE))


def _actor(step: PastStep) -> Actor:
    subject = step.input["subject"]
    return Actor(
        person=subject["id"],
        agency=subject["properties"]["agency"],
        role=subject["properties"]["role"],
        decision=step.decision,
        at=step.at,
    )


def _completed(first: State, read: State) -> State:
    """The first state: what follows from the application as it follows, everything else as it was read."""
    return read | {name: first[name] for name in _AT_FIRST if name in first}


def _differences(true: State, read: State | None) -> Iterator[str]:
    """Members that were read otherwise than they were. Clocks are policy's answers, not facts."""
    seen = read or {}
    for name in sorted((true.keys() | seen.keys()) - {"clock"}):
        if true.get(name) == seen.get(name):
            continue
        if name == "history":
            if _course(true.get(name, [])) != _course(seen.get(name, [])):
                yield name
        else:
            yield name


def _course(history: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The history by what is told of each step, so that what later versions write beside it makes no difference."""
    return [[*(entry.get(name) for name in _OF_A_STEP), _person(entry.get("by"))] for entry in history]


def _person(by: object) -> object:
    return by.get("person") if isinstance(by, Mapping) else by
