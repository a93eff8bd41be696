"""The bundle of another size keeps the rules, the reference data and the agencies that the questions name."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.bench.swelling import directory, swell

_CHARITY = {"kind": "charity", "name": "Sandbox charity", "public_authority": [{"from": "2018-05-25", "value": False}]}
_DIRECTORY: dict[str, Any] = {
    "agencies": {"force:11": {"kind": "police", "name": "Force"}, "charity:9999001": _CHARITY, "la:X": {"kind": "la"}},
    "issuers": {"https://a": {"agencies": ["force:11"]}, "https://b": {"agencies": ["la:X"]}},
    "credit": {"title": "kept"},
}
Wrap = Callable[[dict[str, Any]], dict[str, Any]]
_RULE = b"package proviso.decision\n"


def _bundle(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def _files(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive.getmembers()}  # type: ignore[union-attr]


def test_the_directory_has_exactly_the_size_asked_for() -> None:
    """Kept agencies count; each invented one has an issuer that vouches for it alone."""
    made = directory(_DIRECTORY, 7, ["force:11"])
    assert len(made["agencies"]) == 7
    assert made["agencies"]["force:11"] == _DIRECTORY["agencies"]["force:11"]
    vouched = [agency for entry in made["issuers"].values() for agency in entry["agencies"]]
    assert sorted(vouched) == sorted(made["agencies"])
    assert made["credit"] == {"title": "kept"}


def test_fewer_than_must_be_kept_is_an_error() -> None:
    """A size that would drop an agency that a question names is refused."""
    with pytest.raises(ValueError, match="2 agencies are kept"):
        directory(_DIRECTORY, 1, ["force:11", "la:X"])


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("/data.json", lambda inner: {"proviso": {"directory": inner, "reference": {"roles": {"a": 1}}}}),
        ("/proviso/directory/data.json", lambda inner: inner),
    ],
)
def test_a_bundle_is_resized_wherever_its_directory_stands(tmp_path: Path, name: str, wrap: Wrap) -> None:
    """Rules and reference data go along untouched; the directory and its agreements have the size asked for."""
    reference = json.dumps({"purposes": {}}).encode()
    files = {name: json.dumps(wrap(_DIRECTORY)).encode(), "/decision.rego": _RULE, "/other/data.json": reference}
    made = tmp_path / "made.tar.gz"
    size = swell(_bundle(tmp_path / "real.tar.gz", files), made, 20, ["force:11", "la:X"])
    found = _files(made)
    assert found["/decision.rego"] == _RULE
    assert found["/other/data.json"] == reference
    data = json.loads(found[name])
    inner = data["proviso"]["directory"] if "proviso" in data else data
    assert len(inner["agencies"]) == 20
    assert len(inner["agreements"]) == 20
    assert data.get("proviso", {}).get("reference", {"roles": {"a": 1}}) == {"roles": {"a": 1}}
    assert size == len(found[name]) + len(reference)
