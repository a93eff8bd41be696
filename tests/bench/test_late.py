"""A late answer now and then is part of the measurement; many are none."""

import pytest

from workbench.bench.measures import Late
from workbench.bench.stand import UnexpectedAnswerError


def test_one_late_answer_in_a_hundred_is_borne() -> None:
    """What a busy machine does once does not stop the run."""
    late = Late(rounds=200)
    for number in range(200):
        late.allowed(late=number in {3, 150})


def test_more_are_no_measurement() -> None:
    """A run in which OPA is often late says nothing about its usual time, so it says that instead of a figure."""
    late = Late(rounds=200)
    late.allowed(late=True)
    late.allowed(late=True)
    with pytest.raises(UnexpectedAnswerError, match="more than 2 answers"):
        late.allowed(late=True)
