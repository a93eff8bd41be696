"""`python -m infra.reach` writes the page; with `--check` it fails where the stacks say something else."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra.app import synthesise
from infra.documented import documented, without_packages
from infra.reach.estate import Templates
from infra.reach.page import render

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "who-can-read.md"
COMMAND: Final = "python -m infra.reach"
OTHER_ACCOUNTS: Final = frozenset({"LogArchive"})


def own_templates(assembly: Path) -> Templates:
    """The templates of the product's own account, by construct id."""
    paths = {path.name.partition(".")[0]: path for path in sorted(assembly.glob("*.template.json"))}
    return {name: json.loads(path.read_bytes()) for name, path in paths.items() if name not in OTHER_ACCOUNTS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; 1 on a difference."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    check = parser.parse_args(arguments).check
    with tempfile.TemporaryDirectory() as folder:
        assembly = Path(folder) / "cdk.out"
        synthesise(documented(), without_packages(Path(folder)), assembly, checked=False)
        page = render(documented(), own_templates(assembly))
    if not check:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if page != PAGE.read_text(encoding="utf-8"):
        sys.stderr.write(f"{PAGE.name} is not what the stacks say; write it with: {COMMAND}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
