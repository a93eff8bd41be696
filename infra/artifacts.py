"""The packages that synthesis takes up: functions and layers as `python -m infra.build --layers` makes them.

A package that is not there stops the synthesis, unless the environment allows an empty one in its place.
"""

import json
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ROOT / "build" / "packages" / "arm64"
ISSUERS: Final = "PROVISO_ISSUERS_FILE"
OPA_LAYER: Final = "opa-layer"
POLICY_LAYER: Final = "policy-layer"
ISSUERS_LAYER: Final = "issuers-layer"
REVISION_FILE: Final = "policy-revision"
NO_REVISION: Final = "placeholder"

# Where a layer's content lies in the function, by the names inside the zips.
OPA_PATH: Final = "/opt/opa"
BUNDLE_KEY_PATH: Final = "/opt/bundle-verification.pem"
BUNDLE_PATH: Final = "/opt/proviso-bundle.tar.gz"
ISSUERS_PATH: Final = "/opt/issuers.json"

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class MissingPackageError(RuntimeError):
    """A package is not there; the message says how to make it."""


@dataclass(frozen=True)
class Artifacts:
    """Packages of one architecture (arm64).

    Attributes:
        folder: Holds `<function>.zip` and the layers.
        made: Where placeholders and the issuers' layer are written.
        placeholders: Whether an empty package may stand for one that is not there.
        issuers: JWKS of each token issuer, `{issuer: {"keys": […]}}`; None for no issuer at all, which trusts nobody.
        missing: Receives the names of those that an empty package stands for.
    """

    folder: Path
    made: Path
    placeholders: bool
    issuers: Path | None = None
    missing: list[str] = field(default_factory=list)

    def function(self, name: str) -> str:
        """Path of a function's zip, by its physical name."""
        return str(self._package(name.removeprefix("proviso-").replace("-", "_")))

    def layer(self, name: str) -> str:
        """Path of a layer's zip."""
        return str(self._package(name))

    def revision(self) -> str:
        """The policy revision that the policy layer holds: the hash of its rules and data."""
        with zipfile.ZipFile(self._package(POLICY_LAYER)) as zipped:
            if REVISION_FILE not in zipped.namelist():
                return NO_REVISION
            return zipped.read(REVISION_FILE).decode().strip()

    def issuers_layer(self) -> str:
        """Path of the layer with the issuers' public keys.

        Raises:
            MissingPackageError: No file was named and none may be left out, or it is not a JSON object.
        """
        if self.issuers is None and not self.placeholders:
            message = f"the issuers' public keys are not given: name their file in {ISSUERS}"
            raise MissingPackageError(message)
        content = self.issuers.read_bytes() if self.issuers else b"{}"
        try:
            known = json.loads(content)
        except ValueError:
            known = None
        if not isinstance(known, dict):
            message = f"{ISSUERS}: not a JSON object of key sets by issuer"
            raise MissingPackageError(message)
        return str(self._written(ISSUERS_LAYER, Path(ISSUERS_PATH).name, content))

    def _package(self, name: str) -> Path:
        path = self.folder / f"{name}.zip"
        if path.is_file():
            return path
        if not self.placeholders:
            message = f"{path} is not there; make it with: python -m infra.build --layers"
            raise MissingPackageError(message)
        if name not in self.missing:
            self.missing.append(name)
        return self._written(f"no-{name}", "PLACEHOLDER", name.encode())

    def _written(self, name: str, entry: str, content: bytes) -> Path:
        self.made.mkdir(parents=True, exist_ok=True)
        path = self.made / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as zipped:
            zipped.writestr(zipfile.ZipInfo(entry, _EPOCH), content)
        return path

    def report(self) -> None:
        """Say on standard error which packages are empty."""
        if self.missing:
            sys.stderr.write(f"empty packages stand for: {', '.join(sorted(self.missing))}\n")
