"""What is wrong with a case: each finding with its code, its law and its remedy, and of what kind it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from workbench.recheck.course import Course


class Kind(StrEnum):
    """What a finding is about, from what can hurt somebody to what cannot."""

    NOT_TOLD = "should have been told"
    WRONGLY_TOLD = "told otherwise than it may be"
    RESEARCH = "not properly researched, or the risk not decided"
    PAPERWORK = "paperwork"
    NOT_JUDGED = "could not be judged"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        code: Its code; the rules' own, or one of a whole case.
        kind: What it is about.
        message: What is wrong.
        law: Under which law.
        remedy: What sets it right.
        at: When the step was taken, or the case ended.
        step: The step's code; empty where the whole case is meant.
        decision: Under which decision.
        by: Who took the step: person and role.
        where: The places in the step.
        state: Where the case really stood when the step was taken.
    """

    code: str
    kind: Kind
    message: str
    law: str
    remedy: str
    at: str
    step: str = ""
    decision: str = ""
    by: tuple[str, str] = ("", "")
    where: tuple[str, ...] = ()
    state: str = ""


_KINDS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.NOT_TOLD: frozenset({"presumption_not_answered", "every_limb_held"}),
    Kind.WRONGLY_TOLD: frozenset(
        {
            "documents_left", "identity_not_verified", "not_in_person", "not_the_recipient",
            "other_items_than_undertaken", "pressing_need_not_met", "present_not_bound", "recipient_not_at_risk",
            "recipient_not_best_placed", "tests_not_met", "undertaking_broken", "undertaking_missing",
            "use_not_limited", "warnings_not_read",
        }
    ),
    Kind.PAPERWORK: frozenset(
        {
            "action_not_for_role", "agency_not_active", "agency_unknown", "application_incomplete",
            "certificate_revoked", "client_not_active", "closed_incomplete", "emergency_records_missing",
            "facts_not_so", "five_facts_missing", "issuer_not_trusted", "items_missing", "not_closed",
            "not_explained", "other_officer_needed", "practitioner_not_named", "present_not_recorded",
            "reasons_missing", "result_not_so", "role_not_of_agency", "scheme_role_may_not_open",
            "signature_not_evidenced", "step_brings_what_is_anothers", "step_not_for_party", "step_not_for_role",
            "step_outcome_wrong", "template_not_current",
        }
    ),
    Kind.NOT_JUDGED: frozenset({"data_invalid", "input_invalid", "not_judged", "scheme_unknown"}),
}  # fmt: skip
NOT_JUDGED: Final = _KINDS[Kind.NOT_JUDGED]
"""Codes by which the rules say that they cannot judge."""
_BY_CODE: Final = {code: kind for kind, codes in _KINDS.items() for code in codes}
_ABOUT_THE_RISK: Final = frozenset({"attempts", "checks", "forum", "forum/members", "risk", "risk/grade", "tests"})
"""Places of a step that say what was found out."""


def kind_of(code: str, where: tuple[str, ...], state: str, course: Course | None) -> Kind:
    """Of what kind a reason is. What is not known to be mere paperwork is not counted as such.

    Args:
        code: The reason's code.
        where: The places that it names.
        state: Where the case really stood when the step was taken.
        course: The scheme.
    """
    if code == "step_not_possible_now":
        undecided = course is not None and state in course.distances("decision")
        return Kind.RESEARCH if undecided else Kind.PAPERWORK
    if code == "step_incomplete":
        return Kind.RESEARCH if set(where) & _ABOUT_THE_RISK else Kind.PAPERWORK
    return _BY_CODE.get(code, Kind.RESEARCH)


OF_A_WHOLE_CASE: Final[Mapping[str, Mapping[str, str]]] = {
    "facts_not_so": {
        "message": "What the rules were told when this was decided had not happened: no step of the case leads to it.",
        "law": "UK GDPR Art 5(1)(d) and 5(2); DPA 2018 s.38",
        "remedy": "Find out who wrote it and from what, correct the record, and take the steps that were not taken.",
    },
    "result_not_so": {
        "message": "The file says that it ended otherwise than its steps do.",
        "law": "UK GDPR Art 5(1)(d) and 5(2); protocol 3.1",
        "remedy": "Find out which of the two is right, and correct the other.",
    },
    "not_closed": {
        "message": "It is filed as closed, and no step of it leads to a closed state.",
        "law": "The guidance that sets up the scheme; UK GDPR Art 5(1)(d)",
        "remedy": "Take the step that is due where it really stands.",
    },
    "not_judged": {
        "message": "The rules cannot judge this case: its record is not in a form that they read.",
        "law": "UK GDPR Art 5(2)",
        "remedy": "Have a person read the whole file.",
    },
}
"""What is wrong with a case as a whole, beside what `hindsight.rego` finds."""


def of_a_whole_case(code: str, at: str, **more: Any) -> Finding:
    """A finding about a whole case, in its fixed words."""
    kind = _BY_CODE[code]
    words = OF_A_WHOLE_CASE[code]
    return Finding(code, kind, words["message"], words["law"], words["remedy"], at, **more)
