"""The clock as of a time that has not come yet, on the running stack of this machine.

No function that is deployed can be told the time: a decision point gets its clock when it is built, and the deployed
one is built with the system's. Here another decision point is built in this process with a clock that stands still,
from the very parts and rules of the stack, and asked as the clock's function asks. That takes the sandbox's settings
and a session of the role `proviso-decide`; in an account that role trusts Lambda alone, so nobody could do this there.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from chalicelib.adapters import aws
from chalicelib.adapters.opa import OpaPolicyEngine
from chalicelib.adapters.opa_process import OpaProcess
from chalicelib.bootstrap import clock as bootstrap_clock
from chalicelib.bootstrap import decide as bootstrap_decide
from chalicelib.contracts.decision import DecideRequest, DecideResponse
from chalicelib.service.clock_running import ClockRun
from chalicelib.service.decide.decide import Decide
from chalicelib.service.decide.the_clock import ALIAS
from chalicelib.settings import ClockSettings, DecideSettings
from workbench.running import Running

DECIDE, CLOCK = "proviso-decide", "proviso-clock"


class NoRunError(ValueError):
    """The clock did not run; the message says why and what to do."""


class PointAsOf:
    """A decision point in this process whose time stands still."""

    def __init__(self, decide: Decide, role: aws.SessionCredentials) -> None:
        """Take the decision point and the session under which it reads, records and mints."""
        self._decide = decide
        self._role = role

    def decide(self, request: DecideRequest) -> DecideResponse:
        """Ask it as the clock's function would, through the clock's alias."""
        with aws.acting_as(self._role):
            return self._decide(request.model_dump(mode="json", exclude_none=True), f"as-of-{uuid4()}", ALIAS)


def run_as_of(running: Running, at: datetime) -> ClockRun:
    """Run the clock once as of a time.

    Args:
        running: The stack.
        at: Aware, and not before now: sessions end by the real time, and what is recorded stays recorded.

    Raises:
        NoRunError: the time has been already.
    """
    if at < datetime.now(UTC):
        message = "the clock of a running stack cannot be turned back: leave --at out, or give a time to come"
        raise NoRunError(message)
    with _signing_as(running, CLOCK), _policy(running.settings) as (settings, engine):
        point = PointAsOf(bootstrap_decide.build(settings, engine, clock=lambda: at), _session(running, DECIDE))
        return bootstrap_clock.build(ClockSettings.from_env(running.settings), point)(at)


@contextlib.contextmanager
def _policy(given: Mapping[str, str]) -> Iterator[tuple[DecideSettings, OpaPolicyEngine]]:
    settings = DecideSettings.from_env(given)
    server = OpaProcess(
        settings.opa_binary, settings.opa_bundle, settings.policy_revision, verification_key=settings.opa_bundle_key
    )
    server.start()
    engine = OpaPolicyEngine(server)
    try:
        yield settings, engine
    finally:
        engine.close()
        server.stop()


def _session(running: Running, role: str) -> aws.SessionCredentials:
    given = running.session(role)
    return aws.SessionCredentials(given["access_key_id"], given["secret_access_key"], given["session_token"])


@contextlib.contextmanager
def _signing_as(running: Running, role: str) -> Iterator[None]:
    """Let the SDK of the functions' own code call the stack as a session of a role, and nothing else."""
    own = _session(running, role)
    environment = {
        "AWS_ACCESS_KEY_ID": own.access_key_id,
        "AWS_SECRET_ACCESS_KEY": own.secret_access_key,
        "AWS_SESSION_TOKEN": own.session_token,
        "AWS_ENDPOINT_URL": running.front,
        "AWS_DEFAULT_REGION": running.region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }
    before = {name: os.environ.get(name) for name in (*environment, "AWS_PROFILE")}
    os.environ.update(environment)
    os.environ.pop("AWS_PROFILE", None)
    aws.forget_clients()
    try:
        yield
    finally:
        aws.forget_clients()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
