"""`proviso capacity`: the load, the limits, which is reached first, and how far off each is."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from workbench.capacity.load import (
    APPLICATIONS_A_YEAR,
    AUTHORITIES,
    FORCES,
    REFERRALS_A_YEAR,
    a_year,
    conflict_chance,
    on_paper,
    peak_rate,
)
from workbench.capacity.quotas import Limits, limits
from workbench.capacity.simulate import Outcome
from workbench.capacity.simulate import run as simulate
from workbench.cost.command import table

GROWTHS: Final = ((1.0, 600), (3.0, 200), (10.0, 60), (30.0, 20))
"""Times the country's peak, and for how many seconds: about as many requests each."""
PORTALS: Final = (0.005, 0.02, 0.1, 1.0)


def run(*, as_json: bool = False) -> int:
    """Simulate and print; always 0."""
    known = limits()
    outcomes = [simulate(growth, seconds, known.times) for growth, seconds in GROWTHS]
    if as_json:
        print(json.dumps({"outcomes": [asdict(one) for one in outcomes], "first": ranking(outcomes, known)}, indent=2))
    else:
        print(as_text(outcomes, known))
    return 0


def ranking(outcomes: Sequence[Outcome], known: Limits) -> list[dict[str, Any]]:
    """The limits, the one reached first first, with the growth at which it is reached.

    Use is taken to grow in a straight line from the run nearest below the limit, which is right for all but conflicts;
    for these the growth is a bound from above.
    """
    found = []
    for name, quota in known.quotas.items():
        below = [one for one in outcomes if one.peaks[name] <= quota.limit] or [outcomes[0]]
        nearest = below[-1]
        used = nearest.peaks[name]
        growth = nearest.growth * quota.limit / used if used else float("inf")
        found.append({"limit_name": name, "growth": growth, "used_now": outcomes[0].peaks[name], **asdict(quota)})
    return sorted(found, key=lambda one: (one["growth"], one["limit_name"]))


def as_text(outcomes: Sequence[Outcome], known: Limits) -> str:
    """The tables, as they stand in docs/capacity.md."""
    year = sum(a_year().values())
    head = (
        f"{FORCES} forces, {AUTHORITIES} authorities, {REFERRALS_A_YEAR:,} referrals and {APPLICATIONS_A_YEAR:,} "
        f"applications a year: {year / 1e6:.0f} million requests, {peak_rate():.0f} a second in the busiest minute."
    )
    parts = [head, _ranked(ranking(outcomes, known)), _runs(outcomes), _portals()]
    parts.append(f"Limits of {known.as_of}; not confirmed: {', '.join(known.unconfirmed)}.")
    return "\n\n".join(parts)


def _ranked(ranked: Sequence[dict[str, Any]]) -> str:
    rows = [["reached at", "limit", "default", "mean on paper", "most, simulated", "whose"]]
    paper = on_paper()
    for one in ranked:
        used = f"{one['used_now']:.4f}" if one["used_now"] < 1 else f"{one['used_now']:.0f}"
        mean = f"{paper[one['limit_name']]:.1f}" if one["limit_name"] in paper else ""
        rows.append([f"{one['growth']:.1f} x", one["unit"], f"{one['limit']:g}", mean, used, one["whose"]])
    return table(rows)


def _portals() -> str:
    """What a client that many agencies use together would meet."""
    head = ["one client's part of the load", "chance to meet another's write", "at 3 x", "at 10 x"]
    chances = {part: [conflict_chance(part, growth) for growth in (1.0, 3.0, 10.0)] for part in PORTALS}
    return table([head, *([f"{part:.1%}", *(f"{one:.2%}" for one in found)] for part, found in chances.items())])


def _runs(outcomes: Sequence[Outcome]) -> str:
    rows = [
        ["growth", "simulated", "a second, most", "API at once", "decide at once", "cold", "ledger's busiest partition"]
    ]
    for one in outcomes:
        needed = [one.peaks[name] for name in ("api_requests", "function_concurrency", "decide_concurrency")]
        skew = f"{one.ledger_skew:.2f} of the mean"
        rows.append([f"{one.growth:g} x", f"{one.requests:,}", *(f"{n:.0f}" for n in needed), f"{one.cold:.2%}", skew])
    return table(rows)
