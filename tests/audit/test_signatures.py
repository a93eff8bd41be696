"""The use of the signing key, held against the decisions."""

from typing import Any

import pytest

from tests.audit import events as e
from workbench.audit import ledger, trail
from workbench.audit.reconcile import Report, reconcile

SIGNING = e.grant(access="write", content="seal", signs=True)
SEALED = e.event(
    "kms:GenerateDataKey",
    e.SESSION,
    {"encryptionContext": {"case": e.CASE, "record": e.RECORD}},
    resources=[{"ARN": e.CONTENT_KEY}],
)
AUDITOR = e.identity("proviso-auditor", "a", "ASIAAUDIT")
ADMIN = e.identity("local-administrator", "someone", "ASIAADMIN")
SOUND: dict[str, tuple[dict[str, Any], ...]] = {
    "an undertaking is signed and sealed": (e.mint(), e.signed(), SEALED),
    "the auditor asks for the public half": (
        e.event("kms:GetPublicKey", AUDITOR, {"keyId": e.SIGNING_KEY}, eventCategory="Management"),
    ),
}
ORPHANS: dict[str, tuple[dict[str, Any], ...]] = {
    "after the end of the session": (e.mint(), e.signed(eventTime=e.at(61))),
    "with the content key": (e.mint(), e.signed(key=e.CONTENT_KEY)),
    "another use of the signing key": (
        e.mint(),
        e.event("kms:Verify", e.SESSION, {"keyId": e.SIGNING_KEY}, resources=[{"ARN": e.SIGNING_KEY}]),
    ),
    "refused": (e.mint(), e.signed(errorCode="AccessDeniedException")),
    "by a session that decide did not mint": (e.signed(),),
    "by the function's own role": (e.signed(who=e.SHARE),),
    "by the decision point": (e.signed(who=e.DECIDE),),
    "by an administrator": (e.signed(who=ADMIN),),
}


def judged(grant: dict[str, Any], *records: dict[str, Any]) -> Report:
    """What the join finds in one decision's history."""
    stored = e.item(grant=grant)
    return reconcile(e.ESTATE, ledger.build([stored]), trail.from_files([e.delivered(e.put(stored), *records)]))


@pytest.mark.parametrize("name", SOUND)
def test_a_signature_that_the_decision_grants_is_matched(name: str) -> None:
    """A signature within the grant of its decision is matched like any look."""
    assert judged(SIGNING, *SOUND[name]).clean


@pytest.mark.parametrize("name", ORPHANS)
def test_any_other_signature_is_an_orphan(name: str) -> None:
    """A signature outside of its session, by somebody else or with another key is named."""
    history = ORPHANS[name]
    assert [orphan.event for orphan in judged(SIGNING, *history).orphans] == [history[-1]["eventID"]]


def test_a_write_that_may_not_sign_is_an_orphan_when_it_does() -> None:
    """A session of another write that signs all the same is named with the reason."""
    report = judged(e.grant(access="write", content="seal"), e.mint(), e.signed())
    assert [orphan.why for orphan in report.orphans] == ["a use of the signing key that the grant does not name"]
