"""Scenes 9 and 10: a fault closes the door and loses nothing; the trail names whoever reached past."""

import os
import signal

from botocore.exceptions import ClientError

from workbench.audit.reconcile import Report
from workbench.demo.enforcing import DENIED
from workbench.demo.telling import SceneFailedError, asked, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds.requests import share_to_police

CREATED, CLOSED = 201, 503


def opa_is_killed(world: World) -> None:
    """Scene 9."""
    scene("9", "OPA is killed in mid-story")
    items = world.record_count()
    entries = len(world.ledger().entries)
    for pid in world.running.owned.opa_pids():
        os.kill(pid, signal.SIGKILL)
    asked("social-worker", "POST /share while no OPA is alive")
    body = share_to_police(world.remembered["case"])
    key = "story-scene-9"
    answer = status(world.caller.post("social-worker", "/share", body, key=key), CLOSED, "closed")
    line("detail", answer.body["detail"])
    expect(world.record_count() == items, "nothing was written to the records")
    expect(len(world.ledger().entries) == entries + 1, "the refusal is in the ledger")
    world.running.wait_until_serving()
    asked("social-worker", "the same request with the same idempotency key, once OPA is back")
    status(world.caller.post("social-worker", "/share", body, key=key), CREATED, "shared")


def reconcile(world: World) -> None:
    """Scene 10."""
    scene("10", "Every look is matched; an administrator reaches past the API and is named")
    attempts = world.remembered["attempts"]
    report = world.reconcile()
    _show(report)
    expect(len(report.orphans) == attempts, f"the only orphans are the {attempts} attempts of scenes 6 and 7")
    expect(not report.faults, "the ledger is intact: one item and one put for each decision")
    before = {o.event for o in report.orphans}
    record = world.remembered["referral"]
    _reach(world, "local-administrator", record, "an administrator, who may do anything that IAM can give")
    decision = world.decision_of(world.caller.get("social-worker", f"/share/{record}?reason=supervision"))
    client = world.running.client("dynamodb", "local-administrator", decision)
    _attempt(client, world, record, f"an administrator's session that bears the name of decision {decision}")
    report = world.reconcile()
    new = [o for o in report.orphans if o.event not in before]
    for orphan in new:
        line("orphan", f"{orphan.who} · {orphan.what} · {orphan.when} · {orphan.why}")
    expect(len({o.who for o in new}) == 2, "both are named, with who, what and when")  # noqa: PLR2004 - the two just made


def _reach(world: World, role: str, record: str, who: str) -> None:
    _attempt(world.running.client("dynamodb", role), world, record, who)


def _attempt(client: object, world: World, record: str, who: str) -> None:
    asked(who, "dynamodb:GetItem on the record")
    key = {"pk": {"S": f"case#{record}"}, "sk": {"S": "record"}}
    try:
        client.get_item(TableName=world.estate.records_table, Key=key)  # type: ignore[attr-defined] # a boto3 client
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code not in DENIED:
            raise
        expect(code, f"the table's key refuses: {code}")
        return
    message = "the administrator was let in"
    raise SceneFailedError(message)


def _show(report: Report) -> None:
    line("looks", f"{report.looks}, matched {report.matched}, decisions never used {len(report.never_used)}")
    for name, count in sorted(report.classes.items()):
        line("", f"{name}: {count}")
    for orphan in report.orphans:
        line("orphan", f"{orphan.who} · {orphan.what} · {orphan.when} · {orphan.why}")
