"""One record whose time has run out: decided, recorded and escalated, exactly once."""

from dataclasses import dataclass

from chalicelib.contracts.decision import DecideRequest
from chalicelib.domain import disclosure_requests as requests
from chalicelib.domain import ids
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import STATE, Put
from chalicelib.service.asking import Allowed, Answer
from chalicelib.service.ports import DecisionPoint, RecordStore
from chalicelib.service.writing import DecidedWriter, Draft


@dataclass(frozen=True)
class Passed:
    """What was recorded of one record.

    Attributes:
        record: Its id.
        scheme: Under which scheme it runs.
        agency: Who holds it, and owes the escalation.
        limits: Names of the limits that were found passed, the earliest first.
        due: When each of them was due, in the same order.
        escalate_by: Until when the holder has to say why and act; None where policy asks for no escalation.
        decision: The decision that found it.
    """

    record: str
    scheme: str
    agency: str
    limits: tuple[str, ...]
    due: tuple[str, ...]
    escalate_by: str | None
    decision: str


class RecordPassed:
    """Record which limits of a record have passed, if any that nobody has recorded yet.

    The write holds only while the state is as the decision read it. Of two at the same moment the one that loses
    decides again and is refused, so however often it runs, a limit is recorded once.
    """

    def __init__(self, point: DecisionPoint, store: RecordStore) -> None:
        """Keep the ports; the point is one that knows the clock."""
        self._writer = DecidedWriter(point, store)

    def __call__(self, record: str) -> Passed | None:
        """Decide and write; None when there is nothing to record.

        Raises:
            FactsMovedError: the state moved three times in a row; nothing was written.
            UnauthenticatedError: the decision point does not take this caller for the clock.
            ClosedError: a part that must answer did not; nothing was written.
        """
        drafted: list[Passed] = []

        def draft(allowed: Allowed) -> Draft:
            made, passed = _drafted(record, allowed)
            drafted[:] = [passed]
            return made

        outcome = self._writer.write(DecideRequest(action="clock.record", record=record), draft)
        return drafted[0] if isinstance(outcome, Answer) else None


def _drafted(record: str, allowed: Allowed) -> tuple[Draft, Passed]:
    pk = ids.case_partition(record)
    before = allowed.facts.header(pk, STATE)
    if before is None:
        raise DecisionPointUnavailableError
    after = requests.fold_passed(before, allowed.view, allowed.actor)
    index = requests.placed(record, after, allowed.view)
    dues = before["clock"]["dues"]
    limits = tuple(sorted(allowed.view["passed"], key=lambda name: (dues[name], name)))
    owed = [one for one in allowed.decision.obligations if one.code == "escalation"]
    passed = Passed(
        record=record,
        scheme=before["scheme"],
        agency=before["agency"],
        limits=limits,
        due=tuple(dues[name] for name in limits),
        escalate_by=owed[0].due if owed else None,
        decision=allowed.decision.id,
    )
    put = Put(pk, STATE, after, allowed.facts.version(pk, STATE), index=index)
    return Draft([put], {"record_id": record, "passed": list(limits)}), passed
