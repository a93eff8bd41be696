"""Build the bundle that decision points load.

The revision is the SHA-256 of the sources: every released file by path and content. It is written into the
bundle's manifest, where tools look, and into its data, where the rules find it to say it with each answer.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from workbench.policy.sources import POLICIES, OpaError, released_files, run_opa

BUNDLE_NAME: Final = "proviso-bundle.tar.gz"
ROOTS: Final = ("proviso", "system/authz")
REVISION_FILE: Final = Path("proviso/release/data.json")


def revision_of_sources(folder: Path | None = None) -> str:
    """SHA-256, in hex, over path and content of every released file, in the order of the paths."""
    digest = hashlib.sha256()
    for path in released_files(folder):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder or POLICIES).as_posix()}\n{content}\n".encode())
    return digest.hexdigest()


def build(out_dir: Path, signing_key: Path | None = None, folder: Path | None = None) -> tuple[Path, str]:
    """Build the bundle; the same sources give the same bytes, but for the signature, which is new each time.

    Args:
        out_dir: Where the bundle is put; made when it is not there.
        signing_key: PEM file of the private key (P-256) to sign with; without one the bundle is not signed.
        folder: The sources; those of this repository unless others are given, such as a candidate's.

    Returns:
        The bundle's path and the policy revision that every answer from it carries.

    Raises:
        OpaError: OPA is not there, or refuses the sources.
    """
    revision = revision_of_sources(folder)
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / BUNDLE_NAME
    with tempfile.TemporaryDirectory(prefix="proviso-bundle-") as name:
        staged = Path(name) / "sources"
        _stage(staged, revision, folder)
        made = Path(name) / BUNDLE_NAME
        # From inside the folder, or its temporary name would be written into the bundle.
        signing = [f"--signing-key={signing_key.absolute()}", "--signing-alg=ES256"] if signing_key else []
        asked = ["build", "--bundle", ".", "--revision", revision, *signing, "--output", str(made)]
        done = run_opa(asked, folder=staged)
        if done.returncode != 0:
            message = f"opa build failed: {(done.stderr or done.stdout).strip()}"
            raise OpaError(message)
        shutil.move(made, target)
    return target, revision


def _stage(staged: Path, revision: str, folder: Path | None) -> None:
    for path in released_files(folder):
        copy = staged / path.relative_to(folder or POLICIES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    release = staged / REVISION_FILE
    release.parent.mkdir(parents=True, exist_ok=True)
    release.write_text(json.dumps({"revision": revision}), encoding="utf-8")
    manifest = {"revision": revision, "roots": list(ROOTS), "rego_version": 1}
    (staged / ".manifest").write_text(json.dumps(manifest), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: build into a folder, print path and revision."""
    parser = argparse.ArgumentParser(description="Build the policy bundle.")
    parser.add_argument("out_dir", nargs="?", type=Path, default=Path("build"))
    try:
        path, revision = build(parser.parse_args(arguments).out_dir)
    except OpaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{path}\n{revision}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
