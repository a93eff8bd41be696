"""`python -m infra.build` makes the zips of all functions into `build/packages/<architecture>/`.

It runs in the environment of the functions, not in that of the CDK, which only takes up what is made here. Sizes and
hashes go to `build/packages.json`; a zip over its limit fails the build.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from infra.packages import layers
from infra.packages.dependencies import PLATFORMS, Target
from infra.packages.reach import ReachError
from infra.packages.zips import FUNCTIONS, Package, PackageError, package
from tools.provision.core import ROOT, SetupError
from workbench.policy.sources import OpaError

OUTPUT: Final = ROOT / "build" / "packages"
REPORT: Final = "packages.json"
MEGABYTE: Final = 1_000_000
LAMBDA_UNZIPPED: Final = 250 * 1024 * 1024
"""What Lambda takes of a function and its layers together, unzipped."""

# Bytes, zipped and unzipped: some way above today's sizes, so that a package that slips in is seen.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "decide": (14 * MEGABYTE, 43 * MEGABYTE),
    "share": (11 * MEGABYTE, 31 * MEGABYTE),
    "request_disclosure": (11 * MEGABYTE, 31 * MEGABYTE),
    "record_undertaking": (11 * MEGABYTE, 31 * MEGABYTE),
    "clock": (11 * MEGABYTE, 31 * MEGABYTE),
    "opa-layer": (20 * MEGABYTE, 48 * MEGABYTE),
    "policy-layer": (1 * MEGABYTE, 2 * MEGABYTE),
}
WITH_LAYERS: Final = ("decide", "opa-layer", "policy-layer")
OF_LAMBDA: Final = 0.45
"""The largest part of Lambda's own limit that `decide` with its layers may take."""


def build(
    architectures: Sequence[str],
    output: Path = OUTPUT,
    *,
    with_layers: bool = False,
    keys: tuple[Path, Path] | None = None,
) -> dict[str, Any]:
    """Make every zip and return the report.

    Args:
        architectures: `arm64`, which is what is deployed, and `x86_64` for machines like that.
        output: Receives a folder an architecture.
        with_layers: OPA and the policy bundle too; OPA takes two minutes the first time.
        keys: PEM files of the key that the bundle is signed with, private and public; a new one, thrown away, without.

    Raises:
        OpaError: the bundle cannot be built.
        OSError: a key cannot be read.
        PackageError: a zip cannot be made.
        ReachError: an import cannot be followed.
        SetupError: a locked package or tool cannot be had.
    """
    report: dict[str, Any] = {}
    for architecture in architectures:
        made = []
        for function in FUNCTIONS:
            with tempfile.TemporaryDirectory(prefix="proviso-package-") as scratch:
                zip_path = output / architecture / f"{function}.zip"
                made.append(package(function, Target(architecture), Path(scratch), zip_path))
        if with_layers:
            made += layers.build(architecture, output / architecture, keys)
        report[architecture] = {one.name: _reported(one, output) for one in made}
    return report


def over(report: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What exceeds a limit, in words; empty when all is well."""
    found = []
    for architecture, packages in report.items():
        for name, sizes in packages.items():
            for kind, limit in zip(("zipped", "unzipped"), LIMITS[name], strict=True):
                if sizes[kind] > limit:
                    found.append(f"{architecture}/{name}: {sizes[kind]:,} bytes {kind}, the limit is {limit:,}")
        together = sum(packages[name]["unzipped"] for name in WITH_LAYERS if name in packages)
        if together > OF_LAMBDA * LAMBDA_UNZIPPED:
            found.append(
                f"{architecture}: decide with its layers takes {together / LAMBDA_UNZIPPED:.2f} of what Lambda does"
            )
    return found


def run(
    architectures: Sequence[str] = ("arm64",),
    output: Path = OUTPUT,
    *,
    with_layers: bool = False,
    keys: tuple[Path, Path] | None = None,
) -> int:
    """Make the zips, write the report, print sizes; 1 where a zip cannot be made or is over its limit."""
    try:
        report = build(architectures, output, with_layers=with_layers, keys=keys)
    except (OpaError, PackageError, ReachError, SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    (output.parent / REPORT).write_text(json.dumps(report, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for architecture, packages in report.items():
        for name, one in packages.items():
            sizes = f"{one['zipped'] / MEGABYTE:6.1f} MB zipped {one['unzipped'] / MEGABYTE:6.1f} MB unzipped"
            sys.stdout.write(f"{architecture:<7} {name:<19} {sizes}  {one['sha256'][:16]}\n")
    found = over(report)
    sys.stderr.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


def _reported(one: Package, output: Path) -> dict[str, Any]:
    return {
        "zip": one.path.relative_to(output.parent).as_posix(),
        "files": one.files,
        "zipped": one.zipped,
        "unzipped": one.unzipped,
        "sha256": one.sha256,
        "largest": one.largest,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m infra.build", description="Make the functions' zips.")
    parser.add_argument("--architecture", action="append", choices=sorted(PLATFORMS), help="arm64 when none is given")
    parser.add_argument("--layers", action="store_true", help="OPA and the policy bundle too")
    parser.add_argument(
        "--keys",
        type=Path,
        nargs=2,
        metavar=("PRIVATE", "PUBLIC"),
        help="PEM files: what the bundle is signed with (P-256)",
    )
    options = parser.parse_args(arguments)
    return run(options.architecture or ["arm64"], with_layers=options.layers, keys=options.keys)


if __name__ == "__main__":
    sys.exit(main())
