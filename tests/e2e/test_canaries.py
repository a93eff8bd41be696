"""No identifier of a person where CloudTrail, a log, a URL or a problem would show it."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from chalicelib.domain.identifiers import IdentifierKind, normalise
from workbench.seeds.api import Answer

from . import canaries
from .bodies import Application, a_share, assessment, changed
from .canaries import NAME, NHS, WORD, leaks, said
from .outside import Stand, plain

CREATED = 201


class Sent:
    """Everything was sent once: the answers that allow, and those that refuse."""

    def __init__(self, stand: Stand) -> None:
        """Send canaries through every path that takes them, well-formed and malformed."""
        self.stand = stand
        self.refused: list[Answer] = []
        self.allowed: list[Answer] = []
        self._well_formed()
        self._refused_by_rules()
        self._malformed()
        self._odd_paths()
        self._odd_tokens()

    def _post(self, who: str, path: str, body: object, **headers: str) -> Answer:
        key = f"{WORD}-{NHS}-{len(self.allowed)}-{len(self.refused)}"
        answer = self.stand.caller.post(who, path, body, key=key, **headers)
        (self.refused if answer.status >= 400 else self.allowed).append(answer)
        return answer

    def _must(self, who: str, path: str, body: object) -> Answer:
        answer = self._post(who, path, body)
        assert answer.status == CREATED, (path, answer.raw)
        return answer

    def _well_formed(self) -> None:
        share = self._must("social-worker", "/share", canaries.marked_share(self.stand))
        self.share = str(share.body["share_id"])
        again = self.stand.caller.post("social-worker", "/share", canaries.marked_share(self.stand), key=NHS)
        assert again.status == CREATED
        self._must("teacher", "/share", canaries.marked_referral())
        opened = self._must("call-handler", "/request-disclosure", canaries.marked_application())
        self.request = str(opened.body["request_id"])
        steps = f"/request-disclosure/{self.request}/steps"
        for who, step in assessment():
            self._must(who, steps, canaries.marked_step(step))
        self._must("inspector", steps, canaries.marked_decision())
        signed = self._must("detective", "/record-undertaking", canaries.marked_undertaking(self.request))
        self._must("detective", steps, canaries.marked_delivery())
        self._must("detective", steps, canaries.marked_facts())
        undertaking = f"/record-undertaking/{signed.body['undertaking_id']}"
        self._must("detective", f"{undertaking}/breach", canaries.marked_breach(self.request))
        self._must("inspector", steps, canaries.marked_step({"step": "freeze_decision", "outcome": "lift"}))
        self._must("inspector", steps, canaries.marked_step({"step": "close"}))
        paths = [f"/share/{self.share}?reason=supervision", f"/share?case={self.stand.case}", "/inbox"]
        paths += [f"/request-disclosure/{self.request}?open=0", undertaking]
        for path in paths:
            who = "social-worker" if path.startswith("/share") else "detective"
            answer = self.stand.caller.get(who, path, **{"User-Agent": said("agent")})
            assert answer.status == 200, answer.raw

    def _refused_by_rules(self) -> None:
        missing = changed(canaries.marked_share(self.stand), lambda b: b["lawful_basis"].pop("enactment"))
        self._post("social-worker", "/share", missing)
        self._post("outsider", "/share", canaries.marked_share(self.stand))
        self._post("teacher", "/request-disclosure", canaries.marked_application())
        self._post("other-force", f"/request-disclosure/{self.request}/steps", canaries.marked_decision())
        self._post("other-force", "/record-undertaking", canaries.marked_undertaking(self.request))
        self._post("detective", f"/request-disclosure/{Application(self.stand).id}/steps", canaries.marked_delivery())
        assert {answer.status for answer in self.refused} == {403, 404}

    def _malformed(self) -> None:
        before = len(self.refused)
        for spoil in self._spoils():
            self._post("social-worker", "/share", spoil)
        application = canaries.marked_application()
        self._post("call-handler", "/request-disclosure", application | {"scheme": NAME})
        self._post("call-handler", "/request-disclosure", application | {"received": {"channel": NAME, "at": NAME}})
        self._post("detective", f"/request-disclosure/{self.request}/steps", {"step": NAME, "reasons": said("r")})
        self._post("detective", "/record-undertaking", canaries.marked_undertaking(NAME))
        odd = changed(
            canaries.marked_undertaking(self.request), lambda b: b["signature"].update(evidence_hash=f"sha256:{WORD}")
        )
        self._post("detective", "/record-undertaking", odd)
        raw = f'{{"case_id": "{NAME}", "case_id": "{NHS}", {WORD}'.encode()
        headers = {"Authorization": f"Bearer {self.stand.caller.token('social-worker')}"}
        for kind in ("application/json", f"text/{WORD}"):
            sent, url = headers | {"Content-Type": kind}, f"{self.stand.running.url}/share"
            got = httpx.post(url, content=raw, headers=sent, trust_env=False)
            self.refused.append(Answer(got.status_code, dict(got.headers), None, got.content))
        share = a_share(self.stand)
        self._post("social-worker", "/share", share, **{"X-Request-ID": NHS})
        self._post("social-worker", "/share", share, **{"Idempotency-Key": NAME + WORD * 20})
        assert {answer.status for answer in self.refused[before:]} <= {400, 415, 422}

    def _spoils(self) -> Iterator[object]:
        share = canaries.marked_share(self.stand)
        yield share | {"case_id": NAME}
        yield share | {"purpose": NAME}
        yield share | {"urgency": NHS}
        yield share | {NAME: WORD, NHS: 1}
        yield share | {"people": [canaries.person("p1", NAME)]}
        wrong = {"identifiers": [{"kind": "nhs_number", "value": NHS[:-1] + "0"}]}
        yield share | {"people": [share["people"][0] | wrong]}
        yield share | {"people": [share["people"][0] | {"date_of_birth": f"{NAME} 2013"}]}
        yield share | {"recipients": [{"agency": NAME, "role": NHS, "need": WORD}]}
        odd = {"about": [NHS], "categories": [NAME], "text": "\u0007" + NAME}
        yield share | {"statements": [share["statements"][0] | odd]}
        yield [NAME, NHS]
        yield NAME

    def _odd_paths(self) -> None:
        before = len(self.refused)
        name = quote(NAME)
        for path in (
            f"/share/{name}?reason=supervision",
            f"/share/{self.share}?reason={name}",
            f"/share?case={name}",
            f"/share?case={self.stand.case}&cursor={NHS}",
            f"/share?case={self.stand.case}&{name}={NHS}",
            f"/inbox?limit={NHS}",
            f"/request-disclosure/{NHS}",
            f"/request-disclosure/{self.request}?open={name}",
            f"/record-undertaking/{name}",
            f"/{name}/{NHS}",
        ):
            self.refused.append(self.stand.caller.get("social-worker", path))
        assert {answer.status for answer in self.refused[before:]} <= {403, 404, 422}

    def _odd_tokens(self) -> None:
        before = len(self.refused)
        spoken_for = {"sub": NAME, "agency": NHS, "role": NAME, "iss": NAME, "aud": NHS, "client_id": WORD}
        for claims in ({name: value} for name, value in spoken_for.items()):
            token = self.stand.caller.token("social-worker", **claims)
            answer = self.stand.caller.get("social-worker", "/inbox", Authorization=f"Bearer {token}")
            self.refused.append(answer)
        spoken = self.stand.caller.get("social-worker", "/inbox", Authorization=f"Bearer {WORD}.{NHS}")
        self.refused.append(spoken)
        assert {answer.status for answer in self.refused[before:]} == {401}
        named = self.stand.caller.token("social-worker", jti=f"{WORD}-{NHS}", given_name=NAME, nhs_number=NHS)
        answer = self.stand.caller.get("social-worker", "/inbox", Authorization=f"Bearer {named}")
        assert answer.status == 200


@pytest.fixture(scope="module")
def sent(stand: Stand) -> Sent:
    """Canaries went through every path."""
    return Sent(stand)


def test_the_canaries_are_what_they_should_be() -> None:
    """The number is of the reserved range and valid, and the search finds what is there, coded or not."""
    assert canaries.nhs_number(NHS[:-1]) == NHS == normalise(IdentifierKind("nhs_number"), NHS)
    assert leaks(f"… {NHS} …") == [NHS]
    import base64

    for shift in range(3):
        assert leaks(base64.b64encode(b"x" * shift + f"{WORD} and more".encode()).decode())
    assert leaks(NAME.encode().hex())


def test_they_were_stored_and_are_shown_to_whom_they_are_for(sent: Sent) -> None:
    """What was sent is there when the recipient reads it: the search below is not in vain."""
    answer = sent.stand.caller.get("detective", f"/share/{sent.share}?reason=supervision")
    assert set(leaks(answer.raw.decode())) >= {NHS, WORD, "Zorblatt"}


def test_no_canary_is_in_the_trail(sent: Sent) -> None:
    """No key, session tag, session name, encryption context, user agent or policy in the trail holds one."""
    records = sent.stand.records()
    assert any(record["eventName"] == "AssumeRole" for record in records)
    assert any("encryptionContext" in (record["requestParameters"] or {}) for record in records)
    found = [leaks(json.dumps(record, ensure_ascii=False)) for record in records]
    assert [leaked for leaked in found if leaked] == []
    assert leaks("\n".join(sent.stand.owner("trail_keys"))) == []


def test_no_canary_is_in_a_log(sent: Sent) -> None:
    """No log file of a function, of the gateway or of the local AWS holds one."""
    logs = [path for path in sent.stand.folder.rglob("*.log") if path.is_file()]
    assert len(logs) > 3
    assert sum(path.stat().st_size for path in logs) > 0
    assert {path.name: found for path in logs if (found := leaks(path.read_text(errors="replace")))} == {}


def test_no_canary_is_in_the_ledger_or_a_policy_input(sent: Sent) -> None:
    """No ledger entry holds one, neither in its reasons nor in the policy input that it keeps."""
    entries = sent.stand.entries()
    assert any(entry["action"] == "undertaking.record" and entry["input"] for entry in entries.values())
    text = {name: json.dumps(entry, ensure_ascii=False) for name, entry in entries.items()}
    assert {name: found for name, content in text.items() if (found := leaks(content))} == {}


def test_canaries_are_in_the_records_under_seal_alone(sent: Sent) -> None:
    """No key and no plain attribute of any item holds one, and sealed bytes hold none in plain."""
    found = {}
    for key, typed in sent.stand.items().items():
        item = plain(typed)
        shown = json.dumps([key, item["header"]], ensure_ascii=False, default=str)
        sealed = bytes(item["sealed"].value).decode("latin-1") if "sealed" in item else ""
        if leaks(shown) or leaks(sealed):
            found[key] = leaks(shown) + leaks(sealed)
    assert found == {}


def test_no_canary_is_in_a_problem(sent: Sent) -> None:
    """No refusal and no error repeats anything of what was sent, in its body or its headers."""
    assert len(sent.refused) > 30
    for answer in sent.refused:
        assert leaks(answer.raw.decode()) == [], answer.raw
        assert leaks(json.dumps(answer.headers)) == []


def test_no_canary_is_in_the_answer_to_a_write(sent: Sent) -> None:
    """The answer to a write holds ids, codes and hashes alone, since it is kept plain for retries.

    An undertaking's first answer holds the signed document besides, which is not kept.
    """
    for answer in sent.allowed:
        kept = {name: value for name, value in answer.body.items() if name != "document"}
        assert leaks(json.dumps(kept, ensure_ascii=False)) == []
    assert [answer for answer in sent.allowed if "document" in answer.body]
