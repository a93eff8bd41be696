"""The deployment that the generated pages describe: production, on the accounts of AWS's own examples."""

from pathlib import Path
from typing import Final

from infra.artifacts import Artifacts
from infra.environments import Environment, production

SITE: Final = {
    "PROVISO_ACCOUNT": "123456789012",
    "PROVISO_LOG_ACCOUNT": "210987654321",
    "PROVISO_HOSTED_ZONE": "Z00000000000000000000",
    "PROVISO_DOMAIN": "api.proviso.example",
}


def documented() -> Environment:
    """Production's settings."""
    return production(SITE)


def without_packages(folder: Path) -> Artifacts:
    """Empty packages in place of all: the pages do not depend on what a package holds."""
    return Artifacts(folder=folder / "none", made=folder / "empty", placeholders=True)
