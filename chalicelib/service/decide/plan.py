"""What each action asks for: which ids, which facts, which right. Nothing here says who may do it: that is policy.

A plan is made before policy is asked, from the request and the verified subject alone, so that the number of
facts read never depends on what exists.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from chalicelib.contracts.decision import DecideRequest
from chalicelib.contracts.policy_input import Resource, ResourceType
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, FieldProblem
from chalicelib.service.decide.ports import FactKey, VerifiedSubject

Access = Literal["read", "write", "inbox", "queue"]
Content = Literal["seal", "open", "none"]
_GROUPS: Final = ("share", "application", "step", "undertaking", "breach", "outcome", "attachment", "change")


@dataclass(frozen=True)
class Shape:
    """The fixed part of an action.

    Attributes:
        resource: Its type in the policy input.
        asks: The id that the request must carry; `case?` may be left out, which opens a case; `both` is a record,
            and the case of another to which something is added.
        access: The right that an allow brings.
        content: What may be done with the sealed content of the record.
        group: The group of attributes that belongs to the action; an application may bring a share besides.
        makes: Whether it makes a record of its own.
        headers: The sort keys of the record's headers that rules read.
    """

    resource: ResourceType
    asks: Literal["nothing", "case?", "case", "record", "both"]
    access: Access
    content: Content = "none"
    group: str | None = None
    makes: bool = False
    headers: tuple[Literal["record", "state"], ...] = ()


_RECORD: Final = ("record",)
_STATE: Final = ("state",)
_BOTH: Final = ("record", "state")
SHAPES: Final = MappingProxyType(
    {
        "share.create": Shape("share", "case?", "write", "seal", group="share", makes=True),
        "share.read": Shape("share", "record", "read", "open", headers=_BOTH),
        "share.list": Shape("case", "case", "read"),
        "share.outcome": Shape("share", "record", "write", "seal", group="outcome", headers=_BOTH),
        "share.attach": Shape("share", "both", "write", "seal", group="attachment", makes=True),
        "involvement.change": Shape("share", "record", "write", "seal", group="change", makes=True, headers=_BOTH),
        "inbox.list": Shape("inbox", "nothing", "inbox"),
        "disclosure.open": Shape("disclosure_request", "case?", "write", "seal", group="application", makes=True),
        "disclosure.step": Shape("disclosure_request", "record", "write", "seal", group="step", headers=_STATE),
        "disclosure.read": Shape("disclosure_request", "record", "read", "open", headers=_STATE),
        "disclosure.list": Shape("queue", "nothing", "queue"),
        "undertaking.record": Shape(
            "undertaking", "record", "write", "seal", group="undertaking", makes=True, headers=_STATE
        ),
        "undertaking.read": Shape("undertaking", "record", "read", "open", headers=_RECORD),
        "undertaking.breach": Shape(
            "undertaking", "record", "write", "seal", group="breach", makes=True, headers=_STATE
        ),
        "clock.record": Shape("disclosure_request", "record", "write", headers=_STATE),
    }
)
SIGNS: Final = frozenset({"undertaking.record"})
"""Actions whose session may also sign with the signing key."""


@dataclass(frozen=True)
class Referred:
    """The other record that a request names, and which of its headers rules read."""

    record: str
    header: Literal["record", "state"]
    foreign: bool


@dataclass(frozen=True)
class Plan:
    """One request, worked out.

    Attributes:
        shape: The fixed part.
        resource: What the policy input names.
        case: The case, new where one is opened; None for an inbox.
        opens_case: Whether the case is new.
        asked: The record that the request names.
        record: The record that is written or read, new where the action makes one.
        agencies: The caller's agency, then those of the recipients, each once; none for the clock.
        content: What may be done with the record's sealed content.
        referred: The other record that the request names, if any.
        signs: Whether the session may sign.
    """

    shape: Shape
    resource: Resource
    case: str | None
    opens_case: bool
    asked: str | None
    record: str | None
    agencies: tuple[str, ...]
    content: Content
    referred: Referred | None = None
    signs: bool = False


def make_plan(request: DecideRequest, subject: VerifiedSubject, new_id: Callable[[], str]) -> Plan:
    """Work out a request.

    Raises:
        ContractError: it lacks what the action needs, or brings what does not belong to it.
    """
    shape = SHAPES.get(request.action)
    problems = _problems(request, shape)
    if shape is None or problems:
        raise ContractError(tuple(problems), code="request_malformed")
    known = request.case or (ids.case_of(request.record) if request.record else None)
    case = known or (new_id() if shape.makes else None)
    record = ids.record_id(str(case), new_id()) if shape.makes else request.record
    return Plan(
        shape=shape,
        resource=Resource(type=shape.resource, id=request.record, case=known),
        case=case,
        opens_case=known is None and case is not None,
        asked=request.record,
        record=record,
        agencies=_agencies(request, subject),
        content=_content(request, shape),
        referred=_referred(request),
        signs=request.action in SIGNS,
    )


def client_keys(subject: VerifiedSubject) -> list[FactKey]:
    """Return the keys of what is known of the client: its status, then whether the presented certificate is revoked.

    The clock comes through no client.
    """
    if subject.is_clock:
        return []
    partition = ids.client_partition(subject.client)
    names = ["status"] + ([ids.revocation_key(subject.certificate)] if subject.certificate else [])
    return [FactKey(partition, name) for name in names]


def fact_keys(plan: Plan, subject: VerifiedSubject) -> list[FactKey]:
    """Return the keys of the facts that rules read; the answer already given, if any, is asked for besides."""
    keys = client_keys(subject)
    if plan.case is not None and not plan.opens_case:
        keys += [FactKey(ids.member_partition(plan.case, agency), "involvement") for agency in plan.agencies]
    if plan.asked:
        keys += [FactKey(ids.case_partition(plan.asked), header) for header in plan.shape.headers]
    if plan.referred:
        other = plan.referred
        keys.append(FactKey(ids.case_partition(other.record), other.header))
        if other.foreign:
            keys.append(FactKey(ids.member_partition(ids.case_of(other.record), subject.agency), "involvement"))
    if plan.shape.group == "attachment":
        mark = ids.attachment_key(str(plan.asked))
        keys.append(FactKey(ids.member_partition(str(plan.case), subject.agency), mark))
    return keys


def partitions(plan: Plan, subject: VerifiedSubject, duty_holders: Iterable[str] = ()) -> list[str]:
    """Return the exact partitions that an allow opens.

    Args:
        plan: The worked out request.
        subject: Who asks.
        duty_holders: Agencies that the decision's obligations name: the duty is put into their partition.
    """
    if plan.shape.access == "inbox":
        return [ids.agency_partition(subject.agency)]
    if plan.shape.access == "queue":
        return [ids.queue_partition(subject.agency)]
    if plan.shape.access == "read":
        if plan.record is None:
            return [ids.member_partition(str(plan.case), subject.agency)]
        return [ids.case_partition(plan.record)]
    referred = plan.referred.record if plan.referred and not plan.referred.foreign else None
    asked = plan.asked if plan.asked and ids.case_of(plan.asked) == plan.case else None
    records = dict.fromkeys(record for record in (plan.record, asked, referred) if record)
    return [
        *map(ids.case_partition, records),
        *(ids.member_partition(str(plan.case), agency) for agency in plan.agencies),
        *map(ids.agency_partition, dict.fromkeys((*plan.agencies, *duty_holders))),
        *([] if subject.is_clock else [ids.client_partition(subject.client)]),
    ]


def _agencies(request: DecideRequest, subject: VerifiedSubject) -> tuple[str, ...]:
    given = request.attributes
    named: list[str | None] = [recipient.agency for recipient in given.share.recipients] if given.share else []
    named += [given.application.to] if given.application else []
    named += [given.step.school] if given.step else []
    named += [given.change.agency, given.change.to] if given.change else []
    own = [] if subject.is_clock else [subject.agency]
    return tuple(dict.fromkeys([*own, *(agency for agency in named if agency)]))


def _referred(request: DecideRequest) -> Referred | None:
    given = request.attributes
    if request.action == "share.attach" and request.record:
        return Referred(request.record, "record", foreign=ids.case_of(request.record) != request.case)
    if given.step and given.step.share and request.record:
        return _of_the_same_case(given.step.share, "record", ids.case_of(request.record))
    if request.action == "share.create" and given.share and given.share.in_reply_to and request.case:
        return _of_the_same_case(given.share.in_reply_to, "state", request.case)
    return None


def _of_the_same_case(record: str, header: Literal["record", "state"], case: str) -> Referred | None:
    """A record of another case is not looked at: to the rules it is not there."""
    return Referred(record, header, foreign=False) if ids.case_of(record) == case else None


def _content(request: DecideRequest, shape: Shape) -> Content:
    if request.action == "disclosure.read" and request.attributes.open is None:
        return "none"
    return shape.content


def _problems(request: DecideRequest, shape: Shape | None) -> list[FieldProblem]:
    if shape is None:
        return [FieldProblem("action", "cannot be asked for")]
    found = []
    if (request.record is not None) != (shape.asks in {"record", "both"}):
        found.append(FieldProblem("record", "belongs to another action, or is missing"))
    needs_case = shape.asks in {"case", "both"}
    if request.case is None if needs_case else (request.case is not None and shape.asks != "case?"):
        found.append(FieldProblem("case", "belongs to another action, or is missing"))
    given = {group for group in _GROUPS if getattr(request.attributes, group) is not None}
    # What a request for information tells is a share of its own, and is judged as one.
    optional = {"share"} if shape.group == "application" else set()
    if given - optional != ({shape.group} if shape.group else set()):
        found.append(FieldProblem("attributes", "belong to another action, or are missing"))
    if request.idempotency is not None and shape.access != "write":
        found.append(FieldProblem("idempotency", "belongs to writing"))
    return found
