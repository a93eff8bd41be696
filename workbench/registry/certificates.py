"""Which certificate is meant: a PEM file, or the thumbprint itself."""

import base64
import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.domain.ids import THUMBPRINT_PATTERN
from workbench.registry.registrar import RegistrarError


def thumbprint_of(certificate: str) -> str:
    """Return the SHA-256 thumbprint (base64url, as `x5t#S256`) of a PEM file's first certificate, or one as given.

    Raises:
        RegistrarError: the file is no certificate, or there is neither file nor thumbprint.
    """
    path = Path(certificate)
    if path.is_file():
        try:
            read = x509.load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError) as error:
            message = f"{certificate} is no certificate in PEM form"
            raise RegistrarError(message) from error
        return base64.urlsafe_b64encode(read.fingerprint(SHA256())).decode().rstrip("=")
    if not re.fullmatch(THUMBPRINT_PATTERN, certificate):
        message = "say a certificate's PEM file, or its SHA-256 thumbprint as 43 characters of base64url"
        raise RegistrarError(message)
    return certificate
