"""`proviso recheck`: a file of past cases, the running stack's ledger, or a generated history."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from workbench.policy.sources import OpaError
from workbench.recheck import case as cases
from workbench.recheck.case import PastCase, PastError
from workbench.recheck.corpus.made import CASES, History
from workbench.recheck.figures import figures
from workbench.recheck.judge import judge
from workbench.recheck.ranking import ranked
from workbench.recheck.report import SHOWN, Report, as_json, as_text
from workbench.recheck.rules import Policy, policy
from workbench.recheck.scoring import score

FILE_NAME: Final = "cases.jsonl"
KEY_NAME: Final = "key.json"
FAILED: Final = 2


@dataclass(frozen=True)
class Asked:
    """What is to be judged, by what, and how it is told.

    Attributes:
        file: Past cases, one a line.
        running: The running stack's state, to read its ledger as the auditor.
        wiltshire: How many cases to generate; None for no generated history.
        seed: Of the generated history.
        rules: Rules of another folder or bundle.
        key: The key of a generated history, for a file.
        keep: A folder to which the generated history and its key are written.
        as_json: Print JSON.
        shown: How many cases the text names.
    """

    file: Path | None = None
    running: Mapping[str, Any] | None = None
    wiltshire: int | None = None
    seed: int = 54
    rules: Path | None = None
    key: Path | None = None
    keep: Path | None = None
    as_json: bool = False
    shown: int = SHOWN


def run(asked: Asked) -> int:
    """Judge and tell.

    Returns:
        0 when nothing is flagged, 1 when something is, 2 when it could not be judged.
    """
    try:
        with policy(asked.rules) as rules:
            report = _report(asked, rules)
    except (OpaError, PastError, OSError, ValueError) as error:
        click.echo(f"nothing was judged: {error}", err=True)
        return FAILED
    click.echo(json.dumps(as_json(report), indent=2) if asked.as_json else as_text(report, asked.shown))
    return 0 if report.clean else 1


def _report(asked: Asked, rules: Policy) -> Report:
    with _history(asked, rules) as (history, key):
        judgement = judge(history, rules)
    flagged = ranked(judgement.judged, rules)
    counted = figures(judgement.judged, flagged)
    return Report(judgement, flagged, counted, rules, score(flagged, key) if key is not None else None)


@contextmanager
def _history(asked: Asked, rules: Policy) -> Iterator[tuple[Iterator[PastCase], Mapping[str, str] | None]]:
    if asked.wiltshire is not None:
        with tempfile.TemporaryDirectory(prefix="proviso-recheck-") as name:
            folder = asked.keep or Path(name)
            key = written(History(rules.schemes, asked.wiltshire, asked.seed), folder, rules)
            with (folder / FILE_NAME).open(encoding="utf-8") as lines:
                yield cases.read(lines), key
    elif asked.running is not None:
        yield iter(_of_the_stack(asked.running, rules)), None
    else:
        known = json.loads(asked.key.read_text(encoding="utf-8")) if asked.key else None
        with click.open_file(str(asked.file), encoding="utf-8") as lines:
            yield cases.read(lines), known


def written(history: History, folder: Path, rules: Policy) -> Mapping[str, str]:
    """Write a generated history and its key into a folder, and return the key: case to the way it was spoiled."""
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    key: dict[str, str] = {}
    with (folder / FILE_NAME).open("w", encoding="utf-8") as lines:
        for made, way in history.cases():
            lines.write(cases.written(made) + "\n")
            if way:
                key[made.case] = way
    (folder / KEY_NAME).write_text(json.dumps(key, indent=1), encoding="utf-8")
    took = time.perf_counter() - started
    agency = rules.agency("force:11")
    sys.stderr.write(f"{history.count:,} invented cases of {agency} generated in {took:.1f} s\n")
    return key


def _of_the_stack(state: Mapping[str, Any], rules: Policy) -> list[PastCase]:
    from workbench.audit import ledger
    from workbench.recheck.ledger import past_cases
    from workbench.running import attach

    stack = attach(state)
    found = ledger.read(stack.client("dynamodb", "proviso-auditor"), stack.estate.ledger_table)
    if found.faults:
        message = f"the ledger does not verify: {'; '.join(found.faults)}"
        raise OpaError(message)
    return past_cases(found.entries.values(), rules)


__all__ = ["CASES", "Asked", "run", "written"]
