"""Builds the use cases of the API functions, once per warm container and never at import.

Each function uses a few of them, so each is imported when it is first used.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.settings import ApiSettings

if TYPE_CHECKING:
    from chalicelib.service.breach_reporting import ReportBreach
    from chalicelib.service.disclosing import OpenDisclosureRequest, TakeStep
    from chalicelib.service.disclosure_reading import ReadDisclosureRequest
    from chalicelib.service.listing import ListCase, ListInbox
    from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer, Signer
    from chalicelib.service.queue_listing import ListQueue
    from chalicelib.service.share_following import AttachReferral, ChangeInvolvement, SayOutcome
    from chalicelib.service.share_reading import ReadShare
    from chalicelib.service.sharing import ShareInformation
    from chalicelib.service.undertaking_reading import ReadUndertaking
    from chalicelib.service.undertaking_recording import RecordUndertaking


class Wiring:
    """The ports and use cases of one function. What is not handed in is built from the settings at first use."""

    def __init__(
        self,
        settings: ApiSettings | None = None,
        *,
        point: "DecisionPoint | None" = None,
        store: "RecordStore | None" = None,
        sealer: "Sealer | None" = None,
        signer: "Signer | None" = None,
    ) -> None:
        self._settings = settings
        self._point = point
        self._store = store
        self._sealer = sealer
        self._signer = signer

    @cached_property
    def settings(self) -> ApiSettings:
        """The function's settings, read at the first request."""
        return self._settings or ApiSettings.from_env()

    @cached_property
    def point(self) -> "DecisionPoint":
        """The decision point, behind its function's name."""
        if self._point is not None:
            return self._point
        from chalicelib.adapters.decision_point import LambdaDecisionPoint

        return LambdaDecisionPoint(self.settings.decide_function)

    @cached_property
    def store(self) -> "RecordStore":
        """The table of records."""
        if self._store is not None:
            return self._store
        from chalicelib.adapters.records import DynamoRecordStore

        return DynamoRecordStore(self.settings.records_table)

    @cached_property
    def sealer(self) -> "Sealer":
        """The content key."""
        if self._sealer is not None:
            return self._sealer
        from chalicelib.adapters.sealing import KmsSealer

        return KmsSealer(self.settings.content_key)

    @cached_property
    def signer(self) -> "Signer":
        """The signing key."""
        if self._signer is not None:
            return self._signer
        from chalicelib.adapters.signing import KmsSigner

        return KmsSigner(self.settings.required_signing_key())

    @cached_property
    def share_information(self) -> "ShareInformation":
        """Share statements."""
        from chalicelib.service.sharing import ShareInformation

        return ShareInformation(self.point, self.store, self.sealer)

    @cached_property
    def read_share(self) -> "ReadShare":
        """Read one share."""
        from chalicelib.service.share_reading import ReadShare

        return ReadShare(self.point, self.store, self.sealer)

    @cached_property
    def say_outcome(self) -> "SayOutcome":
        """Say what became of a share."""
        from chalicelib.service.share_following import SayOutcome

        return SayOutcome(self.point, self.store, self.sealer)

    @cached_property
    def attach_referral(self) -> "AttachReferral":
        """Put a referral to a case."""
        from chalicelib.service.share_following import AttachReferral

        return AttachReferral(self.point, self.store, self.sealer)

    @cached_property
    def change_involvement(self) -> "ChangeInvolvement":
        """Change an agency's part in a case."""
        from chalicelib.service.share_following import ChangeInvolvement

        return ChangeInvolvement(self.point, self.store, self.sealer)

    @cached_property
    def list_case(self) -> "ListCase":
        """An agency's chronology of a case."""
        from chalicelib.service.listing import ListCase

        return ListCase(self.point, self.store)

    @cached_property
    def list_inbox(self) -> "ListInbox":
        """A role's inbox."""
        from chalicelib.service.listing import ListInbox

        return ListInbox(self.point, self.store)

    @cached_property
    def list_queue(self) -> "ListQueue":
        """An agency's queue."""
        from chalicelib.service.queue_listing import ListQueue

        return ListQueue(self.point, self.store)

    @cached_property
    def open_disclosure_request(self) -> "OpenDisclosureRequest":
        """Open an application."""
        from chalicelib.service.disclosing import OpenDisclosureRequest

        return OpenDisclosureRequest(self.point, self.store, self.sealer)

    @cached_property
    def take_step(self) -> "TakeStep":
        """Take the next step."""
        from chalicelib.service.disclosing import TakeStep

        return TakeStep(self.point, self.store, self.sealer)

    @cached_property
    def read_disclosure_request(self) -> "ReadDisclosureRequest":
        """Read where a request stands."""
        from chalicelib.service.disclosure_reading import ReadDisclosureRequest

        return ReadDisclosureRequest(self.point, self.store, self.sealer)

    @cached_property
    def record_undertaking(self) -> "RecordUndertaking":
        """Record a signed or refused undertaking."""
        from chalicelib.service.undertaking_recording import RecordUndertaking

        return RecordUndertaking(self.point, self.store, self.sealer, self.signer)

    @cached_property
    def read_undertaking(self) -> "ReadUndertaking":
        """Read an undertaking, or the incident of a breach."""
        from chalicelib.service.undertaking_reading import ReadUndertaking

        return ReadUndertaking(self.point, self.store, self.sealer)

    @cached_property
    def report_breach(self) -> "ReportBreach":
        """Report a breach of an undertaking."""
        from chalicelib.service.breach_reporting import ReportBreach

        return ReportBreach(self.point, self.store, self.sealer)


class _Container:
    """What this warm container has built."""

    wiring: Wiring | None = None


def wiring() -> Wiring:
    """The container's wiring, built at the first request."""
    if _Container.wiring is None:
        _Container.wiring = Wiring()
    return _Container.wiring


def use(made: Wiring | None) -> None:
    """Put another wiring in its place; None builds a new one from the environment."""
    _Container.wiring = made
