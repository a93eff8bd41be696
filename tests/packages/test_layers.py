"""The layers of `decide`, unpacked where Lambda unpacks them."""

import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from chalicelib.adapters.opa_process import OpaProcess
from infra.packages import layers
from infra.packages.zips import Package
from tools.provision.core import pinned
from workbench import tools
from workbench.policy import bundle
from workbench.policy.signing import BundleKeys, new_key
from workbench.policy.sources import OpaError


@pytest.fixture
def keys(tmp_path: Path) -> BundleKeys:
    """What bundles are signed with."""
    return new_key(tmp_path / "keys")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keys: BundleKeys) -> dict[str, Package]:
    """Both layers, with this machine's OPA: building another one takes minutes and changes nothing of the zip."""
    monkeypatch.setattr(layers, "opa_for", lambda _architecture: tools.opa())
    return {one.name: one for one in layers.build("x86_64", tmp_path, (keys.private, keys.public))}


def unpacked(one: Package, folder: Path) -> Path:
    """A layer unpacked as Lambda unpacks it below /opt, modes and all."""
    with zipfile.ZipFile(one.path) as zipped:
        for entry in zipped.infolist():
            Path(zipped.extract(entry, folder)).chmod(stat.S_IMODE(entry.external_attr >> 16))
    return folder


def test_the_opa_layer_holds_a_program_and_the_key(made: dict[str, Package], keys: BundleKeys, tmp_path: Path) -> None:
    """OPA may be run by anybody and is the pinned version; beside it lies the public key and nothing of the policy."""
    opt = unpacked(made[layers.OPA_LAYER], tmp_path / "opt")
    names = {Path(path).name for path in (layers.OPA_PATH, layers.KEY_PATH)}
    assert {file.name for file in opt.iterdir()} == names
    program = opt / Path(layers.OPA_PATH).name
    assert stat.S_IMODE(program.stat().st_mode) == 0o755
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    assert f"Version: {pinned('opa')['version']}\n" in said
    assert (opt / Path(layers.KEY_PATH).name).read_bytes() == keys.public.read_bytes()


def test_decide_starts_with_both_layers(made: dict[str, Package], tmp_path: Path) -> None:
    """OPA of the one layer loads the bundle of the other, checks its signature, and answers with its revision."""
    opt = tmp_path / "opt"
    for one in made.values():
        unpacked(one, opt)
    paths = [str(opt / Path(path).name) for path in (layers.OPA_PATH, layers.BUNDLE_PATH, layers.KEY_PATH)]
    revision = (opt / layers.REVISION_FILE).read_text()
    assert revision == bundle.revision_of_sources()
    server = OpaProcess(paths[0], paths[1], revision, verification_key=paths[2])
    server.start()
    try:
        assert server.pid is not None
    finally:
        server.stop()


def test_another_key_keeps_decide_from_starting(made: dict[str, Package], tmp_path: Path) -> None:
    """A bundle that another key signed is not loaded: whoever replaces the policy's layer alone decides nothing."""
    opt = tmp_path / "opt"
    for one in made.values():
        unpacked(one, opt)
    other = new_key(tmp_path / "other").public
    paths = [str(opt / Path(path).name) for path in (layers.OPA_PATH, layers.BUNDLE_PATH)]
    server = OpaProcess(paths[0], paths[1], bundle.revision_of_sources(), verification_key=str(other))
    server.start()
    assert server.pid is None
    server.stop()


def test_the_same_key_gives_the_same_opa_layer(
    made: dict[str, Package], keys: BundleKeys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """OPA's layer does not change with the policy or with the signature, which is new each time."""
    again = {one.name: one for one in layers.build("x86_64", tmp_path / "again", (keys.private, keys.public))}
    assert again[layers.OPA_LAYER].sha256 == made[layers.OPA_LAYER].sha256


def test_a_key_that_is_none_fails_the_build(made: dict[str, Package], keys: BundleKeys, tmp_path: Path) -> None:
    """A file that holds no private key is refused."""
    (tmp_path / "no-key").write_text("not a key")
    with pytest.raises(OpaError):
        layers.build("x86_64", tmp_path, (tmp_path / "no-key", keys.public))


def test_without_a_key_one_is_made_for_this_build_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A build that is given no key still signs: its bundle loads under its own OPA layer's key."""
    monkeypatch.setattr(layers, "opa_for", lambda _architecture: tools.opa())
    opt = tmp_path / "opt"
    for one in layers.build("x86_64", tmp_path / "made"):
        unpacked(one, opt)
    paths = [str(opt / Path(path).name) for path in (layers.OPA_PATH, layers.BUNDLE_PATH, layers.KEY_PATH)]
    server = OpaProcess(paths[0], paths[1], bundle.revision_of_sources(), verification_key=paths[2])
    server.start()
    assert server.pid is not None
    server.stop()
