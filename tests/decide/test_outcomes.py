"""What comes of a request, with the ports in memory."""

import pytest

from chalicelib.domain import ids
from chalicelib.service.decide.replay import AnswerNames
from tests.decide import world
from tests.decide.conftest import Stand


@pytest.mark.parametrize("action", world.ACTIONS)
def test_allowed(stand: Stand, action: str) -> None:
    """An allow brings the view, a receipt for its entry, and a session minted for the grant in that entry."""
    stand.engine.value = world.allow(action)
    answer = stand.ask(world.request(action))
    assert answer.outcome == "allowed", answer.code
    ((entry_key, _),) = stand.ledger.entries.items()
    assert answer.receipt is not None
    assert entry_key == (answer.receipt.decision, answer.receipt.entry_sha256)
    entry = stand.ledger.only
    ((minted_for, grant),) = stand.sessions.minted
    assert minted_for == entry["id"]
    assert grant.model_dump(exclude_none=True) == entry["grant"]
    assert answer.view == entry["view"] == world.view(action)
    assert answer.session is not None
    assert answer.session.not_after == grant.not_after == "2026-11-20T15:11:00Z"
    assert entry["kind"] == "decision"
    assert entry["allow"] is True
    assert entry["reasons"] == []
    assert entry["invocation"] == world.INVOCATION
    assert entry["at"] == entry["input"]["context"]["now"] == "2026-11-20T15:10:00.250Z"


@pytest.mark.parametrize("action", world.ACTIONS)
def test_refused(stand: Stand, action: str) -> None:
    """A refusal is in the ledger with its reasons, and brings no session, no facts and no view."""
    stand.engine.value = world.refuse()
    answer = stand.ask(world.request(action))
    assert answer.outcome == "refused"
    assert answer.decision is not None
    assert [reason.code for reason in answer.decision.reasons] == ["not_involved"]
    assert (answer.session, answer.view, answer.facts, answer.idempotency) == (None, None, [], None)
    assert (answer.case, answer.record) == (None, None)
    assert stand.sessions.minted == []
    entry = stand.ledger.only
    assert (entry["allow"], entry["reasons"], entry["grant"], entry["view"]) == (False, ["not_involved"], None, None)


def test_refusal_of_hidden_and_absent_is_one(stand: Stand) -> None:
    """An absent case and one without involvement give policy the same facts, from as many keys."""
    stand.engine.value = world.refuse()
    other = "01J0000000000000000000EWER"
    for case in (world.CASE, other):
        stand.ask(world.request("share.list", case=case, token=world.token(agency=world.TRUST)))
    hidden, absent = stand.engine.inputs
    assert hidden["context"] == absent["context"]
    assert len(stand.facts.asked[0]) == len(stand.facts.asked[1])


def test_policy_input_holds_what_is_verified_and_known(stand: Stand) -> None:
    """The policy input names subject, facts and attributes; what is absent is left out and never null."""
    stand.engine.value = world.allow("share.create")
    header = {"agency": world.COUNCIL, "grounds": [], "people": ["p1"], "area": world.COUNCIL}
    stand.facts.put(ids.member_partition(world.CASE, world.COUNCIL), "involvement", header)
    stand.ask(world.request("share.create"))
    (asked,) = stand.engine.inputs
    assert asked["subject"] == {
        "type": "practitioner",
        "id": world.PERSON,
        "properties": {
            "agency": world.COUNCIL,
            "role": "social_worker",
            "client": world.CLIENT,
            "issuer": world.ISSUER,
        },
    }
    assert asked["resource"] == {"type": "share", "case": world.CASE}
    facts = asked["context"]["facts"]
    assert facts["client"] == {"status": "active", "revoked_certificates": []}
    assert facts["involvements"][world.COUNCIL] == {"agency": world.COUNCIL, "area": world.COUNCIL, "grounds": []}
    assert facts["involvements"][world.FORCE]["grounds"][0]["from"] == "2026-01-01T00:00:00Z"
    assert set(facts) == {"client", "involvements"}
    assert "null" not in str(asked).lower().split()
    assert asked["context"]["share"]["recipients"][0]["agency"] == world.FORCE


def test_facts_for_the_write_are_those_that_were_read(stand: Stand) -> None:
    """An allow hands on each fact with its version, absent ones as version 0, without the stored answer's key."""
    stand.engine.value = world.allow("share.create")
    stand.facts.put(ids.client_partition(world.CLIENT), "status", {"status": "active"}, v=7)
    del stand.facts.items[next(k for k in stand.facts.items if k.pk.endswith(world.FORCE))]
    answer = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert [(fact.pk.split("#")[0], fact.v) for fact in answer.facts] == [("client", 7), ("member", 1), ("member", 0)]


def test_first_use_of_a_key_names_where_the_answer_goes(stand: Stand) -> None:
    """A first request with a key is told the HMACs under which to store its answer, never the key itself."""
    stand.engine.value = world.allow("share.create")
    answer = stand.ask(world.request("share.create", idempotency=world.keyed("my-key")))
    assert answer.idempotency is not None
    assert answer.idempotency.sk.startswith("idempotency#")
    assert "my-key" not in answer.model_dump_json()
    assert "my-key" not in str(stand.ledger.entries)


def _store_answer(stand: Stand, **changes: str) -> None:
    """Let a first request with the key have been answered."""
    stand.engine.value = world.allow("share.create")
    first = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert first.idempotency is not None
    header = {"fingerprint": first.idempotency.fingerprint, "status": 201, "body": "{}", "decision": "d"} | changes
    stand.facts.put(ids.client_partition(world.CLIENT), first.idempotency.sk, header)
    stand.ledger.entries.clear()
    stand.sessions.minted.clear()
    stand.engine.inputs.clear()


def test_replayed(stand: Stand) -> None:
    """A retry gets the stored answer after the rules on who asks, is in the ledger as a replay, and mints nothing."""
    _store_answer(stand)
    stand.engine.value = world.allow("idempotency.replay")
    answer = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert answer.outcome == "replayed"
    assert answer.answer is not None
    assert (answer.answer.status, answer.answer.body) == (201, "{}")
    assert stand.sessions.minted == []
    entry = stand.ledger.only
    assert (entry["kind"], entry["allow"], entry["grant"]) == ("replay", True, None)
    (asked,) = stand.engine.inputs
    assert asked["action"] == {"name": "idempotency.replay"}
    assert asked["resource"] == {"type": "client"}
    assert asked["context"] == {
        "now": "2026-11-20T15:10:00.250Z",
        "environment": "sandbox",
        "facts": {"client": {"status": "active", "revoked_certificates": []}, "involvements": {}},
    }


def test_replay_refused(stand: Stand) -> None:
    """Whoever may ask no more is refused the stored answer too."""
    _store_answer(stand)
    stand.engine.value = world.refuse()
    answer = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert answer.outcome == "refused"
    assert answer.answer is None
    assert stand.ledger.only["allow"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"idempotency": world.keyed() | {"fingerprint": "0" * 64}},
        {"token": world.token(sub=world.OTHER_PERSON)},
        {"token": world.token(role="manager")},
        {"token": world.token(agency=world.TRUST)},
        {"case": None},
    ],
    ids=["body", "person", "role", "agency", "case"],
)
def test_conflict(stand: Stand, changes: dict[str, object]) -> None:
    """A key used again with another body, person, role, agency or case is a conflict and shows no answer."""
    _store_answer(stand)
    stand.engine.value = world.allow("idempotency.replay")
    answer = stand.ask(world.request("share.create", **({"idempotency": world.keyed()} | changes)))
    assert (answer.outcome, answer.code) == ("conflict", "idempotency_conflict")
    assert answer.answer is None
    assert answer.session is None
    entry = stand.ledger.only
    assert (entry["kind"], entry["allow"], entry["reasons"]) == ("replay", False, ["idempotency_conflict"])


def test_key_of_another_client_is_another_key(stand: Stand) -> None:
    """Two clients may use the same key for different requests."""
    _store_answer(stand)
    stand.facts.put("client#other", "status", {"status": "active"})
    stand.engine.value = world.allow("share.create")
    request = world.request("share.create", idempotency=world.keyed(), token=world.token(client_id="client:other"))
    assert stand.ask(request).outcome == "allowed"


def test_unauthenticated(stand: Stand) -> None:
    """A token that proves nobody is recorded with the failed check; no fact is read and no rule is asked."""
    answer = stand.ask(world.request("share.create", token=world.token(aud="https://other.example")))
    assert (answer.outcome, answer.code) == ("unauthenticated", "token_audience")
    assert stand.facts.asked == []
    assert stand.engine.inputs == []
    assert stand.sessions.minted == []
    entry = stand.ledger.only
    assert (entry["kind"], entry["subject"], entry["input"]) == ("unauthenticated", None, None)
    assert (entry["action"], entry["reasons"]) == ("share.create", ["token_audience"])


@pytest.mark.parametrize(("field", "value"), [("token", ""), ("token", 7), ("certificate", "short")])
def test_token_or_certificate_of_another_shape(stand: Stand, field: str, value: object) -> None:
    """A token or certificate of another shape is the caller's doing: unauthenticated, not closed."""
    answer = stand.ask(world.request("inbox.list", **{field: value}))
    assert (answer.outcome, answer.code) == ("unauthenticated", f"{field}_malformed")
    assert stand.ledger.only["kind"] == "unauthenticated"


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {},
        world.request("share.read", record=None),
        world.request("share.read", case=world.CASE),
        world.request("share.list", case=None),
        world.request("inbox.list", record=world.RECORD),
        world.request("inbox.list", idempotency=world.keyed()),
        world.request("share.create", attributes={}),
        world.request("share.create", attributes={"share": world.share(), "application": world.application()}),
        world.request("inbox.list", surplus=1),
        world.request("inbox.list") | {"action": "idempotency.replay"},
        world.request("inbox.list") | {"action": "Robert'); DROP TABLE"},
    ],
)
def test_malformed_request(stand: Stand, event: object) -> None:
    """A request that breaks the contract is closed and recorded, and nothing it said is kept."""
    answer = stand.ask(event)
    assert (answer.outcome, answer.code) == ("closed", "request_malformed")
    entry = stand.ledger.only
    assert (entry["kind"], entry["allow"]) == ("closed", False)
    assert "DROP" not in str(entry)
    assert stand.engine.inputs == []


def test_referral_opens_a_case(stand: Stand) -> None:
    """A share without a case gets a new one; its involvements are not asked for, and policy sees no case."""
    stand.engine.value = world.allow("share.create")
    answer = stand.ask(world.request("share.create", case=None))
    assert answer.case is not None
    assert answer.record is not None
    assert ids.case_of(answer.record) == answer.case != world.CASE
    assert "case" not in stand.engine.inputs[0]["resource"]
    assert [key.sk for key in stand.facts.asked[0]] == ["status"]


def test_names_need_a_long_key() -> None:
    """An HMAC key of less than 32 bytes is refused at the start."""
    with pytest.raises(ValueError, match="32"):
        AnswerNames(b"short")


def test_obligation_for_another_agency_opens_its_partition(stand: Stand) -> None:
    """The agency that a duty is put upon is within the grant, by its own partition and no other."""
    duty = {"code": "tell_forum", "due": "2026-11-21T15:10:00Z", "agency": world.TRUST}
    stand.engine.value = world.allow("share.create", obligations=[duty])
    stand.ask(world.request("share.create"))
    ((_, grant),) = stand.sessions.minted
    assert [p for p in grant.partitions if world.TRUST in p] == [f"agency#{world.TRUST}"]
