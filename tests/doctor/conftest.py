"""A local stack with some traffic, which the doctor examines as if it were an account."""

from collections.abc import Iterator

import pytest

from workbench.cost.measure import steps_to_disclose
from workbench.doctor.command import local_site
from workbench.doctor.site import Site
from workbench.running import Running
from workbench.seeds.requests import application, share_to_police
from workbench.seeds.undertakings import undertaking

SESSION_SECONDS = 3


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded stack on which a share was made, read and listed, and an undertaking recorded: an event of each kind."""
    folder = tmp_path_factory.mktemp("stack")
    with Running.start(port=0, state_dir=folder, session_seconds=SESSION_SECONDS) as started:
        shared = started.caller.post("social-worker", "/share", share_to_police(started.cases[0].id))
        read = started.caller.get("detective", f"/share/{shared.body['share_id']}?reason=risk_assessment")
        listed = started.caller.get("detective", "/inbox")
        assert (shared.status, read.status, listed.status) == (201, 200, 200)
        _undertaken(started)
        yield started


def _undertaken(running: Running) -> None:
    opened = running.caller.post("call-handler", "/request-disclosure", application())
    request = opened.body["request_id"]
    taken = [
        running.caller.post(who, f"/request-disclosure/{request}/steps", step).status
        for who, step in steps_to_disclose()
    ]
    signed = running.caller.post("detective", "/record-undertaking", undertaking(request, "refused"))
    assert {opened.status, *taken, signed.status} == {201}


@pytest.fixture
def site(running: Running) -> Site:
    """The stack as a site; its session is minted anew for each test."""
    return local_site(running)
