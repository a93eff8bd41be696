"""`GET /request-disclosure` at the edge: what of a query is taken, and what is asked then."""

import pytest

from chalicelib.domain import ids
from chalicelib.domain.records import Index, Put
from tests.api.conftest import Fakes
from tests.api.gateway import Sent, get
from tests.contracts.examples import CASE
from tests.service.fakes import FORCE, SESSION, reason, subject

RECORD = f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRR01"
DUE = "2026-11-20T17:00:00.000Z"


@pytest.fixture(autouse=True)
def placed(fakes: Fakes) -> None:
    """One request that is due, for another role than the caller's."""
    fakes.point.who = subject(FORCE, "contact_officer")
    fakes.point.view = {"roles": ["contact_officer"]}
    brief = {
        "record": RECORD,
        "case": CASE,
        "scheme": "any",
        "state": "received",
        "next": [{"step": "decision", "roles": ["disclosure_authority"]}],
        "due": DUE,
    }
    index = Index(ids.queue_partition(FORCE), f"{DUE}#{RECORD}", None, None, brief)
    fakes.store.write(SESSION, [Put(ids.case_partition(RECORD), "state", {}, index=index)])


def listed(query: str) -> Sent:
    return get("request_disclosure", "/request-disclosure", query=query)


@pytest.mark.parametrize(("mine", "found"), [("", 1), ("&mine=false", 1), ("&mine=true", 0)])
def test_the_whole_agency_s_work_unless_asked_otherwise(mine: str, found: int) -> None:
    """Without `mine` all that the agency has to do is listed, with it what the caller's role may do."""
    sent = listed(f"due=today{mine}")
    assert (sent.status, len(sent.json["entries"])) == (200, found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "due"),
        ("due=soon", "due"),
        ("due=today&due=week", "due"),
        ("due=today&mine=yes", "mine"),
        ("due=today&limit=0", "limit"),
        ("due=today&limit=101", "limit"),
        ("due=today&cursor=x", "cursor"),
        ("due=today&agency=force:13", "agency"),
    ],
)
def test_a_query_that_is_none_is_refused_by_its_field(fakes: Fakes, query: str, field: str) -> None:
    """What is missing, unknown or of another shape is named, and no decision is asked for."""
    sent = listed(query)
    assert sent.status == 422
    assert [error["field"] for error in sent.json["errors"]] == [field]
    assert fakes.point.asked == []


def test_a_refusal_says_why(fakes: Fakes) -> None:
    """A role that may not read the queue is told so, with the remedy."""
    fakes.point.refuse_with = [reason("action_not_for_role").code]
    sent = listed("due=today")
    assert (sent.status, [one["code"] for one in sent.json["reasons"]]) == (403, ["action_not_for_role"])
