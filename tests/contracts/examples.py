"""The request bodies that the documentation shows, as they stand there."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "examples"


def example(name: str) -> dict[str, Any]:
    """A fresh copy of an example, by the name of its schema."""
    made: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return made


CASE: str = example("share")["case_id"]
REQUEST: str = example("undertaking")["request_id"]


def share() -> dict[str, Any]:
    return example("share")


def application() -> dict[str, Any]:
    return example("disclosure_application")


def step() -> dict[str, Any]:
    return example("step")


def undertaking() -> dict[str, Any]:
    return example("undertaking")


def outcome() -> dict[str, Any]:
    return example("outcome")


def attachment() -> dict[str, Any]:
    return example("attachment")


def involvement() -> dict[str, Any]:
    return example("involvement")
