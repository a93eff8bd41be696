"""Past questions put to the real rules, many at once.

One run of OPA answers a whole chunk: the bundle is loaded once for thousands of questions. Each question is only asked
whether it is allowed, which costs a third of a whole answer; reasons are asked for where it is refused.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from workbench.policy.bundle import build
from workbench.policy.sources import TIME_LIMIT_S, OpaError, opa_binary
from workbench.recheck.course import Course

Question = Mapping[str, Any]
HINDSIGHT: Final = Path(__file__).with_name("hindsight.rego")
_FIRST: Final = """{
"allowed": [a | some one in input.steps; a := data.proviso.decision.allow with input as one],
"found": [[r | some r in set] | some one in input.ends; set := data.recheck.deny with input as one],
"limits": [a | some one in input.answers; a := data.recheck.overall_limit with input as one]}"""
_REASONS: Final = "[a | some one in input.refused; a := data.proviso.decision.reasons with input as one]"
_COLLECT_LESS: Final = "800"
"""Go's collector takes a third of the time of such a run at its usual setting. A chunk fits into memory without."""


class Policy:
    """The rules that are judged by: a bundle, its revision, and the data in it."""

    def __init__(self, bundle: Path) -> None:
        """Read what the bundle says of itself.

        Raises:
            OpaError: it is no bundle.
        """
        self.bundle = bundle
        try:
            with tarfile.open(bundle) as packed:
                self.data: Mapping[str, Any] = json.load(_member(packed, "/data.json"))["proviso"]
                self.revision = str(json.load(_member(packed, "/.manifest"))["revision"])
        except (OSError, tarfile.TarError, KeyError, ValueError) as error:
            message = f"{bundle.name} is no bundle of rules"
            raise OpaError(message) from error
        self._courses: dict[tuple[str, str, bool], Course | None] = {}

    def course(self, code: str, agency: str, day: str) -> Course | None:
        """A scheme as an agency ran it on a day; None where there is no such scheme."""
        variant = self.data.get("variants", {}).get(agency, {}).get(code)
        varied = bool(variant) and variant["effective_from"] <= day <= variant.get("effective_to", "9999-12-31")
        key = (code, agency if varied else "", varied)
        if key not in self._courses:
            found = variant if varied else self.data["schemes"].get(code)
            self._courses[key] = Course(code, found) if found else None
        return self._courses[key]

    @cached_property
    def schemes(self) -> Mapping[str, Any]:
        """Every scheme's data by code."""
        found: Mapping[str, Any] = self.data["schemes"]
        return found

    def agency(self, agency: str) -> str:
        """What an agency is called."""
        return str(self.data["directory"]["agencies"].get(agency, {}).get("name", agency))

    def role(self, code: str) -> str:
        """What a role is called."""
        return str(self.data["reference"]["roles"].get(code, {}).get("title", code))


@contextmanager
def policy(given: Path | None = None) -> Iterator[Policy]:
    """The rules as they are here, those of another folder of sources, or those of a bundle.

    Raises:
        OpaError: they cannot be built, or the file is no bundle.
    """
    if given is not None and given.is_file():
        yield Policy(given.absolute())
        return
    sources = given / "policies" if given is not None and (given / "policies").is_dir() else given
    if sources is not None and not (sources / "proviso").is_dir():
        message = f"there are no rules in {sources}: name a folder with `proviso` in it, or a bundle"
        raise OpaError(message)
    with tempfile.TemporaryDirectory(prefix="proviso-recheck-") as name:
        bundle, _ = build(Path(name), folder=sources)
        yield Policy(bundle)


@dataclass(frozen=True)
class Answers:
    """What the rules say to a chunk.

    Attributes:
        allowed: For each step, whether it would be allowed.
        found: For each case, what is found when it is looked back at: each reason's words, and what it is about.
        limits: For each answered case, when its overall limit passed; empty where there is none.
    """

    allowed: Sequence[bool]
    found: Sequence[Sequence[Mapping[str, Any]]]
    limits: Sequence[str]


def answers(rules: Policy, steps: Sequence[Question], ends: Sequence[Question], given: Sequence[Question]) -> Answers:
    """Put a chunk to the rules.

    Args:
        rules: Which.
        steps: Every step that was taken, as it was put to the rules then.
        ends: Every case as it stands in the end.
        given: For each case that was answered, the step by which it was.

    Raises:
        OpaError: OPA failed, or left a question without an answer.
    """
    made = _evaluated(rules, _FIRST, {"steps": steps, "ends": ends, "answers": given})
    found = Answers(made["allowed"], made["found"], made["limits"])
    if (len(found.allowed), len(found.found), len(found.limits)) != (len(steps), len(ends), len(given)):
        message = "the rules left a question without an answer"
        raise OpaError(message)
    return found


def reasons(rules: Policy, refused: Sequence[Question]) -> list[list[dict[str, Any]]]:
    """Why each of these questions is refused; an empty list for one that is allowed.

    Raises:
        OpaError: OPA failed, or left a question without an answer.
    """
    if not refused:
        return []
    found: list[list[dict[str, Any]]] = _evaluated(rules, _REASONS, {"refused": refused})
    if len(found) != len(refused):
        message = "the rules left a question without an answer"
        raise OpaError(message)
    return found


def _member(packed: tarfile.TarFile, name: str) -> Any:
    found = next(member for member in packed.getmembers() if f"/{member.name.lstrip('/')}" == name)
    return packed.extractfile(found)


def _evaluated(rules: Policy, query: str, asked: Mapping[str, Any]) -> Any:
    arguments = ["eval", "--format", "raw", "--stdin-input", "--bundle", str(rules.bundle), "--data", str(HINDSIGHT)]
    try:
        done = subprocess.run(
            [str(opa_binary()), *arguments, query],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_S,
            check=False,
            env={**os.environ, "GOGC": _COLLECT_LESS},
        )
    except subprocess.TimeoutExpired:
        message = f"OPA had no answer within {TIME_LIMIT_S} s"
        raise OpaError(message) from None
    try:
        return json.loads(done.stdout)
    except ValueError:
        message = f"opa eval failed: {(done.stderr or done.stdout).strip()[:500] or 'it said nothing'}"
        raise OpaError(message) from None
