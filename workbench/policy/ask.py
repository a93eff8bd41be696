"""Put a question to the rules, as of any date: `proviso policy ask`."""

import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from workbench.policy.bundle import build
from workbench.policy.sources import DECISION, OpaError, opa_json


def ask(question: dict[str, Any], at: str | None = None) -> dict[str, Any]:
    """Answer a policy input from a bundle of the sources as they are.

    Args:
        question: A policy input; it is not changed.
        at: A day (2026-02-04, judged at noon UTC) or a moment in RFC 3339 that takes the place of `context.now`.

    Returns:
        The answer of `data.proviso.decision.decision`.

    Raises:
        OpaError: OPA is not there, or the rules have no answer.
    """
    asked = as_of(question, at)
    with tempfile.TemporaryDirectory(prefix="proviso-ask-") as name:
        bundle, _ = build(Path(name))
        result = opa_json(
            ["eval", "--format", "json", "--stdin-input", "--bundle", str(bundle), DECISION], _text(asked)
        )
    try:
        answer: dict[str, Any] = result["result"][0]["expressions"][0]["value"]
    except (KeyError, IndexError):
        message = "the rules have no answer to this question"
        raise OpaError(message) from None
    return answer


def as_of(question: dict[str, Any], at: str | None) -> dict[str, Any]:
    """The same question, put at another time; a bare day means its noon, UTC."""
    asked = deepcopy(question)
    if at is not None:
        asked.setdefault("context", {})["now"] = at if "T" in at else f"{at}T12:00:00Z"
    return asked


def _text(asked: dict[str, Any]) -> str:
    return json.dumps(asked)
