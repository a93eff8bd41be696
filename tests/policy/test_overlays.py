"""Overlays: what an agency does otherwise becomes a whole variant, and a slip of the pen is found by its path."""

import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.policy import bundle, check, data_checks, overlays, vocabulary
from workbench.policy.merge_patch import added, differences, merged
from workbench.policy.sources import POLICIES

SCHEME = vocabulary.schemes()["csods"]
LIMITED = next(name for name, state in SCHEME["states"].items() if "days" in state.get("clock", {}))
OVERLAY = {
    "agency": "force:13",
    "scheme": "csods",
    "effective_from": "2026-04-01",
    "source": "The force's procedure",
    "confirmed": True,
    "why": "Sooner",
    "changes": {"states": {LIMITED: {"clock": {"days": 3}}}},
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes an overlay beside a copy of the policy data that has no other."""
    copy = tmp_path / "policies"
    shutil.copytree(POLICIES / "proviso", copy / "proviso")
    for module in (vocabulary, data_checks):
        monkeypatch.setattr(module, "POLICIES", copy)
    monkeypatch.setattr(data_checks, "REFERENCE", copy / "proviso" / "reference")
    monkeypatch.setattr(data_checks, "SCHEMES", copy / "proviso" / "schemes")
    monkeypatch.setattr(overlays, "FOLDER", copy / "overlays")
    monkeypatch.setattr(overlays, "TARGET", copy / "proviso" / "variants" / "data.json")

    def made(name: str = "mine", **otherwise: Any) -> Path:
        file = copy / "overlays" / name / "data.json"
        file.parent.mkdir(parents=True)
        whole = {member: value for member, value in {**OVERLAY, **otherwise}.items() if value is not None}
        file.write_text(json.dumps(whole, indent=1), "utf-8")
        return file

    return made


def at(path: str, value: Any) -> dict[str, Any]:
    """Changes that set one value: `states > assessed > title`."""
    *parts, last = path.split(" > ")
    changes: dict[str, Any] = {last: value}
    for part in reversed(parts):
        changes = {part: changes}
    return changes


def test_committed_overlays_are_sound_and_resolved() -> None:
    """Every overlay that is kept gives no finding, and the committed variants are what they resolve to."""
    assert list(overlays.check()) == []
    assert overlays.TARGET.read_text("utf-8") == overlays.text()
    assert overlays.main(["--check"]) == 0


def test_a_variant_is_the_whole_scheme_with_the_changes(write: Write) -> None:
    """Agency and scheme lead to all of the scheme, with the agency's own value, its days and the overlay's name."""
    write(effective_to="2027-03-31")
    variant = overlays.variants()["force:13"]["csods"]
    assert variant["states"][LIMITED]["clock"]["days"] == 3
    expected = merged(SCHEME, OVERLAY["changes"])
    own = {"effective_from": "2026-04-01", "effective_to": "2027-03-31", "overlay": "mine"}
    assert variant == {**expected, **own, "confirmed": SCHEME["confirmed"]}
    assert list(overlays.check()) == []


def test_a_variant_ends_with_its_scheme_and_is_confirmed_with_it(write: Write) -> None:
    """The first of both ends holds; unconfirmed on either side is unconfirmed."""
    scheme = {**SCHEME, "effective_to": "2026-12-31", "confirmed": True}
    longer = overlays.resolved("mine", {**OVERLAY, "effective_to": "2027-03-31"}, scheme)
    assert (longer["effective_to"], longer["confirmed"]) == ("2026-12-31", True)
    assert overlays.resolved("mine", {**OVERLAY, "effective_to": "2026-05-01"}, scheme)["effective_to"] == "2026-05-01"
    assert overlays.resolved("mine", {**OVERLAY, "confirmed": False}, scheme)["confirmed"] is False
    assert overlays.resolved("mine", OVERLAY, {**scheme, "confirmed": False})["confirmed"] is False


@pytest.mark.parametrize(
    ("otherwise", "member", "what"),
    [
        ({"scheme": "sarahs_law"}, "scheme", "scheme: there is no scheme sarahs_law"),
        ({"agency": "force:99"}, "agency", "agency: there is no agency force:99"),
        ({"agency": "la:E06000047"}, "agency", "agency: la:E06000047 is local_authority of england"),
        ({"effective_from": "2001-01-01"}, "effective_from", "the variant would begin before the scheme"),
        ({"effective_to": "2026-03-31"}, "effective_to", "the variant would end before it begins"),
        ({"effective_from": "April 2026"}, "effective_from", "effective_from: 'April 2026'"),
        ({"changes": {}}, "changes", "changes: {} should be non-empty"),
        ({"changes": {"effective_from": "2020-01-01"}}, "changes", "changes: "),
        ({"why": None}, "", "the file: 'why' is a required property"),
        ({"changes": at(f"stats > {LIMITED} > title", "x")}, "stats", "changes > stats: the scheme csods has no such"),
        ({"changes": at("states > asessed > title", "x")}, "asessed", "changes > states > asessed: the scheme csods"),
        ({"changes": at("states > asessed", None)}, "asessed", "changes > states > asessed: the scheme csods"),
        ({"changes": at(f"states > {LIMITED} > clock > hours", 3)}, "hours", "clock > hours: the scheme csods has no"),
        ({"changes": at(f"states > {LIMITED} > clock > days", "ten")}, "days", "clock > days: 'ten' is not of type"),
        ({"changes": at("steps > decision > title", None)}, "decision", "'title' is a required property"),
        ({"changes": at("open > to", "assessed_risk")}, "to", "this code is not known where it is looked up"),
        ({"changes": at("case_ground", "police_cases")}, "case_ground", "this code is not known where it is looked up"),
    ],
)
def test_what_is_wrong_is_found(write: Write, otherwise: dict[str, Any], member: str, what: str) -> None:
    """An unknown scheme, agency or path, days the wrong way round, a variant that is no scheme: file, line, remedy."""
    file = write(**otherwise)
    found = [each for each in overlays.check() if what in each.what]
    assert {each.file for each in found} == {str(file)}
    lines = file.read_text("utf-8").splitlines()
    assert (f'"{member}"' if member else "{") in lines[found[0].line - 1]
    assert found[0].remedy.endswith(".")


def test_one_agency_has_one_variant_of_a_scheme(write: Write) -> None:
    """A second overlay for the same agency and scheme is found: one of the two would silently win."""
    write("first")
    second = write("second")
    found = list(overlays.check())
    assert [(each.file, "the overlay first already varies csods" in each.what) for each in found] == [
        (str(second), True)
    ]


def test_a_limit_may_be_put_in_another_unit(write: Write) -> None:
    """Working days may take the place of days: that adds nothing, since a limit has one unit."""
    write(changes=at(f"states > {LIMITED} > clock", {"days": None, "working_days": 5}))
    assert list(overlays.check()) == []
    clock = overlays.variants()["force:13"]["csods"]["states"][LIMITED]["clock"]
    assert ("days" in clock, clock["working_days"]) == (False, 5)


def test_what_cannot_be_resolved_is_not_written(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """With a finding nothing is written, the finding is printed and the command fails; put right, it is written."""
    before = overlays.TARGET.read_text("utf-8")
    file = write(agency="force:99")
    assert (overlays.main([]), overlays.TARGET.read_text("utf-8")) == (1, before)
    assert "there is no agency force:99" in capsys.readouterr().err
    assert overlays.variants() == {}
    file.write_text(json.dumps(OVERLAY), "utf-8")
    assert overlays.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert (overlays.main([]), overlays.main(["--check"])) == (0, 0)


def test_the_policy_check_asks_for_overlays(write: Write) -> None:
    """A bad overlay and a stale file of variants are findings of `proviso policy check`."""
    file = write(scheme="sarahs_law")
    assert str(file) in {each.file for each in check.described(POLICIES)}
    file.write_text(json.dumps({**OVERLAY, "scheme": "csods"}), "utf-8")
    stale = [each.remedy for each in check.generated(POLICIES) if each.file == str(overlays.TARGET)]
    assert stale == ["Run `python -m workbench.policy.overlays`."]


def test_the_bundle_holds_variants_and_calendar_and_no_overlay(tmp_path: Path) -> None:
    """What rules read is released; the overlays, which say how it came about, are not."""
    path, _ = bundle.build(tmp_path)
    with tarfile.open(path) as archive:
        data = json.load(archive.extractfile("/data.json"))  # type: ignore[arg-type]
    assert sorted(data) == ["proviso"]
    assert data["proviso"]["variants"] == overlays.variants()
    assert set(data["proviso"]["calendar"]["nations"]) == {"england", "wales", "scotland", "northern_ireland"}


@pytest.mark.parametrize(
    ("document", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_is_rfc_7396s(document: Any, patch: Any, result: Any) -> None:
    """The examples of RFC 7396 appendix A come out as it says."""
    assert merged(document, patch) == result


def test_a_patch_says_what_it_would_do() -> None:
    """Paths it would add are named whole; changed values are told with what they were, sources and marks aside."""
    base = {"a": {"days": 10, "source": "x"}, "b": {"c": True}}
    assert list(added({"a": {"hours": 1}, "b": {"d": True}, "e": {}}, base)) == [["a", "hours"], ["b", "d"], ["e"]]
    assert list(added({"a": {"days": None, "hours": 1}}, base)) == []
    assert list(added({"a": {"days": 3, "hours": 1}}, base)) == [["a", "hours"]]
    patch = {"a": {"days": 3, "source": "y"}, "b": {"c": None}}
    assert differences(patch, base) == ["a > days: 3, not 10", "b > c: none, not true"]
    assert differences(patch, base, ["a"]) == ["a > days: 3, not 10"]
