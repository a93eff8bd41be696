"""A signed undertaking as the API answers it, made with a key of the test's own."""

import copy
import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from chalicelib.domain.actors import Actor
from chalicelib.domain.undertaking_document import Decided, document
from chalicelib.service.hashing import canonical, item_hash
from workbench.seeds import undertakings
from workbench.undertaking.keys import PublicKey

CASE = "01JD0000000000000000000001"
RECORD, REQUEST, DECISION = f"{CASE}.01JD0000000000000000000002", f"{CASE}.01JD0000000000000000000003", "0" * 26
BY = Actor(f"practitioner:{DECISION}", "force:11", "child_protection", DECISION, "2026-11-21T16:00:00.000Z")
PRIVATE = ec.generate_private_key(ec.SECP256R1())
KEY = PublicKey(PRIVATE.public_key())
OTHER_KEY = PublicKey(ec.generate_private_key(ec.SECP256R1()).public_key())
Body = dict[str, Any]
Change = Callable[[Body], object]
TEMPLATE = {
    "id": "csods",
    "version": "1",
    "language": "en",
    "words": "I agree to keep it confidential.",
    "warnings": {code: f"The words of the warning {code}." for code in undertakings.WARNINGS},
}


def agreed(outcome: str = "signed", **said: Any) -> Body:
    """What was said and decided, as a document."""
    whole = undertakings.undertaking(REQUEST, outcome) | {"at": "2026-11-21T15:30:00Z"} | said
    items = [
        {**item, "sha256": item_hash(item["salt"], {"id": item["id"], "text": item["text"]})} for item in whole["items"]
    ]
    receipt = {"decision": DECISION, "at": BY.at, "policy_revision": "r1", "entry_sha256": "a" * 64}
    return document(whole, items, Decided(RECORD, CASE, REQUEST, "csods", TEMPLATE, receipt), BY)


def signature(made: Body) -> Body:
    """What the signing key makes of a document."""
    digest = hashlib.sha256(canonical(made)).digest()
    value = PRIVATE.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    key = "arn:aws:kms:eu-west-2:123456789012:key/signing"
    return {"algorithm": "ECDSA_SHA_256", "key": key, "sha256": digest.hex(), "value": b64encode(value).decode()}


def answered(made: Body | None = None) -> Body:
    """The answer of reading it."""
    shown = made or agreed()
    return copy.deepcopy(
        {
            "undertaking_id": RECORD,
            "request_id": REQUEST,
            "case_id": CASE,
            "person": shown["person"],
            "outcome": shown["outcome"],
            "document": shown,
            "signature": signature(shown),
        }
    )


def file_of(folder: Path, body: Body) -> Path:
    """The answer, kept in a file."""
    path = folder / "undertaking.json"
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path
