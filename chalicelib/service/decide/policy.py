"""The question put to the rules, and the strict check of what comes back. Anything odd is no decision."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.contracts.base import AgencyIdField, Code
from chalicelib.contracts.decision import Attributes, DecideRequest, Fact, PolicyAnswer
from chalicelib.contracts.policy_input import (
    Action,
    ActionName,
    Context,
    PolicyInput,
    Resource,
    Subject,
    SubjectProperties,
)
from chalicelib.contracts.policy_share import Share
from chalicelib.domain.environments import Environment
from chalicelib.domain.errors import PolicyUnavailableError
from chalicelib.service.decide.facts import policy_facts
from chalicelib.service.decide.plan import Plan
from chalicelib.service.decide.ports import CLOCK, VerifiedSubject


class Oddity(StrEnum):
    """Why a value is no decision."""

    MALFORMED = "answer_malformed"
    REVISION = "revision_unexpected"
    CONTRADICTION = "answer_contradicts_itself"
    VIEW = "view_malformed"
    OTHER_SHARE = "view_of_another_share"


REPLAY: Final[ActionName] = "idempotency.replay"


class _View(BaseModel):
    """What an allow must at least say; policy may say more."""

    model_config = ConfigDict(extra="allow", strict=True, hide_input_in_errors=True)


class _RecipientView(_View):
    agency: AgencyIdField
    role: Code
    items: list[Code] = Field(min_length=1)
    withheld: list[Code]


class _ShareView(_View):
    recipients: list[_RecipientView] = Field(min_length=1)


class _ItemsView(_View):
    items: list[Code]


class _RolesView(_View):
    roles: list[Code] = Field(min_length=1)


class _ProgressView(_View):
    next: list[dict[str, Any]]
    applicant_notice: str | dict[str, Any]


class _OpenedView(_ProgressView):
    state: Code


class _StepView(_ProgressView):
    next_state: Code


class _Told(_View):
    agency: AgencyIdField
    role: Code


class _OutcomeView(_View):
    next_state: Code
    holder: AgencyIdField
    tells: list[_Told] = Field(min_length=1)


class _AttachmentView(_View):
    referral: dict[str, Any]
    roles: list[Code] = Field(min_length=1)
    items: list[dict[str, Any]]


class _Part(_View):
    agency: AgencyIdField
    ground: Code | None = None
    until: str | None = None
    ends: str | None = None
    area: AgencyIdField | None = None


class _ChangeView(_View):
    parts: list[_Part] = Field(min_length=1)
    agencies: list[AgencyIdField] = Field(min_length=1)
    tells: list[_Told]


class _ClockView(_View):
    passed: list[Code] = Field(min_length=1)
    clock: dict[str, Any]


_VIEWS: Final[dict[str, type[_View]]] = {
    "share.create": _ShareView,
    "share.read": _ItemsView,
    "inbox.list": _RolesView,
    "disclosure.list": _RolesView,
    "disclosure.open": _OpenedView,
    "disclosure.step": _StepView,
    "undertaking.record": _StepView,
    "disclosure.read": _ProgressView,
    "undertaking.breach": _ProgressView,
    "clock.record": _ClockView,
    "share.outcome": _OutcomeView,
    "share.attach": _AttachmentView,
    "involvement.change": _ChangeView,
}


class Moment(NamedTuple):
    """When and where a question is put."""

    now: str
    environment: Environment


def question(
    request: DecideRequest, plan: Plan, subject: VerifiedSubject, facts: Sequence[Fact], moment: Moment
) -> dict[str, Any]:
    """Return the policy input of a request; absent values are left out.

    Raises:
        FactsUnavailableError: a stored fact has not the form that rules rely on.
    """
    asking = CLOCK if subject.is_clock else subject.agency
    known = policy_facts(facts, asking, plan.referred)
    context = Context(**moment._asdict(), facts=known, **_given(request.attributes))
    return _dump(subject, request.action, plan.resource, context)


def replay_question(subject: VerifiedSubject, client: Sequence[Fact], moment: Moment) -> dict[str, Any]:
    """Return the policy input that asks whether an answer already given may be given again: who asks, alone."""
    context = Context(**moment._asdict(), facts=policy_facts(client, subject.agency))
    return _dump(subject, REPLAY, Resource(type="client"), context)


def checked(value: object, action: ActionName, revision: str, share: Share | None = None) -> PolicyAnswer:
    """Return the answer that a value is.

    Args:
        value: What the decision rule returned.
        action: What was asked.
        revision: The one policy revision whose answers count.
        share: The proposed share, whose recipients an allow must speak of, all and no others.

    Raises:
        PolicyUnavailableError: the value is not an answer, contradicts itself, is of another revision, names an
            unknown obligation, or does not say what the action needs to know. The message says which.
    """
    try:
        answer = PolicyAnswer.model_validate(value)
    except ValidationError as error:
        raise PolicyUnavailableError(Oddity.MALFORMED) from error
    if answer.policy_revision != revision:
        raise PolicyUnavailableError(Oddity.REVISION)
    if answer.allow == bool(answer.reasons):
        raise PolicyUnavailableError(Oddity.CONTRADICTION)
    if answer.allow:
        _check_view(answer.view, action, share)
    return answer


def told_agencies(answer: PolicyAnswer) -> list[str]:
    """Agencies to whose roles an allow tells something: the entry is put into their partition."""
    return [str(told["agency"]) for told in answer.view.get("tells", [])]


def _check_view(view: dict[str, Any], action: ActionName, share: Share | None) -> None:
    model = _VIEWS.get(action)
    if model is None:
        return
    try:
        seen = model.model_validate(view)
    except ValidationError as error:
        raise PolicyUnavailableError(Oddity.VIEW) from error
    if share is not None and isinstance(seen, _ShareView):
        asked = {(recipient.agency, recipient.role) for recipient in share.recipients}
        told = {(recipient.agency, recipient.role) for recipient in seen.recipients}
        items = {statement.item for statement in share.statements}
        if told != asked or not all(items.issuperset(recipient.items) for recipient in seen.recipients):
            raise PolicyUnavailableError(Oddity.OTHER_SHARE)


def _given(attributes: Attributes) -> dict[str, Any]:
    return {name: value for name in Attributes.model_fields if (value := getattr(attributes, name)) is not None}


def _dump(subject: VerifiedSubject, action: ActionName, resource: Resource, context: Context) -> dict[str, Any]:
    properties = SubjectProperties(
        agency=subject.agency,
        role=subject.role,
        client=subject.client,
        issuer=subject.issuer,
        certificate=subject.certificate,
    )
    whole = PolicyInput(
        subject=Subject(type="clock" if subject.is_clock else "practitioner", id=subject.person, properties=properties),
        action=Action(name=action),
        resource=resource,
        context=context,
    )
    return whole.model_dump(mode="json", by_alias=True, exclude_none=True)
