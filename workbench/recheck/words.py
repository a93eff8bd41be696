"""What is wrong, and what to do next, in words that an officer would use; all titles are the scheme's."""

from workbench.recheck.course import ASIDE, Course
from workbench.recheck.findings import Finding
from workbench.recheck.ranking import Flagged, Level
from workbench.recheck.rules import Policy

_FIRST = {
    Level.HARMED: "Look at it today; see whoever is at risk, in a way that is safe.",
    Level.NOT_TOLD_AT_HIGH_RISK: "Today: find out whether the person at risk is safe.",
    Level.NOT_TOLD: "Today: find out whether the person at risk is safe.",
    Level.WRONGLY_TOLD: "Find out who knows now, and whether somebody is in danger because of it.",
    Level.HARDLY_RESEARCHED_AT_HIGH_RISK: "Today: make the searches, and decide about the risk.",
    Level.HARDLY_RESEARCHED: "Make the searches, and decide about the risk.",
}


def wrong(finding: Finding, course: Course | None) -> str:
    """What is wrong. A step out of its turn is told with where it was taken, and what was due there."""
    if finding.code != "step_not_possible_now" or course is None or finding.state not in course.data["states"]:
        return finding.message
    due = [move for move in course.from_here(finding.state) if move.step not in ASIDE and move.to != "="]
    titles = list(dict.fromkeys(_step(course, move.step) for move in due))
    stood = course.data["states"][finding.state]["title"]
    taken = f"“{_step(course, finding.step)}” was taken while it stood at “{stood}”"
    return f"{taken}; due was {' or '.join(f'“{title}”' for title in titles)}." if titles else f"{taken}."


def next_thing(flagged: Flagged, course: Course | None, policy: Policy) -> str:
    """What to do next: in danger at once; otherwise open it again, and then what the finding's remedy says."""
    said = [_FIRST[flagged.level]] if flagged.level in _FIRST else []
    state = flagged.judged.end.get("state", "")
    if course is not None and state in course.data["states"]:
        steps = ("emergency", "reopen") if flagged.level.harm_possible else ("reopen",)
        said += [_take(course, step, policy) for step in steps if course.steps.get(step, {}).get("from", {}).get(state)]
    return " ".join([*said, flagged.worst.remedy])


def _take(course: Course, step: str, policy: Policy) -> str:
    roles = ", ".join(policy.role(role) for role in course.steps[step]["roles"])
    lead = "In danger take" if step == "emergency" else "Take"
    return f"{lead} “{_step(course, step)}” ({step}; {roles})."


def _step(course: Course, code: str) -> str:
    return str(course.steps.get(code, {}).get("title", code))
