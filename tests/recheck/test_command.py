"""`proviso recheck`: what it reads, what it says, and its exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workbench import schemas
from workbench.cli import main
from workbench.recheck.case import PastError, read, written
from workbench.recheck.rules import Policy

from .conftest import Told
from .hand import told


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["recheck", *map(str, arguments)])


def _file(folder: Path, lines: list[str]) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_a_file_of_kept_cases_is_clean(rules: Policy, tmp_path: Path) -> None:
    """Nothing flagged: exit code 0, and it says so, with how many were judged and how fast."""
    done = _run(_file(tmp_path, [written(told(rules)), ""]))
    assert done.exit_code == 0
    assert "1 case, " in done.output
    assert "cases/s" in done.output
    assert "Nothing to look at." in done.output


def test_a_flagged_case_makes_it_fail(small: Told, tmp_path: Path) -> None:
    """Something flagged: exit code 1; with the key of the history, how well it was found."""
    flagged = small.of("no reasons")[0].judged.case
    key = tmp_path / "key.json"
    key.write_text(json.dumps({flagged.case: "no reasons"}), encoding="utf-8")
    done = _run(_file(tmp_path, [written(flagged)]), "--key", key, "--json")
    assert done.exit_code == 1
    made = json.loads(done.output)
    assert made["flagged"][0]["findings"][0]["code"] == "reasons_missing"
    assert (made["score"]["recall"], made["score"]["precision"]) == (1.0, 1.0)


def test_a_generated_history_is_kept_with_its_key(tmp_path: Path) -> None:
    """`--keep` leaves the history and its key, and the file judged by itself tells the same."""
    whole = _run("--wiltshire", "--cases", "40", "--keep", tmp_path, "--json")
    again = _run(tmp_path / "cases.jsonl", "--key", tmp_path / "key.json", "--json")
    assert (whole.exit_code, again.exit_code) == (1, 1)
    first, second = json.loads(whole.stdout), json.loads(again.stdout)
    assert first["flagged"] == second["flagged"]
    assert first["score"] == second["score"]
    assert first["score"]["found"] == 33


@pytest.mark.parametrize("arguments", [(), ("--running", "--wiltshire"), ("-", "--wiltshire")])
def test_one_history_is_named(arguments: tuple[str, ...]) -> None:
    """No history, or two, is a mistake in how it was asked."""
    done = _run(*arguments)
    assert done.exit_code == 2
    assert "name one history" in done.output


def test_a_line_that_is_no_case_stops_it(rules: Policy, tmp_path: Path) -> None:
    """A line of another form judges nothing: exit code 2, with the line and the field, and none of its values."""
    broken = json.loads(written(told(rules))) | {"agency": "The Canary Constabulary"}
    done = _run(_file(tmp_path, [written(told(rules)), json.dumps(broken)]))
    assert done.exit_code == 2
    assert "line 2 is no past case: agency" in done.output
    assert "Canary" not in done.output
    with pytest.raises(PastError, match="line 1"):
        list(read(iter(["Canary\n"])))


@pytest.mark.parametrize("name", ["nothing", "no bundle.tar.gz"])
def test_rules_that_are_none_stop_it(rules: Policy, tmp_path: Path, name: str) -> None:
    """A folder without rules, or a file that is no bundle, judges nothing: exit code 2."""
    other = tmp_path / name
    if name == "nothing":
        other.mkdir()
    else:
        other.write_text("no bundle", encoding="utf-8")
    done = _run(_file(tmp_path, [written(told(rules))]), "--as-of-policy", other)
    assert done.exit_code == 2
    assert "nothing was judged" in done.output


def test_rules_that_do_not_compile_are_no_fault_of_a_case(rules: Policy, tmp_path: Path) -> None:
    """Where the rules themselves cannot answer, no case is blamed: exit code 2."""
    folder = tmp_path / "proviso" / "decision"
    folder.mkdir(parents=True)
    (folder / "decision.rego").write_text("package proviso.decision\n\nallow := true\n", encoding="utf-8")
    done = _run(_file(tmp_path, [written(told(rules))]), "--as-of-policy", tmp_path)
    assert done.exit_code == 2
    assert "nothing was judged" in done.output


def test_another_bundle_is_judged_by(rules: Policy, small: Told, tmp_path: Path) -> None:
    """A bundle can be named as well as a folder: the report carries its revision."""
    done = _run(_file(tmp_path, [written(small.cases[0])]), "--as-of-policy", rules.bundle, "--json")
    assert json.loads(done.output)["policy_revision"] == rules.revision


def test_the_schema_says_what_a_line_is(small: Told) -> None:
    """The committed schema is the model's own, and a line that is read satisfies it."""
    import jsonschema

    schema = json.loads((schemas.FOLDER / "past_case.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(written(small.cases[0])), schema)
    assert json.loads(schemas.documents()["past_case.json"]) == schema
