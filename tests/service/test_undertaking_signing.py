"""An undertaking over fakes: one document, signed, sealed and kept; and the report of a breach."""

import hashlib
import json
from base64 import b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.contracts.disclosure import DisclosureApplication
from chalicelib.contracts.undertaking import BreachReport, UndertakingRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, DecisionPointUnavailableError, StoreUnavailableError
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.breach_reporting import ReportBreach
from chalicelib.service.disclosing import OpenDisclosureRequest
from chalicelib.service.hashing import canonical, item_hash
from chalicelib.service.undertaking_reading import ReadUndertaking
from chalicelib.service.undertaking_recording import RecordUndertaking
from tests.contracts import examples
from tests.service.fakes import (
    FORCE,
    TEMPLATE,
    FakeDecisionPoint,
    FakeRecordStore,
    FakeSealer,
    FakeSigner,
    subject,
)
from tests.service.test_reducing import CANARY, undertaking_full_of_canaries


class Police:
    """A force that has an application open, and records what comes of it."""

    def __init__(self, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> None:
        self.point, self.store, self.sealer, self.signer = point, store, sealer, FakeSigner()
        point.who = subject(FORCE, "child_protection")
        application = read(DisclosureApplication, examples.application())
        self.request: str = done(OpenDisclosureRequest(point, store, sealer)(Caller("t"), application))["request_id"]

    def undertake(self, key: str | None = None, **changes: Any) -> Any:
        body = {**examples.undertaking(), **changes, "request_id": self.request}
        made = read(UndertakingRequest, {name: value for name, value in body.items() if value is not None})
        return done(RecordUndertaking(self.point, self.store, self.sealer, self.signer)(Caller("t", None, key), made))

    def read(self, record: str) -> Any:
        return done(ReadUndertaking(self.point, self.store, self.sealer)(Caller("t"), record))

    def breach(self, undertaking: str, key: str | None = None, **changes: Any) -> Any:
        body = {**examples.example("breach"), **changes, "request_id": self.request}
        report = ReportBreach(self.point, self.store, self.sealer)
        return done(report(Caller("t", None, key), undertaking, read(BreachReport, body)))

    def state(self) -> Any:
        return self.store.items[ids.case_partition(self.request), "state"].header


def done(outcome: Answer | Refusal) -> Any:
    assert isinstance(outcome, Answer)
    return json.loads(outcome.body)


@pytest.fixture
def police(point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> Police:
    return Police(point, store, sealer)


def test_the_document_is_signed_as_it_is_answered(police: Police) -> None:
    """The signature is one over the SHA-256 of the canonical form of exactly the document that is answered."""
    body = police.undertake()
    digest = hashlib.sha256(canonical(body["document"])).digest()
    assert (police.signer.signed, body["signature"]["sha256"]) == ([digest], digest.hex())
    assert (body["signature"]["key"], body["signature"]["algorithm"]) == (FakeSigner.KEY, "ECDSA_SHA_256")
    value = b64decode(body["signature"]["value"])
    police.signer.private.public_key().verify(value, canonical(body["document"]), ec.ECDSA(hashes.SHA256()))


def test_the_document_says_all_that_was_agreed(police: Police) -> None:
    """Words, warnings as read out, language, items with salts and hashes, purpose, who was there, officer, decision."""
    body = police.undertake()
    document, sent = body["document"], examples.undertaking()
    item = sent["items"][0]
    hashed = item_hash(item["salt"], {"id": item["id"], "text": item["text"]})
    assert document == {
        "v": 1,
        "kind": "undertaking",
        "scheme": "csods",
        "case": body["case_id"],
        "record": body["undertaking_id"],
        "request": police.request,
        **{name: sent[name] for name in ("person", "outcome", "at", "place", "language", "explained")},
        **{name: sent[name] for name in ("purpose", "officer", "present", "adjustments", "signature")},
        "template": {name: TEMPLATE[name] for name in ("id", "version", "language", "words")},
        "warnings": [{"code": code, "words": TEMPLATE["warnings"][code]} for code in sent["warnings_read"]],
        "items": [{**item, "sha256": hashed}],
        "recorded_by": police.point.who.model_dump(include={"person", "agency", "role"}),
        "decision": body["decision"]["id"],
        "receipt": body["receipt"],
    }


def test_only_the_warnings_that_were_read_out_are_in_it(police: Police) -> None:
    """A refusal before the last warning says so: it is not in the document."""
    read_out = ["proceedings", "purpose_only"]
    document = police.undertake(outcome="refused", signature=None, warnings_read=read_out)["document"]
    assert [warning["code"] for warning in document["warnings"]] == read_out
    assert (document["outcome"], "signature" in document) == ("refused", False)


def test_what_was_signed_is_what_is_sealed_and_read(police: Police) -> None:
    """Reading gives the same document and the same signature, byte for byte, after one opening."""
    made = police.undertake()
    police.sealer.calls.clear()
    body = police.read(made["undertaking_id"])
    assert canonical(body["document"]) == canonical(made["document"])
    assert body["signature"] == made["signature"]
    assert [call[0] for call in police.sealer.calls] == ["open"]


def test_without_a_signature_nothing_is_sealed_or_written(police: Police) -> None:
    """When the signing key refuses or does not answer, the undertaking is not recorded, and nothing of it is kept."""
    police.signer.failing = True
    writes, calls = len(police.store.writes), len(police.sealer.calls)
    with pytest.raises(StoreUnavailableError):
        police.undertake()
    assert (len(police.store.writes), len(police.sealer.calls)) == (writes, calls)


@pytest.mark.parametrize(
    "template",
    [None, "1", {**TEMPLATE, "words": None}, {**TEMPLATE, "warnings": []}, {"id": "csods", "version": "1"}],
    ids=["none", "a text", "no words", "no warnings", "no language"],
)
def test_an_allow_without_words_signs_nothing(police: Police, template: Any) -> None:
    """The words are policy's: an allow that does not give them whole is no answer."""
    police.point.view = {"next_state": "moved", "next": [], **({"template": template} if template else {})}
    with pytest.raises(DecisionPointUnavailableError):
        police.undertake()
    assert police.signer.signed == []


def test_a_retry_is_answered_without_the_document(police: Police) -> None:
    """What is stored for retries is not sealed: it holds the signature, and no word of what was agreed."""
    first, again = police.undertake(key="k"), police.undertake(key="k")
    assert {name: value for name, value in first.items() if name != "document"} == again
    assert len(police.signer.signed) == 1


def test_no_words_stand_in_the_clear(police: Police) -> None:
    """No key, header or stored answer holds a name, a place or a word of an item."""
    police.undertake(key="k", **undertaking_full_of_canaries())
    plain = json.dumps([[pk, sk, item.header] for (pk, sk), item in police.store.items.items()])
    assert CANARY not in plain


def test_the_request_keeps_what_the_delivery_is_held_to(police: Police) -> None:
    """The request's state holds each item's hash, who was present, and the ids of all its undertakings."""
    first, second = police.undertake(), police.undertake()
    undertaking = police.state()["undertaking"]
    document = second["document"]
    assert undertaking["items"] == [{"id": "i1", "sha256": document["items"][0]["sha256"]}]
    assert undertaking["bound"] == [{"ref": "p4"}, {"role": "officer"}]
    assert police.state()["undertakings"] == [first["undertaking_id"], second["undertaking_id"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"present": [{"ref": "p4"}]}, "present.0.name"),
        ({"officer": None}, "officer"),
        ({"purpose": None}, "purpose"),
        ({"items": [{"id": "i1", "text": "x", "salt": "short"}]}, "items.0.salt"),
        ({"items": [{"id": "i1", "text": word, "salt": "c2FsdC1vZi1hbi1leGFtcGxl"} for word in "ab"]}, "items"),
        ({"warnings_read": ["purpose_only", "purpose_only"]}, "warnings_read"),
        ({"language": "latin"}, "language"),
        ({"template": "the current one"}, "template"),
    ],
)
def test_a_broken_undertaking_names_the_field(police: Police, change: dict[str, Any], field: str) -> None:
    """Nobody is present without a name, no item without a salt, and nothing is named twice."""
    with pytest.raises(ContractError) as raised:
        police.undertake(**change)
    assert [problem.field for problem in raised.value.problems] == [field]


def test_a_breach_is_an_incident_and_a_freeze(police: Police) -> None:
    """One transaction holds the sealed incident, its pointer, and the request's state, frozen by whoever reported."""
    made = police.undertake()["undertaking_id"]
    before = police.state()
    police.store.writes.clear()
    body = police.breach(made)
    incident = police.store.items[ids.case_partition(body["incident_id"]), "record"]
    assert (incident.header["kind"], incident.header["breach"], incident.header["undertaking"]) == (
        "incident",
        "passed_on",
        made,
    )
    who = police.point.who.person
    frozen = {"by": who, "at": body["receipt"]["at"], "undertaking": made, "incident": body["incident_id"]}
    assert police.state() == {**before, "frozen": frozen}
    assert (len(police.store.writes), body["frozen"]) == (1, frozen)
    assert police.sealer.calls[-1] == ("seal", body["case_id"], body["incident_id"])


def test_an_incident_is_read_like_its_undertaking(police: Police) -> None:
    """Whoever decides after a report reads what was reported: kind, when it became known, and the words."""
    made = police.undertake()["undertaking_id"]
    reported = police.breach(made, words=CANARY)
    body = police.read(reported["incident_id"])
    assert (body["incident_id"], body["undertaking_id"], body["breach"]) == (reported["incident_id"], made, "passed_on")
    assert (body["words"], body["learned_at"]) == (CANARY, examples.example("breach")["learned_at"])
    assert body["by"]["person"] == police.point.who.person


def test_a_second_report_stands_beside_the_first(police: Police) -> None:
    """A further report is an incident of its own; the first keeps its reporter, and nobody who reported is lost."""
    made = police.undertake()["undertaking_id"]
    first = police.breach(made)
    police.point.who = subject(FORCE, "disclosure_authority", "practitioner:01HZZZZZZZZZZZZZZZZZZZZZ09")
    second = police.breach(made, kind="published")
    frozen = police.state()["frozen"]
    assert (frozen["incident"], frozen["incidents"]) == (
        first["incident_id"],
        [first["incident_id"], second["incident_id"]],
    )
    assert frozen["reporters"] == [first["frozen"]["by"], police.point.who.person]


def test_a_frozen_request_stays_where_it_is_due(police: Police) -> None:
    """A report changes no limit: the request keeps its place in the queue and on the clock."""
    due = "2026-12-01T00:00:00.000Z"
    clock = {"dues": {"overall": due}, "due": due, "tick": due, "paused": False}
    police.point.view = {"next_state": "moved", "next": [], "template": TEMPLATE, "clock": clock}
    made = police.undertake()["undertaking_id"]
    key = (ids.case_partition(police.request), "state")
    before = police.store.indexed[key]
    police.point.view = {"next": [], "applicant_notice": "x", "clock": {"due": "2030-01-01T00:00:00.000Z"}}
    police.breach(made)
    after = police.store.indexed[key]
    assert (after.queue, after.due_at, after.tick, after.tick_at) == (
        before.queue,
        before.due_at,
        before.tick,
        before.tick_at,
    )
    assert police.state()["clock"] == clock


def test_a_report_about_another_undertaking_is_no_retry(police: Police) -> None:
    """A key names the undertaking as well: the same words about another one are a conflict."""
    made, other = police.undertake()["undertaking_id"], police.undertake()["undertaking_id"]
    police.breach(made, key="b")
    with pytest.raises(ContractError) as raised:
        police.breach(other, key="b")
    assert raised.value.code == "idempotency_conflict"


def test_a_report_on_a_state_that_was_not_read_is_closed(police: Police) -> None:
    """An allow without the state that it judged writes nothing."""
    police.request = examples.REQUEST
    with pytest.raises(DecisionPointUnavailableError):
        police.breach(examples.REQUEST)
