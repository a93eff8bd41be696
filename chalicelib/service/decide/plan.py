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

Access = Literal["read", "write", "inbox"]
Content = Literal["seal", "open", "none"]
_GROUPS: Final = ("share", "application", "step", "undertaking")


@dataclass(frozen=True)
class Shape:
    """The fixed part of an action.

    Attributes:
        resource: Its type in the policy input.
        asks: The id that the request must carry; `case?` may be left out, which opens a case.
        access: The right that an allow brings.
        content: What may be done with the sealed content of the record.
        group: The one group of attributes that belongs to the action.
        makes: Whether it makes a record of its own.
        header: The sort key of the record's header that rules read.
    """

    resource: ResourceType
    asks: Literal["nothing", "case?", "case", "record"]
    access: Access
    content: Content = "none"
    group: str | None = None
    makes: bool = False
    header: Literal["record", "state"] | None = None


SHAPES: Final = MappingProxyType(
    {
        "share.create": Shape("share", "case?", "write", "seal", group="share", makes=True),
        "share.read": Shape("share", "record", "read", "open", header="record"),
        "share.list": Shape("case", "case", "read"),
        "inbox.list": Shape("inbox", "nothing", "inbox"),
        "disclosure.open": Shape("disclosure_request", "nothing", "write", "seal", group="application", makes=True),
        "disclosure.step": Shape("disclosure_request", "record", "write", "seal", group="step", header="state"),
        "disclosure.read": Shape("disclosure_request", "record", "read", "open", header="state"),
        "undertaking.record": Shape(
            "undertaking", "record", "write", "seal", group="undertaking", makes=True, header="state"
        ),
        "undertaking.read": Shape("undertaking", "record", "read", "open", header="record"),
    }
)


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
        agencies: The caller's agency, then those of the recipients, each once.
        content: What may be done with the record's sealed content.
    """

    shape: Shape
    resource: Resource
    case: str | None
    opens_case: bool
    asked: str | None
    record: str | None
    agencies: tuple[str, ...]
    content: Content


def make_plan(request: DecideRequest, subject: VerifiedSubject, new_id: Callable[[], str]) -> Plan:
    """Work out a request.

    Raises:
        ContractError: it lacks what the action needs, or brings what does not belong to it.
    """
    shape = SHAPES.get(request.action)
    problems = _problems(request, shape)
    if shape is None or problems:
        raise ContractError(tuple(problems), code="request_malformed")
    known = ids.case_of(request.record) if request.record else request.case
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
    )


def client_keys(subject: VerifiedSubject) -> list[FactKey]:
    """Return the keys of what is known of the client: its status, then whether the presented certificate is revoked."""
    partition = ids.client_partition(subject.client)
    names = ["status"] + ([ids.revocation_key(subject.certificate)] if subject.certificate else [])
    return [FactKey(partition, name) for name in names]


def fact_keys(plan: Plan, subject: VerifiedSubject) -> list[FactKey]:
    """Return the keys of the facts that rules read; the answer already given, if any, is asked for besides."""
    keys = client_keys(subject)
    if plan.case is not None and not plan.opens_case:
        keys += [FactKey(ids.member_partition(plan.case, agency), "involvement") for agency in plan.agencies]
    if plan.shape.header and plan.asked:
        keys.append(FactKey(ids.case_partition(plan.asked), plan.shape.header))
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
    if plan.shape.access == "read":
        if plan.record is None:
            return [ids.member_partition(str(plan.case), subject.agency)]
        return [ids.case_partition(plan.record)]
    records = dict.fromkeys(record for record in (plan.record, plan.asked) if record)
    return [
        *map(ids.case_partition, records),
        *(ids.member_partition(str(plan.case), agency) for agency in plan.agencies),
        *map(ids.agency_partition, dict.fromkeys((*plan.agencies, *duty_holders))),
        ids.client_partition(subject.client),
    ]


def _agencies(request: DecideRequest, subject: VerifiedSubject) -> tuple[str, ...]:
    share = request.attributes.share
    recipients = [recipient.agency for recipient in share.recipients] if share else []
    return tuple(dict.fromkeys([subject.agency, *recipients]))


def _content(request: DecideRequest, shape: Shape) -> Content:
    if request.action == "disclosure.read" and request.attributes.open is None:
        return "none"
    return shape.content


def _problems(request: DecideRequest, shape: Shape | None) -> list[FieldProblem]:
    if shape is None:
        return [FieldProblem("action", "cannot be asked for")]
    found = []
    if (request.record is not None) != (shape.asks == "record"):
        found.append(FieldProblem("record", "belongs to another action, or is missing"))
    if request.case is None if shape.asks == "case" else (request.case is not None and shape.asks != "case?"):
        found.append(FieldProblem("case", "belongs to another action, or is missing"))
    given = {group for group in _GROUPS if getattr(request.attributes, group) is not None}
    if given != ({shape.group} if shape.group else set()):
        found.append(FieldProblem("attributes", "belong to another action, or are missing"))
    if request.idempotency is not None and shape.access != "write":
        found.append(FieldProblem("idempotency", "belongs to writing"))
    return found
