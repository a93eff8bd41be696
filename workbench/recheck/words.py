"""What is wrong, and what to do next, in words that an officer would use; all titles are the scheme's."""

from typing import Final

from workbench.recheck.course import ASIDE, Course
from workbench.recheck.findings import Finding
from workbench.recheck.ranking import Flagged, Level

_FIRST: Final = {
    Level.HARMED: "Today: see whoever is at risk, in a way that is safe.",
    Level.NOT_TOLD_AT_HIGH_RISK: "Today: find out whether the person at risk is safe.",
    Level.NOT_TOLD: "Today: find out whether the person at risk is safe.",
    Level.WRONGLY_TOLD: "Find out who knows now, and whether somebody is in danger because of it.",
    Level.HARDLY_RESEARCHED_AT_HIGH_RISK: "Today: make the searches and decide about the risk.",
    Level.HARDLY_RESEARCHED: "Make the searches and decide about the risk.",
}


def wrong(finding: Finding, course: Course | None) -> str:
    """What is wrong. A step out of its turn is told with where it was taken, and what was due there."""
    due = _due(finding, course)
    if course is None or not due:
        return finding.message
    stood = course.data["states"][finding.state]["title"]
    return f"{_step(course, finding.step)} was taken while it stood at “{stood}”; due was {due}."


def next_thing(flagged: Flagged, course: Course | None) -> str:
    """What to do next: in danger at once; otherwise open it again, and then what the finding's remedy says."""
    said = [_FIRST[flagged.level]] if flagged.level in _FIRST else []
    state = flagged.judged.end.get("state", "")
    if course is not None and state in course.data["states"]:
        steps = ("emergency", "reopen") if flagged.level.harm_possible else ("reopen",)
        said += [_take(course, step) for step in steps if course.steps.get(step, {}).get("from", {}).get(state)]
    due = _due(flagged.worst, course)
    return " ".join([*said, f"Then take {due}." if due else flagged.worst.remedy])


def _due(finding: Finding, course: Course | None) -> str:
    """What the scheme led to where a step was taken out of its turn; empty for any other finding."""
    if finding.code != "step_not_possible_now" or course is None:
        return ""
    due = [move for move in course.from_here(finding.state) if move.step not in ASIDE and move.to != "="]
    return " or ".join(dict.fromkeys(f"“{_step(course, move.step)}”" for move in due))


def _take(course: Course, step: str) -> str:
    lead = "In danger take" if step == "emergency" else "Take"
    return f"{lead} {step} ({', '.join(course.steps[step]['roles'])})."


def _step(course: Course, code: str) -> str:
    return str(course.steps.get(code, {}).get("title", code))
