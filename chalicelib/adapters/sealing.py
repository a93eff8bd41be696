"""Content, sealed with the AWS Encryption SDK under the content key.

The suite commits to its key and is not signed. The encryption context is exactly `{case, record}`: KMS refuses a
key for another case than the session's, and what is opened is checked to be bound to the record that was asked
for. Each seal is one `GenerateDataKey` and each open one `Decrypt`, never cached: that call is the enforcement.
"""

import logging
from functools import cached_property
from typing import Any

import aws_encryption_sdk
from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError, DecryptKeyError
from aws_encryption_sdk.identifiers import AlgorithmSuite
from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws, rights
from chalicelib.contracts.decision import Session
from chalicelib.domain.errors import ContentUnreadableError, StoreUnavailableError

_REFUSED = frozenset({"AccessDeniedException", "InvalidCiphertextException", "IncorrectKeyException"})


class _TellingKey(KMSMasterKey):  # type: ignore[misc] # the SDK ships no types
    """The key, telling an outage from a refusal: the SDK swallows what KMS said when it opens."""

    def _decrypt_data_key(self, *args: object, **named: object) -> Any:  # noqa: ANN401 - a type of the SDK
        try:
            return super()._decrypt_data_key(*args, **named)
        except DecryptKeyError as error:
            said = error.__cause__
            if isinstance(said, ClientError) and said.response.get("Error", {}).get("Code") not in _REFUSED:
                raise StoreUnavailableError from error
            raise


class KmsSealer:
    """`Sealer` with one KMS key."""

    def __init__(self, key: str) -> None:
        """Keep the key's ARN; the client is made at first use."""
        self._key_arn = key
        # Its log lines would stand beside ours with tracebacks; every error of it is translated here instead.
        logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL + 1)
        self._sdk = aws_encryption_sdk.EncryptionSDKClient(
            commitment_policy=aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
            max_encrypted_data_keys=1,
        )

    @cached_property
    def _key(self) -> _TellingKey:
        return _TellingKey(config=KMSMasterKeyConfig(key_id=self._key_arn, client=aws.client("kms")))

    def seal(self, session: Session, case: str, record: str, content: bytes) -> bytes:
        """Encrypt content, bound to its case and record."""
        with rights.of(session):
            try:
                sealed, _ = self._sdk.encrypt(
                    source=content,
                    key_provider=self._key,
                    algorithm=AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
                    encryption_context={"case": case, "record": record},
                )
            except (AWSEncryptionSDKClientError, BotoCoreError) as error:
                raise StoreUnavailableError from error
        return bytes(sealed)

    def open(self, session: Session, case: str, record: str, sealed: bytes) -> bytes:
        """Decrypt content, and make sure that it is bound to exactly this case and record."""
        with rights.of(session):
            try:
                content, header = self._sdk.decrypt(source=sealed, key_provider=self._key)
            except BotoCoreError as error:
                raise StoreUnavailableError from error
            except AWSEncryptionSDKClientError as error:
                raise ContentUnreadableError from error
        if header.encryption_context != {"case": case, "record": record}:
            raise ContentUnreadableError
        return bytes(content)
