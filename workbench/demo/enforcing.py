"""Scenes 6 and 7: what IAM and KMS say when the decision is skipped, or used on something else, or is over."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from workbench.demo.telling import asked, expect, line, scene
from workbench.demo.world import World

DENIED = {"AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException"}


def _refused(call: Callable[[], Any]) -> str:
    """Make a call that must be refused and return the error's code.

    Raises:
        ClientError: it failed for another reason.
    """
    try:
        call()
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code in DENIED:
            return code
        raise
    return ""


def skipping_the_decision(world: World) -> None:
    """Scene 6."""
    scene("6", "The function's own code, without a decision")
    record, estate = world.remembered["referral"], world.estate
    table = world.running.client("dynamodb", "proviso-share")
    keys = world.running.client("kms", "proviso-share")
    case = world.remembered["case"]
    asked("role proviso-share", "dynamodb:GetItem on the record, straight")
    key = {"pk": {"S": f"case#{record}"}, "sk": {"S": "record"}}
    code = _refused(lambda: table.get_item(TableName=estate.records_table, Key=key))
    expect(code, f"the table says {code}")
    asked("role proviso-share", "kms:GenerateDataKey on the content key, with the right encryption context")
    context = {"case": case, "record": record}
    code = _refused(
        lambda: keys.generate_data_key(KeyId=estate.content_key, KeySpec="AES_256", EncryptionContext=context)
    )
    expect(code, f"the key says {code}")
    sts = world.running.client("sts", "proviso-share")
    asked("role proviso-share", "sts:AssumeRole on the case role, to mint its own right")
    role = world.running.case_role
    code = _refused(lambda: sts.assume_role(RoleArn=role, RoleSessionName="01JD0000000000000000000000"))
    expect(code, f"STS says {code}")
    world.remembered["attempts"] = 3


def another_case_and_after_the_end(world: World) -> None:
    """Scene 7."""
    scene("7", "A session for one case, used on another, and on its own case after its end")
    record, other = world.remembered["referral"], world.cases["another-council"].share_id
    session = _minted(world, record)
    table = world.running.client_with("dynamodb", session)
    name = world.estate.records_table

    def look(of: str) -> Any:
        return table.get_item(TableName=name, Key={"pk": {"S": f"case#{of}"}, "sk": {"S": "record"}})

    asked("a session that decide minted for one record", "its own record")
    expect("Item" in look(record), "the table gives it")
    asked("the same session", "a record of another case")
    code = _refused(lambda: look(other))
    expect(code, f"the table says {code}")
    end = datetime.fromisoformat(session["not_after"])
    line("waits", f"for the session's end at {session['not_after']} (set short for the story)")
    while datetime.now(UTC) <= end:
        time.sleep(0.2)
    asked("the same session, after its end", "its own record")
    code = _refused(lambda: look(record))
    expect(code, f"the table says {code}: a leaked session is dead")
    world.remembered["attempts"] += 2


def _minted(world: World, record: str) -> dict[str, str]:
    """Ask decide for a read of one record, as the share function does, and keep the session."""
    payload = {
        "token": world.caller.token("social-worker"),
        "action": "share.read",
        "record": record,
        "attributes": {"reason": "risk_assessment"},
    }
    functions = world.running.client("lambda", "proviso-share")
    answer = functions.invoke(FunctionName="proviso-decide:live", Payload=json.dumps(payload).encode())
    session: dict[str, str] = json.loads(answer["Payload"].read())["session"]
    return session
