"""A report that an undertaking was broken: an incident, and nothing more disclosed under it until another decides."""

from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.undertaking import BreachReport
from chalicelib.domain import ids, incidents
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import STATE
from chalicelib.service.asking import Allowed, Answer, Caller, Refusal, shown
from chalicelib.service.disclosing import told, version_after
from chalicelib.service.hashing import canonical
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.scheme_reducing import breach_attributes
from chalicelib.service.sealed_content import idempotency
from chalicelib.service.writing import DecidedWriter, Draft


class ReportBreach:
    """Report a breach of an undertaking."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer

    def __call__(self, caller: Caller, undertaking: str, report: BreachReport) -> Answer | Refusal:
        """Decide, seal the words and write: an incident, and the request frozen. See `DecidedWriter.write`."""
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="undertaking.breach",
            record=report.request_id,
            attributes=Attributes(breach=breach_attributes(undertaking, report)),
            idempotency=idempotency(caller, report.model_dump(), undertaking),
        )
        return self._writer.write(asked, lambda allowed: self._draft(undertaking, report, allowed))

    def _draft(self, undertaking: str, report: BreachReport, allowed: Allowed) -> Draft:
        request = report.request_id
        before = allowed.facts.header(ids.case_partition(request), STATE)
        if before is None:
            raise DecisionPointUnavailableError
        new = incidents.NewIncident(
            record=allowed.record,
            case=ids.case_of(request),
            request=request,
            undertaking=undertaking,
            breach=report.kind,
            learned_at=report.learned_at,
        )
        content = canonical({"v": 1, **report.model_dump(), "undertaking_id": undertaking})
        sealed = self._sealer.seal(allowed.session, new.case, new.record, content)
        frozen = incidents.frozen(before, new, allowed.actor)["frozen"]
        body: dict[str, Any] = {
            "incident_id": new.record,
            "undertaking_id": undertaking,
            "request_id": request,
            "case_id": new.case,
            "state": before["state"],
            **version_after(request, allowed),
            "frozen": frozen,
            **told(allowed.view),
            **shown(allowed),
        }
        return Draft(incidents.operations(new, allowed.actor, allowed.view, allowed.facts, sealed), body)
