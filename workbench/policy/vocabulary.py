"""Generate `chalicelib/contracts/vocabulary.json`: the closed lists of the wire, from the rules' reference data."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.policy.sources import POLICIES, ROOT

TARGET: Final = ROOT / "chalicelib" / "contracts" / "vocabulary.json"


def reference() -> dict[str, dict[str, Any]]:
    """Every vocabulary of the reference data: name → code → entry."""
    folder = POLICIES / "proviso" / "reference"
    return {path.parent.name: load(path) for path in sorted(folder.glob("*/data.json"))}


def schemes() -> dict[str, dict[str, Any]]:
    """Every scheme's data, by its code."""
    folder = POLICIES / "proviso" / "schemes"
    return {path.parent.name: load(path) for path in sorted(folder.glob("*/data.json"))}


def vocabularies() -> dict[str, list[str]]:
    """Codes of each vocabulary, sorted; of the schemes also their states, steps and outcomes."""
    lists = {name: sorted(entries) for name, entries in reference().items()}
    courses = schemes()
    lists["schemes"] = sorted(courses)
    lists["states"] = sorted({state for course in courses.values() for state in course["states"]})
    lists["steps"] = sorted({step for course in courses.values() for step in course["steps"]})
    lists["outcomes"] = sorted({code for course in courses.values() for code in _outcomes(course)})
    return dict(sorted(lists.items()))


def text() -> str:
    """Content of the generated file."""
    return json.dumps(vocabularies(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; with --check only say whether it is up to date (1: it is not)."""
    parser = argparse.ArgumentParser(description="Generate the closed lists of the wire.")
    parser.add_argument("--check", action="store_true")
    wanted = text()
    if parser.parse_args(arguments).check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == wanted:
            return 0
        sys.stderr.write(f"{TARGET.relative_to(ROOT)}: out of date, run `python -m workbench.policy.vocabulary`\n")
        return 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


def _outcomes(course: Mapping[str, Any]) -> set[str]:
    return {code for step in course["steps"].values() for code in step["outcomes"]}


def load(path: Path) -> dict[str, Any]:
    """The object in a JSON file."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


if __name__ == "__main__":
    raise SystemExit(main())
