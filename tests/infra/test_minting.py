"""Becoming a case session: who may, under which name and with which tags."""

from __future__ import annotations

import pytest

from tests.infra.account import Account, Caller, compact, role_arn

DECISION = "01J00000000000000000000DEC"
DECIDE = Caller("proviso-decide")
CASE = {"decision": DECISION, "case": "01J00000000000000000000CAS", "agency": "la:E06000001", "client": "portal"}
INBOX = {tag: value for tag, value in CASE.items() if tag != "case"}
ROLE = "proviso-case-access"


@pytest.mark.parametrize(
    "tags",
    [
        {**CASE, "access": "read"},
        {**CASE, "access": "write"},
        {**CASE, "access": "write", "signs": "undertaking"},
        {**INBOX, "access": "inbox"},
        {**INBOX, "access": "queue"},
        {**CASE, "access": "write", "client": "no_client"},
    ],
)
def test_decide_mints_with_all_tags(account: Account, tags: dict[str, str]) -> None:
    """The decision point may assume the case role under the decision's id with exactly the tags of its access."""
    assert account.may_assume(DECIDE, ROLE, DECISION, tags)


@pytest.mark.parametrize(
    ("caller", "why"),
    [
        (Caller("proviso-share"), "an API function"),
        (Caller("proviso-auditor"), "the auditor"),
        (Caller("proviso-registrar"), "the registrar"),
        (Caller("administrator", administrator=True), "an administrator with every IAM permission"),
        (Caller("proviso-case-access", {**CASE, "access": "read"}, session=DECISION), "a case session itself"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nobody_else_mints(account: Account, caller: Caller, why: str) -> None:
    """No other role becomes a case session, whatever its own policies allow."""
    assert not account.may_assume(caller, ROLE, DECISION, {**CASE, "access": "read"}), why


@pytest.mark.parametrize("session", ["someone", "01J00000000000000000000XXX", f"{DECISION}-2", "*"])
def test_session_bears_the_decision(account: Account, session: str) -> None:
    """A session under another name than the decision it is tagged with is not minted."""
    assert not account.may_assume(DECIDE, ROLE, session, {**CASE, "access": "read"})


@pytest.mark.parametrize("missing", ["decision", "case", "agency", "client", "access"])
@pytest.mark.parametrize("how", ["absent", "empty"])
def test_every_tag_is_there(account: Account, missing: str, how: str) -> None:
    """A tag that is absent or empty is a session that is not minted."""
    full = {**CASE, "access": "write"}
    tags = {**full, missing: ""} if how == "empty" else {tag: v for tag, v in full.items() if tag != missing}
    assert account.may_assume(DECIDE, ROLE, DECISION, full)
    assert not account.may_assume(DECIDE, ROLE, DECISION, tags)


@pytest.mark.parametrize(
    "tags",
    [
        {**CASE, "access": "read", "admin": "yes"},
        {**CASE, "access": "admin"},
        {**CASE, "access": "inbox"},
        {**CASE, "access": "queue"},
        {**INBOX, "access": "write"},
        {**CASE, "access": "write", "signs": "anything"},
        {**INBOX, "access": "inbox", "signs": "undertaking"},
        {},
    ],
    ids=[
        "another tag",
        "another access",
        "an inbox with a case",
        "a queue with a case",
        "a write without a case",
        "another signature",
        "an inbox that signs",
        "no tags",
    ],
)
def test_no_other_tags(account: Account, tags: dict[str, str]) -> None:
    """Tags beyond the known, another access, an inbox with a case, a signature of something else: none is minted."""
    assert not account.may_assume(DECIDE, ROLE, DECISION, tags)


def test_decide_assumes_nothing_else(account: Account) -> None:
    """The decision point may become no other role."""
    others = set(account.trust) - {ROLE}
    tags = {**CASE, "access": "read"}
    assert len(others) == 7
    assert [role for role in sorted(others) if account.may_assume(DECIDE, role, DECISION, tags)] == []


def test_trust_policy_fits(account: Account) -> None:
    """Every trust policy stays within the 2,048 characters that IAM allows."""
    sizes = {name: len(compact(policy.document)) for name, policy in account.trust.items()}
    assert {name: size for name, size in sizes.items() if size > 2048} == {}


def test_functions_are_trusted_to_lambda_alone(account: Account) -> None:
    """The function roles are assumed by the Lambda service and by nobody else."""
    functions = ["proviso-decide", "proviso-share", "proviso-request-disclosure", "proviso-record-undertaking"]
    functions.append("proviso-clock")
    expected = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]
    assert [account.trust[name].document["Statement"] for name in functions] == [expected] * len(functions)


def test_case_role_trusts_decide_alone(account: Account) -> None:
    """Each statement of the case role's trust names the decision point's role and has conditions."""
    statements = account.trust[ROLE].document["Statement"]
    assert isinstance(statements, list)
    assert {s["Principal"]["AWS"] for s in statements} == {role_arn("proviso-decide")}
    assert all(s["Condition"]["StringLike"]["aws:RequestTag/decision"] == "?*" for s in statements)
