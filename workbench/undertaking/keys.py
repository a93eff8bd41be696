"""The public half of the key that undertakings are signed with: published as PEM, read from PEM files.

A file may hold several keys one after the other, for signatures outlive the key that made them.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

ALIAS: Final = "alias/proviso-signing"
_BLOCK: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


class KeyFileError(ValueError):
    """The file holds no public key that an undertaking could be signed with; the message says why."""


@dataclass(frozen=True)
class PublicKey:
    """A public key (P-256), known by its fingerprint: the SHA-256 of its DER form, which anyone can compare."""

    key: ec.EllipticCurvePublicKey

    @property
    def fingerprint(self) -> str:
        """64 hex digits."""
        return hashlib.sha256(self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    @property
    def pem(self) -> str:
        """As it is published."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def of_kms(kms: Any) -> PublicKey:
    """The key behind the product's alias, asked of KMS (boto3 client).

    Raises:
        KeyFileError: that key is not one to sign undertakings with.
    """
    return _checked(load_der_public_key(kms.get_public_key(KeyId=ALIAS)["PublicKey"]))


def of_file(path: Path) -> Sequence[PublicKey]:
    """The keys of a PEM file.

    Raises:
        KeyFileError: there is none in it, or one of another kind.
    """
    blocks = _BLOCK.findall(path.read_bytes())
    if not blocks:
        message = f"{path} holds no public key in PEM: `proviso undertaking key` prints the one that is in use"
        raise KeyFileError(message)
    try:
        return [_checked(load_pem_public_key(block)) for block in blocks]
    except (ValueError, UnsupportedAlgorithm) as error:
        message = f"{path} holds something that is no public key on P-256"
        raise KeyFileError(message) from error


def _checked(key: object) -> PublicKey:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        message = "undertakings are signed with a key on P-256, and this is another"
        raise KeyFileError(message)
    return PublicKey(key)
