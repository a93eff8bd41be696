"""`proviso policy check`: everything that a change to rules or data has to pass, in one command.

Form, strict types against the input's schema and our capabilities, our own lint, annotations, data schemas, what is
generated, and all tests with every line covered. Prints file, line and what to do; exit code 1 when there is one.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from chalicelib.contracts.policy_input import PolicyInput
from workbench.calendar import build as calendar
from workbench.policy import (
    annotations,
    capabilities,
    data_checks,
    lint,
    overlays,
    reference_docs,
    template_checks,
    vocabulary,
)
from workbench.policy.findings import Finding, shown
from workbench.policy.sources import POLICIES, ROOT, OpaError, run_opa

_PLACED: Final = re.compile(r"^(?:\d+ errors? occurred: )?(?P<file>[^\s:]+\.rego):(?P<line>\d+):\s*(?P<what>.*)$")
INPUT_SCHEMA: Final = ROOT / "schemas" / "policy_input.json"


def main(folder: Path = POLICIES) -> int:
    """Run every check over the sources and print what they found."""
    checks: tuple[tuple[str, Callable[[Path], Iterator[Finding]]], ...] = (
        ("format", formatted),
        ("types", typed),
        ("lint", linted),
        ("annotations", annotated),
        ("data", described),
        ("generated", generated),
        ("tests", tested),
    )
    total = 0
    for name, run in checks:
        try:
            found = sorted(set(run(folder)))
        except OpaError as error:
            found = [Finding(shown(folder), 1, str(error), "Put this right first; the other checks need it.")]
        total += len(found)
        sys.stdout.write(f"{name:<12} {'ok' if not found else f'{len(found)} to put right'}\n")
        for finding in found:
            sys.stdout.write(f"{finding}\n")
    return 1 if total else 0


def formatted(folder: Path) -> Iterator[Finding]:
    """Files that `opa fmt` would change."""
    done = run_opa(["fmt", "--list", str(folder)])
    for line in (done.stdout + done.stderr).splitlines():
        if line.strip():
            yield Finding(shown(line.strip()), 1, "the file is not formatted", "Run `opa fmt -w policies`.")


def typed(folder: Path) -> Iterator[Finding]:
    """What the compiler says, strict, with the input's schema and no function beyond our capabilities."""
    for name in capabilities.banned():
        yield Finding(shown(capabilities.FILE), 1, f"{name} must not be allowed", "Take it out.")
    if capabilities.FILE.read_text(encoding="utf-8") != capabilities.text():
        remedy = "Run `python -m workbench.policy.capabilities`."
        yield Finding(shown(capabilities.FILE), 1, "the file is not the pinned OPA's", remedy)
    with tempfile.TemporaryDirectory() as name:
        schema = Path(name) / "policy_input.json"
        schema.write_text(_input_schema(), encoding="utf-8")
        arguments = ["check", "--strict", "--schema", name, "--capabilities", str(capabilities.FILE), str(folder)]
        done = run_opa(arguments)
    if done.returncode != 0:
        yield from _said(done.stdout + done.stderr, "Correct the rule; `opa check --strict` says no more than this.")


def linted(folder: Path) -> Iterator[Finding]:
    """Our own lint over every file of rules."""
    for path in sorted(folder.rglob("*.rego")):
        yield from lint.check(path)


def annotated(folder: Path) -> Iterator[Finding]:
    """What reasons say of themselves."""
    yield from annotations.check(annotations.reasons(folder))


def described(_folder: Path) -> Iterator[Finding]:
    """Data against schemas."""
    yield from data_checks.check()
    yield from overlays.check()
    yield from template_checks.check()


def generated(_folder: Path) -> Iterator[Finding]:
    """What is generated from rules and data, and is out of date."""
    for module in (calendar, vocabulary, overlays, reference_docs):
        target: Path = module.TARGET
        try:
            current = target.is_file() and target.read_text(encoding="utf-8") == module.text()
        except calendar.CalendarSourceError as error:
            yield Finding(shown(calendar.PUBLISHED), 1, str(error), "Compare with GOV.UK, and correct what is wrong.")
            continue
        if not current:
            yield Finding(shown(target), 1, "the file is out of date", f"Run `python -m {module.__name__}`.")


def tested(folder: Path) -> Iterator[Finding]:
    """Tests that fail, and lines of rules that no test reaches."""
    done = run_opa(["test", str(folder), "--coverage", "--format", "json", "--timeout", "300s"])
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        yield from _said(done.stdout + done.stderr, "Run `opa test policies -r <the test's name> -v`.")
        return
    if done.returncode != 0:
        yield Finding(shown(folder), 1, "tests failed", "Run `opa test policies -v`.")
    for file, covered in sorted(report["files"].items()):
        for gap in covered.get("not_covered", []):
            start, end = gap["start"]["row"], gap["end"]["row"]
            yield Finding(shown(file), start, f"no test reaches lines {start} to {end}", "Write one, or take them out.")


def _input_schema() -> str:
    if INPUT_SCHEMA.is_file():
        return INPUT_SCHEMA.read_text(encoding="utf-8")
    return json.dumps(PolicyInput.model_json_schema())


def _said(text: str, remedy: str) -> Iterator[Finding]:
    """What OPA printed, a finding for each line that names a place; the whole of it when none does."""
    placed = [match for line in text.splitlines() if (match := _PLACED.match(line.strip()))]
    for match in placed:
        what = match["what"] or "a test failed here"
        yield Finding(shown(match["file"]), int(match["line"]), what, remedy)
    if not placed:
        yield Finding(shown(POLICIES), 1, text.strip()[:2000] or "OPA failed and said nothing", remedy)


if __name__ == "__main__":
    raise SystemExit(main())
