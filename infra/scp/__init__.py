"""Service control policies: what only an organisation can forbid, for the account that Proviso is deployed to.

They are applied from the organisation's management account, by hand or by its own pipeline; nothing here deploys them.
`protection.json` keeps what proves and what decides from everyone but a release; `region.json` keeps the account in the
United Kingdom. They bind every principal of the account, its root user included, and nobody of the management account.
"""

import json
from pathlib import Path
from typing import Any, Final

PROTECTION: Final = Path(__file__).parent / "protection.json"
REGION: Final = Path(__file__).parent / "region.json"
LARGEST: Final = 5_120
"""Characters that AWS takes of one policy."""


def read(path: Path) -> dict[str, Any]:
    """A policy."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
