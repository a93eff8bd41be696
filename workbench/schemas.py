"""Generate `schemas/*.json` from the contracts. `python -m workbench.schemas [--check]`.

The same models always give the same bytes. With `--check` nothing is written, and a file that differs is named.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter

from chalicelib.contracts import answers, problem
from chalicelib.contracts.decision import DecideRequest, DecideResponse
from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.follow_up import AttachmentRequest, InvolvementRequest, OutcomeRequest
from chalicelib.contracts.policy_input import PolicyInput
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.undertaking import BreachReport, UndertakingRequest
from workbench.recheck.case import PastCase

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "schemas"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
REQUESTS: Final[Mapping[str, type[BaseModel]]] = {
    "share": ShareRequest,
    "outcome": OutcomeRequest,
    "attachment": AttachmentRequest,
    "involvement": InvolvementRequest,
    "disclosure_application": DisclosureApplication,
    "step": StepRequest,
    "undertaking": UndertakingRequest,
    "breach": BreachReport,
}
INTERNAL: Final[Mapping[str, type[BaseModel]]] = {
    "decide_request": DecideRequest,
    "decide_response": DecideResponse,
    "past_case": PastCase,
}
ANSWERS: Final[Sequence[type[Any]]] = (
    answers.Shared,
    answers.ShareView,
    answers.NoteView,
    answers.OutcomeSaid,
    answers.ReferralAttached,
    answers.InvolvementChanged,
    answers.Chronology,
    answers.Inbox,
    answers.Queue,
    answers.RequestOpened,
    answers.StepTaken,
    answers.RequestView,
    answers.UndertakingRecorded,
    answers.UndertakingView,
    answers.BreachReported,
    answers.IncidentView,
    answers.Health,
)


def documents() -> dict[str, str]:
    """Every generated file by its name in `schemas/`."""
    from workbench import openapi

    made = {name: _of_model(model) for name, model in {**REQUESTS, **INTERNAL}.items()}
    made["policy_input"] = {"$schema": DIALECT, **plain(PolicyInput.model_json_schema())}
    made["problem"] = {"$schema": DIALECT, **closed(TypeAdapter(problem.ProblemBody).json_schema())}
    made["answers"] = {"$schema": DIALECT, "title": "Answers", "$defs": definitions(ANSWERS, "#/$defs/{model}")}
    texts = {f"{name}.json": json.dumps(made[name], indent=2, ensure_ascii=False) + "\n" for name in sorted(made)}
    return {**texts, "openapi.yaml": openapi.text()}


def definitions(types: Sequence[type[Any]], reference: str) -> dict[str, Any]:
    """Definitions of types and of all that they use, with references of the given form."""
    named = [(each.__name__, "validation", TypeAdapter(each)) for each in types]
    _, schema = TypeAdapter.json_schemas(named, ref_template=reference)  # type: ignore[arg-type] # the mode is a literal
    found: dict[str, Any] = closed(schema.get("$defs", {}))
    return dict(sorted(found.items()))


def closed(schema: Any) -> Any:
    """The schema with every described object closed: an answer holds what is described and nothing else."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    if made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return made


def plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without references and nulls, as OPA reads it: what is absent is left out, never null."""
    defined = schema.get("$defs", {})

    def inlined(part: Any) -> Any:
        if isinstance(part, list):
            return [inlined(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return inlined(defined[part["$ref"].rpartition("/")[2]])
        if "anyOf" in part:
            real = [each for each in part["anyOf"] if each != {"type": "null"}]
            if len(real) == 1:
                rest = {name: value for name, value in part.items() if name not in {"anyOf", "default"}}
                return {**inlined(rest), **inlined(real[0])}
        kept = {name: value for name, value in part.items() if not (name == "default" and value is None)}
        return {name: inlined(value) for name, value in kept.items()}

    made: dict[str, Any] = inlined({name: value for name, value in schema.items() if name != "$defs"})
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what differs; with `--check` only name it, and return 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    check = parser.parse_args(arguments).check
    differing = [name for name, text in documents().items() if _present(FOLDER / name) != text]
    for name in differing:
        if check:
            print(f"schemas/{name} is not what the contracts say: run `proviso schemas`", file=sys.stderr)
        else:
            (FOLDER / name).write_text(documents()[name], encoding="utf-8")
            print(f"wrote schemas/{name}")
    return 1 if check and differing else 0


def _of_model(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": DIALECT, **model.model_json_schema()}


def _present(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main())
