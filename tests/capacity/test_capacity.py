"""The load against the limits, on paper and by simulation."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from infra.environments import production
from workbench.capacity import command
from workbench.capacity.load import KINDS, cold_chance, conflict_chance, on_paper
from workbench.capacity.quotas import limits
from workbench.capacity.simulate import PARTITIONS, Outcome, Pool, decision_id, partition_of
from workbench.capacity.simulate import run as simulate
from workbench.cost.counting import Counted

ROOT = Path(__file__).resolve().parents[2]
SITE = {
    "PROVISO_ACCOUNT": "123456789012",
    "PROVISO_HOSTED_ZONE": "Z00000000000000000000",
    "PROVISO_DOMAIN": "a.example",
}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """All runs of the command."""
    return [simulate(growth, seconds, limits().times) for growth, seconds in command.GROWTHS]


class SameBits:
    """Chance that is none: the random part of every id is the same."""

    def getrandbits(self, _count: int) -> int:
        return 7


def test_the_same_seed_gives_the_same_outcome() -> None:
    """Two runs with one seed agree in everything, and another seed gives another run."""
    one, two, other = (simulate(1.0, 60, limits().times, seed) for seed in (1, 1, 2))
    assert one == two
    assert one != other


def test_it_is_done_within_twenty_seconds() -> None:
    """All runs together take less than twenty seconds of processor time."""
    began = time.process_time()
    assert command.run(as_json=True) == 0
    assert time.process_time() - began < 20


def test_what_runs_at_once_is_what_the_paper_says(outcomes: list[Outcome]) -> None:
    """The most in any second lies above the mean on paper, and no further than chance would have it."""
    paper = on_paper()
    for name, mean in paper.items():
        assert mean < outcomes[0].peaks[name] < 6 * mean + 6, name


def test_more_load_needs_more_of_everything(outcomes: list[Outcome]) -> None:
    """Each limit's use grows with the load."""
    for name in limits().quotas:
        needed = [one.peaks[name] for one in outcomes]
        assert needed == sorted(needed), name


def test_conflicts_on_paper_are_those_simulated() -> None:
    """A client that sends everything meets as many of its own writes as the formula says, within a fifth."""
    from workbench.capacity import simulate as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "client_weights", lambda _rng: [1.0])
        seen = simulate(1.0, 300, limits().times).peaks["conflicts"]
    assert seen == pytest.approx(conflict_chance(1.0), rel=0.2)


def test_ids_of_one_moment_spread_over_the_ledger() -> None:
    """Entries whose ids differ in their last characters alone lie in all partitions alike: keys are placed by hash."""
    import random

    rng = random.Random(1)
    ids = [decision_id(1.0, rng) for _ in range(20_000)]
    assert len({one[:10] for one in ids}) == 1
    placed = Counter(map(partition_of, ids))
    assert set(placed) == set(range(PARTITIONS))
    assert max(placed.values()) < 1.05 * len(ids) / PARTITIONS


def test_a_decision_id_has_the_form_of_ours() -> None:
    """The simulated ids are ULIDs: 26 characters that sort by time."""
    from chalicelib.domain.ids import decision_partition

    first, later = (decision_id(at, SameBits()) for at in (1.0, 2.0))  # type: ignore[arg-type] # the one method of it
    assert decision_partition(first) == f"decision#{first}"
    assert len(first) == 26
    assert first < later


def test_an_idle_container_is_cold_again() -> None:
    """An invocation within the warm time meets a warm function, a later one waits for a start."""
    pool = Pool(warm_s=60, cold_s=1)
    assert pool.take(0.0, 0.1) == pytest.approx(1.1)
    assert pool.take(30.0, 0.1) == pytest.approx(30.1)
    assert pool.take(200.0, 0.1) == pytest.approx(201.1)
    assert pool.cold == 2


def test_a_quiet_night_is_cold() -> None:
    """The rarer the requests, the likelier each meets a cold function, and at ten minutes apart about half do."""
    assert cold_chance(1 / 600, 7) == pytest.approx(0.5, abs=0.01)
    assert cold_chance(1.0, 7) < 1e-9


def test_two_at_once_need_two_containers() -> None:
    """While one invocation runs the next one starts another container."""
    pool = Pool(warm_s=60, cold_s=1)
    pool.take(0.0, 5)
    pool.take(1.0, 5)
    assert (pool.most, pool.cold) == (2, 2)


def test_the_limit_that_is_lowered_is_reached_first(outcomes: list[Outcome]) -> None:
    """The ranking follows the limits: the one that is made small comes first, reached before today's peak."""
    known = limits()
    small = replace(known.quotas["kms_requests"], limit=10)
    changed = replace(known, quotas=MappingProxyType({**known.quotas, "kms_requests": small}))
    first = command.ranking(outcomes, changed)[0]
    assert first["limit_name"] == "kms_requests"
    assert first["growth"] < 1


def test_no_limit_is_reached_by_the_country(outcomes: list[Outcome]) -> None:
    """At the country's own peak every limit holds."""
    assert command.ranking(outcomes, limits())[0]["growth"] > 1


def test_our_own_limits_are_those_that_are_deployed() -> None:
    """The limits that are ours are production's settings."""
    capacity, quotas = production(SITE).capacity, limits().quotas
    assert quotas["api_requests"].limit == capacity.requests_per_second
    callers = capacity.share + capacity.request_disclosure + capacity.record_undertaking
    assert (quotas["function_concurrency"].limit, quotas["decide_concurrency"].limit) == (callers, capacity.decide)


def test_what_a_request_takes_is_what_was_counted() -> None:
    """Keys, sessions and units of each kind are near those that the real functions take."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench.cost.measure"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    counts = {name: Counted(**fields) for name, fields in json.loads(done.stdout).items()}
    for name, kind in KINDS.items():
        counted = counts[name]
        assert (kind.minted, kind.keys) == (counted.minted, counted.key_calls), name
        assert (kind.read, kind.ledger) == pytest.approx((counted.read_units, counted.ledger_units), abs=2), name
        assert kind.write == pytest.approx(counted.write_units, abs=4), name


def test_the_page_says_what_is_simulated(outcomes: list[Outcome]) -> None:
    """The tables in docs/capacity.md are those of the command, and every unconfirmed limit is named."""
    page = (ROOT / "docs/capacity.md").read_text("utf-8")
    for part in command.as_text(outcomes, limits()).split("\n\n"):
        assert part in page
