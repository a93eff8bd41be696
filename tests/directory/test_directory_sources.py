"""How the source table is read, and that a contradiction in it stops the build."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from workbench.directory import build
from workbench.directory.build import build_directory, main
from workbench.directory.local_authorities import (
    SOURCE_FOLDER,
    DirectorySourceError,
    last_day,
    read_corrections,
)

MARCH, APRIL = date(2023, 3, 31), date(2023, 4, 1)


@pytest.mark.parametrize("written", [MARCH, APRIL])
def test_both_ways_to_write_a_changeover_mean_the_same_last_day(written: date) -> None:
    """An end on 31 March and one on 1 April are both 31 March when the successor starts on 1 April."""
    assert last_day(written, [APRIL], "X") == MARCH
    assert last_day(written, [APRIL, APRIL], "X") == MARCH


def test_a_body_without_an_end_has_no_last_day() -> None:
    """What does not end has no last day."""
    assert last_day(None, [], "X") is None


@pytest.mark.parametrize("starts", [[], [None], [date(2023, 4, 2)], [date(2023, 3, 30)], [APRIL, date(2024, 4, 1)]])
def test_an_end_that_meets_no_start_is_refused(starts: list[date | None]) -> None:
    """A gap, an overlap, successors of different days or none at all stop the build."""
    with pytest.raises(DirectorySourceError, match="X ends on 2023-03-31"):
        last_day(MARCH, starts, "X")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("2023-04-01,CBD,", "2023-04-01,ZZZ,", "refers to ZZZ"),
        ("2023-04-01,CBD,", "2023-05-01,CBD,", "does not meet the start"),
        ("\nHPL,", "\nDUR,", "a short code twice"),
        (",WSX,,", ",,,", "refers to nothing"),
    ],
)
def test_a_broken_source_table_is_refused(sources: Path, old: str, new: str, complaint: str) -> None:
    """An unknown successor, a wrong day, a repeated code or a district without county stops the build."""
    table = sources / "uk_local_authorities.csv"
    text = table.read_text("utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DirectorySourceError, match=complaint):
        build_directory(sources)


def test_corrected_successors_must_be_a_list(sources: Path) -> None:
    """A slip in the corrections stops the build too."""
    path = sources / "corrections.json"
    corrections = json.loads(path.read_text("utf-8"))
    corrections["successors"]["DOR"]["codes"] = "DST"
    path.write_text(json.dumps(corrections), "utf-8")
    with pytest.raises(DirectorySourceError, match="a list of short codes"):
        build_directory(sources)


def test_an_issuer_speaks_for_listed_agencies_only(sources: Path) -> None:
    """An issuer for an agency that does not exist stops the build."""
    path = sources / "sandbox.json"
    sandbox = json.loads(path.read_text("utf-8"))
    sandbox["issuers"]["agencies"].append("nhs:Z9Z9Z")
    path.write_text(json.dumps(sandbox), "utf-8")
    with pytest.raises(DirectorySourceError, match="nhs:Z9Z9Z"):
        build_directory(sources)


def test_the_command_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A build that cannot be made ends with one sentence, exit code 1, and writes nothing."""

    def contradict() -> None:
        raise DirectorySourceError("the source table uses a short code twice")  # noqa: EM101, TRY003

    monkeypatch.setattr(build, "build_directory", contradict)
    assert main([], target=tmp_path / "data.json") == 1
    assert capsys.readouterr().err == "The directory cannot be built: the source table uses a short code twice.\n"
    assert not (tmp_path / "data.json").exists()


def test_every_correction_is_reasoned_and_changes_something() -> None:
    """A correction says why, and one that the source has caught up with must go."""
    corrections = read_corrections()
    with (SOURCE_FOLDER / "uk_local_authorities.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["local-authority-code"]: row for row in csv.DictReader(table)}
    known_gss = {row["gss-code"] for row in rows.values()}
    assert all(entry["why"] for section in corrections.values() for entry in section.values())
    successors = corrections["successors"]
    assert [code for code, entry in successors.items() if rows[code]["replaced-by"].split(",") == entry["codes"]] == []
    assert [code for code, entry in corrections["counties"].items() if rows[code]["county-la"] == entry["code"]] == []
    assert known_gss & corrections["aliases"].keys() == set()
    assert {entry["gss"] for entry in corrections["aliases"].values()} <= known_gss
