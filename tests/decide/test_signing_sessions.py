"""A session that may sign: minted for an undertaking alone, for the one key, until the end of its grant."""

import json

import pytest

from chalicelib.adapters.case_sessions import POLICY_LIMIT, StsCaseSessions, tags
from chalicelib.contracts.decision import Grant
from chalicelib.domain import ids
from tests.decide import world
from tests.decide.conftest import Stand
from tests.decide.test_case_sessions import AFTER, SESSIONS, allowed
from tests.decide.test_ports import DECISION, grant

OTHER_KEY = world.SIGNING_KEY.replace("3333", "4444")


def recording(**changes: object) -> Grant:
    """The grant of recording an undertaking."""
    partitions = [ids.case_partition(world.RECORD), ids.member_partition(world.CASE, world.COUNCIL)]
    return grant(access="write", content="seal", partitions=partitions, signs=True, **changes)


def test_the_tag_says_what_may_be_signed() -> None:
    """A session that may sign has the tag `signs`, with its one value; no other session has it."""
    assert tags(DECISION, recording())["signs"] == "undertaking"
    assert "signs" not in tags(DECISION, grant(access="write", content="seal"))
    assert "signs" not in tags(DECISION, grant())


def test_the_policy_signs_with_one_key_until_its_end() -> None:
    """`kms:Sign` is allowed on the signing key before the end, on no other key, and not after it."""
    policy = SESSIONS.policy(recording())
    assert allowed(policy, "kms:Sign", world.SIGNING_KEY)
    assert not allowed(policy, "kms:Sign", world.SIGNING_KEY, AFTER)
    assert not allowed(policy, "kms:Sign", OTHER_KEY)
    assert not allowed(policy, "kms:Sign", world.CONTENT_KEY)
    assert not allowed(policy, "kms:Verify", world.SIGNING_KEY)


@pytest.mark.parametrize(
    "whole", [grant(), grant(access="write", content="seal"), grant(access="write", content="none", record=None)]
)
def test_no_other_session_signs(whole: Grant) -> None:
    """A session whose grant does not say so cannot sign."""
    assert not allowed(SESSIONS.policy(whole), "kms:Sign", world.SIGNING_KEY)


def test_the_end_stands_in_the_statement_itself() -> None:
    """The statement that signs ends by itself, whatever the others say."""
    statements = json.loads(SESSIONS.policy(recording()))["Statement"]
    (signing,) = (one for one in statements if one["Action"] == "kms:Sign")
    assert signing["Resource"] == world.SIGNING_KEY
    assert signing["Condition"] == {"DateLessThan": {"aws:CurrentTime": "2026-11-20T15:11:00Z"}}


def test_the_policy_fits() -> None:
    """With the longest ids that an undertaking can name, the policy is one that STS takes."""
    agency = "charity:" + "A" * 12
    partitions = [
        ids.case_partition(world.RECORD),
        ids.case_partition(world.RECORD),
        ids.member_partition(world.CASE, agency),
        ids.agency_partition(agency),
        ids.client_partition("client:" + "c" * 40),
    ]
    long = "arn:aws:kms:eu-west-2:123456789012:key/" + "mrk-" + "f" * 32
    minter = StsCaseSessions(world.ROLE, world.RECORDS_ARN, long, long, long)
    assert len(minter.policy(recording().model_copy(update={"partitions": partitions}))) <= POLICY_LIMIT


@pytest.mark.parametrize("action", world.ACTIONS)
def test_only_an_undertaking_is_granted_a_signature(stand: Stand, action: str) -> None:
    """Of all actions the recording of an undertaking alone brings the right to sign, and the ledger says so."""
    stand.engine.value = world.allow(action)
    stand.ask(world.request(action))
    ((_, granted),) = stand.sessions.minted
    assert granted.signs is (action == "undertaking.record")
    assert stand.ledger.only["grant"]["signs"] is granted.signs
