"""Under which names an answer is stored, so that a retry finds it and nobody can tell a key from its name."""

import hashlib
import hmac
import json

from chalicelib.contracts.decision import DecideRequest, IdempotencyEntry
from chalicelib.domain.ids import client_partition
from chalicelib.service.decide.ports import FactKey, VerifiedSubject

MINIMUM_KEY_BYTES = 32


class AnswerNames:
    """Names answers by HMAC-SHA256: the caller's key, and the fingerprint of what was asked, by whom, in which role."""

    def __init__(self, key: bytes) -> None:
        """Take the secret key, 32 bytes or more.

        Raises:
            ValueError: the key is shorter.
        """
        if len(key) < MINIMUM_KEY_BYTES:
            message = f"the HMAC key must have {MINIMUM_KEY_BYTES} bytes or more"
            raise ValueError(message)
        self._key = key

    def entry(self, request: DecideRequest, subject: VerifiedSubject) -> IdempotencyEntry | None:
        """Return where the answer to this request is stored; None when the caller gave no key.

        The fingerprint covers the ids in the path beside the body: the same words said to another record are
        another request.
        """
        if request.idempotency is None:
            return None
        fingerprint = self._hmac(
            "fingerprint",
            request.action,
            subject.person,
            subject.agency,
            subject.role,
            request.record or "",
            request.case or "",
            request.idempotency.fingerprint,
        )
        name = self._hmac("key", subject.client, request.idempotency.key)
        return IdempotencyEntry(sk=f"idempotency#{name}", fingerprint=fingerprint)

    def _hmac(self, *parts: str) -> str:
        # A JSON list keeps the parts apart: ("ab", "c") and ("a", "bc") differ.
        return hmac.new(self._key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def answer_key(entry: IdempotencyEntry, subject: VerifiedSubject) -> FactKey:
    """Return the key of the stored answer."""
    return FactKey(client_partition(subject.client), entry.sk)
