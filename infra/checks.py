"""cfn-lint and checkov over the synthesised templates, without the network."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from infra.accepted import CHECKOV, Accepted
from infra.environments import UK_REGIONS

_BESIDE_PYTHON: Final = Path(sys.executable).parent


@dataclass(frozen=True)
class Finding:
    """What checkov found: its rule, what the rule asks, and where (stack and logical id)."""

    rule: str
    asks: str
    where: str


def templates(assembly: Path) -> list[Path]:
    """The templates of an assembly, in one order."""
    return sorted(assembly.glob("*.template.json"))


def lint(paths: Sequence[Path]) -> str:
    """What cfn-lint says; empty when it finds nothing."""
    command = [str(_BESIDE_PYTHON / "cfn-lint"), "--regions", *UK_REGIONS, "--", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def scan(paths: Sequence[Path]) -> list[Finding]:
    """What checkov finds.

    Raises:
        RuntimeError: It did not run to its end, or could not read a template.
    """
    files = [part for path in paths for part in ("--file", str(path))]
    command = [
        *(str(_BESIDE_PYTHON / "checkov"), "--framework", "cloudformation", "--output", "json"),
        *("--compact", "--quiet", "--skip-download", "--soft-fail", *files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
        errors, failed = report["summary"]["parsing_errors"], report["results"]["failed_checks"]
    except (ValueError, KeyError, TypeError) as error:
        message = f"checkov did not report: {done.stderr[-500:]}"
        raise RuntimeError(message) from error
    if errors or done.returncode != 0:
        message = f"checkov could not read {errors} of the templates"
        raise RuntimeError(message)
    return [
        Finding(
            rule=one["check_id"],
            asks=one["check_name"],
            where=f"{Path(one['file_path']).name.partition('.')[0]}/{one['resource'].rpartition('.')[2]}",
        )
        for one in failed
    ]


def left_over(findings: Iterable[Finding], known: Iterable[Accepted]) -> tuple[list[Finding], list[Accepted]]:
    """Findings that nobody accepted, and acceptances that no finding meets."""
    ours = [one for one in known if one.pack == CHECKOV]
    found = list(findings)
    unaccepted = [one for one in found if not any(covers(entry, one) for entry in ours)]
    unused = [
        entry
        for entry in ours
        if not all(any(one.rule == entry.rule and fnmatchcase(one.where, w) for one in found) for w in entry.where)
    ]
    return unaccepted, unused


def covers(entry: Accepted, finding: Finding) -> bool:
    """Whether an acceptance is about this finding."""
    return entry.rule == finding.rule and any(fnmatchcase(finding.where, where) for where in entry.where)
