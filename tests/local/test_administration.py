"""The stack's owner administers it from other processes, with a token that only they can read."""

import httpx
import pytest

from workbench.local.stack import LocalStack


def ask(stack: LocalStack, method: str, path: str, token: str | None, body: object = None) -> httpx.Response:
    """One administration call."""
    headers = {} if token is None else {"X-Proviso-Admin": token}
    return httpx.request(method, f"{stack.front_url}/_proviso/{path}", headers=headers, json=body, trust_env=False)


@pytest.mark.parametrize("token", [None, "", "guessed"])
@pytest.mark.parametrize(("method", "path"), [("GET", "health"), ("POST", "flush"), ("POST", "session")])
def test_without_the_token_nothing_is_administered(
    stack: LocalStack, method: str, path: str, token: str | None
) -> None:
    """Health, flush and sessions need the admin token."""
    assert ask(stack, method, path, token, {"role": "local-administrator"}).status_code == 403


def test_the_owner_flushes_and_sees_health(stack: LocalStack) -> None:
    """With the token the trail is delivered, and the front says that it is well."""
    stack.as_role("dynamodb", "local-administrator").list_tables()
    assert ask(stack, "POST", "flush", stack.admin_token).json()["delivered"] > 0
    assert ask(stack, "POST", "flush", stack.admin_token).json()["delivered"] == 0
    assert ask(stack, "GET", "health", stack.admin_token).json() == {"status": "ok"}


def test_the_owner_gets_sessions_of_roles(stack: LocalStack) -> None:
    """A session of a role that exists is given, under the name asked for; of another, a plain no."""
    wanted = {"role": "worker", "name": "somebody"}
    given = ask(stack, "POST", "session", stack.admin_token, wanted).json()
    session = stack.front.registry.find(given["access_key_id"])
    assert session is not None
    assert (session.role_name, session.name) == ("worker", "somebody")
    assert given["session_token"] == session.session_token
    assert ask(stack, "POST", "session", stack.admin_token, {"role": "nobody"}).status_code == 400
    assert ask(stack, "GET", "nothing", stack.admin_token).status_code == 404
