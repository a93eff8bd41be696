"""`python -m infra.snapshot` writes the snapshot; with `--check` it fails where the code has moved on."""

import argparse
import difflib
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.app import data_template
from infra.environments import SANDBOX
from infra.snapshot import DATA_TEMPLATE

REWRITE = "python -m infra.snapshot"


def render() -> str:
    """The data stack's template as it would be committed: sorted, indented, the same on every machine."""
    with tempfile.TemporaryDirectory() as folder:
        return written(data_template(SANDBOX, Path(folder)))


def written(template: Mapping[str, Any]) -> str:
    """A template in the snapshot's form."""
    return json.dumps(template, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def drift(committed: str, current: str) -> str:
    """A unified diff from what is committed to what the code says; empty where they agree."""
    lines = difflib.unified_diff(
        committed.splitlines(keepends=True), current.splitlines(keepends=True), "committed", "code"
    )
    return "".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; 1 on drift."""
    parser = argparse.ArgumentParser(prog=REWRITE, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    check = parser.parse_args(arguments).check
    current = render()
    if not check:
        DATA_TEMPLATE.write_text(current, encoding="utf-8")
        return 0
    committed = DATA_TEMPLATE.read_text(encoding="utf-8") if DATA_TEMPLATE.exists() else ""
    difference = drift(committed, current)
    if difference:
        sys.stdout.write(difference)
        sys.stderr.write(f"{DATA_TEMPLATE.name} is not what the code says. Read the difference, then: {REWRITE}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
