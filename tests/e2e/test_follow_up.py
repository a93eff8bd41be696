"""What follows a share: the referrer hears back, what was reported apart is put together, the child moves on.

On DynamoDB Local, where transactions really conflict.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from workbench.seeds.api import Answer, Caller
from workbench.seeds.requests import share_to_police

from .bodies import COUNCIL, Body, a_referral, changed
from .canaries import leaks, said
from .outside import Stand, codes, plain
from .test_hidden import _invented, _seen

NEXT = "la:E06000001"
READ = "/share/{}?reason=supervision"


class Referral:
    """A referral to the council of the area: who made it, and what anybody may do with it."""

    def __init__(self, stand: Stand, who: str = "teacher") -> None:
        """Send one."""
        self._stand = stand
        answer = stand.caller.post(who, "/share", a_referral())
        assert answer.status == 201, answer.raw
        self.id, self.case = str(answer.body["share_id"]), str(answer.body["case_id"])
        self.duties = answer.body["decision"]["obligations"]

    def say(self, who: str, outcome: str, **more: Any) -> Answer:
        """Say what became of it."""
        return self._stand.caller.post(who, f"/share/{self.id}/outcome", {"outcome": outcome, **more})

    def attach(self, who: str, case: str, *, key: str | None = None, why: str = "Same name and birth date") -> Answer:
        """Put it to another case."""
        body = {"case_id": case, "why": why}
        return self._stand.caller.post(who, f"/share/{self.id}/attach", body, key=key)

    def change(self, who: str, **change: str) -> Answer:
        """Change a part in its case."""
        body = {"why": "The family moved on Friday"} | change
        return self._stand.caller.post(who, f"/share/{self.id}/involvement", body)

    def read(self, who: str) -> Answer:
        """Read it."""
        return self._stand.caller.get(who, READ.format(self.id))

    def chronology(self, who: str) -> list[Body]:
        """The entries of its case."""
        entries: list[Body] = self._stand.caller.get(who, f"/share?case={self.case}").body["entries"]
        return entries

    def state(self) -> Body:
        """Its state as it is stored, with where it stands in the indexes."""
        return plain(self._stand.items()[f"case#{self.id}", "state"])


def _inbox(stand: Stand, who: str) -> list[Body]:
    entries: list[Body] = stand.caller.get(who, "/inbox?limit=100").body["entries"]
    return entries


def _queued(stand: Stand, record: str) -> list[tuple[str, str, list[str]]]:
    """What the council's queue says of a record."""
    found = stand.caller.get("social-worker", "/request-disclosure?due=2099-01-01&limit=100").body["entries"]
    mine = [entry for entry in found if entry["request_id"] == record]
    return [(entry["scheme"], entry["state"], [step["step"] for step in entry["next"]]) for entry in mine]


def hand_over(**more: str) -> Body:
    """The child moves to the area of the next council."""
    return {"change": "hand_over", "agency": COUNCIL, "to": NEXT, "ground": "child_lives_in_area", **more}


def test_what_school_and_doctor_report_apart_becomes_one_picture(with_transactions: Stand) -> None:
    """The council puts the doctor's referral to the school's case, and both stand in one chronology: its own."""
    school, doctor = Referral(with_transactions), Referral(with_transactions, "nurse")
    before = school.chronology("teacher"), doctor.chronology("nurse")
    answer = doctor.attach("social-worker", school.case)
    assert answer.status == 201, answer.raw
    first, second = school.chronology("social-worker")
    assert (first["record_id"], first["kind"]) == (school.id, "share")
    assert (second["record_id"], second["kind"]) == (answer.body["attachment_id"], "attachment")
    assert (second["referral"]["record_id"], second["referral"]["case_id"]) == (doctor.id, doctor.case)
    assert second["referral"]["from"] == {"agency": "nhs:X9X9X", "role": "safeguarding_nurse"}
    assert [item["id"] for item in second["items"]] == ["s1", "s2"]
    note = with_transactions.caller.get("social-worker", READ.format(answer.body["attachment_id"]))
    assert (note.body["why"], note.body["share_id"]) == ("Same name and birth date", doctor.id)
    assert (school.chronology("teacher"), doctor.chronology("nurse")) == before


def test_nobody_else_gains_a_look_by_an_attachment(with_transactions: Stand) -> None:
    """What was put to a case is read by its own record as before: not by the school, nor by the police of the case."""
    school, doctor = Referral(with_transactions), Referral(with_transactions, "nurse")
    assert with_transactions.caller.post("social-worker", "/share", share_to_police(school.case)).status == 201
    made = doctor.attach("social-worker", school.case)
    assert doctor.read("social-worker").status == 200
    for who in ("teacher", "detective"):
        assert doctor.read(who).status == 404
        assert with_transactions.caller.get(who, READ.format(made.body["attachment_id"])).status == 404
        assert "attachment" not in [entry["kind"] for entry in school.chronology(who)]


def test_a_referral_is_put_to_a_case_once(with_transactions: Stand) -> None:
    """A second time is refused with its reason, a retry is answered as before, and another case is another matter."""
    school, other, doctor = (Referral(with_transactions, who) for who in ("teacher", "teacher", "nurse"))
    key = str(uuid4())
    first, retried = (doctor.attach("social-worker", school.case, key=key) for _ in range(2))
    assert (first.status, first.raw) == (201, retried.raw)
    again = doctor.attach("social-worker", school.case)
    assert (again.status, codes(again)) == (403, {"attached_already"})
    assert doctor.attach("social-worker", other.case).status == 201
    assert codes(doctor.attach("social-worker", doctor.case)) == {"attach_to_its_own_case"}
    assert doctor.attach("social-worker", school.case, key=key, why="Other words").status == 422


def test_the_referrer_hears_what_became_of_it(with_transactions: Stand) -> None:
    """The referrer finds the answer in its inbox and at its referral, with the recipient's words; nobody else does."""
    referral = Referral(with_transactions)
    said = referral.say("social-worker", "accepted", words="A social worker sees him today")
    assert said.status == 201, said.raw
    assert said.body["told"] == [{"agency": "school:999001", "role": "safeguarding_lead"}]
    found = [entry for entry in _inbox(with_transactions, "teacher") if entry["record_id"] == referral.id]
    assert [(entry["kind"], entry["outcome"]) for entry in found] == [("share_outcome", "accepted")]
    (seen,) = referral.read("teacher").body["outcomes"]
    assert seen.pop("at")
    by = {"agency": COUNCIL, "role": "social_worker"}
    assert seen == {"outcome": "accepted", "by": by, "words": "A social worker sees him today"}
    assert codes(referral.say("teacher", "accepted")) == {"not_a_recipient"}
    assert codes(referral.say("social-worker", "received")) == {"outcome_out_of_turn"}
    assert codes(Referral(with_transactions).say("social-worker", "not_ours")) == {"outcome_unexplained"}


def test_a_referral_is_answered_within_a_working_day(with_transactions: Stand) -> None:
    """It stands in the council's queue and on the clock at once; received leaves it there, an answer ends it."""
    referral = Referral(with_transactions)
    duty = next(duty for duty in referral.duties if duty["code"] == "acknowledge_referral")
    state = referral.state()
    assert (duty["agency"], duty["due"]) == (COUNCIL, state["header"]["clock"]["due"])
    assert (state["queue"], state["due_at"]) == (f"queue#{COUNCIL}", f"{duty['due']}#{referral.id}")
    assert state["tick"].startswith("tick#")
    assert _queued(with_transactions, referral.id) == [("share", "awaiting_answer", ["outcome"])]
    assert referral.read("teacher").body["answer"] == {
        "state": "awaiting_answer",
        "agency": COUNCIL,
        "due": duty["due"],
    }
    assert referral.say("social-worker", "received").status == 201
    received = referral.state()
    assert [received[name] for name in ("queue", "due_at", "tick", "tick_at")] == [
        state[name] for name in ("queue", "due_at", "tick", "tick_at")
    ]
    assert referral.say("social-worker", "not_ours", passed_to=NEXT).status == 201
    answered = referral.state()
    assert {"queue", "due_at", "tick", "tick_at"}.isdisjoint(answered)
    assert _queued(with_transactions, referral.id) == []
    assert referral.read("teacher").body["answer"] == {"state": "answered", "agency": COUNCIL}
    assert [seen["outcome"] for seen in referral.read("teacher").body["outcomes"]] == ["received", "not_ours"]


def test_the_child_moves_and_the_next_council_takes_over(with_transactions: Stand) -> None:
    """The next council is brought in and told, the old one's part ends, and what was shared before moves nowhere."""
    stand, referral = with_transactions, Referral(with_transactions)
    assert codes(referral.change("social-worker", **hand_over())) == {"referral_unanswered"}
    assert referral.say("social-worker", "accepted").status == 201
    left = referral.change("social-worker", change="end", agency=COUNCIL)
    assert codes(left) == {"case_would_have_no_council"}
    moved = referral.change("social-worker", **hand_over())
    assert moved.status == 201, moved.raw
    assert referral.read("social-worker").status == 404
    assert referral.read("outsider").status == 404
    told = next(entry for entry in _inbox(stand, "outsider") if entry["record_id"] == moved.body["change_id"])
    assert told["change"] == {"change": "hand_over", "agency": COUNCIL, "to": NEXT}
    note = stand.caller.get("outsider", READ.format(told["record_id"]))
    assert (note.status, note.body["why"]) == (200, "The family moved on Friday")
    assert [entry["kind"] for entry in referral.chronology("outsider")] == ["involvement_change"]
    areas = {pk.rpartition(".")[2]: plain(item)["header"]["area"] for pk, item in _parts(stand, referral.case)}
    assert areas == {"school:999001": COUNCIL, COUNCIL: NEXT, NEXT: NEXT}


def test_who_stays_learns_of_the_next_council_when_it_shares(with_transactions: Stand) -> None:
    """What the next council shares tells the school whose area it is now, and there the school sends what is new."""
    stand, referral = with_transactions, Referral(with_transactions)
    referral.say("social-worker", "accepted")
    assert referral.change("social-worker", **hand_over()).status == 201

    def to_school(body: Body) -> None:
        school = {"agency": "school:999001", "role": "safeguarding_lead", "need": "To watch over him on site"}
        body.update(case_id=referral.case, recipients=[school], statements=body["statements"][:1])

    shared = stand.caller.post("outsider", "/share", changed(share_to_police(referral.case), to_school))
    assert shared.status == 201, shared.raw
    areas = {pk.rpartition(".")[2]: plain(item)["header"]["area"] for pk, item in _parts(stand, referral.case)}
    assert areas["school:999001"] == NEXT

    def from_school(body: Body) -> None:
        body.update(case_id=referral.case)
        body["recipients"][0].update(agency=NEXT)

    answer = stand.caller.post("teacher", "/share", changed(a_referral(), from_school))
    assert answer.status == 201, answer.raw


def test_a_warm_hand_over_leaves_both_councils_in_the_case(with_transactions: Stand) -> None:
    """Until the day named both have a part; later than four weeks is refused."""
    referral = Referral(with_transactions)
    referral.say("social-worker", "accepted")
    late = referral.change("social-worker", **hand_over(until="2099-01-01T00:00:00Z"))
    assert codes(late) == {"end_until_wrong"}
    moved = referral.change("social-worker", **hand_over(until=_in_days(7)))
    assert moved.status == 201, moved.raw
    assert referral.read("social-worker").status == 200
    assert referral.chronology("outsider")


def test_a_part_is_made_longer_and_ended(with_transactions: Stand) -> None:
    """The council makes the school's part longer on a ground, and ends it; from then on the school sees nothing."""
    referral = Referral(with_transactions)
    longer = referral.change("social-worker", change="extend", agency="school:999001", ground="teaches")
    assert longer.status == 201, longer.raw
    assert codes(referral.change("teacher", change="extend", agency="school:999001", ground="teaches")) == {
        "extend_not_yours"
    }
    over = referral.change("social-worker", change="end", agency="school:999001")
    assert over.status == 201, over.raw
    assert referral.read("teacher").status == 404
    told = next(e for e in _inbox(with_transactions, "teacher") if e["record_id"] == over.body["change_id"])
    assert told["change"] == {"change": "end", "agency": "school:999001"}


def test_hidden_and_absent_answer_alike(with_transactions: Stand) -> None:
    """Whoever cannot read a share, or has no part in the case, gets what they would get for an invented one."""
    stand = with_transactions
    referral, doctor = Referral(stand), Referral(stand, "nurse")
    bodies = {
        "outcome": {"outcome": "accepted"},
        "involvement": {"change": "end", "agency": "school:999001", "why": "No longer needed"},
        "attach": {"case_id": doctor.case, "why": "The same child"},
    }
    for path, body in bodies.items():
        hidden = stand.caller.post("outsider", f"/share/{referral.id}/{path}", body)
        assert hidden.status == 404
        for absent in _invented(referral.id):
            assert _seen(stand.caller.post("outsider", f"/share/{absent}/{path}", body)) == _seen(hidden)
    real = stand.caller.post(
        "social-worker", f"/share/{doctor.id}/attach", {**bodies["attach"], "case_id": stand.other_case}
    )
    unreal = f"{stand.other_case[:13]}{'0' * 13}"
    invented = stand.caller.post("social-worker", f"/share/{doctor.id}/attach", {**bodies["attach"], "case_id": unreal})
    assert _seen(real) == _seen(invented)
    assert real.status == 404


def test_of_two_at_once_one_wins_and_the_other_is_told_why(with_transactions: Stand) -> None:
    """Two answers, and two hand-overs, at the same moment leave one each; the other decides again and is refused."""
    stand, referral = with_transactions, Referral(with_transactions)
    answers = _at_once(stand, f"/share/{referral.id}/outcome", {"outcome": "accepted"})
    assert sorted(answer.status for answer in answers) in ([201, 403], [201, 409])
    assert [codes(answer) for answer in answers if answer.status != 201] == [{"outcome_out_of_turn"}]
    assert len(referral.read("teacher").body["outcomes"]) == 1
    moves = _at_once(stand, f"/share/{referral.id}/involvement", {"why": "The family moved", **hand_over()})
    assert sorted(move.status for move in moves) == [201, 404]
    grounds = [plain(item)["header"]["grounds"] for pk, item in _parts(stand, referral.case) if pk.endswith(NEXT)]
    assert [[ground["ground"] for ground in each] for each in grounds] == [["child_lives_in_area"]]


def test_no_words_show_where_they_must_not(with_transactions: Stand) -> None:
    """What was said in answers and reasons stands sealed in the table: not plain, in no key, ledger entry or trail."""
    stand = with_transactions
    school, doctor = Referral(stand), Referral(stand, "nurse")
    words = said("answer")
    with stand.watched() as seen:
        answers = [
            school.say("social-worker", "accepted", words=words),
            doctor.attach("social-worker", school.case, why=words),
            school.change("social-worker", **hand_over(), why=words),
        ]
    assert [answer.status for answer in answers] == [201, 201, 201]
    stored = {key: plain(item) for key, item in stand.items().items() if school.case in key[0]}
    sealed = [key for key, item in stored.items() if "sealed" in item]
    assert {sk for _, sk in sealed} == {"record", "outcome#0001"}
    shown = [{name: value for name, value in item.items() if name != "sealed"} for item in stored.values()]
    decisions = [stand.entries()[answer.body["decision"]["id"]] for answer in answers]
    for told in (seen, shown, decisions, [answer.body for answer in answers]):
        assert leaks(json.dumps(told, default=str)) == []
    assert leaks(json.dumps(school.read("teacher").body)) != []


def test_every_look_is_matched_after_all_of_this(with_transactions: Stand) -> None:
    """Answers, attachments and hand-overs touch only what their decisions granted."""
    school, doctor = Referral(with_transactions), Referral(with_transactions, "nurse")
    school.say("social-worker", "accepted", words="Seen today")
    doctor.attach("social-worker", school.case)
    school.change("social-worker", **hand_over())
    school.read("teacher")
    report = with_transactions.reconcile()
    assert (report.faults, report.orphans) == ([], [])
    assert report.matched > 0


def _parts(stand: Stand, case: str) -> list[tuple[str, Any]]:
    return [
        (pk, item)
        for (pk, sk), item in stand.items().items()
        if pk.startswith(f"member#{case}.") and sk == "involvement"
    ]


def _in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _at_once(stand: Stand, path: str, body: Body) -> list[Answer]:
    """The same request twice at the same moment, each over a connection of its own and under a key of its own."""
    callers = [Caller(stand.running.url, stand.running.keys) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda caller: caller.post("social-worker", path, body), callers))
    for caller in callers:
        caller.close()
    return answers
