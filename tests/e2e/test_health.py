"""`GET /health`: alive, the policy revision, nothing else."""

import httpx

from .bodies import a_share
from .outside import Stand


def test_health_says_alive_and_the_policy_revision(stand: Stand) -> None:
    """Without a token it says that it lives and which revision decides, and no more."""
    answer = httpx.get(f"{stand.running.url}/health", trust_env=False)
    revision = stand.caller.post("social-worker", "/share", a_share(stand)).body["decision"]["policy_revision"]
    assert answer.status_code == 200
    assert answer.json() == {"status": "alive", "policy_revision": revision}
    assert len(revision) == 64
