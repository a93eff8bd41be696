"""Undertakings over HTTP: one signed document that anyone can verify, and a breach that stops what rests on it."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from workbench.seeds import undertakings
from workbench.seeds.api import Answer
from workbench.undertaking.checking import check
from workbench.undertaking.keys import PublicKey, of_kms

from .bodies import Application, Body, delivery, second_decision, undertaking
from .faults import Fault
from .outside import Stand, codes, plain, refused

RECORDED = 201
LIFT = {"step": "freeze_decision", "outcome": "lift", "reasons": "The neighbour guessed; nothing was passed on"}
DANGER = {"step": "emergency", "outcome": "immediate_danger", "reasons": "He is at the door"}


@pytest.fixture(scope="module")
def key(stand: Stand) -> PublicKey:
    """The published key."""
    return of_kms(stand.client("kms", "proviso-auditor"))


def recorded(answer: Answer) -> Body:
    """The body of an undertaking that was recorded."""
    assert answer.status == RECORDED, answer.raw
    body: Body = answer.body
    return body


def report(stand: Stand, who: str, application: Application, undertaking_id: str, kind: str = "passed_on") -> Answer:
    """Report a breach."""
    body = undertakings.breach(application.id, kind)
    return stand.caller.post(who, f"/record-undertaking/{undertaking_id}/breach", body)


def broken(stand: Stand) -> tuple[Application, Body]:
    """An application whose signed undertaking was reported broken by the detective, and the report."""
    application = Application(stand).decided()
    signed = recorded(application.undertake("signed"))
    return application, recorded(report(stand, "detective", application, signed["undertaking_id"]))


# -- the document ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["signed", "refused"])
def test_what_was_agreed_can_be_verified_offline(stand: Stand, key: PublicKey, outcome: str) -> None:
    """The answer of the recording, and that of reading it, are files that the published key alone verifies."""
    made = Application(stand).decided().undertake(outcome)
    body = recorded(made)
    read = stand.caller.get("inspector", f"/record-undertaking/{body['undertaking_id']}")
    for answer in (made, read):
        checked = check(answer.raw, [key])
        assert checked.holds, checked.faults
        assert checked.document == body["document"]
    assert read.body["signature"] == body["signature"]
    assert body["document"]["outcome"] == outcome
    assert body["signature"]["key"] == stand.running.estate.signing_key


def test_a_changed_document_does_not_verify(stand: Stand, key: PublicKey) -> None:
    """One changed word of an item is found twice: by its hash, and by the signature."""
    body = recorded(Application(stand).decided().undertake("signed"))
    body["document"]["items"][0]["text"] += " not"
    faults = " ".join(check(json.dumps(body).encode(), [key]).faults)
    assert "item i1" in faults
    assert "signature" in faults


def test_the_words_are_those_of_the_language(stand: Stand, key: PublicKey) -> None:
    """In Welsh the Welsh words are what is signed."""
    application = Application(stand).decided()
    body = undertaking(application.id, "signed") | {"language": "cy"}
    document = recorded(stand.caller.post("detective", "/record-undertaking", body))["document"]
    assert document["template"]["language"] == "cy"
    assert "ymrwymiad" in document["warnings"][1]["words"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"template": "0"}, "template_not_current"),
        ({"explained": False}, "not_explained"),
        ({"language": "pl"}, "not_explained"),
        ({"items": []}, "items_missing"),
        ({"warnings_read": ["purpose_only", "confidential"]}, "warnings_not_read"),
        ({"present": [{"ref": "p4", "name": "Testparent"}]}, "present_not_recorded"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_an_undertaking_that_lacks_something_is_not_recorded(stand: Stand, spoil: Body, code: str) -> None:
    """Other words, nothing explained, no items, a warning or an officer missing: refused for that, and no signature."""
    application = Application(stand).decided()
    with stand.watched() as seen:
        answer = stand.caller.post("detective", "/record-undertaking", undertaking(application.id, "signed") | spoil)
    assert (answer.status, codes(answer)) == (403, {code})
    assert not [one for one in seen if one["eventName"] == "Sign"]


def test_exactly_one_signature_is_made_and_it_is_matched(stand: Stand) -> None:
    """Recording signs once, reading never, and the trail's Sign belongs to the decision that is in the document."""
    application = Application(stand).decided()
    with stand.watched() as seen:
        body = recorded(application.undertake("signed"))
        stand.caller.get("detective", f"/record-undertaking/{body['undertaking_id']}")
    (sign,) = (one for one in seen if one["eventName"] == "Sign")
    assert sign["userIdentity"]["arn"].endswith(f"/{body['document']['decision']}")
    assert [one for one in stand.reconcile().orphans if one.event == sign["eventID"]] == []


def test_what_is_kept_for_retries_holds_no_word(stand: Stand) -> None:
    """A retry gives the signature without the document, and nothing plain in the table holds a word of it."""
    application = Application(stand).decided()
    secret = "Quibblewort"
    item = {**undertakings.ITEMS[0], "text": secret}
    body = undertaking(application.id, "signed") | {"items": [item], "officer": secret}
    first, again = (stand.caller.post("detective", "/record-undertaking", body, key="retry-1") for _ in range(2))
    assert secret in first.raw.decode()
    assert again.body == {name: value for name, value in recorded(first).items() if name != "document"}
    assert not [key for key, item in stand.items().items() if secret in json.dumps(plain(item)["header"], default=str)]


# -- no signature, no undertaking ------------------------------------------------------------------------


@contextlib.contextmanager
def denied(stand: Stand) -> Iterator[None]:
    """The signing key lets nobody sign."""
    administrator, name = stand.client("kms", "local-administrator"), stand.running.estate.signing_key
    policy = administrator.get_key_policy(KeyId=name, PolicyName="default")["Policy"]
    document = json.loads(policy)
    document["Statement"] = [one for one in document["Statement"] if one["Action"] != "kms:Sign"]
    administrator.put_key_policy(KeyId=name, PolicyName="default", Policy=json.dumps(document))
    try:
        yield
    finally:
        administrator.put_key_policy(KeyId=name, PolicyName="default", Policy=policy)


@pytest.mark.parametrize("outcome", ["signed", "refused"])
def test_without_a_signature_nothing_is_written(stand: Stand, outcome: str) -> None:
    """When the key refuses to sign, the answer is 503, no item is written, and the recording can be tried again."""
    application = Application(stand).decided()
    items = stand.items()
    # Where a key's policy lets nobody sign, the policy of the role alone is not enough.
    with stand.purposely() as seen, denied(stand):
        answer = application.undertake(outcome)
    assert (answer.status, answer.body["code"]) == (503, "closed")
    assert [one["errorCode"] for one in seen if one["eventName"] == "Sign"] == ["AccessDenied"]
    assert stand.items() == items
    application.undertaken(outcome)


@pytest.mark.parametrize("what", ["fail", "throttle"])
def test_a_key_that_does_not_answer_closes(stand: Stand, what: Any) -> None:
    """When the key fails or throttles, the answer is 503 and no item is written."""
    application = Application(stand).decided()
    items = stand.items()
    with stand.faulty(Fault("kms:Sign", what, times=9)):
        answer = application.undertake("signed")
    assert (answer.status, answer.body["code"]) == (503, "closed")
    assert stand.items() == items


# -- what is disclosed under it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"items": []}, "other_items_than_undertaken"),
        ({"items": [{**undertakings.ITEMS[0], "text": "More than was agreed"}]}, "other_items_than_undertaken"),
        ({"items": [{**undertakings.ITEMS[0], "salt": "A" * 22}]}, "other_items_than_undertaken"),
        ({"items": [*undertakings.ITEMS, {"id": "i2", "text": "x", "salt": "A" * 22}]}, "other_items_than_undertaken"),
        ({"present": [*undertakings.PRESENT, {"role": "supporter", "name": "A friend"}]}, "present_not_bound"),
        ({"mode": "letter"}, "not_in_person"),
        ({"items_left": True}, "documents_left"),
    ],
    ids=["none", "other words", "another salt", "one more", "somebody else hears it", "in writing", "a paper left"],
)
def test_the_delivery_is_held_to_the_undertaking(stand: Stand, spoil: Body, code: str) -> None:
    """What was undertaken is what may be disclosed: those items, to those people, in person, nothing left."""
    application = Application(stand).decided().undertaken("signed")
    body = delivery()
    answer = application.take("detective", {**body, "delivery": {**body["delivery"], **spoil}})
    assert (answer.status, codes(answer)) == (403, {code})
    application.must("detective", body)


# -- a breach ---------------------------------------------------------------------------------------------


def test_a_breach_stops_the_next_disclosure_and_the_next_read_at_once(stand: Stand) -> None:
    """After the report nothing is disclosed or opened; where it stands is still told, with what goes over it."""
    application, reported = broken(stand)
    path = f"/request-disclosure/{application.id}"
    assert codes(application.take("detective", delivery())) == {"undertaking_broken"}
    assert codes(stand.caller.get("inspector", f"{path}?open=0")) == {"undertaking_broken"}
    standing = application.standing()
    assert (standing["state"], standing["frozen"]) == ("delivery_due", reported["frozen"])
    assert {step["step"] for step in reported["next"]} == {"emergency", "freeze_decision"}


def test_an_incident_is_opened_with_its_duty(stand: Stand) -> None:
    """The report is a sealed record of its own, and within 72 hours the force has to deal with it."""
    _, reported = broken(stand)
    items = stand.items()
    incident = plain(items[f"case#{reported['incident_id']}", "record"])
    assert (incident["header"]["kind"], incident["header"]["breach"]) == ("incident", "passed_on")
    assert b"neighbour" not in bytes(incident["sealed"].value)
    (duty,) = reported["decision"]["obligations"]
    assert (duty["code"], duty["agency"], duty["detail"]) == ("breach_incident", "force:11", ["passed_on"])
    read = stand.caller.get("inspector", f"/record-undertaking/{reported['incident_id']}")
    assert (read.status, read.body["words"]) == (200, undertakings.breach("")["words"])
    assert stand.caller.get("other-force", f"/record-undertaking/{reported['incident_id']}").status == 404
    decision = reported["decision"]["id"]
    assert [sk for pk, sk in items if pk == "agency#force:11" and decision in sk]


def test_another_officer_than_who_reported_lifts_it(stand: Stand) -> None:
    """A reasoned decision ends the freeze, and it is not the reporter's; then the disclosure goes on."""
    application = Application(stand).decided()
    signed = recorded(application.undertake("signed"))["undertaking_id"]
    recorded(report(stand, "inspector", application, signed))
    assert codes(application.take("inspector", LIFT)) == {"other_officer_needed"}
    assert "frozen" in application.standing()
    application.must("second-inspector", LIFT).must("detective", delivery())
    assert application.standing()["delivered"]


def test_a_decision_to_keep_it_keeps_it(stand: Stand) -> None:
    """Where the other officer keeps the freeze, nothing is disclosed."""
    application, _ = broken(stand)
    application.must("inspector", LIFT | {"outcome": "keep"})
    assert codes(application.take("detective", delivery())) == {"undertaking_broken"}


def test_immediate_danger_goes_over_it(stand: Stand) -> None:
    """A freeze never stops a warning that saves a life: the emergency is taken, whoever reported."""
    application, _ = broken(stand)
    application.must("detective", DANGER)
    assert application.standing()["state"] == "immediate_danger"


def test_another_report_is_recorded_all_the_same(stand: Stand) -> None:
    """A request that stands still still takes reports; each is an incident, and the first stays the first."""
    application, first = broken(stand)
    second = recorded(report(stand, "inspector", application, first["undertaking_id"], "published"))
    frozen = application.standing()["frozen"]
    assert frozen["incident"] == first["incident_id"]
    assert frozen["incidents"] == [first["incident_id"], second["incident_id"]]
    assert codes(application.take("inspector", LIFT)) == {"other_officer_needed"}
    application.must("second-inspector", LIFT)


def test_an_undertaking_that_was_refused_and_gone_over_can_be_broken_too(stand: Stand) -> None:
    """Whoever would not sign and was told all the same: a report stops what would still be disclosed."""
    application = Application(stand).decided()
    made = recorded(application.undertake("refused"))["undertaking_id"]
    application.must("second-inspector", second_decision("proceed"))
    recorded(report(stand, "detective", application, made))
    assert codes(application.take("detective", delivery())) == {"undertaking_broken"}


@pytest.mark.parametrize(
    ("who", "change", "expected"),
    [
        ("call-handler", {}, {"action_not_for_role"}),
        ("detective", {"words": "  "}, {"breach_incomplete"}),
        ("detective", {"learned_at": "2999-01-01T00:00:00Z"}, {"breach_incomplete"}),
    ],
    ids=["not this role", "without words", "in the future"],
)
def test_a_report_that_lacks_something_freezes_nothing(
    stand: Stand, who: str, change: Body, expected: set[str]
) -> None:
    """A report without words, of the future or by another role is refused, and nothing stands still."""
    application = Application(stand).decided()
    made = recorded(application.undertake("signed"))["undertaking_id"]
    body = undertakings.breach(application.id) | change
    answer = stand.caller.post(who, f"/record-undertaking/{made}/breach", body)
    assert (answer.status, codes(answer)) == (403, expected)
    assert "frozen" not in application.standing()


def test_a_report_names_the_request_that_the_undertaking_belongs_to(stand: Stand) -> None:
    """An undertaking of another request freezes neither; to another force neither is there."""
    one, other = Application(stand).decided(), Application(stand).decided()
    made = recorded(one.undertake("signed"))["undertaking_id"]
    assert codes(report(stand, "detective", other, made)) == {"undertaking_of_other_request"}
    assert report(stand, "other-force", one, made).status == 404
    assert report(stand, "detective", one, "01JD0000000000000000000000").status == 404
    assert not {"frozen"} & (one.standing().keys() | other.standing().keys())


# -- sessions that were minted before ----------------------------------------------------------------------


def minted(stand: Stand, application: Application, step: Body) -> dict[str, Any]:
    """What `decide` answers to a step, not yet acted upon."""
    said = {"reasons": {"given": True, "length": 9}, **step}
    answer = stand.decide("detective", "disclosure.step", record=application.id, attributes={"step": said})
    assert answer["outcome"] == "allowed", answer
    return answer


def test_a_session_from_before_is_dead_within_its_seconds(stand: Stand) -> None:
    """A read that was decided before the report ends with its session, of at most a minute; no other is minted."""
    application = Application(stand).decided()
    made = recorded(application.undertake("signed"))["undertaking_id"]
    with stand.purposely():
        read = stand.decide("detective", "disclosure.read", record=application.id, attributes={"open": 0})
        table = stand.client_with("dynamodb", read["session"])
        look = {
            "TableName": stand.running.estate.records_table,
            "Key": {"pk": {"S": f"case#{application.id}"}, "sk": {"S": "record"}},
        }
        assert "Item" in table.get_item(**look)
        recorded(report(stand, "detective", application, made))
        after = stand.decide("detective", "disclosure.read", record=application.id, attributes={"open": 0})
        assert (after["outcome"], after.get("session")) == ("refused", None)
        stand.owner("advance", 61)
        try:
            assert refused(lambda: table.get_item(**look))
        finally:
            stand.owner("advance", -61)


def test_a_write_from_before_finds_another_state(stand: Stand) -> None:
    """A step that was decided before the report cannot be written after it: the state is at another version."""
    application = Application(stand).decided()
    made = recorded(application.undertake("signed"))["undertaking_id"]
    pause = {"step": "pause", "pause": "cannot_reach_safely"}
    with stand.purposely():
        before = minted(stand, application, pause)
        (state,) = (fact for fact in before["facts"] if fact["sk"] == "state")
        recorded(report(stand, "detective", application, made))
        table = stand.client_with("dynamodb", before["session"])
        name = stand.running.estate.records_table
        condition = {"ConditionExpression": "v = :v", "ExpressionAttributeValues": {":v": {"N": str(state["v"])}}}
        item = {"pk": {"S": state["pk"]}, "sk": {"S": "state"}, "v": {"N": str(state["v"] + 1)}, "header": {"M": {}}}
        put = {"Put": {"TableName": name, "Item": item, **condition}}
        with pytest.raises(table.exceptions.TransactionCanceledException, match="ConditionalCheckFailed"):
            table.transact_write_items(TransactItems=[put])
    assert "frozen" in application.standing()
