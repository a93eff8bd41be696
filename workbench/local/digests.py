"""Makes moto's asymmetric keys sign a digest as it is, where the call says that it is one.

moto hashes whatever it is given. KMS does not where `MessageType` is `DIGEST`, and whoever verifies outside of AWS
hashes once.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import utils
from moto.kms.utils import ECDSAPrivateKey

DIGEST: Final = "DIGEST"
_ALGORITHMS: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    "ECDSA_SHA_256": hashes.SHA256,
    "ECDSA_SHA_384": hashes.SHA384,
    "ECDSA_SHA_512": hashes.SHA512,
}


class _Hasher:
    """Says how what comes next is hashed."""

    given_as_digest = False

    @classmethod
    def algorithm(cls, signing_algorithm: str) -> Any:
        """The hash of a signing algorithm; for a digest the same one, said to be done already."""
        found = _ALGORITHMS[signing_algorithm]()
        return utils.Prehashed(found) if cls.given_as_digest else found


def install() -> None:
    """Have moto's keys ask `_Hasher`; may be called again."""
    made: Any = ECDSAPrivateKey
    made._ECDSAPrivateKey__hash_algorithm = lambda _key, signing_algorithm: _Hasher.algorithm(signing_algorithm)  # noqa: SLF001 - moto has no other place for it


def announce(params: Mapping[str, Any]) -> None:
    """Say what the next signature is over, under the lock that makes moto's calls one after the other."""
    _Hasher.given_as_digest = params.get("MessageType") == DIGEST


def length(signing_algorithm: str) -> int | None:
    """Bytes of a digest for this algorithm; None for one that is not served."""
    found = _ALGORITHMS.get(signing_algorithm)
    return found().digest_size if found else None
