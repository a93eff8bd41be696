"""OPA as it runs beside the decision point: the bundle's revision, and no way in but the one question."""

import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.policy.conftest import PATH, Server
from workbench.policy import bundle
from workbench.policy.sources import POLICIES, released_files


def test_every_answer_carries_the_revision(opa: Server, base: dict[str, Any]) -> None:
    """Allowed, refused or senseless: the answer says which policy revision it is of."""
    assert {opa.ask(question)["policy_revision"] for question in [base["share"], {}]} == {opa.revision}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/policies/mine"),
        ("DELETE", "/v1/policies/mine"),
        ("PUT", "/v1/data/proviso/reference"),
        ("PATCH", "/v1/data/proviso/reference"),
        ("DELETE", "/v1/data/proviso"),
        ("GET", "/v1/data"),
        ("GET", PATH),
        ("POST", "/v1/data/proviso/decision"),
        ("POST", "/v1/data/proviso/decision/allow"),
        ("POST", f"{PATH}/allow"),
        ("POST", "/v0/data/proviso/decision/decision"),
        ("POST", "/"),
        ("POST", "/v1/query"),
        ("GET", "/v1/query?q=data"),
        ("POST", "/v1/compile"),
        ("GET", "/v1/policies"),
        ("GET", "/v1/config"),
        ("GET", "/v1/status"),
        ("GET", "/metrics"),
    ],
)
def test_everything_but_the_one_question_is_refused(opa: Server, method: str, path: str) -> None:
    """OPA refuses every write of policy or data, every other query and every other read."""
    status, _ = opa.request(method, path, {} if method in {"PUT", "POST", "PATCH"} else None)
    assert status == 401


def test_health_is_open(opa: Server) -> None:
    """Health can be asked by anyone."""
    assert opa.request("GET", "/health")[0] == 200


def test_the_same_sources_give_the_same_bundle(tmp_path: Path) -> None:
    """A bundle built twice is the same to the byte, under the same revision."""
    first, revision = bundle.build(tmp_path / "one")
    second, again = bundle.build(tmp_path / "two")
    assert (revision, _sha(first)) == (again, _sha(second))


def test_the_bundle_holds_rules_and_data_and_no_tests(tmp_path: Path) -> None:
    """Tests, base inputs and tables for tests are not released; the manifest names our roots and the revision."""
    path, revision = bundle.build(tmp_path)
    with tarfile.open(path) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("/.manifest"))  # type: ignore[arg-type]
        data = json.load(archive.extractfile("/data.json"))  # type: ignore[arg-type]
    assert [name for name in names if "test" in name] == []
    assert (manifest["revision"], sorted(manifest["roots"])) == (revision, ["proviso", "system/authz"])
    assert (sorted(data), data["proviso"]["release"]) == (["proviso"], {"revision": revision})


def test_the_revision_follows_the_content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One changed byte of a rule or of data is another revision; a changed test is none."""
    before = bundle.revision_of_sources()
    copy = tmp_path / "policies"
    for path in POLICIES.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(POLICIES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    monkeypatch.setattr("workbench.policy.sources.POLICIES", copy)
    monkeypatch.setattr(bundle, "POLICIES", copy)
    assert bundle.revision_of_sources() == before
    (copy / "proviso" / "who" / "who_test.rego").write_text("package proviso.who_test\n")
    assert bundle.revision_of_sources() == before
    data = copy / "proviso" / "reference" / "kinds" / "data.json"
    data.write_text(data.read_text().replace("Opinion", "opinion"))
    assert bundle.revision_of_sources() != before


def test_released_files_are_rules_and_data() -> None:
    """What is released is rules and data, in a fixed order."""
    released = list(released_files())
    assert released == sorted(released)
    assert {path.suffix for path in released} == {".rego", ".json"}


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
