"""What earlier runs have told already, so that a metric counts what is new and somebody can write beside it why.

One line each: an id, a space, and whatever is to be said of it. Ids are of CloudTrail's events, or of a fault's text.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from workbench.audit.reconcile import Report


def findings(report: Report) -> dict[str, str]:
    """Every orphan and every fault of a report by its id, and what it is."""
    orphans = {o.event: f"{o.when} {o.who} {o.what}: {o.why}" for o in report.orphans}
    return orphans | {f"fault-{hashlib.sha256(f.encode()).hexdigest()[:16]}": f for f in report.faults}


def known(path: Path | None) -> frozenset[str]:
    """The ids in a file; none where there is no file yet."""
    if path is None or not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split(maxsplit=1)[0] for line in lines if line.strip())


def add(path: Path, found: Mapping[str, str], ids: Iterable[str]) -> None:
    """Append what is new; lines that are there already, and what was written beside them, stay."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{one} {found[one]}\n" for one in ids)
