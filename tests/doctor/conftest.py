"""A local stack with some traffic, which the doctor examines as if it were an account."""

from collections.abc import Iterator

import pytest

from workbench.doctor.command import local_site
from workbench.doctor.site import Site
from workbench.running import Running
from workbench.seeds.requests import share_to_police

SESSION_SECONDS = 3


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded stack on which a share was made, read and listed: one event of each kind is in its trail."""
    folder = tmp_path_factory.mktemp("stack")
    with Running.start(port=0, state_dir=folder, session_seconds=SESSION_SECONDS) as started:
        shared = started.caller.post("social-worker", "/share", share_to_police(started.cases[0].id))
        read = started.caller.get("detective", f"/share/{shared.body['share_id']}?reason=risk_assessment")
        listed = started.caller.get("detective", "/inbox")
        assert (shared.status, read.status, listed.status) == (201, 200, 200)
        yield started


@pytest.fixture
def site(running: Running) -> Site:
    """The stack as a site; its session is minted anew for each test."""
    return local_site(running)
