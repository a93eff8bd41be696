"""The decision point: a ruling is recorded before it counts, and a session is minted after that.

Whatever comes in, exactly one entry goes into the ledger, and no session exists without one. Every failure of a
part that must answer is the outcome `closed`; nothing is raised to the caller.
"""

from time import monotonic

from chalicelib.contracts.decision import DecideResponse
from chalicelib.domain.errors import LedgerUnavailableError, SessionUnavailableError
from chalicelib.service.decide.ids import UlidMaker, timestamp, utc_now
from chalicelib.service.decide.judge import Judge, cause_of
from chalicelib.service.decide.ports import Attribution, CaseSessions, Clock, Ledger
from chalicelib.service.decide.ruling import Ruling, Stamp, closed_response, entry_of, response_of
from chalicelib.service.log_codes import LogCode, Value, log


class Decide:
    """Decides one request at a time; holds no state between them."""

    def __init__(
        self,
        *,
        judge: Judge,
        ledger: Ledger,
        sessions: CaseSessions,
        attribution: Attribution,
        policy_revision: str,
        clock: Clock = utc_now,
        new_id: UlidMaker | None = None,
    ) -> None:
        """Take the parts; clock and ids are the system's unless given."""
        self._judge = judge
        self._ledger = ledger
        self._sessions = sessions
        self._attribution = attribution
        self._policy_revision = policy_revision
        self._clock = clock
        self._new_id = new_id or UlidMaker()

    def __call__(self, event: object, invocation: str, alias: str | None = None) -> DecideResponse:
        """Decide a request.

        Args:
            event: The JSON of a `DecideRequest`.
            invocation: Lambda's id of this request, by which the trail's Invoke event is matched.
            alias: Through which of its aliases the decision point was invoked, if any.
        """
        started, at = monotonic(), self._clock()
        stamp = Stamp(self._new_id(at), timestamp(at), invocation, self._policy_revision)
        with self._attribution(stamp.id):
            ruling = self._judge(event, stamp, at, alias)
            response, cause = self._recorded(ruling, stamp)
        _tell(ruling, response, stamp, cause, round((monotonic() - started) * 1000, 1))
        return response

    def _recorded(self, ruling: Ruling, stamp: Stamp) -> tuple[DecideResponse, str | None]:
        """Record, then mint: in this order, the second only after the first. Also says what failed, if anything."""
        try:
            entry_sha256 = self._ledger.append(entry_of(ruling, stamp))
        except Exception as error:  # noqa: BLE001 - not known to be durable is not durable, whatever the reason
            return closed_response(LedgerUnavailableError.code, ruling), cause_of(error)
        response = response_of(ruling, stamp, entry_sha256)
        if ruling.grant is None:
            return response, ruling.cause
        try:
            session = self._sessions.mint(stamp.id, ruling.grant)
        except Exception as error:  # noqa: BLE001 - without a session nothing can be done, whatever the reason
            # The entry stays: a decision that was never used.
            return closed_response(SessionUnavailableError.code, ruling, response.receipt), cause_of(error)
        return response.model_copy(update={"session": session}), None


def _tell(ruling: Ruling, response: DecideResponse, stamp: Stamp, cause: str | None, duration_ms: float) -> None:
    said: dict[str, Value] = {
        "decision": stamp.id,
        "action": ruling.action,
        "invocation": stamp.invocation,
        "duration_ms": duration_ms,
    }
    if response.outcome == "closed":
        log(LogCode.DECISION_CLOSED, reason=response.code, cause=cause, **said)
    elif response.outcome == "unauthenticated":
        log(LogCode.CALLER_NOT_PROVEN, reason=response.code, **said)
    else:
        log(LogCode.DECISION_MADE, outcome=response.outcome, **said)
