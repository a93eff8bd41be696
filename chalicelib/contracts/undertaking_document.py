"""The document of an undertaking and its signature, as the API answers them, for the generated schemas.

The signature is over the SHA-256 of the document's canonical form (RFC 8785).
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # the one that pydantic reads on Python 3.11

from chalicelib.contracts.base import AgencyIdField, CaseIdField, Code, PersonRef, RecordIdField, Sha256, Timestamp
from chalicelib.contracts.decision import Receipt


class SignatureOfDocument(TypedDict):
    """By which key and algorithm, over which digest; `value` is the DER signature in base64."""

    algorithm: Literal["ECDSA_SHA_256"]
    key: str
    sha256: Sha256
    value: str


class WordsInForce(TypedDict):
    """The template's words, letter by letter, in the language of the text that was read out or interpreted."""

    id: Code
    version: str
    language: Code
    words: str


class WarningRead(TypedDict):
    """A warning as it was read out."""

    code: Code
    words: str


class AgreedItem(TypedDict):
    """An item that may be disclosed under it; its hash can be made again from salt and text."""

    id: Code
    text: str
    salt: str
    sha256: Sha256


class BoundPerson(TypedDict):
    """Somebody who was present, and is bound."""

    name: str
    ref: NotRequired[PersonRef]
    role: NotRequired[Code]


class RecordedBy(TypedDict):
    """The practitioner who recorded it."""

    person: str
    agency: AgencyIdField
    role: Code


class UndertakingDocument(TypedDict):
    """All that was agreed, or refused."""

    v: Literal[1]
    kind: Literal["undertaking"]
    scheme: Code
    case: CaseIdField
    record: RecordIdField
    request: RecordIdField
    person: PersonRef
    outcome: Literal["signed", "refused"]
    at: Timestamp
    place: NotRequired[str]
    language: NotRequired[Code]
    explained: NotRequired[bool]
    purpose: str
    officer: str
    words: NotRequired[str]
    template: WordsInForce
    warnings: list[WarningRead]
    adjustments: list[Code]
    items: list[AgreedItem]
    present: list[BoundPerson]
    recorded_by: RecordedBy
    signature: NotRequired[dict[str, Any]]
    decision: str
    receipt: Receipt
