"""The committed data stack: what the local stack deploys and what a reviewer reads."""

from pathlib import Path
from typing import Final

DATA_TEMPLATE: Final = Path(__file__).resolve().parent / "data.template.json"
