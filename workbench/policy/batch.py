"""Many questions to the rules at once: one OPA evaluates a whole batch."""

import json
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from workbench.policy.sources import POLICIES, OpaError, opa_json

_QUERY: Final = (
    "[answer | some question in data.batch; answer := data.proviso.decision.decision with input as question]"
)
MAX_BATCH: Final = 2_000
_IGNORED: Final = "--ignore=*_test.rego,overlays,testing"


def answers(questions: Sequence[dict[str, Any]], policies: Path = POLICIES) -> list[dict[str, Any]]:
    """Answer policy inputs in order, by the rules in this folder, on as many processors as there are.

    Raises:
        OpaError: OPA is not there, or has no answer to one of them.
    """
    parts = max(1, min(os.cpu_count() or 1, len(questions) // 50 + 1))
    size = min(MAX_BATCH, -(-len(questions) // parts) or 1)
    shares = [questions[start : start + size] for start in range(0, len(questions), size)]
    with ThreadPoolExecutor(parts) as pool:
        return [answer for found in pool.map(lambda share: _evaluated(share, policies), shares) for answer in found]


def _evaluated(questions: Sequence[dict[str, Any]], policies: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="proviso-batch-") as name:
        batch = Path(name) / "batch.json"
        batch.write_text(json.dumps({"batch": questions}), encoding="utf-8")
        folders = [argument for folder in ("proviso",) for argument in ("--data", f"{folder}:{policies / folder}")]
        result = opa_json(["eval", "--format", "json", _IGNORED, *folders, "--data", str(batch), _QUERY])
    try:
        found: list[dict[str, Any]] = result["result"][0]["expressions"][0]["value"]
    except (KeyError, IndexError):
        found = []
    if len(found) != len(questions):
        message = "the rules have no answer to one of the questions"
        raise OpaError(message)
    return found
