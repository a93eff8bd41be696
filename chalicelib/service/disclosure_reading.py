"""Where a disclosure request stands, and, on demand, the words of one of its steps."""

from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.domain import ids
from chalicelib.domain.disclosure_requests import step_key
from chalicelib.domain.errors import ContentUnreadableError, ContractError, FieldProblem
from chalicelib.domain.records import RECORD, STATE, StoredItem
from chalicelib.service.asking import OK, VERSION, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.disclosing import told
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import opened

APPLICATION = 0
_STATE_FIELDS = (
    "scheme",
    "state",
    "opened_by",
    "opened_at",
    "agency",
    "requester",
    "applicant",
    "at_risk",
    "children",
    "people",
    "subject",
    "child",
    "contact",
    "identity",
    "recipient",
    "best_placed",
    "use_limited_to",
    "delivered",
    "five_facts",
    "emergency",
    "frozen",
    "pauses",
    "breaches",
    "told",
)


class ReadDisclosureRequest:
    """Read the state and steps of a request; `step` opens one sealed step, 0 the application."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store
        self._sealer = sealer

    def __call__(self, caller: Caller, record: str, step: int | None = None) -> Answer | Refusal:
        """Decide, read the state, and open what was asked for.

        Raises:
            ContractError: there is no such step.
            ContentUnreadableError: the content could not be opened.
        """
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="disclosure.read",
            record=record,
            attributes=Attributes(open=step),
        )
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        stored = self._store.get(allowed.session, ids.case_partition(record), STATE)
        if stored is None:
            raise ContentUnreadableError
        body = _standing(record, stored, allowed)
        if step is not None:
            body["opened"] = {"step": step, "content": self._open(record, step, allowed)}
        return Answer(OK, json_text(body), allowed.decision.id, stored.version)

    def _open(self, record: str, step: int, allowed: Allowed) -> dict[str, Any]:
        sk = RECORD if step == APPLICATION else step_key(step)
        stored = self._store.get(allowed.session, ids.case_partition(record), sk)
        if stored is None or stored.sealed is None:
            raise ContractError((FieldProblem("open", "is not a step of this request that holds words"),))
        return opened(self._sealer, allowed, record, stored)


def _standing(record: str, stored: StoredItem, allowed: Allowed) -> dict[str, Any]:
    state = stored.header
    return {
        "request_id": record,
        "case_id": ids.case_of(record),
        **{name: state[name] for name in _STATE_FIELDS if name in state},
        VERSION: stored.version,
        "steps": list(state["history"]),
        **told(allowed.view),
        **shown(allowed),
    }
