"""The real bundle with a directory of another size: same rules, same reference data, invented agencies.

The agencies that the questions name are kept as they are; the rest is made up to the number asked for, each with an
issuer and with an agreement of its own. Codes are outside every range in use, names say what they are.
"""

import io
import json
import tarfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

Directory = dict[str, Any]
_DATA = "data.json"


def swell(bundle: Path, made: Path, size: int, kept: Collection[str]) -> int:
    """Write a copy of a bundle whose directory lists `size` agencies, and return the bytes of its data.

    Args:
        bundle: The bundle as built.
        made: Where the copy goes.
        size: How many agencies it lists, the kept ones included; as many agreements beside them.
        kept: Agencies that stay as they are.
    """
    written = 0
    with tarfile.open(bundle) as source, tarfile.open(made, "w:gz", compresslevel=1) as target:
        for member in source.getmembers():
            content = source.extractfile(member)
            if content is None:
                continue
            raw = content.read()
            if member.name.rsplit("/", 1)[-1] == _DATA:
                raw = _resized(raw, member.name, size, kept)
                written += len(raw)
            member.size = len(raw)
            target.addfile(member, io.BytesIO(raw))
    return written


def directory(real: Directory, size: int, kept: Collection[str]) -> Directory:
    """Return a directory of `size` agencies: the kept ones, then invented ones.

    Raises:
        ValueError: fewer are asked for than must be kept.
    """
    agencies = {agency: real["agencies"][agency] for agency in kept}
    if size < len(agencies):
        message = f"{len(agencies)} agencies are kept, so the directory cannot list {size}"
        raise ValueError(message)
    issuers = {name: entry for name, entry in real["issuers"].items() if set(entry["agencies"]) <= agencies.keys()}
    pattern = next(entry for entry in real["agencies"].values() if entry["kind"] == "charity")
    for number in range(size - len(agencies)):
        agency = f"charity:BENCH{number:07d}"
        agencies[agency] = pattern | {"name": f"Invented charity {number}"}
        name = f"https://id.bench.example/{number}"
        issuers[name] = {"agencies": [agency], "effective_from": "2018-05-25", "sandbox": True}
    return real | {"agencies": agencies, "issuers": issuers}


def agreements(parties: Collection[str]) -> dict[str, Any]:
    """Return one invented agreement an agency, keyed by id."""
    dates = {"effective_from": "2018-05-25", "effective_to": "2099-12-31"}
    return {
        f"agreement:{number:07d}": {"parties": {agency: True, "la:E06000047": True}, **dates}
        for number, agency in enumerate(parties)
    }


def _resized(raw: bytes, name: str, size: int, kept: Collection[str]) -> bytes:
    """Replace the directory in a data file, wherever in the tree the file stands."""
    data = json.loads(raw)
    place = [part for part in name.split("/")[:-1] if part not in {"", "."}]
    inside = data
    for step in ["proviso", "directory"][len(place) :]:
        inside = inside.get(step, {})
    if ["proviso", "directory"][: len(place)] != place or "agencies" not in inside:
        return raw
    resized = directory(inside, size, kept)
    inside |= resized | {"agreements": agreements(resized["agencies"])}
    return json.dumps(data).encode()
