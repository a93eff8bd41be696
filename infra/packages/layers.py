"""The two layers of `decide`: OPA with the key that bundles must be signed with, and the signed policy bundle.

They are apart because they change apart: a new bundle does not ship OPA again, and whoever can replace the bundle's
layer cannot replace the key that checks it. Under Lambda a layer's content lies in `/opt`. OPA is built from the pinned
source, as it is for this machine, with another target.
"""

import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Final

from infra.packages.zips import Package, write
from tools.provision.core import cache_dir, fingerprint, leave_stamp, pinned, run, stamped
from tools.provision.opa import is_new_enough, packaged_go
from workbench.policy import bundle

OPA_LAYER: Final = "opa-layer"
POLICY_LAYER: Final = "policy-layer"
OPA_PATH: Final = "/opt/opa"
KEY_PATH: Final = "/opt/bundle-verification.pem"
BUNDLE_PATH: Final = f"/opt/{bundle.BUNDLE_NAME}"
REVISION_FILE: Final = "policy-revision"
_GO_ARCHITECTURES: Final = {"arm64": "arm64", "x86_64": "amd64"}


def build(architecture: str, folder: Path, keys: tuple[Path, Path] | None = None) -> list[Package]:
    """Make both layers into a folder.

    Args:
        architecture: Of OPA.
        folder: Receives the zips.
        keys: PEM files of the private key (P-256) that bundles are signed with and of its public half. Without them a
            key is made and thrown away: then the next bundle needs the next OPA layer too.

    Raises:
        SetupError: OPA cannot be built.
        OpaError: the bundle cannot be built or signed.
        OSError: a key cannot be read.
    """
    program = opa_for(architecture).read_bytes()
    with tempfile.TemporaryDirectory(prefix="proviso-bundle-") as scratch:
        private, public = keys or _thrown_away(Path(scratch))
        made, revision = bundle.build(Path(scratch), private)
        contents = {bundle.BUNDLE_NAME: made.read_bytes(), REVISION_FILE: revision.encode()}
        key = public.read_bytes()
    name = Path(OPA_PATH).name
    return [
        write(folder / f"{OPA_LAYER}.zip", {name: program, Path(KEY_PATH).name: key}, runnable=frozenset({name})),
        write(folder / f"{POLICY_LAYER}.zip", contents),
    ]


def _thrown_away(folder: Path) -> tuple[Path, Path]:
    # By name, because the environment in which this is type-checked, the CDK's, has no cryptography.
    keys = import_module("workbench.policy.signing").new_key(folder)
    return keys.private, keys.public


def opa_for(architecture: str) -> Path:
    """The pinned OPA for Linux on an architecture, built from its published source and kept in the cache."""
    version = pinned("opa")["version"]
    binary = cache_dir() / "tools" / f"opa-linux-{architecture}"
    stamp = binary.with_name(f"{binary.name}.stamp")
    if binary.is_file() and stamped(stamp, fingerprint(version, str(binary.stat().st_size))):
        return binary
    with tempfile.TemporaryDirectory(prefix="opa-", dir=_folder(binary.parent)) as scratch:
        _build(version, _GO_ARCHITECTURES[architecture], Path(scratch)).replace(binary)
    leave_stamp(stamp, fingerprint(version, str(binary.stat().st_size)))
    return binary


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _build(version: str, go_architecture: str, scratch: Path) -> Path:
    go = shutil.which("go")
    if go is None or not is_new_enough(go):
        go = packaged_go(scratch)
    environment = {
        "CGO_ENABLED": "0",
        "GO111MODULE": "on",
        # Go puts what it builds for another machine below GOPATH, and refuses GOBIN for it.
        "GOBIN": "",
        "GOPATH": str(scratch / "gopath"),
        "GOCACHE": str(scratch / "gocache"),
        "GOFLAGS": "-mod=mod -trimpath -modcacherw",
        "GOTOOLCHAIN": "local",
        "GOOS": "linux",
        "GOARCH": go_architecture,
    }
    source = f"{pinned('opa')['module']}@v{version}"
    command: list[str | Path] = [go, "install", "-ldflags", "-s -w", source]
    run(command, what=f"build OPA {version} for {go_architecture}", env=environment, cwd=scratch)
    return next((scratch / "gopath/bin").rglob("opa"))
