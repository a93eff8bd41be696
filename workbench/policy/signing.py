"""Keys that bundles are signed with. Production signs in its release pipeline; a local stack makes a key of its own."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class BundleKeys:
    """PEM files of the private and the public half (P-256, for ES256)."""

    private: Path
    public: Path


def new_key(folder: Path) -> BundleKeys:
    """Make a signing key; the private half is readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    keys = BundleKeys(folder / "bundle-signing.pem", folder / "bundle-verification.pem")
    keys.private.touch(mode=0o600)
    keys.private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    keys.public.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return keys
