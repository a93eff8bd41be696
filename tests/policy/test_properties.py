"""What must hold whatever is asked."""

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.contracts.decision import PolicyAnswer
from tests.policy.changes import codes
from tests.policy.conftest import Server
from workbench.policy import vocabulary

REFERENCE = vocabulary.reference()
LAWS = REFERENCE["enactments"]
STATES = sorted(vocabulary.schemes()["csods"]["states"])
HERE = {"max_examples": 150, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
EITHER = st.sampled_from(["yes", "no"])
SENDERS = {
    "share": ("local_authority", "social_worker", True),
    "charity_referral": ("charity", "support_worker", False),
    "police_share": ("police", "child_protection", True),
    "referral": ("school", "safeguarding_lead", True),
}
DAYS = ["2018-05-25", "2025-11-06", "2025-11-07", "2026-02-04", "2026-02-05", "2026-11-21"]


def one_of(table: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*sorted(REFERENCE[table]), "unheard_of"])


BASIS = st.fixed_dictionaries(
    {
        "regime": st.sampled_from(["UKGDPR", "UKGDPR", "DPA_P3"]),
        "basis": one_of("bases"),
        "conditions": st.lists(one_of("conditions"), max_size=3, unique=True),
    },
    optional={
        "enactment": one_of("enactments"),
        "threshold": one_of("thresholds"),
        "consent": one_of("consent"),
        "confidentiality": one_of("confidentiality"),
        "recognised_interest": one_of("recognised_interests"),
        "public_task_request_given": st.booleans(),
        "balancing_test_given": st.booleans(),
        "authority": one_of("enactments"),
        "strictly_necessary": st.booleans(),
        "schedule_8": one_of("schedule_8"),
    },
)
GOOD: dict[str, Any] = {
    "confidentiality": "public_interest",
    "consent": "would_prejudice_protection",
    "conditions": ["UKGDPR_9_2_g", "DPA_SCH1_18"],
}


@settings(**HERE)
@given(
    sender=st.sampled_from(sorted(SENDERS)),
    relied=st.builds(lambda basis, good: {**basis, **good}, BASIS, st.sampled_from([{}, GOOD])),
    purpose=st.sampled_from(["safeguarding_child", "safeguarding_adult", "law_enforcement"]),
    data=st.fixed_dictionaries(
        {
            "categories": st.lists(st.sampled_from(sorted(REFERENCE["categories"])), min_size=1, max_size=2),
            "collected_for": st.sampled_from(["general", "law_enforcement"]),
        }
    ),
    day=st.sampled_from(DAYS),
)
def test_never_allowed_without_a_lawful_basis(
    opa: Server,
    base: dict[str, Any],
    sender: str,
    relied: dict[str, Any],
    purpose: str,
    data: dict[str, Any],
    day: str,
) -> None:
    """Whatever is claimed, an allow rests on a basis that the sender may rely on, on that day, for that data."""
    question = deepcopy(base[sender])
    _timed(question, day)
    share = question["context"]["share"]
    statement = {**share["statements"][0], **data}
    share.update(purpose=purpose, lawful_basis=relied, statements=[statement])
    answer = opa.ask(question)
    if answer["allow"]:
        assert _problems(SENDERS[sender], relied, statement, purpose, day) == []


def _problems(
    sender: tuple[str, str, bool], relied: dict[str, Any], statement: dict[str, Any], purpose: str, day: str
) -> list[str]:
    """What is unlawful about this, written down once more and without a look at the rules."""
    kind, _, public = sender
    law = LAWS.get(relied.get("enactment", ""))
    article_6 = relied["basis"].startswith("UKGDPR_6_1_")
    facts = {
        "unknown basis": relied["basis"] not in REFERENCE["bases"],
        "(ea) before its day": relied["basis"] == "UKGDPR_6_1_ea" and day < "2026-02-05",
        "legitimate interest of a public authority": public and relied["basis"] in {"UKGDPR_6_1_ea", "UKGDPR_6_1_f"},
        "consent where a child is at risk": relied["basis"] == "UKGDPR_6_1_a" and purpose == "safeguarding_child",
        "a public authority without power": public and law is None,
        "a law not in force": law is not None and (law["effective_from"] is None or law["effective_from"] > day),
        "a law of others": law is not None and kind not in law["kinds"],
        "a law of elsewhere": law is not None and "england" not in law["nations"],
        "regime and basis apart": article_6 != (relied["regime"] == "UKGDPR"),
        "police crime work outside Part 3": kind == "police" and purpose == "law_enforcement" and article_6,
        "Part 3 for another purpose": not article_6 and purpose != "law_enforcement",
        "Part 3 for a body that is not competent": not article_6 and kind in {"charity", "school"},
        "duty of confidence": relied.get("confidentiality") not in REFERENCE["confidentiality"],
    }
    entries = [REFERENCE["categories"][category] for category in statement["categories"]]
    conditions = set(relied["conditions"])
    if any(entry["special"] for entry in entries):
        facts["health without Article 9"] = article_6 and not any(code.startswith("UKGDPR_9") for code in conditions)
        facts["sensitive and not necessary"] = not article_6 and relied.get("strictly_necessary") is not True
    if any(entry["criminal"] for entry in entries):
        facts["Article 10"] = article_6 and not conditions & {"UKGDPR_10", *(c for c in conditions if "SCH1" in c)}
    if statement["collected_for"] == "law_enforcement" and purpose != "law_enforcement":
        authority = LAWS.get(relied.get("authority", ""), {})
        facts["s.36(4) without authority"] = kind not in authority.get("kinds", {})
    return [name for name, holds in facts.items() if holds]


@settings(**HERE)
@given(
    action=st.sampled_from(["read", "undertaking_read", "disclosure_read", "step_decision", "undertaking"]),
    state=st.sampled_from(STATES),
    reason=st.one_of(st.none(), st.sampled_from(["audit", "nonsense"])),
    agency=st.sampled_from(["force:11", "force:13"]),
    held=EITHER,
)
def test_hidden_and_absent_are_one_answer(
    opa: Server, base: dict[str, Any], action: str, state: str, reason: str | None, agency: str, held: str
) -> None:
    """Without involvement the answer is the same to the byte, whatever there is."""
    hidden = deepcopy(base[action])
    hidden["context"].pop("reason", None)
    if reason:
        hidden["context"]["reason"] = reason
    issuer = f"https://id.sandbox.example/{agency.replace(':', '-')}"
    hidden["subject"]["properties"].update(agency=agency, issuer=issuer)
    facts = hidden["context"]["facts"]
    facts["involvements"] = {"la:E06000047": base["share"]["context"]["facts"]["involvements"]["la:E06000047"]}
    if "state" in facts:
        facts["state"].update(state=state, delivered=held == "yes", recipient="p1")
    absent = deepcopy(hidden)
    absent["context"]["facts"] = {"client": {"status": "active"}, "involvements": {}}
    assert opa.ask(hidden) == opa.ask(absent)
    assert codes(opa.ask(hidden)) == ["not_found"]


@st.composite
def _removal(draw: st.DrawFn, document: Any) -> list[Any]:
    """A way to some member of a document."""
    way: list[Any] = []
    while isinstance(document, dict | list) and document:
        keys: list[Any] = sorted(document) if isinstance(document, dict) else list(range(len(document)))
        way.append(draw(st.sampled_from(keys)))
        document = document[way[-1]]
        if draw(st.integers(0, 3)) == 0:
            break
    return way


NEEDED = {
    "share": {"recipients", "lawful_basis", "necessity", "informed", "statements", "purpose", "urgency", "people"},
    "step_delivery": {"delivery", "identity"},
    "step_decision": {"tests", "representations", "recipient", "best_placed", "outcome", "reasons"},
    "undertaking": {"person", "present", "warnings_read", "signature_method", "outcome"},
}


@settings(**HERE)
@given(data=st.data(), name=st.sampled_from(sorted(NEEDED)))
def test_something_missing_never_helps(opa: Server, base: dict[str, Any], data: st.DataObject, name: str) -> None:
    """With any member left out the rules still answer in form, and nothing needed can be left out for an allow."""
    way = data.draw(_removal(base[name]))
    question = deepcopy(base[name])
    holder: Any = question
    for part in way[:-1]:
        holder = holder[part]
    del holder[way[-1]]
    answer = PolicyAnswer.model_validate(opa.ask(question))
    assert answer.allow != bool(answer.reasons)
    group = {"share": "share", "undertaking": "undertaking"}.get(name, "step")
    if way == ["context", group] or (way[:2] == ["context", group] and len(way) == 3 and way[2] in NEEDED[name]):
        assert not answer.allow


@settings(**HERE)
@given(
    missing=st.sets(st.sampled_from(["lawful_basis", "necessity", "informed"]), min_size=1),
    attested=EITHER,
    urgency=st.sampled_from(["routine", "urgent", "immediate_danger"]),
)
def test_what_danger_puts_off_is_owed(
    opa: Server, base: dict[str, Any], missing: set[str], attested: str, urgency: str
) -> None:
    """Missing paperwork is either refused or owed within 24 hours, by the same codes; only attested danger puts off."""
    routine = deepcopy(base["share"])
    for name in missing:
        routine["context"]["share"].pop(name)
    wanted = codes(opa.ask(routine))
    danger = deepcopy(routine)
    danger["context"]["share"].update(urgency=urgency, attested=attested == "yes")
    answer = opa.ask(danger)
    assert answer["allow"] == ((attested, urgency) == ("yes", "immediate_danger"))
    if answer["allow"]:
        owed = {duty["code"]: duty for duty in answer["obligations"]}["complete_paperwork"]
        assert (owed["detail"], owed["due"]) == (wanted, "2026-11-22T09:00:00.000Z")


def _timed(question: dict[str, Any], day: str) -> None:
    """Put the question on a day, with everything that it relies on before that day."""
    question["context"]["now"] = f"{day}T12:00:00Z"
    for part in question["context"]["facts"]["involvements"].values():
        for ground in part["grounds"]:
            ground["from"] = "2018-05-25T00:00:00Z"
    for statement in question["context"]["share"]["statements"]:
        statement["as_of"] = "2018-05-25T00:00:00Z"
