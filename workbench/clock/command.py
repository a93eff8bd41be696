"""`proviso clock run`: what passed, what was escalated, and the counts."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError

from workbench.clock.as_of import NoRunError, run_as_of
from workbench.running import STATE_FILE, Running, attach

FUNCTION = "proviso-clock:live"
ADMINISTRATOR = "local-administrator"
LOG = STATE_FILE.with_name("clock.log")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def run(state: Mapping[str, Any], at: str | None, *, as_json: bool) -> int:
    """Run the clock once on the running stack.

    Args:
        state: The running stack's state.
        at: A day (its noon, UTC) or an instant to come; None to invoke the stack's own function, now.
        as_json: Print JSON instead of text.

    Returns:
        0 when everything that has passed is recorded, 1 when something was left for the next run, 2 when it did not
        run (one sentence says why).
    """
    running = attach(state)
    try:
        moment = None if at is None else instant(at)
        if moment is None:
            told = _invoked(running)
        else:
            with _logged():
                told = run_as_of(running, moment).told()
    except (NoRunError, ClientError, BotoCoreError) as error:
        click.echo(str(error), err=True)
        return 2
    click.echo(json.dumps(told, indent=2) if as_json else text(told, moment))
    if moment is not None and told["failed"] + told["unread"]:
        click.echo(f"what failed is in {LOG}", err=True)
    return 0 if told["complete"] else 1


def instant(text: str) -> datetime:
    """The moment that a day or an instant names.

    Raises:
        NoRunError: it names none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        message = "give --at a day (2026-12-01) or an instant (2026-12-01T09:00:00Z)"
        raise NoRunError(message) from None
    if _DAY.fullmatch(text):
        return found.replace(tzinfo=UTC) + timedelta(hours=12)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def text(told: Mapping[str, Any], moment: datetime | None) -> str:
    """The run in words."""
    lines = ["as of now" if moment is None else f"as of {moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    for one in told["passed"]:
        limits = ", ".join(f"{limit['limit']} (due {limit['due']})" for limit in one["limits"])
        lines.append(f"  {one['record']}  {one['scheme']}, held by {one['agency']}")
        lines.append(f"    passed: {limits}; decision {one['decision']}")
        if one["escalate_by"]:
            lines.append(f"    escalated: {one['agency']} says why and acts by {one['escalate_by']}")
    lines += [
        f"asked about        {told['looked']}",
        f"recorded           {told['recorded']}, with {told['breaches']} limits",
        f"nothing to record  {told['refused']}",
        f"failed             {told['failed']}",
    ]
    if told["unread"]:
        lines.append(f"not read           {told['unread']} parts of the index")
    lines.append("nothing is left" if told["complete"] else "something is left for the next run")
    return "\n".join(lines)


@contextlib.contextmanager
def _logged() -> Iterator[None]:
    """Send the log lines of the functions' code, and OPA's, to a file: they are a function's, not this command's."""
    LOG.parent.mkdir(exist_ok=True)
    sys.stderr.flush()
    before = os.dup(2)
    try:
        with LOG.open("ab") as log:
            os.dup2(log.fileno(), 2)
            yield
    finally:
        sys.stderr.flush()
        os.dup2(before, 2)
        os.close(before)


def _invoked(running: Running) -> dict[str, Any]:
    """What the stack's own function answers; its log has the rest."""
    answer = running.client("lambda", ADMINISTRATOR).invoke(FunctionName=FUNCTION, Payload=b"{}")
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        message = f"the clock's function failed: {said.get('errorType', 'unknown')}; see its log"
        raise NoRunError(message)
    return said
