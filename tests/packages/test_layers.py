"""The layers of `decide`, unpacked where Lambda unpacks them."""

import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from infra.packages import layers
from infra.packages.zips import Package
from workbench import tools
from workbench.policy import bundle


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Package]:
    """Both layers, with this machine's OPA: building another one takes minutes and changes nothing of the zip."""
    monkeypatch.setattr(layers, "opa_for", lambda _architecture: tools.opa())
    return {one.name: one for one in layers.build("x86_64", tmp_path)}


def test_the_opa_layer_holds_a_program(made: dict[str, Package], tmp_path: Path) -> None:
    """OPA lies at the layer's root, may be run by anybody, and is the pinned version."""
    with zipfile.ZipFile(made[layers.OPA_LAYER].path) as zipped:
        (entry,) = zipped.infolist()
        zipped.extract(entry, tmp_path)
    assert Path("/opt") / entry.filename == Path(layers.OPA_PATH)
    mode = entry.external_attr >> 16
    assert stat.S_IMODE(mode) == 0o755
    program = tmp_path / entry.filename
    program.chmod(stat.S_IMODE(mode))
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.22.2" in said


def test_the_policy_layer_holds_the_bundle_and_its_revision(made: dict[str, Package], tmp_path: Path) -> None:
    """The layer's bundle is the one of these sources, with its revision beside it for the deployment to demand."""
    with zipfile.ZipFile(made[layers.POLICY_LAYER].path) as zipped:
        content = {name: zipped.read(name) for name in zipped.namelist()}
    path, revision = bundle.build(tmp_path / "again")
    assert content == {Path(layers.BUNDLE_PATH).name: path.read_bytes(), layers.REVISION_FILE: revision.encode()}


def test_a_policy_change_leaves_the_opa_layer_alone(made: dict[str, Package]) -> None:
    """OPA's layer holds nothing of the policy, so a new bundle does not ship OPA again."""
    with zipfile.ZipFile(made[layers.OPA_LAYER].path) as zipped:
        assert zipped.namelist() == ["opa"]
