"""Writing under a decision: all in one transaction, and only while the facts of the decision still hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.domain import ids
from chalicelib.domain.duties import duties
from chalicelib.domain.errors import (
    AlreadyAnsweredError,
    FactsMovedError,
    StoreUnavailableError,
    VersionMovedError,
)
from chalicelib.domain.records import MAX_OPERATIONS, STATE, Operation, Put
from chalicelib.service.asking import (
    CREATED,
    VERSION,
    Allowed,
    Answer,
    Refusal,
    ask,
    given_again,
    idempotency_conflict,
    json_text,
)
from chalicelib.service.log_codes import LogCode, log
from chalicelib.service.ports import DecisionPoint, RecordStore

MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Draft:
    """What an allow leads to: the items to write, and the body to answer.

    `once` is added to the first answer and never stored for retries: sealed words do not lie there in the clear.
    """

    operations: Sequence[Operation]
    body: Mapping[str, Any]
    once: Mapping[str, Any] = field(default_factory=dict)


class DecidedWriter:
    """Decides, writes once, and decides again when a fact moved in between."""

    def __init__(self, point: DecisionPoint, store: RecordStore) -> None:
        """Keep the two ports."""
        self._point = point
        self._store = store

    def write(
        self, request: DecideRequest, draft: Callable[[Allowed], Draft], *, expected: int | None = None
    ) -> Answer | Refusal:
        """Run a request to its answer: a new record, a stored answer, or a refusal.

        A refusal after an allow, because something else came first, is marked `overtaken`. A stored answer is given
        again whatever is expected: the retry of a step that was taken is no second step.

        Args:
            request: The question.
            draft: What to write under an allow.
            expected: The version of the disclosure request that the caller has seen; None when it does not say.

        Raises:
            VersionMovedError: the disclosure request is at another version than expected; nothing was written.
            FactsMovedError: the facts moved three times in a row; nothing was written.
            ContractError: the idempotency key was used with another request.
            ClosedError: a part that must answer did not; nothing was written.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            outcome = ask(self._point, request)
            if isinstance(outcome, Answer):
                return outcome
            if expected is not None and self._moved_on(request, outcome, expected):
                raise VersionMovedError
            if isinstance(outcome, Refusal):
                return replace(outcome, overtaken=attempt > 1)
            try:
                return self._once(outcome, draft(outcome))
            except FactsMovedError:
                log(LogCode.FACTS_MOVED, decision=outcome.decision.id, attempt=attempt)
        raise FactsMovedError

    def _moved_on(self, request: DecideRequest, outcome: Allowed | Refusal, expected: int) -> bool:
        """Whether the disclosure request stands elsewhere than the caller has seen.

        A refusal brings no facts. That it has moved on is then told to those alone who may look at it now, by a
        decision of its own; to all others the refusal stands, and what is hidden stays hidden.
        """
        if isinstance(outcome, Refusal):
            if outcome.hidden:
                return False
            look = {"action": "disclosure.read", "attributes": Attributes(), "idempotency": None}
            seen = ask(self._point, request.model_copy(update=look))
            if not isinstance(seen, Allowed):
                return False
            outcome = seen
        return outcome.facts.version(ids.case_partition(request.record or ""), STATE) != expected

    def _once(self, allowed: Allowed, made: Draft) -> Answer:
        body = json_text(made.body)
        operations = [*made.operations, *_duties(allowed)]
        if allowed.idempotency is not None:
            operations.append(_entry(allowed, body))
        operations += allowed.facts.unchanged(operations)
        if len(operations) > MAX_OPERATIONS:
            raise StoreUnavailableError
        try:
            self._store.write(allowed.session, operations)
        except AlreadyAnsweredError as answered:
            return _stored(allowed, answered.header)
        shown = json_text({**made.body, **made.once}) if made.once else body
        return Answer(CREATED, shown, allowed.decision.id, made.body.get(VERSION))


def _duties(allowed: Allowed) -> list[Put]:
    return duties(
        [obligation.model_dump(exclude_none=True) for obligation in allowed.decision.obligations],
        agency=allowed.subject.agency,
        decision=allowed.decision.id,
        record=allowed.record,
        case=allowed.case,
        at=allowed.receipt.at,
    )


def _entry(allowed: Allowed, body: str) -> Put:
    """The idempotency entry, written with what it protects."""
    if allowed.idempotency is None:
        raise StoreUnavailableError
    header = {
        "fingerprint": allowed.idempotency.fingerprint,
        "status": CREATED,
        "body": body,
        "decision": allowed.decision.id,
    }
    return Put(ids.client_partition(allowed.subject.client), allowed.idempotency.sk, header, answers=True)


def _stored(allowed: Allowed, header: Mapping[str, Any]) -> Answer:
    """The answer that another attempt with the same key wrote first."""
    if allowed.idempotency is None or header["fingerprint"] != allowed.idempotency.fingerprint:
        raise idempotency_conflict()
    return given_again(int(header["status"]), str(header["body"]), str(header["decision"]))
