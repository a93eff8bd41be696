"""What a check found: where, what is wrong, what to do."""

from dataclasses import dataclass
from pathlib import Path

from workbench.policy.sources import ROOT


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to put right."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """As it is printed: file, line, what is wrong and what to do."""
        return f"{self.file}:{self.line}: {self.what}\n    {self.remedy}"


def shown(path: Path | str) -> str:
    """A path as it is shown: relative to the repository where it is inside."""
    whole = Path(path)
    absolute = whole if whole.is_absolute() else ROOT / whole
    return absolute.relative_to(ROOT).as_posix() if absolute.is_relative_to(ROOT) else str(path)
