"""Invented names, numbers of the reserved test range, words that occur nowhere else: where they show, they leaked."""

import base64
from typing import Any

from workbench.seeds.requests import application, now, referral
from workbench.seeds.undertakings import breach

from .bodies import COUNCIL, Body, a_share, decision, delivery, facts, undertaking
from .outside import Stand

NAME = "Zorblatt Quixwhistle"
BIRTH = "2013-02-28"
NHS = "9990000085"
UPN = "A999000000003"
WORD = "plumquartzine"
CANARIES = ("Zorblatt", "Quixwhistle", "ZORBLATT", "zorblatt", NHS, "999 000 0085", "999%20000%200085", WORD, BIRTH)


def nhs_number(nine: str) -> str:
    """A number of the reserved range 999 with its check digit (modulus 11)."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return nine + str(check % 11)


def said(what: str) -> str:
    """A free text with every canary in it."""
    return f"{what}: {NAME}, born {BIRTH}, NHS {NHS} (999 000 0085), {WORD}"


ITEMS = [{"id": "i1", "text": said("item"), "salt": "c2FsdC1vZi1hLWNhbmFyeS1pdGVt"}]


def leaks(text: str) -> list[str]:
    """Canaries in a text, as they are, in base64 or in hex."""
    found = [canary for canary in CANARIES if canary in text]
    for canary in ("Quixwhistle", NHS, WORD):
        # Base64 of a text depends on where in a group of three bytes it begins: what lies in between is constant.
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + canary.encode()).decode()
            if coded[4:-4] in text:
                found.append(f"{canary} in base64")
        if canary.encode().hex() in text:
            found.append(f"{canary} in hex")
    return found


def person(ref: str, role: str) -> Body:
    """A person with all that names somebody."""
    return {
        "ref": ref,
        "role": role,
        "names": [NAME, "Quixwhistle"],
        "date_of_birth": BIRTH,
        "identifiers": [{"kind": "nhs_number", "value": NHS}],
        "addresses": [said("address")],
        "safe_contact": {"how": "phone", "when": said("when"), "where": said("where"), "note": said("note")},
    }


def marked_share(stand: Stand) -> Body:
    """A lawful share with canaries in every free text."""
    body = a_share(stand)
    body["people"] = [person("p1", "child")]
    body["recipients"][0]["need"] = said("need")
    body["necessity"]["why"] = said("why")
    body["necessity"]["less_intrusive"][0]["words"] = said("words")
    body["informed"][0]["words"] = said("words")
    body["lawful_basis"] |= {"public_task_request": said("request"), "balancing_test": said("balance")}
    body["attestation"] = {"by_words": said("attested")}
    for statement in body["statements"]:
        statement["source"] = said("source")
        statement["quality"]["note"] = said("note")
        if "text" in statement:
            statement["text"] = said("text")
        else:
            statement["account"] |= {"made_to": said("to"), "how": said("how"), "words": said("words")}
    body["statements"][0]["originator_permission"] = {"reference": said("reference"), "by": said("by")}
    body["statements"][0]["origin"] = "school:999001"
    return body


def marked_referral() -> Body:
    """A lawful referral with canaries in its people and texts."""
    body = referral(area=COUNCIL, council=COUNCIL, child=person("p1", "child"))
    body["recipients"][0]["need"] = said("need")
    body["necessity"]["why"] = said("why")
    for statement in body["statements"]:
        statement |= {"text": said("text"), "source": said("source")}
    return body


def marked_application() -> Body:
    """An application with canaries."""
    body = application()
    body["concern"] = said("concern")
    roles = ("applicant", "child", "subject", "parent")
    body["people"] = [person(f"p{n}", role) for n, role in enumerate(roles, start=1)]
    body["people"][0]["relationship_to_child"] = "grandparent"
    body["contact"]["words"] = said("words")
    return body


def marked_step(step: Body) -> Body:
    """A step with canaries in every free text it has."""
    made: Body = step | {"reasons": said("reasons")}
    for group in ("identity", "representations"):
        if group in made:
            made[group] = made[group] | {"words": said("words")}
    return made


def marked_decision() -> Body:
    """The decision to disclose."""
    return marked_step(decision("disclose"))


def marked_undertaking(request: str) -> Body:
    """A signed undertaking with canaries."""
    body = undertaking(request, "signed") | {"place": said("place"), "words": said("words")}
    body |= {"officer": said("officer"), "purpose": said("purpose"), "items": ITEMS}
    body["present"] = [{"ref": "p4", "name": NAME}, {"role": "officer", "name": said("officer")}]
    body["signature"]["witness"] = said("witness")
    return body


def marked_breach(request: str) -> Body:
    """A report of a breach with canaries."""
    return breach(request) | {"words": said("words")}


def marked_delivery() -> Body:
    """The act with canaries."""
    body = marked_step(delivery())
    body["delivery"] |= {"place": said("place"), "words": said("words"), "how": said("how")}
    body["delivery"]["present"] = [{"ref": "p4", "name": NAME}, {"role": "officer", "name": NAME}]
    body["delivery"]["items"] = ITEMS
    return body


def marked_facts() -> Body:
    """The five facts with canaries."""
    told = {name: said(name) for name in facts() if name != "when"} | {"when": now()}
    return marked_step({"step": "disclosure_record", "facts": told})


Bodies = dict[str, Any]
