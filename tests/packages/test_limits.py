"""Sizes are reported and limited."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import build
from infra.packages.zips import FUNCTIONS, Package


def sized(**bytes_unzipped: int) -> dict[str, Any]:
    """A report of one architecture with these sizes."""
    sizes = dict.fromkeys(build.LIMITS, 1) | {
        name.replace("_layer", "-layer"): size for name, size in bytes_unzipped.items()
    }
    return {"arm64": {name: {"zipped": 1, "unzipped": size} for name, size in sizes.items()}}


def test_what_is_within_its_limits_passes() -> None:
    """A report within the limits has nothing over."""
    assert build.over(sized()) == []


def test_a_package_over_its_limit_is_named() -> None:
    """A function whose content grows past its limit is named with both numbers."""
    assert build.over(sized(share=build.LIMITS["share"][1] + 1)) == [
        f"arm64/share: {build.LIMITS['share'][1] + 1:,} bytes unzipped, the limit is {build.LIMITS['share'][1]:,}"
    ]


def test_decide_and_its_layers_are_limited_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Lambda limits together, a function with its layers, is limited together here."""
    monkeypatch.setattr(build, "OF_LAMBDA", 0.2)
    assert len(build.over(sized(decide=30_000_000, opa_layer=40_000_000))) == 1


def test_a_build_over_its_limit_fails(
    zips: dict[str, Package], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build says 1 when a zip is over its limit, and the report is written all the same."""
    monkeypatch.setattr(build, "FUNCTIONS", {"share": "api"})
    monkeypatch.setattr(build, "package", lambda *_: zips["share"])
    output = zips["share"].path.parents[1] / "packages"
    assert build.run(["x86_64"], zips["share"].path.parent) == 0
    monkeypatch.setattr(build, "LIMITS", dict.fromkeys(FUNCTIONS, (1, 1)))
    assert build.run(["x86_64"], zips["share"].path.parent) == 1
    report = json.loads((output.parent / build.REPORT).read_text())
    assert report["x86_64"]["share"]["sha256"] == zips["share"].sha256
