"""What a stack leaves for other processes to find; and what the kernel knows of processes."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else may read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def processes() -> list[tuple[int, int, str]]:
    """Process id, parent's id and program of every process that can be seen."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            program = str((folder / "exe").readlink())
        except OSError:
            continue
        found.append((int(folder.name), parent, program))
    return found
