"""The queue of an agency: what is read to decide it, and the right that an allow brings."""

from typing import Any

import pytest

from chalicelib.adapters.case_sessions import StsCaseSessions, tags
from chalicelib.domain import ids
from tests.decide import world
from tests.decide.conftest import Stand
from tests.decide.test_case_sessions import allowed as allowed_by
from tests.decide.test_ports import DECISION

OWN = ids.queue_partition(world.COUNCIL)
INDEX = f"{world.RECORDS_ARN}/index/queue"
BEFORE, AFTER = "2026-11-20T15:10:59Z", "2026-11-20T15:11:00Z"


@pytest.fixture
def allowed(stand: Stand) -> Stand:
    """A decision point that has allowed a look into the queue."""
    stand.engine.value = world.allow("disclosure.list", view={"roles": ["social_worker"]})
    assert stand.ask(_asked()).outcome == "allowed"
    return stand


def _asked() -> dict[str, Any]:
    return {"token": world.token(), "action": "disclosure.list"}


def test_a_queue_is_decided_from_who_asks(allowed: Stand) -> None:
    """No case and no record is looked at: whether the client is active is all that is read."""
    (read,) = allowed.facts.asked
    assert [(key.pk, key.sk) for key in read] == [("client#portal", "status")]


def test_the_grant_is_one_partition_of_the_index(allowed: Stand) -> None:
    """The session may read the caller's own agency's queue; it has no case, no record and no content."""
    ((_, grant),) = allowed.sessions.minted
    assert (grant.access, grant.partitions) == ("queue", [OWN])
    assert (grant.case, grant.record, grant.content) == (None, None, "none")
    assert tags(DECISION, grant) == {
        "decision": DECISION,
        "agency": world.COUNCIL,
        "client": "portal",
        "access": "queue",
    }


@pytest.mark.parametrize(
    ("action", "resource", "partition", "at", "allow"),
    [
        ("dynamodb:Query", INDEX, OWN, BEFORE, True),
        ("dynamodb:Query", INDEX, OWN, AFTER, False),
        ("dynamodb:Query", INDEX, ids.queue_partition(world.FORCE), BEFORE, False),
        ("dynamodb:Query", INDEX, None, BEFORE, False),
        ("dynamodb:Scan", INDEX, None, BEFORE, False),
        ("dynamodb:Query", f"{world.RECORDS_ARN}/index/ticks", OWN, BEFORE, False),
        ("dynamodb:Query", world.RECORDS_ARN, OWN, BEFORE, False),
        ("dynamodb:GetItem", world.RECORDS_ARN, OWN, BEFORE, False),
        ("dynamodb:PutItem", world.RECORDS_ARN, OWN, BEFORE, False),
    ],
)
def test_the_sessions_policy_opens_that_and_no_more(
    allowed: Stand, action: str, resource: str, partition: str | None, at: str, *, allow: bool
) -> None:
    """Within its minute one query of one partition of the index, and nothing of the table itself."""
    ((_, grant),) = allowed.sessions.minted
    sessions = StsCaseSessions(
        world.ROLE, world.RECORDS_ARN, world.RECORDS_KEY, world.CONTENT_KEY, "arn:aws:kms:eu-west-2:1:key/s"
    )
    keyed = {"dynamodb:LeadingKeys": (partition,)} if partition else {}
    assert allowed_by(sessions.policy(grant), action, resource, at, **keyed) is allow


@pytest.mark.parametrize("view", [{}, {"roles": []}, {"roles": "social_worker"}])
def test_an_allow_that_names_no_role_is_none(stand: Stand, view: dict[str, Any]) -> None:
    """The queue is shown to a role; an answer that does not say to which is closed."""
    stand.engine.value = world.allow("disclosure.list", view=view)
    assert stand.ask(_asked()).outcome == "closed"
    assert stand.sessions.minted == []
