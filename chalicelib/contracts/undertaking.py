"""An undertaking as police record it: the recipient of a disclosure signs, or refuses."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.contracts.base import PersonRef, RecordIdField
from chalicelib.contracts.disclosure import Present
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import Instant, Line, Wire, Words

EvidenceHash = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class Signature(Wire):
    """How it was signed, who saw it, and the SHA-256 of what was kept as evidence."""

    method: Annotated[str, Coded("signature_methods")]
    evidence_hash: EvidenceHash | None = None
    witness: Line | None = None


class UndertakingRequest(Wire):
    """A signed or refused undertaking, with the warnings that were read out before."""

    request_id: RecordIdField
    person: PersonRef
    outcome: Literal["signed", "refused"]
    at: Instant
    place: Line | None = None
    present: list[Present] = Field(default_factory=list, max_length=20)
    warnings_read: list[Annotated[str, Coded("warnings")]] = Field(default_factory=list, max_length=10)
    signature: Signature | None = None
    words: Words | None = None
