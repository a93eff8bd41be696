"""From a request to a ruling: who asks, what is known, what the rules say. Nothing is recorded or minted here."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from chalicelib.contracts.decision import DecideRequest, Fact, Grant, IdempotencyEntry, Outcome
from chalicelib.domain import ids
from chalicelib.domain.environments import Environment
from chalicelib.domain.errors import ClosedError, ContractError, FieldProblem, UnauthenticatedError
from chalicelib.service.decide import policy, the_clock
from chalicelib.service.decide.facts import stored_answer
from chalicelib.service.decide.ids import UlidMaker, whole_second
from chalicelib.service.decide.plan import SHAPES, Plan, client_keys, fact_keys, make_plan, partitions
from chalicelib.service.decide.ports import FactReader, PolicyEngine, TokenVerifier, VerifiedSubject
from chalicelib.service.decide.replay import AnswerNames, answer_key
from chalicelib.service.decide.ruling import Kind, Ruling, Stamp
from chalicelib.service.log_codes import LogCode, log

UNKNOWN_ACTION = "unknown"


@dataclass(frozen=True)
class DecisionRules:
    """The constants of a deployment.

    Attributes:
        policy_revision: The one revision whose answers count.
        session_seconds: How long a session is of use, at most 60.
        environment: Whether people and agencies are real; the rules refuse what is invented where they are.
    """

    policy_revision: str
    session_seconds: int
    environment: Environment = Environment.PRODUCTION


@dataclass
class _Making:
    """What is known so far, so that a failure half way is recorded with it."""

    action: str
    subject: VerifiedSubject | None = None
    plan: Plan | None = None
    policy_input: dict[str, Any] | None = None

    def ruling(self, outcome: Outcome, kind: Kind, code: str | None = None, cause: str | None = None) -> Ruling:
        return Ruling(outcome, kind, self.action, code, cause, self.subject, self.plan, self.policy_input)


class Judge:
    """Rules on one request at a time; holds no state between them."""

    def __init__(
        self,
        *,
        tokens: TokenVerifier,
        facts: FactReader,
        engine: PolicyEngine,
        names: AnswerNames,
        rules: DecisionRules,
        new_id: UlidMaker,
    ) -> None:
        """Take the parts."""
        self._tokens = tokens
        self._facts = facts
        self._engine = engine
        self._names = names
        self._rules = rules
        self._new_id = new_id

    def __call__(self, event: object, stamp: Stamp, at: datetime, alias: str | None = None) -> Ruling:
        """Rule on the JSON of a `DecideRequest`. Nothing is raised: what fails is a ruling too.

        Args:
            event: What was asked.
            stamp: Which decision this is.
            at: Its time.
            alias: Through which the decision point was invoked, if any.
        """
        making = _Making(_action(event))
        try:
            return self._ruled(event, making, stamp, at, alias)
        except UnauthenticatedError as error:
            return making.ruling("unauthenticated", "unauthenticated", error.code)
        except ContractError as error:
            return making.ruling("closed", "closed", error.code, "/".join(each.field for each in error.problems))
        except ClosedError as error:
            return making.ruling("closed", "closed", error.code, cause_of(error))
        except Exception as error:  # noqa: BLE001 - an error that nobody foresaw must close and be recorded too
            log(LogCode.DECISION_FAULT, decision=stamp.id, cause=type(error).__name__)
            return making.ruling("closed", "closed", "fault", type(error).__name__)

    def _ruled(self, event: object, making: _Making, stamp: Stamp, at: datetime, alias: str | None) -> Ruling:
        request = _parsed(event)
        subject = self._asking(request, at, alias)
        # The clock is recorded once it is known for whom it asks.
        making.subject = None if subject.is_clock else subject
        plan = making.plan = make_plan(request, subject, lambda: self._new_id(at))
        name = self._names.entry(request, subject)
        keys = fact_keys(plan, subject)
        read = self._facts.read([*keys, answer_key(name, subject)] if name else keys)
        facts, given = read[: len(keys)], read[len(keys) :]
        subject = making.subject = the_clock.acting_for(subject, facts)
        client, others = facts[: len(client_keys(subject))], facts[len(client_keys(subject)) :]
        if name and given and given[0].header is not None:
            return self._replayed(name, given[0].header, client, making, subject, stamp)
        making.policy_input = policy.question(request, plan, subject, facts, self._moment(stamp))
        value = self._engine.ask(making.policy_input)
        answer = policy.checked(value, request.action, self._rules.policy_revision, request.attributes.share)
        if not answer.allow:
            return replace(making.ruling("refused", "decision"), answer=answer)
        holders = [obligation.agency for obligation in answer.obligations if obligation.agency]
        holders += policy.told_agencies(answer)
        grant = self._grant(plan, subject, holders, at)
        # Each revocation is put together with the status, so that the status' version stands for both in the write.
        # A fact of another case cannot be checked under a session of this one.
        held = [*client[:1], *(fact for fact in others if not _foreign(fact, plan))]
        return replace(making.ruling("allowed", "decision"), answer=answer, grant=grant, facts=held, idempotency=name)

    def _asking(self, request: DecideRequest, at: datetime, alias: str | None) -> VerifiedSubject:
        """Who asks: whom the token proves; through the clock's own alias the clock, and nobody else."""
        if alias == the_clock.ALIAS:
            return the_clock.let_in(request)
        if request.token is None:
            message = "token_missing"
            raise UnauthenticatedError(message)
        return self._tokens.verify(request.token, request.certificate, at)

    def _replayed(
        self,
        name: IdempotencyEntry,
        header: dict[str, Any],
        client: list[Fact],
        making: _Making,
        subject: VerifiedSubject,
        stamp: Stamp,
    ) -> Ruling:
        """An answer was given under this key: give it again, unless who asks may ask no more, or asked otherwise."""
        fingerprint, stored = stored_answer(header)
        making.policy_input = policy.replay_question(subject, client, self._moment(stamp))
        value = self._engine.ask(making.policy_input)
        answer = policy.checked(value, policy.REPLAY, self._rules.policy_revision)
        if not answer.allow:
            return replace(making.ruling("refused", "replay"), answer=answer)
        if fingerprint != name.fingerprint:
            return making.ruling("conflict", "replay", "idempotency_conflict")
        return replace(making.ruling("replayed", "replay"), answer=answer, stored=stored)

    def _moment(self, stamp: Stamp) -> policy.Moment:
        return policy.Moment(stamp.at, self._rules.environment)

    def _grant(self, plan: Plan, subject: VerifiedSubject, holders: list[str], at: datetime) -> Grant:
        return Grant(
            access=plan.shape.access,
            case=plan.case,
            agency=subject.agency,
            client=subject.client,
            partitions=partitions(plan, subject, holders),
            record=plan.record if plan.content != "none" else None,
            content=plan.content,
            signs=plan.signs,
            # Cut, not rounded: a session ends early rather than late.
            not_after=whole_second(at + timedelta(seconds=self._rules.session_seconds)),
        )


def _foreign(fact: Fact, plan: Plan) -> bool:
    if plan.referred is None or not plan.referred.foreign:
        return False
    other = plan.referred.record
    return fact.pk == ids.case_partition(other) or fact.pk.startswith(f"member#{ids.case_of(other)}.")


def cause_of(error: Exception) -> str:
    """Return what failed, for the log: our own short word, or the class of what the vendor raised."""
    said = str(error)
    if isinstance(error, ClosedError) and said.isidentifier():
        return said
    return type(error.__cause__ or error).__name__


def _action(event: object) -> str:
    """Return the action that was asked for, where it is one of ours: what an unreadable request says is not kept."""
    action = event.get("action") if isinstance(event, dict) else None
    return action if isinstance(action, str) and action in SHAPES else UNKNOWN_ACTION


def _parsed(event: object) -> DecideRequest:
    try:
        return DecideRequest.model_validate(event)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        named = {problem["loc"][0] if problem["loc"] else "request" for problem in found}
        # A name that is not ours is not repeated: it may be anything.
        fields = sorted({str(name) if name in DecideRequest.model_fields else "request" for name in named})
        # A token or certificate of another shape is the caller's doing; anything else is the API function's.
        if set(fields) <= {"token", "certificate"}:
            code = f"{fields[0]}_malformed"
            raise UnauthenticatedError(code) from None
        problems = tuple(FieldProblem(name, "has another shape") for name in fields)
        raise ContractError(problems, code="request_malformed") from None
