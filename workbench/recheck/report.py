"""What came of it, as text and as JSON. No name and no word of a person is in it: ids, references and codes alone."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Final

import click

from workbench.recheck import words
from workbench.recheck.course import Course
from workbench.recheck.figures import Figures
from workbench.recheck.findings import Finding
from workbench.recheck.judged import Judgement
from workbench.recheck.ranking import Flagged, Level, in_order
from workbench.recheck.rules import Policy
from workbench.recheck.scoring import Score

SHOWN: Final = 50
_LABEL: Final = 8
_INDENT: Final = 6
_WIDTH: Final = 118


@dataclass(frozen=True)
class Report:
    """Everything that came of one run."""

    judgement: Judgement
    flagged: Sequence[Flagged]
    figures: Figures
    policy: Policy
    score: Score | None = None

    @property
    def clean(self) -> bool:
        """Nothing is flagged."""
        return not self.flagged


def as_text(report: Report, shown: int = SHOWN) -> str:
    """The report for people: figures, then the cases in the order in which to look at them."""
    return "\n".join([*_head(report), "", *_summary(report), *_cases(report, shown)])


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs; the flagged cases in the order in which to look at them."""
    judgement, figures = report.judgement, report.figures
    return {
        "cases": len(judgement.judged),
        "decisions": judgement.decisions,
        "seconds": round(judgement.seconds, 3),
        "cpu_seconds": round(judgement.cpu_seconds, 3),
        "policy_revision": judgement.revision,
        "figures": asdict(figures),
        "flagged": [_plain(one, report.policy) for one in report.flagged],
        **({"score": _scored(report.score)} if report.score else {}),
    }


def _head(report: Report) -> Iterator[str]:
    judgement = report.judgement
    cases, seconds = len(judgement.judged), max(judgement.seconds, 1e-9)
    yield (
        f"{cases:,} {'case' if cases == 1 else 'cases'}, {judgement.decisions:,} decisions, judged in {seconds:.1f} s "
        f"({cases / seconds:,.0f} cases/s, {judgement.decisions / seconds:,.0f} decisions/s; "
        f"{judgement.cpu_seconds:.1f} s of work)"
    )
    yield f"rules    {judgement.revision[:16]}, each decision as of its own day"
    figures = report.figures
    if figures.answered:
        share = figures.late / figures.answered
        longest = f", the longest {figures.longest_days:.0f} days" if figures.late else ""
        yield (
            f"late     {figures.late:,} of {figures.answered:,} answers came after the limit of their day "
            f"({share:.0%}){longest}; counted, not flagged"
        )
    if report.score:
        score = report.score
        yield (
            f"key      {score.found} of {score.spoiled} found (recall {score.recall:.0%}), {score.others} others "
            f"flagged (precision {score.precision:.0%}), {score.grouped} in the key's own group"
        )
        yield from (f"missed   {case}: {way}" for case, way in sorted(score.missed.items()))


def _summary(report: Report) -> Iterator[str]:
    figures = report.figures
    if report.clean:
        yield "Nothing to look at."
        return
    yield click.style(f"{len(report.flagged):,} cases to look at", bold=True)
    yield "  " + " · ".join(f"{count} {name}" for name, count in figures.by_group.items())
    yield from (f"  {count:>5}  {kind}" for kind, count in figures.by_kind.items())
    yield "\n  year   cases  flagged   late"
    for year, row in figures.by_year.items():
        yield f"  {year}  {row['cases']:>6}  {row['flagged']:>7}  {row['late']:>5}"
    for one in figures.officers:
        yield (
            f"\n  One person: {one.person} took the wrong step in {one.flagged} of them, where {one.expected:.1f} "
            "would be\n  this officer's share. Have everything that this officer did read by another."
        )


def _cases(report: Report, shown: int) -> Iterator[str]:
    ahead = list(enumerate(report.flagged, start=1))
    for level, group in groupby(ahead[:shown], key=lambda numbered: numbered[1].level):
        yield ""
        yield click.style(level.words.capitalize(), bold=True)
        for number, one in group:
            yield from _case(number, one, report.policy)
    if len(ahead) > shown:
        yield f"\nand {len(ahead) - shown:,} more: --show {len(ahead)}, or --json"


def _case(number: int, one: Flagged, policy: Policy) -> Iterator[str]:
    case, course = one.judged.case, _course(one, policy)
    known = [f"risk {one.grade}" if one.grade else "", "immediate danger" if one.danger else ""]
    known += ["harm known later" if one.harm else "", "children" if one.judged.end.get("children") else ""]
    ended = f"closed {case.closed.at[:10]}" if case.closed else "not closed"
    yield f"{number:>4}. {case.case}  {', '.join(each for each in known if each)}"
    yield _line("held by", f"{policy.agency(case.agency)} ({case.scheme}), opened {case.opened[:10]}, {ended}")
    for finding in in_order(one.judged.findings):
        yield _line("wrong", f"{words.wrong(finding, course)} [{finding.code}]")
        yield _line("law", finding.law)
        taken = f"{finding.step}, {finding.at[:10]}" if finding.step else finding.at[:10]
        yield _line("step", f"{taken}, by {finding.by[0]} ({finding.by[1]})" if finding.by[0] else taken)
    if one.level is not Level.NOT_JUDGED:
        yield _line("next", words.next_thing(one, course))


def _line(label: str, text: str) -> str:
    indent = " " * (_INDENT + _LABEL)
    lead = f"{'':<{_INDENT}}{label:<{_LABEL}}"
    return textwrap.fill(text, _WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False)


def _plain(one: Flagged, policy: Policy) -> dict[str, Any]:
    case, course = one.judged.case, _course(one, policy)
    return {
        "case": case.case,
        "scheme": case.scheme,
        "level": int(one.level),
        "why": one.level.words,
        "held_by": case.agency,
        "opened": case.opened,
        "closed": case.closed.at if case.closed else None,
        "risk": one.grade or None,
        "immediate_danger": one.danger,
        "harm_known_later": one.harm,
        "findings": [_finding(found, course) for found in in_order(one.judged.findings)],
        "next": words.next_thing(one, course),
    }


def _finding(found: Finding, course: Course | None) -> dict[str, Any]:
    return {
        "code": found.code,
        "kind": str(found.kind),
        "wrong": words.wrong(found, course),
        "law": found.law,
        "remedy": found.remedy,
        "at": found.at,
        "step": found.step or None,
        "decision": found.decision or None,
        "by": {"person": found.by[0], "role": found.by[1]} if found.by[0] else None,
        "where": list(found.where),
    }


def _scored(score: Score) -> dict[str, Any]:
    return {**asdict(score), "precision": score.precision, "recall": score.recall}


def _course(one: Flagged, policy: Policy) -> Course | None:
    case = one.judged.case
    return policy.course(case.scheme, case.agency, case.closed.at[:10] if case.closed else case.opened[:10])
