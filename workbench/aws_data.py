"""Generate `chalicelib/adapters/aws_data`: botocore's descriptions of the services that the functions speak to.

Every operation and shape is kept, documentation texts are left out, and so are all other services. Reading it costs a
cold start a fraction of reading the original, and the functions ship without the original's 20 MB. `--check` fails
when the pinned botocore describes something else than what is committed.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import botocore

from chalicelib.adapters.aws import DATA, SERVICES

_SOURCE = Path(botocore.__file__).parent / "data"
_AS_THEY_ARE = ("partitions.json", "sdk-default-configuration.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files; with `--check` only name those that differ, and return 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(arguments).check
    wanted = dict(files())
    differing = [name for name, content in wanted.items() if _present(DATA / name) != content]
    stray = [p for p in DATA.rglob("*") if p.is_file() and str(p.relative_to(DATA)) not in wanted]
    for name in differing if not check else []:
        (DATA / name).parent.mkdir(parents=True, exist_ok=True)
        (DATA / name).write_bytes(wanted[name])
    for path in stray if not check else []:
        path.unlink()
    for name in (*differing, *map(str, stray)):
        sys.stdout.write(f"{'differs' if check else 'wrote'} {name}\n")
    return int(check and bool(differing or stray))


def files() -> Iterator[tuple[str, bytes]]:
    """Each file as it should be: its path below the folder, and its content."""
    for service in sorted(SERVICES):
        version = max(p.name for p in (_SOURCE / service).iterdir() if p.is_dir())
        for kind in ("service-2", "endpoint-rule-set-1"):
            model = json.loads(_read(f"{service}/{version}/{kind}.json"))
            yield f"{service}/{version}/{kind}.json", _compact(_without_texts(model))
    yield "endpoints.json", _compact(_endpoints(json.loads(_read("endpoints.json"))))
    for name in _AS_THEY_ARE:
        yield name, _compact(json.loads(_read(name)))


def _read(name: str) -> bytes:
    plain, packed = _SOURCE / name, _SOURCE / f"{name}.gz"
    return plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if not (k == "documentation" and isinstance(v, str))}
        return {k: _without_texts(v) for k, v in kept.items()}
    return [_without_texts(v) for v in value] if isinstance(value, list) else value


def _endpoints(whole: dict[str, Any]) -> dict[str, Any]:
    (partition,) = (p for p in whole["partitions"] if p["partition"] == "aws")
    services = {name: rest for name, rest in partition["services"].items() if name in SERVICES}
    return {"version": whole["version"], "partitions": [partition | {"services": services}]}


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _present(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    raise SystemExit(main())
