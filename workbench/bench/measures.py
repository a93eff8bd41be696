"""The measures that run inside this process; the cold start has a module of its own."""

import os
import signal
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, perf_counter, sleep

from chalicelib.adapters.opa import OpaPolicyEngine
from chalicelib.adapters.opa_process import OpaProcess
from chalicelib.bootstrap.decide import opa_pid
from chalicelib.domain.errors import PolicyUnavailableError
from workbench.bench.server import TimedOpa, timed_opa
from workbench.bench.stand import Engine, Json, Stand, UnexpectedAnswerError
from workbench.bench.stats import interleaved
from workbench.bench.story import AGENCIES, CLOSED, CREATED, OK, REFUSED, Story
from workbench.bench.swelling import swell

SMALL, BIG = 10, 50_000
_RECOVERY_S = 15
Taken = dict[str, list[float]]


def route(stand: Stand, story: Story, count: int, warm_up: int) -> Taken:
    """p1: milliseconds of the share route with the real rules (`rules`) and with an allow stub (`stub`)."""
    answer = {
        "allow": True,
        "reasons": [],
        "obligations": story.decided["decision"]["obligations"],
        "view": story.decided["view"],
        "policy_revision": stand.settings.policy_revision,
    }
    with stand.allowing(answer) as switch:
        late = Late(count + warm_up)

        def shared(engine: Engine) -> Callable[[], float]:
            def once() -> float:
                switch(engine)
                return _ms(lambda: late.allowed(stand.call("share", story.share, CREATED, CLOSED).status == CLOSED))

            return once

        return interleaved({"rules": shared("rules"), "stub": shared("stub")}, count, warm_up)


def aws_calls(stand: Stand, story: Story) -> dict[str, list[str]]:
    """p4: every call to AWS of one share, one read and one refusal, in order, the Invoke of `decide` included."""
    asked = {"share": (story.share, CREATED), "read": (story.read, OK), "denied": (story.denied, REFUSED)}
    made = {}
    for name, (event, wanted) in asked.items():
        with stand.aws.counting() as calls:
            stand.call("share", event, wanted)
        made[name] = calls
    return made


def decision(stand: Stand, story: Story, count: int, warm_up: int) -> Taken:
    """p2: milliseconds of a decision as our adapter sees it (`client`) and as OPA's request handler does (`handler`).

    The adapter asks an OPA that is started as the decision point starts it, authorisation included. That one tells
    its timers to nobody, so the handler's come from a second OPA with the same bundle and the same question.
    """
    known, question = stand.settings, story.inputs["share"]
    server = OpaProcess(
        known.opa_binary, known.opa_bundle, known.policy_revision, verification_key=known.opa_bundle_key
    )
    server.start()
    try:
        engine = OpaPolicyEngine(server)
        with timed_opa(Path(known.opa_binary), stand.bundle) as opa:
            _expect_value(opa, question)
            late = Late(count + warm_up)
            measures = {
                "client": lambda: _ms(lambda: _asked(engine, question, late)),
                "handler": lambda: opa.handler_ms(question),
            }
            return interleaved(measures, count, warm_up)
    finally:
        server.stop()


def growth(stand: Stand, story: Story, folder: Path, count: int, warm_up: int) -> Mapping[str, Taken]:
    """p3: for each endpoint, handler milliseconds with a directory of 10 (`small`) and of 50,000 agencies (`big`)."""
    binary = Path(stand.settings.opa_binary)
    with ExitStack() as servers:
        opas = {}
        for name, size in (("small", SMALL), ("big", BIG)):
            made = folder / f"{name}.tar.gz"
            swell(stand.bundle, made, size, AGENCIES)
            opas[name] = servers.enter_context(timed_opa(binary, made))
        taken = {}
        for endpoint, question in story.inputs.items():
            for opa in opas.values():
                _expect_value(opa, question)
            measures = {name: _handler(opa, question) for name, opa in opas.items()}
            taken[endpoint] = interleaved(measures, count, warm_up)
        return taken


def closed(stand: Stand, story: Story, count: int) -> Taken:
    """p9: milliseconds until the decision point answers `closed`, with its OPA killed (`down`) and stopped (`hung`)."""
    return {
        "down": [_closed(stand, story.asked, signal.SIGKILL) for _ in range(count)],
        "hung": [_closed(stand, story.asked, signal.SIGSTOP) for _ in range(count)],
    }


class Late:
    """Counts answers that were closed because OPA was late, as it may be on a machine that others use too.

    What such an answer took stays in the samples. More than one in a hundred is no measurement any more.
    """

    def __init__(self, rounds: int) -> None:
        """Take the number of rounds there will be."""
        self._most = rounds // 100
        self._seen = 0

    def allowed(self, late: bool) -> None:
        """Note one answer.

        Raises:
            UnexpectedAnswerError: too many were late.
        """
        self._seen += late
        if self._seen > self._most:
            message = f"more than {self._most} answers were closed: this machine is too busy to measure on"
            raise UnexpectedAnswerError(message)


def _asked(engine: OpaPolicyEngine, question: Json, late: Late) -> None:
    try:
        engine.ask(question)
    except PolicyUnavailableError:
        late.allowed(late=True)


def _handler(opa: TimedOpa, question: Json) -> Callable[[], float]:
    return lambda: opa.handler_ms(question)


def _expect_value(opa: TimedOpa, question: Json) -> None:
    """Make sure that an allow is what is measured, and not how fast nothing is found."""
    result = opa.ask(question).get("result")
    if not isinstance(result, dict) or result.get("allow") is not True:
        message = f"the rules did not allow what is measured: {result!r:.1500}"
        raise UnexpectedAnswerError(message)


def _closed(stand: Stand, asked: Json, blow: signal.Signals) -> float:
    _recovered(stand, asked)
    pid = opa_pid()
    if pid is None:
        message = "the decision point has no OPA"
        raise UnexpectedAnswerError(message)
    os.kill(pid, blow)
    try:
        began = perf_counter()
        outcome = stand.decide(asked)["outcome"]
        took = perf_counter() - began
    finally:
        if blow == signal.SIGSTOP:
            os.kill(pid, signal.SIGCONT)
    if outcome != "closed":
        message = f"without OPA the decision point answered {outcome}"
        raise UnexpectedAnswerError(message)
    return took * 1000


def _recovered(stand: Stand, asked: Json) -> None:
    deadline = monotonic() + _RECOVERY_S
    while stand.decide(asked)["outcome"] != "allowed":
        if monotonic() > deadline:
            message = "the decision point did not recover"
            raise UnexpectedAnswerError(message)
        sleep(0.02)


def _ms(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000
