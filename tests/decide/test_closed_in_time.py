"""How soon a closed answer comes: at most 50 ms when OPA is down, 300 ms when it hangs or drips."""

import os
import signal
from collections.abc import Callable
from time import monotonic

import pytest

from chalicelib.adapters.opa_process import OpaProcess
from tests.decide import odd_opa, world
from tests.decide.conftest import Stand

DOWN_MS, HUNG_MS = 50, 300
TRIES = 5


def quickest_ms(stand: Stand, prepare: Callable[[], None] = lambda: None) -> float:
    """The quickest of some closed answers: what the machine does besides is not measured."""
    took = []
    for _ in range(TRIES):
        prepare()
        began = monotonic()
        answer = stand.ask(world.request("share.create"))
        took.append((monotonic() - began) * 1000)
        assert (answer.outcome, answer.code) == ("closed", "policy_unavailable")
    return min(took)


def test_nobody_listens(stand: Stand) -> None:
    """A refused connection closes at once: nothing is tried again."""
    stand.through(odd_opa.nobody())
    assert quickest_ms(stand) <= DOWN_MS


def test_process_is_dead(stand: Stand, opa: OpaProcess) -> None:
    """An OPA that was killed closes at once, while another starts."""
    stand.through(opa)

    def kill() -> None:
        while opa.pid is None:
            opa.start()
        os.kill(opa.pid, signal.SIGKILL)

    assert quickest_ms(stand, kill) <= DOWN_MS


@pytest.mark.parametrize("behave", [odd_opa.hangs, odd_opa.drips], ids=["hung", "dripping"])
def test_late(stand: Stand, behave: odd_opa.Behaviour) -> None:
    """An answer that does not come whole within the limit closes."""
    with odd_opa.serving(behave) as server:
        stand.through(server)
        assert quickest_ms(stand) <= HUNG_MS
        assert server.failures == [True] * TRIES
