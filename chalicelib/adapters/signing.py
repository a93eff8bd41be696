"""Undertakings signed with an asymmetric KMS key (P-256), under the decision's own session.

KMS is given the SHA-256 of the document and no word of it. The private half never leaves KMS; whoever has the public
half verifies without AWS.
"""

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws, rights
from chalicelib.contracts.decision import Session
from chalicelib.domain.errors import StoreUnavailableError
from chalicelib.service.ports import Signed

ALGORITHM: Final = "ECDSA_SHA_256"


class KmsSigner:
    """`Signer` with one KMS key."""

    def __init__(self, key: str) -> None:
        """Keep the key's ARN; the client is made at first use."""
        self._key = key

    def sign(self, session: Session, digest: bytes) -> Signed:
        """Sign a digest: exactly one call to the key."""
        with rights.of(session):
            try:
                answer = aws.client("kms").sign(
                    KeyId=self._key, Message=digest, MessageType="DIGEST", SigningAlgorithm=ALGORITHM
                )
            except (ClientError, BotoCoreError) as error:
                raise StoreUnavailableError from error
        return Signed(bytes(answer["Signature"]), str(answer["KeyId"]), ALGORITHM)
