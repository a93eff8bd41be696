"""`proviso policy unconfirmed` lists every value that is to be compared, and the reference marks it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.policy import overlays, reference_docs, unconfirmed, vocabulary
from workbench.policy.findings import shown
from workbench.policy.sources import POLICIES, ROOT

MARK = "[unconfirmed]"


def marked(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield from [node] if node.get("confirmed") is False else []
        for part in node.values():
            yield from marked(part)


def listed(file: Path) -> list[unconfirmed.Unconfirmed]:
    return [each for each in unconfirmed.unconfirmed() if each.file == shown(file)]


def test_every_mark_is_listed_once() -> None:
    """As many values are listed for a file as are marked in it, variants aside: they repeat scheme and overlay."""
    written = [file for file in POLICIES.rglob("data.json") if "testing" not in file.parts and file != overlays.TARGET]
    counts = {shown(file): len(list(marked(json.loads(file.read_text("utf-8"))))) for file in written}
    found = [each.file for each in unconfirmed.unconfirmed()]
    assert {file: found.count(file) for file in counts} == counts
    assert set(found) <= set(counts)
    assert len({(each.file, each.path) for each in unconfirmed.unconfirmed()}) == len(found)


def test_the_list_is_sorted_by_file_and_complete_in_words() -> None:
    """Values come file by file, each with what it is, what it claims, where from, and what to compare it with."""
    found = unconfirmed.unconfirmed()
    assert [each.file for each in found] == sorted(each.file for each in found)
    assert [each for each in found if not (each.where and each.source and each.compare_with and each.value)] == []


def test_a_limit_is_said_with_its_state_and_its_guidance() -> None:
    """A clock of a scheme is named by its state's title and compared with the scheme's guidance."""
    file = POLICIES / "proviso" / "schemes" / "csods" / "data.json"
    scheme = vocabulary.load(file)
    found = {each.path: each for each in listed(file)}
    name, state = next((name, each) for name, each in scheme["states"].items() if "hours" in each.get("clock", {}))
    clock = found["states", name, "clock"]
    assert clock.where == f"states > {state['title']} ({name}) > clock"
    assert unconfirmed.said(clock.value).startswith(f"hours {state['clock']['hours']}, ")
    assert (clock.source, clock.compare_with) == (state["clock"]["source"], scheme["source"])
    assert found[()].where == scheme["title"]


def test_an_enactment_is_compared_with_itself() -> None:
    """Whoever confirms an enactment reads that enactment."""
    found = listed(POLICIES / "proviso" / "reference" / "enactments" / "data.json")
    assert [each.compare_with for each in found] == [each.path[0] for each in found]
    assert found


def test_a_year_that_was_worked_out_lists_its_days() -> None:
    """A year of the calendar that is not published is listed with every nation's days."""
    found = {each.path: each for each in listed(POLICIES / "proviso" / "calendar" / "data.json")}
    assert list(found) == [("years", "2029"), ("years", "2030")]
    assert "2029-04-02" in found["years", "2029"].value["england"]
    assert "2029-04-02" not in found["years", "2029"].value["scotland"]
    assert found["years", "2029"].compare_with.startswith("GOV.UK")


def test_an_overlay_says_what_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An overlay is listed with each value that it sets and the scheme's, and so is a mark inside of its changes."""
    copy = tmp_path / "overlays"
    shutil.copytree(overlays.FOLDER / "csods_west_yorkshire", copy / "mine")
    file = copy / "mine" / "data.json"
    overlay = vocabulary.load(file)
    overlay["changes"] = {"states": {"received": {"clock": {"hours": 12, "confirmed": False, "source": "A page"}}}}
    file.write_text(json.dumps(overlay), "utf-8")
    monkeypatch.setattr(overlays, "FOLDER", copy)
    whole, clock = listed(file)
    before = vocabulary.schemes()["csods"]["states"]["received"]["clock"]["hours"]
    assert whole.value == clock.value == [f"states > received > clock > hours: 12, not {before}"]
    assert (whole.path, clock.path) == ((), ("changes", "states", "received", "clock"))
    assert (whole.source, clock.source) == (overlay["source"], "A page")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"hours": 24, "from": "opened"}, "hours 24, from opened"),
        ({"kinds": {"nhs": True, "police": True}, "bring_in": False}, "kinds (nhs, police), not bring in"),
        ({"days": 28, "states": {"a": {"title": "A"}}, "limit": {"confirmed": False}}, "days 28"),
        ({"effective_from": None, "either": ["a", "b"]}, "effective from none, either (a, b)"),
    ],
)
def test_values_are_said_in_words(value: Any, words: str) -> None:
    """Members are said by name and value, codes as a list, and a part with a title or a mark of its own is left out."""
    assert unconfirmed.said(value) == words


def test_the_command_prints_all_and_the_total() -> None:
    """Text and JSON name the same values, the text groups them by file and ends with the total."""
    command = [str(ROOT / ".venv" / "bin" / "proviso"), "policy", "unconfirmed"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    answer = json.loads(
        subprocess.run([*command, "--json"], capture_output=True, text=True, check=True, timeout=60).stdout
    )
    assert answer["total"] == len(answer["values"]) == len(unconfirmed.unconfirmed())
    assert set(answer["values"][0]) == {"file", "path", "where", "value", "source", "compare_with"}
    assert text.splitlines()[-1].startswith(f"{answer['total']} values ")
    headings = [line for line in text.splitlines() if line.endswith("data.json")]
    assert headings == sorted({each["file"] for each in answer["values"]})
    assert text.count("    compare with ") == answer["total"]


def test_the_reference_marks_what_is_unconfirmed() -> None:
    """In the policy reference the mark stands beside each unconfirmed code, scheme, limit and notice, and no other."""
    page = reference_docs.text()
    codes, schemes = page[page.index("## Codes") :], page[page.index("## Schemes") : page.index("## Codes")]
    for table in vocabulary.reference().values():
        for code, entry in table.items():
            row = f"| `{code}` | {entry['title']}{f' {MARK}' if entry.get('confirmed') is False else ''} |"
            assert row in codes
    for code, course in vocabulary.schemes().items():
        assert (f"### `{code}`: {course['title']} {MARK}" in schemes) is (course["confirmed"] is False)
        inside = len([each for each in marked(course) if each is not course])
        part = schemes[schemes.index(f"### `{code}`") :].split("\n### ")[0]
        varied = [each for each in overlays.sound().values() if each["scheme"] == code and not each["confirmed"]]
        assert part.count(MARK) == inside + (course["confirmed"] is False) + len(varied)
