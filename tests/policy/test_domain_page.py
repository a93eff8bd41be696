"""docs/domain.md says where the protocol lives; every name in it must exist."""

import re

from workbench.cli import main
from workbench.policy import annotations, vocabulary
from workbench.policy.data_checks import known_needs
from workbench.policy.sources import ROOT

PAGE = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`([^`\n]+)`", PAGE))
FIELDS = frozenset({"necessity", "informed", "applicant_notice", "refused", "{case, record}"})
ROUTE = re.compile(r"^(GET|POST) (/\S+)$")


def test_every_code_of_the_page_exists() -> None:
    """What the page names in code letters is a reason, a code of a table, a step, a need or a field."""
    known = {str(reason.custom["code"]) for reason in annotations.reasons()} | known_needs() | FIELDS
    known |= {code for codes in vocabulary.vocabularies().values() for code in codes}
    codes = {name for name in NAMED if re.fullmatch(r"[A-Za-z0-9_]+", name)}
    assert codes - known == set()
    assert len(codes & known) > 60


def test_every_file_of_the_page_exists() -> None:
    """Tests and data that the page points to are there."""
    files = {name for name in NAMED if "/" in name and "." in name.rsplit("/", 1)[-1]}
    assert {name for name in files if not ((ROOT / name).is_file() or (ROOT / "tests" / name).is_file())} == set()


def test_every_route_of_the_page_exists() -> None:
    """Routes are in the API's description."""
    described = (ROOT / "schemas" / "openapi.yaml").read_text(encoding="utf-8")
    routes = [match.group(2) for match in map(ROUTE.match, NAMED) if match]
    assert [route for route in routes if f"\n  {route}:" not in described] == []
    assert len(routes) > 4


def test_every_command_of_the_page_exists() -> None:
    """Commands can be given as they stand."""
    for name in NAMED:
        words = name.split()
        if words[0] != "proviso":
            continue
        command: object = main
        for word in words[1:]:
            command = getattr(command, "commands", {}).get(word, command)
        assert command is not main, name
