"""The signing key of the committed data stack, at the endpoint: what it signs, and for whom."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from workbench.local.stack import LocalStack

DENIED = "AccessDeniedException"
Code = Callable[[Callable[[], Any]], str]
DOCUMENT = b'{"a document":"in its canonical form"}'
DIGEST = hashlib.sha256(DOCUMENT).digest()
TAGS = {"decision": "01JD0000000000000000000001", "case": "C1", "agency": "force:11", "client": "x", "access": "write"}
HOW = {"Message": DIGEST, "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256"}


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """The product's own template, without functions."""
    with LocalStack(functions=(), routes=()) as running:
        yield running


def keys_of(stack: LocalStack, **tags: str) -> Any:
    """KMS, as a case session with these tags."""
    return stack.as_role("kms", "proviso-case-access", TAGS["decision"], tags={**TAGS, **tags})


def test_what_it_signs_anyone_can_verify(stack: LocalStack) -> None:
    """The signature is over the document's SHA-256, hashed once: the published key verifies the document, no other."""
    signed = keys_of(stack, signs="undertaking").sign(KeyId=stack.outputs["SigningKeyArn"], **HOW)
    assert signed["KeyId"] == stack.outputs["SigningKeyArn"]
    published = stack.as_role("kms", "proviso-auditor").get_public_key(KeyId="alias/proviso-signing")["PublicKey"]
    key = load_der_public_key(published)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signed["Signature"], DOCUMENT, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signed["Signature"], DOCUMENT + b" ", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "how",
    [{**HOW, "MessageType": "RAW"}, {**HOW, "SigningAlgorithm": "ECDSA_SHA_384", "Message": bytes(48)}],
    ids=["words instead of a digest", "another algorithm"],
)
def test_it_signs_nothing_else(stack: LocalStack, code_of: Code, how: dict[str, Any]) -> None:
    """An undertaking's session is refused a signature of anything but a SHA-256 digest with ECDSA."""
    keys = keys_of(stack, signs="undertaking")
    assert code_of(lambda: keys.sign(KeyId=stack.outputs["SigningKeyArn"], **how)) == DENIED


@pytest.mark.parametrize("tags", [{}, {"signs": "anything"}, {"signs": "undertaking", "access": "read"}], ids=str)
def test_it_signs_for_nobody_else(stack: LocalStack, code_of: Code, tags: dict[str, str]) -> None:
    """A session without the tag, with another value of it, or of a read, is refused."""
    assert code_of(lambda: keys_of(stack, **tags).sign(KeyId=stack.outputs["SigningKeyArn"], **HOW)) == DENIED


def test_a_digest_of_another_length_is_none(stack: LocalStack, code_of: Code) -> None:
    """What is said to be a digest and has not the length of one is not signed."""
    keys = keys_of(stack, signs="undertaking")
    short = {**HOW, "Message": DIGEST[:31]}
    assert code_of(lambda: keys.sign(KeyId=stack.outputs["SigningKeyArn"], **short)) == "ValidationException"


def test_the_trail_shows_the_use_and_not_what_was_signed(stack: LocalStack) -> None:
    """The event names key, message type and algorithm; the digest and the signature are not in it."""
    keys_of(stack, signs="undertaking").sign(KeyId=stack.outputs["SigningKeyArn"], **HOW)
    event = next(one for one in reversed(stack.trail_records()) if one["eventName"] == "Sign")
    assert event["requestParameters"] == {
        "keyId": stack.outputs["SigningKeyArn"],
        "messageType": "DIGEST",
        "signingAlgorithm": "ECDSA_SHA_256",
    }
    assert not event["responseElements"]
