"""`proviso audit reconcile` on the running stack."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from workbench.audit import ledger, trail
from workbench.audit.reconcile import Report, reconcile


def run(state: dict[str, Any], *, as_json: bool, older_than: int) -> int:
    """Read ledger and trail as the auditor, join them, print the report.

    Args:
        state: The running stack's state.
        as_json: Print JSON instead of text.
        older_than: Watermark in seconds: younger events wait for the next run. CloudTrail needs
            minutes; here 0 will do.

    Returns:
        0 when every look is matched and the ledger verifies, else 1.
    """
    from workbench.running import attach

    stack = attach(state)
    stack.flush_trail()
    until = datetime.now(UTC) - timedelta(seconds=older_than) if older_than else None
    events = trail.read(stack.client("s3", "proviso-auditor"), stack.bucket, until=until)
    entries = ledger.read(stack.client("dynamodb", "proviso-auditor"), stack.estate.ledger_table)
    report = reconcile(stack.estate, entries, events)
    click.echo(_json(report) if as_json else _text(report))
    return 0 if report.clean else 1


def _json(report: Report) -> str:
    body = asdict(report) | {"classes": dict(report.classes), "clean": report.clean}
    return json.dumps(body, indent=2)


def _text(report: Report) -> str:
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
    lines.append("every look is matched to a decision" if report.clean else "NOT every look is matched to a decision")
    return "\n".join(lines)
