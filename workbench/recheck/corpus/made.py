"""The generated history: so many cases of the domestic violence scheme, a known few of them spoiled, by seed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final

from workbench.recheck.case import Later, PastCase
from workbench.recheck.corpus import people
from workbench.recheck.corpus.bodies import instant
from workbench.recheck.corpus.recording import By
from workbench.recheck.corpus.spoil import SPOILS, WILTSHIRE, Spoil, unknown
from workbench.recheck.corpus.walk import Walk
from workbench.recheck.course import Course

CASES: Final = 3_778
SCHEMES: Final[Mapping[str, float]] = {"dvds_ask": 0.72, "dvds_know": 0.28}
FIRST: Final = datetime(2018, 6, 4, 8, tzinfo=UTC)
"""Rules are known from 25 May 2018 on: what lies before cannot be judged by them."""
LAST: Final = datetime(2024, 1, 31, 8, tzinfo=UTC)
ONE_OFFICER: Final = 0.6
"""The share of spoiled cases in which one officer took every step that this officer could."""
HARM_ANYWAY: Final = 0.002
"""The share of well-kept cases after which harm became known all the same."""


@dataclass(frozen=True)
class History:
    """A history to generate; the same values give the same cases.

    Attributes:
        schemes: The data of the schemes by code, from a bundle.
        count: How many cases.
        seed: Where chance begins.
        spoils: How many cases go wrong, by way.
        shares: How many of the cases each scheme has.
    """

    schemes: Mapping[str, Any]
    count: int = CASES
    seed: int = 54
    spoils: Mapping[str, int] | None = None
    shares: Mapping[str, float] | None = None

    @cached_property
    def key(self) -> Mapping[int, str]:
        """Which cases go wrong, by their place, and how.

        Raises:
            ValueError: there is no such way, or there are fewer cases than are to go wrong.
        """
        wanted = WILTSHIRE if self.spoils is None else self.spoils
        names = [name for name in wanted for _ in range(wanted[name])]
        if unknown(wanted) or len(names) > self.count:
            message = f"cannot spoil {len(names)} of {self.count} cases: {', '.join(unknown(wanted)) or 'too many'}"
            raise ValueError(message)
        places = Random(f"places:{self.seed}").sample(range(self.count), len(names))  # noqa: S311 - no secret
        return dict(zip(places, names, strict=True))

    def cases(self) -> Iterator[tuple[PastCase, str | None]]:
        """Every case, with the way in which it went wrong."""
        shares = self.shares or SCHEMES
        courses = {code: Course(code, self.schemes[code]) for code in shares}
        officers = people.Officers(self.seed)
        for course in courses.values():
            officers.settle(course)
        for place in range(self.count):
            rng = Random(f"{self.seed}:{place}")  # noqa: S311 - no secret
            name = self.key.get(place)
            yield _case(_drawn(courses, shares, SPOILS.get(name or ""), rng), officers, name, rng), name


def _drawn(courses: Mapping[str, Course], shares: Mapping[str, float], spoil: Spoil | None, rng: Random) -> Course:
    fitting = [course for course in courses.values() if spoil is None or spoil.fits(course)]
    return rng.choices(fitting, [shares[course.code] for course in fitting])[0]


def _case(course: Course, officers: people.Officers, name: str | None, rng: Random) -> PastCase:
    spoil = SPOILS[name] if name else None
    opened = _opened(rng)
    truth = people.truth(rng)
    if spoil and spoil.harmed:
        truth = replace(truth, grade="high")
    if name == "children not referred":
        truth = replace(truth, children=True)
    walk = Walk(course, truth, officers, opened, rng, _pace(rng))
    if spoil is None:
        walk.finish()
    else:
        walk.usual = _one(course, officers) if rng.random() < ONE_OFFICER else None
        spoil.happens(walk)
    harmed = spoil.harmed if spoil else rng.random() < HARM_ANYWAY
    return walk.past(later=_later(walk, rng) if harmed else None)


def _one(course: Course, officers: people.Officers) -> By:
    role = max(course.closing.roles)
    return By(officers.of(role)[0], role)


def _later(walk: Walk, rng: Random) -> Later:
    return Later(at=instant(walk.at + timedelta(days=rng.randrange(20, 200))), kind="harm")


def _opened(rng: Random) -> datetime:
    """More and more from year to year."""
    seconds = (LAST - FIRST).total_seconds() * math.sqrt(rng.random())
    return FIRST + timedelta(seconds=round(seconds))


def _pace(rng: Random) -> float:
    paces: Sequence[float] = (0.8, 1.9, 4.4)
    return rng.choices(paces, (50, 36, 14))[0]
