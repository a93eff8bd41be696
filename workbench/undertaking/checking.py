"""Is this the document that was signed, whole and unchanged? Nothing but the file and a public key is needed.

Every fault is found, not the first. What is not covered by the signature, because it stands beside the document in the
answer that was kept, is held against it.
"""

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pydantic import TypeAdapter, ValidationError

from chalicelib.contracts.undertaking_document import SignatureOfDocument, UndertakingDocument
from chalicelib.service.hashing import canonical, item_hash
from workbench.undertaking.keys import PublicKey

_BESIDE: Final = {
    "undertaking_id": "record",
    "request_id": "request",
    "case_id": "case",
    "person": "person",
    "outcome": "outcome",
}
"""What an answer of the API says beside the document, and what the document calls it."""


class NoUndertakingError(ValueError):
    """The file is not a signed undertaking at all; the message says what it lacks."""


@dataclass(frozen=True)
class Checked:
    """A document, the key that it is signed with (None: none of those given), and all that does not fit."""

    document: Mapping[str, Any]
    key: PublicKey | None
    faults: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return not self.faults


def check(content: bytes, keys: Sequence[PublicKey]) -> Checked:
    """Check the content of a file: an answer of the API as it came, or its `document` and `signature` alone.

    Raises:
        NoUndertakingError: it is neither.
    """
    whole = _parsed(content)
    document, signature = whole.get("document"), whole.get("signature")
    if not isinstance(document, dict) or not isinstance(signature, dict):
        message = "the file has not both a document and its signature"
        raise NoUndertakingError(message)
    malformed = [*_malformed("document", UndertakingDocument, document)]
    malformed += _malformed("signature", SignatureOfDocument, signature)
    key = None if malformed else _signer(document, signature, keys)
    faults = malformed or [*_unsigned(document, signature, key), *_inside(document), *_beside(whole, document)]
    return Checked(document, key, faults)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        whole = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_float=_never, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        message = "the file is not strict JSON in UTF-8, or names a field twice"
        raise NoUndertakingError(message) from error
    if not isinstance(whole, dict):
        message = "the file is not a JSON object"
        raise NoUndertakingError(message)
    return whole


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _never(_text: str) -> Any:
    """Numbers of a document are whole."""
    raise ValueError


def _malformed(name: str, form: Any, value: object) -> Iterator[str]:
    try:
        TypeAdapter(form).validate_python(value)
    except ValidationError as error:
        places = {".".join(map(str, found["loc"])) for found in error.errors(include_url=False, include_input=False)}
        for place in sorted(places):
            yield f"{name}: {place} is missing, or not what it should be"


def _digest(document: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document)).digest()


def _signer(document: Mapping[str, Any], signature: Mapping[str, Any], keys: Sequence[PublicKey]) -> PublicKey | None:
    try:
        value = b64decode(signature["value"], validate=True)
    except ValueError:
        return None
    for key in keys:
        try:
            key.key.verify(value, _digest(document), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        except InvalidSignature:
            continue
        return key
    return None


def _unsigned(document: Mapping[str, Any], signature: Mapping[str, Any], key: PublicKey | None) -> Iterator[str]:
    if _digest(document).hex() != signature["sha256"]:
        yield "the document is not the one whose SHA-256 stands beside it: something in it was changed"
    if key is None:
        yield "the signature is not one over this document by the key given"


def _inside(document: Mapping[str, Any]) -> Iterator[str]:
    """What the document says twice must be the same both times."""
    for item in document["items"]:
        if item_hash(item["salt"], {"id": item["id"], "text": item["text"]}) != item["sha256"]:
            yield f"item {item['id']}: words and salt do not give the hash that stands beside them"
    named = [item["id"] for item in document["items"]]
    if len(set(named)) != len(named):
        yield "items: two have the same name"
    if document["receipt"]["decision"] != document["decision"]:
        yield "receipt: it is of another decision"
    for name in ("record", "request"):
        if document[name].partition(".")[0] != document["case"]:
            yield f"{name}: it belongs to another case"


def _beside(whole: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    for outside, inside in _BESIDE.items():
        if outside in whole and whole[outside] != document[inside]:
            yield f"{outside}: the file says something else than the document that was signed"
