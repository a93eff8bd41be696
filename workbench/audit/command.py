"""`proviso audit reconcile`, on the running stack or on an AWS account."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError

from workbench.audit import ledger, seen, trail
from workbench.audit.account import Account, Named
from workbench.audit.reconcile import Report, reconcile
from workbench.audit.window import Window

OLDER_THAN_AWS = 3_600
"""CloudTrail delivers within minutes as a rule; what it has not delivered after an hour, a later run judges."""
DAYS_AWS = 7


@dataclass(frozen=True)
class Asked:
    """How a run on an account goes.

    Attributes:
        named: What the account's tables, bucket and keys are called.
        days: How many days back events are judged; 0 for all.
        older_than: Watermark in seconds: younger events wait for the next run.
        publish: Publish the number of new findings as a metric, 0 too.
        seen_file: Holds what earlier runs found; what is new is added.
    """

    named: Named = field(default_factory=Named)
    days: int = DAYS_AWS
    older_than: int = OLDER_THAN_AWS
    publish: bool = False
    seen_file: Path | None = None


def run(state: dict[str, Any], *, as_json: bool, older_than: int) -> int:
    """Read the running stack's ledger and trail as the auditor, join them, print the report.

    Args:
        state: The running stack's state.
        as_json: Print JSON instead of text.
        older_than: Watermark in seconds: younger events wait for the next run. Here 0 will do.

    Returns:
        0 when every look is matched and the ledger verifies, else 1.
    """
    from workbench.running import attach

    stack = attach(state)
    stack.flush_trail()
    window = Window(until=datetime.now(UTC) - timedelta(seconds=older_than) if older_than else None)
    events = trail.read(stack.client("s3", "proviso-auditor"), stack.bucket, until=window.until)
    entries = ledger.read(stack.client("dynamodb", "proviso-auditor"), stack.estate.ledger_table)
    report = reconcile(stack.estate, entries, events, window)
    click.echo(_json(report) if as_json else _text(report))
    return 0 if report.clean else 1


def run_aws(asked: Asked, *, as_json: bool) -> int:
    """Read an account's ledger and trail with the credentials that boto3 finds, join them, print the report.

    Returns:
        0 when nothing was found that an earlier run has not told; 1 when something was; 2 when ledger or trail could
        not be read or the metric not be published: then nothing was judged, or nobody was told.
    """
    now = datetime.now(UTC)
    since = now - timedelta(days=asked.days) if asked.days else None
    window = Window(since, now - timedelta(seconds=asked.older_than))
    try:
        account = Account(asked.named)
        events = trail.read(account.client("s3"), account.bucket, since=window.read_from, until=window.until)
        entries = ledger.read(account.client("dynamodb"), account.estate.ledger_table)
        report = reconcile(account.estate, entries, events, window)
        found, told = seen.findings(report), seen.known(asked.seen_file)
        new = [one for one in found if one not in told]
        click.echo(_json(report) if as_json else _text(report, told=len(found) - len(new)))
        if asked.publish:
            account.publish(len(new), now)
    except (ClientError, BotoCoreError) as error:
        click.echo(f"no reconciliation: {_code(error)}", err=True)
        return 2
    if asked.seen_file is not None:
        seen.add(asked.seen_file, found, new)
    return 1 if new else 0


def _code(error: ClientError | BotoCoreError) -> str:
    return f"{error.operation_name} {error.response['Error']['Code']}" if isinstance(error, ClientError) else str(error)


def _json(report: Report) -> str:
    body = asdict(report) | {"classes": dict(report.classes), "clean": report.clean}
    return json.dumps(body, indent=2)


def _text(report: Report, told: int = 0) -> str:
    lines = [
        f"looks                {report.looks}",
        f"  matched            {report.matched}",
        f"decisions never used {len(report.never_used)}",
        *(f"  {decision}" for decision in report.never_used),
        "other classes",
        *(f"  {name}: {count}" for name, count in sorted(report.classes.items()) if name != "look"),
        f"orphans              {len(report.orphans)}",
    ]
    for orphan in report.orphans:
        lines += [f"  {orphan.when}  {orphan.who}", f"    {orphan.what}: {orphan.why}", f"    event {orphan.event}"]
    lines += [f"ledger fault: {fault}" for fault in report.faults]
    lines += [f"told by an earlier run: {told}"] if told else []
    lines.append("every look is matched to a decision" if report.clean else "NOT every look is matched to a decision")
    return "\n".join(lines)
