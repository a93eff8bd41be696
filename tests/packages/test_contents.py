"""What is in a zip, and what is not."""

import re
import struct
import zipfile
from pathlib import Path

import pytest

from infra.packages.dependencies import Target
from infra.packages.zips import FUNCTIONS, Package, package

ROOT = Path(__file__).resolve().parents[2]
AARCH64 = 183
NEVER = re.compile(
    r"(^|/)(tests?|__pycache__|\.chalice|\.git|\.hypothesis|examples)/"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest|pytest_plugin)\.(py|rego)$"
    r"|\.(pyc|pyi|pyx|rego|tar\.gz\.new|toml|lock)$"
    r"|^(policies|schemas|workbench|infra|functions|tools|requirements|docs|bin)(/|$)"
)
TOOLS = {"pip", "setuptools", "pytest", "moto", "mypy", "ruff", "hypothesis", "click", "cffi", "pycparser", "uv"}
LISTED = {"chalice/__init__.py", "chalice/app.py"}


def names(one: Package) -> list[str]:
    """What is in a zip."""
    with zipfile.ZipFile(one.path) as zipped:
        return zipped.namelist()


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_nothing_but_what_runs(zips: dict[str, Package], function: str) -> None:
    """A zip holds no test, cache, policy source, schema, part of another function or developer's tool."""
    found = names(zips[function])
    assert [name for name in found if NEVER.search(name)] == []
    assert TOOLS.isdisjoint(name.partition("/")[0].removesuffix(".py") for name in found)
    assert {name for name in found if name.startswith("chalice/")} == LISTED


def test_decide_has_nothing_with_which_to_open_content(zips: dict[str, Package]) -> None:
    """The decision point ships no encryption SDK, no sealing and no store of records."""
    found = names(zips["decide"])
    assert not [name for name in found if name.startswith("aws_encryption_sdk")]
    assert {"chalicelib/adapters/sealing.py", "chalicelib/adapters/records.py"}.isdisjoint(found)
    assert "chalicelib/contracts/vocabulary.json" not in found


@pytest.mark.parametrize("function", sorted(FUNCTIONS.keys() - {"decide"}))
def test_api_functions_cannot_decide(zips: dict[str, Package], function: str) -> None:
    """An API function ships no OPA client, no token library, no minting of sessions and no ledger."""
    found = names(zips[function])
    assert not [
        name for name in found if name.startswith(("opa_client", "jwt/", "aiohttp", "chalicelib/service/decide/"))
    ]
    forbidden = {"case_sessions", "ledger", "opa", "tokens", "facts"}
    assert {f"chalicelib/adapters/{name}.py" for name in forbidden}.isdisjoint(found)
    # The clock takes no request, so it knows no codes to hold one against.
    assert ("chalicelib/contracts/vocabulary.json" in found) is (function != "clock")


def test_each_function_ships_its_own_use_cases(zips: dict[str, Package]) -> None:
    """What one API function alone uses is in no other function's zip."""
    owned = {
        "share_reading": "share",
        "disclosure_reading": "request_disclosure",
        "queue_listing": "request_disclosure",
    }
    for module, owner in owned.items():
        holders = {name for name, one in zips.items() if f"chalicelib/service/{module}.py" in names(one)}
        assert holders == {owner}


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_the_descriptions_of_all_called_services_are_shipped(zips: dict[str, Package], function: str) -> None:
    """Every AWS service that an adapter in the zip makes a client of is described in it, and botocore's own are not."""
    found = names(zips[function])
    made = set()
    for name in found:
        if name.startswith("chalicelib/adapters/") and name.endswith(".py"):
            made |= set(re.findall(r"aws\.client\(\"(\w+)\"\)", (ROOT / name).read_text("utf-8")))
    described = {name.split("/")[3] for name in found if name.startswith("chalicelib/adapters/aws_data/")}
    assert made
    assert made <= described
    assert not [name for name in found if name.startswith(("botocore/data/", "boto3/data/"))]


def test_the_zip_for_lambda_holds_extensions_for_its_architecture(tmp_path: Path) -> None:
    """Every extension module of the arm64 zip is for 64-bit ARM and for Lambda's Python, wherever it is made."""
    one = package("decide", Target("arm64"), tmp_path / "scratch", tmp_path / "decide.zip")
    with zipfile.ZipFile(one.path) as zipped:
        extensions = [name for name in zipped.namelist() if name.endswith(".so")]
        machines = {struct.unpack_from("<H", zipped.read(name), 18)[0] for name in extensions}
    assert machines == {AARCH64}
    assert {found[1] for name in extensions if (found := re.search(r"cpython-(\d+)", name))} == {"311"}
