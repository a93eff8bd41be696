"""At the end of the session: every look of all its traffic is matched to a decision, but those made on purpose."""

import pytest

from .bodies import Application, a_share
from .outside import Stand


@pytest.mark.timeout(300)
def test_every_look_of_the_session_is_matched(stand: Stand) -> None:
    """Of all that the tests did, reconcile names as orphans only what a test did on purpose; the ledger verifies."""
    stand.caller.post("social-worker", "/share", a_share(stand))
    Application(stand).delivered()
    report = stand.reconcile()
    assert report.faults == []
    assert [orphan for orphan in report.orphans if orphan.event not in stand.on_purpose] == []
    assert report.looks >= report.matched > 10


@pytest.mark.timeout(300)
def test_every_look_of_the_session_is_matched_where_much_went_on_at_once(with_transactions: Stand) -> None:
    """The same of what many threads did on DynamoDB Local: no orphan at all."""
    with_transactions.caller.post("social-worker", "/share", a_share(with_transactions))
    report = with_transactions.reconcile()
    assert report.faults == []
    assert report.orphans == []
    assert report.matched == report.looks > 0
