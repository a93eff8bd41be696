"""`proviso policy check` finds what it is there to find, and names file, line and what to do."""

import json
import shutil
from pathlib import Path

import pytest

from workbench.policy import annotations, capabilities, check, data_checks, lint, reference_docs, vocabulary
from workbench.policy.sources import POLICIES

GOOD = """# METADATA
# title: A rule
# description: Why it is so.
# custom:
#   code: a_code
#   message: What is wrong.
#   law: UK GDPR Art 5
#   remedy: What to do.
#   effective_from: "2018-05-25"
deny contains rego.metadata.rule() if not _fine

_fine if input.context.reason
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "sample.rego"
    file.write_text(f"package sample\n\n{text}", encoding="utf-8")
    return file


def test_a_good_rule_is_left_alone(tmp_path: Path) -> None:
    """A complete rule gives no finding."""
    file = written(tmp_path, GOOD)
    assert [*lint.check(file), *annotations.check(annotations.reasons(tmp_path))] == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("#   message: What is wrong.\n", "", "custom.message is missing"),
        ("#   law: UK GDPR Art 5\n", "", "custom.law is missing"),
        ("law: UK GDPR Art 5", "law: none", "custom.law names no law"),
        ("#   remedy: What to do.\n", "", "custom.remedy is missing"),
        ("What is wrong.", "The agency %s is wrong.", "custom.message has a place for a value"),
        ("2018-05-25", "2018-05-32", "custom.effective_from is no day"),
        ("a_code", "A-Code", "the code has another form"),
        ("# title: A rule\n", "", "title or description is missing"),
        ("#   code: a_code\n", "#   code: a_code\n#   severity: high\n", "custom.severity is not known"),
        ("#   code: a_code\n", "#   code: a_code\n#   paperwork: maybe\n", "custom.paperwork is not true"),
    ],
)
def test_annotations_are_complete(tmp_path: Path, before: str, after: str, what: str) -> None:
    """Code, message, law, remedy and date are all there, and of their form."""
    written(tmp_path, GOOD.replace(before, after))
    found = list(annotations.check(annotations.reasons(tmp_path)))
    assert [finding.what for finding in found] == [what]
    lines = (tmp_path / "sample.rego").read_text("utf-8").splitlines()
    assert lines[found[0].line - 1].startswith("deny contains")


def test_a_code_is_used_once(tmp_path: Path) -> None:
    """Two rules cannot share a code."""
    written(tmp_path, GOOD + "\n" + GOOD.replace("_fine", "_good"))
    found = [finding.what for finding in annotations.check(annotations.reasons(tmp_path))]
    assert [what.split(" in ")[0] for what in found] == ["the code a_code is already used"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD + '\ndeny contains "x" if input.y\n', "a deny rule has no annotation with a code of its own"),
        (
            "table := {}\n\nx if not table[input.context.reason]\n",
            "a negated expression looks something up inside of another look-up",
        ),
        (
            "table := {}\n\nx if not table.a[input.context.reason] == true\n",
            "a negated expression looks something up inside of another look-up",
        ),
        (
            'x if not input.context.reason in {"a"}\n',
            "a negated expression looks something up inside of another look-up",
        ),
        (
            "x if some a in data.proviso.directory.agencies\n",
            "agencies or issuers are walked through or taken as a whole",
        ),
        (
            'x if data.proviso.directory.agencies[_].kind == "nhs"\n',
            "agencies or issuers are walked through or taken as a whole",
        ),
        (
            "import data.proviso.directory\n\nx if count(directory.issuers) > 1\n",
            "agencies or issuers are walked through or taken as a whole",
        ),
        ("x := 1\n" * 150, "the file has 152 lines"),
    ],
)
def test_lint_finds_what_the_compiler_lets_pass(tmp_path: Path, text: str, what: str) -> None:
    """A deny without words, a negation that can swallow itself, a walk through agencies, a long file: each is found."""
    file = written(tmp_path, text)
    assert {finding.what for finding in lint.check(file)} == {what}


def test_lint_lets_look_ups_by_id_pass(tmp_path: Path) -> None:
    """An agency looked up by an argument or by a reference is no walk."""
    text = "f(id) := data.proviso.directory.agencies[id].kind\n\nx := data.proviso.directory.agencies[input.a].kind\n"
    assert list(lint.check(written(tmp_path, text))) == []


def test_a_misspelt_input_is_a_type_error(tmp_path: Path) -> None:
    """A reference to a member that the policy input does not have fails the check."""
    text = "# METADATA\n# schemas:\n# - input: schema.policy_input\nx if input.context.share.purpoze\n"
    (tmp_path / "sample.rego").write_text(f"package sample\n\n{text}", encoding="utf-8")
    found = list(check.typed(tmp_path))
    assert ["purpoze" in finding.what for finding in found] == [True]
    assert (found[0].file.endswith("sample.rego"), found[0].line) == (True, 6)


@pytest.mark.parametrize(
    "call", ['http.send({"url": "x", "method": "get"})', "time.now_ns()", "opa.runtime()", 'rand.intn("a", 3)']
)
def test_rules_reach_nothing_but_input_and_data(tmp_path: Path, call: str) -> None:
    """Network, clock, environment and chance are not among the capabilities."""
    written(tmp_path, f"x := {call}\n")
    assert ["undefined function" in finding.what for finding in check.typed(tmp_path)] == [True]


def test_nothing_banned_is_allowed() -> None:
    """The capabilities file is the pinned OPA's, without what rules must not do."""
    assert capabilities.banned() == []
    assert capabilities.FILE.read_text("utf-8") == capabilities.text()


def test_form_and_tests_are_checked(tmp_path: Path) -> None:
    """An unformatted file, a failing test and a line that no test reaches are found."""
    written(tmp_path, "x    := 1\n\ny if input.never\n")
    assert [finding.what for finding in check.formatted(tmp_path)] == ["the file is not formatted"]
    (tmp_path / "sample_test.rego").write_text(
        "package sample_test\n\ntest_x if data.sample.x == 1\n", encoding="utf-8"
    )
    assert {finding.what for finding in check.tested(tmp_path)} == {"no test reaches lines 5 to 5"}
    (tmp_path / "sample_test.rego").write_text(
        "package sample_test\n\ntest_x if data.sample.x == 2\n", encoding="utf-8"
    )
    failed = list(check.tested(tmp_path))
    assert [finding.line for finding in failed] == [3]


def test_a_finding_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with 1 and prints file, line and what to do when there is anything to put right."""
    written(tmp_path, GOOD.replace("a_code", "A-Code"))
    assert check.main(tmp_path) == 1
    printed = capsys.readouterr().out
    assert "sample.rego:12: the code has another form\n    Use lower case" in printed


def test_data_are_what_their_schemas_say() -> None:
    """Reference data and schemes fit their schemas and each other."""
    assert list(data_checks.check()) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "what"),
    [
        ("reference/bases/data.json", '"2026-02-05"', '"5 February 2026"', "is not valid under any of"),
        ("reference/roles/data.json", '"injury": true', '"injured": true', "not known where it is looked up"),
        ("reference/enactments/data.json", '"nature": "duty"', '"nature": "obligation"', "is not one of"),
        ("reference/grounds/data.json", '"days": 183', '"days": "a year"', "is not of type"),
        (
            "schemes/csods/data.json",
            '"to": "risk_assessed"',
            '"to": "assessed_risk"',
            "not known where it is looked up",
        ),
        ("schemes/csods/data.json", '"in_person": true', '"in_the_person": true', "not known where it is looked up"),
        ("schemes/csods/data.json", '"hours": 24', '"minutes": 24', "'minutes'"),
    ],
)
def test_bad_data_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, before: str, after: str, what: str
) -> None:
    """A wrong date, an unknown code, a need that no rule knows: found, with the file and the line."""
    copy = tmp_path / "policies"
    shutil.copytree(POLICIES / "proviso", copy / "proviso")
    bad = copy / "proviso" / file
    text = bad.read_text("utf-8")
    assert before in text
    bad.write_text(text.replace(before, after, 1), "utf-8")
    for module in (vocabulary, data_checks):
        monkeypatch.setattr(module, "POLICIES", copy)
    monkeypatch.setattr(data_checks, "REFERENCE", copy / "proviso" / "reference")
    monkeypatch.setattr(data_checks, "SCHEMES", copy / "proviso" / "schemes")
    found = list(data_checks.check())
    assert any(what in finding.what for finding in found)
    assert {finding.file for finding in found} == {str(bad)}
    assert all(finding.line > 1 for finding in found)


def test_generated_files_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    """Vocabulary and policy reference are what rules and data give."""
    assert (vocabulary.main(["--check"]), reference_docs.main(["--check"])) == (0, 0)
    assert capsys.readouterr().err == ""


def test_an_outdated_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A generated file that differs fails the check, and writing it again passes."""
    monkeypatch.setattr(reference_docs, "TARGET", tmp_path / "policy-reference.md")
    assert reference_docs.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert (reference_docs.main([]), reference_docs.main(["--check"])) == (0, 0)


def test_the_vocabulary_has_every_list(tmp_path: Path) -> None:
    """Every table of the reference data, and the schemes' steps, outcomes and states, are closed lists of the wire."""
    lists = json.loads(vocabulary.text())
    tables = {path.parent.name for path in (POLICIES / "proviso" / "reference").glob("*/data.json")}
    assert set(lists) == tables | {"schemes", "states", "steps", "outcomes"}
    assert all(codes == sorted(set(codes)) and codes for codes in lists.values())
