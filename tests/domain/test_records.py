"""Keys, versions and the facts that a transaction must not see move."""

import pytest

from chalicelib.domain.records import Check, Fact, Facts, Put, sort_time

FACTS = Facts([Fact("a", "status", 2, {"status": "active"}), Fact("b", "involvement", 0)])


def test_a_fact_is_found_by_its_key() -> None:
    """A fact has the version and header as read; what was absent or not read is version 0 without a header."""
    assert (FACTS.version("a", "status"), FACTS.header("a", "status")) == (2, {"status": "active"})
    assert (FACTS.version("b", "involvement"), FACTS.header("b", "involvement")) == (0, None)
    assert (FACTS.version("c", "x"), FACTS.header("c", "x")) == (0, None)


def test_every_fact_that_is_not_written_is_checked() -> None:
    """Facts that the transaction leaves alone are checked at the version read; those that it touches are not."""
    assert FACTS.unchanged([Put("b", "involvement", {})]) == [Check("a", "status", 2)]
    assert FACTS.unchanged([]) == [Check("a", "status", 2), Check("b", "involvement", 0)]
    assert FACTS.unchanged([Check("a", "status", 2), Put("b", "involvement", {})]) == []


@pytest.mark.parametrize(
    ("at", "key"),
    [
        ("2026-11-20T16:00:00Z", "2026-11-20T16:00:00.000Z"),
        ("2026-11-20T16:00:00.5Z", "2026-11-20T16:00:00.500Z"),
        ("2026-11-20T16:00:00.123456Z", "2026-11-20T16:00:00.123Z"),
        ("2026-07-20T16:00:00+01:00", "2026-07-20T15:00:00.000Z"),
    ],
)
def test_times_in_keys_sort_as_time_does(at: str, key: str) -> None:
    """A time in a sort key is UTC with three digits of a second, however it was written."""
    assert sort_time(at) == key
