"""A Wiltshire-shaped day: the whole history judged again, in seconds and not in months."""

import tempfile
from pathlib import Path

from workbench.demo.telling import expect, line, scene
from workbench.demo.world import World
from workbench.recheck import case as cases
from workbench.recheck import words
from workbench.recheck.command import FILE_NAME, written
from workbench.recheck.corpus.made import CASES, History
from workbench.recheck.figures import Figures, figures
from workbench.recheck.judge import judge
from workbench.recheck.judged import Judgement
from workbench.recheck.ledger import past_cases
from workbench.recheck.ranking import Flagged, ranked
from workbench.recheck.rules import Policy, policy
from workbench.recheck.scoring import score

SHOWN = 3
A_FEW = 3


def wiltshire(world: World, count: int = CASES) -> None:
    """Past cases and the stack's own, put to today's rules as of their own days.

    Args:
        world: The story's stack.
        count: How many past cases are generated.
    """
    scene("history", "A Wiltshire-shaped day: every past case judged again")
    line("field", "A force put some 45 people on 3,778 closed cases of Clare's Law: 33 failures, 2 people harmed")
    with policy() as rules:
        _generated(rules, count)
        _own(world, rules)


def _generated(rules: Policy, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="proviso-demo-") as name:
        key = written(History(rules.schemes, count), Path(name), rules)
        with (Path(name) / FILE_NAME).open(encoding="utf-8") as lines:
            judgement = judge(cases.read(lines), rules)
    flagged = ranked(judgement.judged, rules)
    counted, found = figures(judgement.judged, flagged), score(flagged, key)
    _counted(judgement, counted)
    for one in flagged[:SHOWN]:
        _told(one, rules)
    expect(found.found == found.spoiled, f"all {found.spoiled} that were wrongly closed are found")
    expect(found.others <= A_FEW, f"{found.others} others are flagged")
    expect(all(one.harm for one in flagged[:2]), "where somebody was harmed comes first")


def _counted(judgement: Judgement, counted: Figures) -> None:
    cases_, seconds = len(judgement.judged), judgement.seconds
    line(
        "judged",
        f"{cases_:,} invented cases, {judgement.decisions:,} decisions, each as of its own day, in {seconds:.0f} s: "
        f"{cases_ / seconds:,.0f} cases and {judgement.decisions / seconds:,.0f} decisions a second",
    )
    line("late", f"{counted.late:,} of {counted.answered:,} answers, by the limit of their day; counted, not flagged")
    line("flagged", " · ".join(f"{number} {group}" for group, number in counted.by_group.items()))
    for officer in counted.officers:
        line("one person", f"took {officer.flagged} of the wrong steps, where {officer.expected:.1f} would be expected")


def _told(one: Flagged, rules: Policy) -> None:
    case = one.judged.case
    course = rules.course(case.scheme, case.agency, case.opened[:10])
    line("look at", f"{case.case}: {one.level.words}")
    line("wrong", words.wrong(one.worst, course))
    line("next", words.next_thing(one, course))


def _own(world: World, rules: Policy) -> None:
    """What this story's own stack has decided so far, out of its ledger."""
    own = judge(past_cases(world.ledger().entries.values(), rules), rules)
    count = sum(bool(one.findings) for one in own.judged)
    expect(not count, f"of this stack's own {len(own.judged)} requests ({own.decisions} decisions) none is flagged")
