"""What holds for every policy and request."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workbench.iam import NamedPolicy, Principal, Request, UnsupportedPolicyError, evaluate

from .proviso import ACCOUNT, CASE_ACCESS, CONTENT_KEY, DECIDE, LEDGER, NOW, RECORDS, session_of, user

CALLERS = st.sampled_from(
    [
        session_of(CASE_ACCESS, tags={"case": "CASEA", "access": "write"}),
        session_of(CASE_ACCESS, tags={"case": "CASEB"}),
        session_of(DECIDE),
        user(),
    ]
)
ACTIONS = ["dynamodb:GetItem", "dynamodb:PutItem", "kms:Decrypt"]
RESOURCES = [RECORDS, LEDGER, CONTENT_KEY]
PARTITIONS = ["case#CASEA.1", "case#CASEB.1", "member#CASEA.force:11"]
CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "dynamodb:LeadingKeys": st.lists(st.sampled_from(PARTITIONS), max_size=2).map(tuple),
        "kms:EncryptionContext:case": st.sampled_from(["CASEA", "CASEB"]),
        "aws:CurrentTime": st.sampled_from([NOW, "2026-11-20T16:02:00Z"]),
        "aws:SecureTransport": st.sampled_from(["true", "false"]),
    },
)
REQUESTS = st.builds(Request, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), CONTEXTS)
CONDITIONS = st.sampled_from(
    [
        {},
        {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "case#${aws:PrincipalTag/case}.*"}},
        {"ForAnyValue:StringEquals": {"dynamodb:LeadingKeys": "case#CASEA.1"}},
        {"ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": "member#*"}},
        {"Null": {"dynamodb:LeadingKeys": "false"}},
        {"StringEquals": {"kms:EncryptionContext:case": "${aws:PrincipalTag/case}"}},
        {"StringNotEquals": {"aws:PrincipalTag/case": "CASEB"}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/access": "write"}},
        {"DateLessThan": {"aws:CurrentTime": "2026-11-20T16:01:00Z"}},
        {"Bool": {"aws:SecureTransport": "true"}, "ArnNotLike": {"aws:PrincipalArn": f"{DECIDE}*"}},
    ]
)
NAMED = st.sampled_from(
    [
        "*",
        {"AWS": ACCOUNT},
        {"AWS": CASE_ACCESS},
        {"AWS": [DECIDE, session_of(CASE_ACCESS).arn]},
        {"AWS": user().arn},
    ]
)


@st.composite
def statements(draw: st.DrawFn, *, named: bool = False, effects: tuple[str, ...] = ("Allow", "Deny")) -> dict[str, Any]:
    """A statement of an attached policy, or of a resource policy."""
    statement: dict[str, Any] = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(
            st.sampled_from(["*", "dynamodb:*", "kms:Decrypt", "dynamodb:GetItem", ["kms:*", "dynamodb:Put*"]])
        ),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(
            st.sampled_from(["*", RECORDS, f"arn:aws:dynamodb:*:{ACCOUNT}:table/*", [LEDGER, CONTENT_KEY]])
        ),
        "Condition": draw(CONDITIONS),
    }
    return statement | ({"Principal": draw(NAMED)} if named else {})


def policies(*, named: bool = False) -> st.SearchStrategy[NamedPolicy]:
    """A policy of one to three statements."""
    return st.lists(statements(named=named), min_size=1, max_size=3).map(document)


def document(listed: list[dict[str, Any]]) -> NamedPolicy:
    """A policy of these statements."""
    return NamedPolicy("p", {"Version": "2012-10-17", "Statement": listed})


LAYERS = st.fixed_dictionaries(
    {"identity": st.lists(policies(), max_size=2)},
    optional={
        "session": st.lists(policies(), min_size=1, max_size=2),
        "boundary": policies(),
        "resource": policies(named=True),
    },
)


def allowed(request: Request, caller: Principal, layers: dict[str, Any]) -> bool:
    """Whether the request passes, a refusal to judge being a refusal."""
    try:
        return evaluate(request, caller, **layers).allowed
    except UnsupportedPolicyError:
        return False


@given(REQUESTS, CALLERS, LAYERS, statements(effects=("Deny",)), st.sampled_from(["identity", "session", "boundary"]))
def test_adding_a_deny_never_allows_more(
    request: Request, caller: Principal, layers: dict[str, Any], deny: dict[str, Any], layer: str
) -> None:
    """Whatever was refused before a Deny was added is refused after."""
    had = layers.get(layer)
    if layer == "boundary":
        changed = layers | {layer: document([*(had.document["Statement"] if had else ()), deny])}
    else:
        changed = layers | {layer: [*(had or ()), document([deny])]}
    assert allowed(request, caller, layers) or not allowed(request, caller, changed)


@given(REQUESTS, CALLERS, LAYERS, statements(effects=("Deny",), named=True))
def test_adding_a_deny_to_the_resource_never_allows_more(
    request: Request, caller: Principal, layers: dict[str, Any], deny: dict[str, Any]
) -> None:
    """Whatever was refused before the resource policy gained a Deny is refused after."""
    had = layers.get("resource")
    changed = layers | {"resource": document([*(had.document["Statement"] if had else ()), deny])}
    assert allowed(request, caller, layers) or not allowed(request, caller, changed)


@given(REQUESTS, CALLERS, LAYERS, st.lists(policies(), max_size=2))
def test_adding_a_session_policy_never_allows_more(
    request: Request, caller: Principal, layers: dict[str, Any], session: list[NamedPolicy]
) -> None:
    """A session policy only narrows what the session could do without it."""
    bare = {key: value for key, value in layers.items() if key != "session"}
    assert allowed(request, caller, bare) or not allowed(request, caller, bare | {"session": session})


@given(REQUESTS, CALLERS, LAYERS, policies())
def test_adding_a_boundary_never_allows_more(
    request: Request, caller: Principal, layers: dict[str, Any], boundary: NamedPolicy
) -> None:
    """A permissions boundary only narrows."""
    bare = {key: value for key, value in layers.items() if key != "boundary"}
    assert allowed(request, caller, bare) or not allowed(request, caller, bare | {"boundary": boundary})


@given(REQUESTS, CALLERS, LAYERS)
def test_nothing_is_allowed_without_an_allow(request: Request, caller: Principal, layers: dict[str, Any]) -> None:
    """Policies that hold no Allow statement allow nothing."""

    def denials(policy: NamedPolicy) -> NamedPolicy:
        statements_ = policy.document["Statement"]
        assert isinstance(statements_, list)
        return document([one | {"Effect": "Deny"} for one in statements_])

    denied = {
        name: [denials(one) for one in value] if isinstance(value, list) else denials(value)
        for name, value in layers.items()
    }
    assert not allowed(request, caller, denied)


@given(
    st.sampled_from(["StringEquals", "StringLike", "StringEqualsIgnoreCase", "StringNotLike"]),
    st.lists(st.sampled_from([*PARTITIONS, "case#${aws:PrincipalTag/case}.*"]), min_size=1),
    CALLERS,
)
def test_for_all_values_needs_the_null_guard(operator: str, wanted: list[str], caller: Principal) -> None:
    """Without the key ForAllValues is true, whatever it compares, and a Null false beside it makes it false."""
    request = Request("dynamodb:GetItem", RECORDS, {})
    block: dict[str, Any] = {f"ForAllValues:{operator}": {"dynamodb:LeadingKeys": wanted}}
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert evaluate(request, caller, identity=[document([allow | {"Condition": block}])]).allowed
    guarded = block | {"Null": {"dynamodb:LeadingKeys": "false"}}
    assert not evaluate(request, caller, identity=[document([allow | {"Condition": guarded}])]).allowed


def _like(pattern: str, text: str) -> bool:
    """Wildcards by definition, slow and plain."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_like(pattern[1:], text[place:]) for place in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and _like(pattern[1:], text[1:])


TEXT = st.text("ab.*?$^[(\\\n", max_size=6)


@given(TEXT, TEXT, CALLERS)
def test_wildcards_by_definition(pattern: str, text: str, caller: Principal) -> None:
    """StringLike and StringNotLike agree with the definition of the two wildcards for any text, and are opposites."""
    request = Request("dynamodb:GetItem", RECORDS, {"sts:ExternalId": text})
    for operator, expected in (("StringLike", _like(pattern, text)), ("StringNotLike", not _like(pattern, text))):
        block = {operator: {"sts:ExternalId": pattern}}
        allow = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": block}
        assert evaluate(request, caller, identity=[document([allow])]).allowed is expected
