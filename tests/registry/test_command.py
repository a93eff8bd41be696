"""The `proviso client` commands with AWS's default credentials, certificates as files, and what a list says."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.registry.conftest import TABLE, certificate_pem
from workbench.audit.trail import Event
from workbench.cli import main
from workbench.registry.certificates import thumbprint_of
from workbench.registry.listing import known_clients
from workbench.registry.registrar import RegistrarError

CLIENT = "client:portal"
REGISTRAR = "proviso-registrar"


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["client", *arguments])
    return done.exit_code, done.output


def _headers(dynamodb: Any) -> dict[str, Any]:
    return {item["sk"]["S"]: item["header"]["M"] for item in dynamodb.scan(TableName=TABLE)["Items"]}


def test_with_aws_the_default_credentials_sign(dynamodb: Any, tmp_path: Path) -> None:
    """With `--aws` each command puts what it says into the named table, and no stack need run."""
    pem = tmp_path / "client.pem"
    pem.write_text(certificate_pem("portal.test"), "utf-8")
    assert _run("register", CLIENT, "--aws")[0] == 0
    assert _run("suspend", CLIENT, "--aws", "--table", TABLE) == (
        0,
        "client:portal is suspended, from its next request on\n",
    )
    assert _headers(dynamodb)["status"]["status"] == {"S": "suspended"}
    assert _run("activate", CLIENT, "--aws")[0] == 0
    assert _run("revoke-certificate", CLIENT, str(pem), "--aws")[0] == 0
    assert _headers(dynamodb).keys() == {"status", f"certificate#{thumbprint_of(str(pem))}"}
    assert _headers(dynamodb)["status"]["status"] == {"S": "active"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("suspend", CLIENT), "no client client:portal is registered"),
        (("suspend", "portal"), "a client's id is"),
        (("register", "client:Portal"), "a client's id is"),
        (("revoke-certificate", CLIENT, "AB:CD"), "43 characters"),
        (("revoke-certificate", CLIENT, "A" * 43), "no client client:portal is registered"),
        (("activate", CLIENT, "--table", "another"), "ResourceNotFoundException"),
    ],
)
def test_what_was_not_done_is_said(dynamodb: Any, arguments: tuple[str, ...], said: str) -> None:
    """A command that changed nothing exits 1, says why in one sentence, and puts nothing."""
    code, output = _run(*arguments, "--aws")
    assert (code, said in output, output.count("\n")) == (1, True, 1)
    assert _headers(dynamodb) == {}


def test_without_a_stack_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without `--aws` a command is about the running stack, and says how to start one."""
    monkeypatch.setattr("workbench.running.STATE_FILE", tmp_path / "none.json")
    assert _run("suspend", CLIENT) == (
        1,
        "Error: no stack is running: start one with `make run` and ask again from another terminal\n",
    )


def test_a_list_on_aws_needs_the_trail() -> None:
    """The trail's bucket has a name of the account's own, which nobody guesses."""
    code, output = _run("list", "--aws")
    assert (code, "--bucket" in output) == (2, True)


def test_a_thumbprint_is_that_of_the_der_form(tmp_path: Path) -> None:
    """A PEM file's thumbprint is what the gateway's certificate gives the decision point."""
    from chalicelib.api.incoming import thumbprint

    pem = certificate_pem("portal.test")
    (tmp_path / "client.pem").write_text(pem, "utf-8")
    seen = thumbprint({"identity": {"clientCert": {"clientCertPem": pem}}})
    assert thumbprint_of(str(tmp_path / "client.pem")) == seen


def test_a_file_that_is_no_certificate(tmp_path: Path) -> None:
    """A file without a certificate is refused, not hashed."""
    (tmp_path / "client.pem").write_text("-----BEGIN KEY-----\n", "utf-8")
    with pytest.raises(RegistrarError, match="no certificate in PEM form"):
        thumbprint_of(str(tmp_path / "client.pem"))


def _entry(at: str, client: str, fact: dict[str, Any] | None) -> dict[str, Any]:
    facts = {"client": fact} if fact else {}
    return {"at": at, "subject": {"client": client}, "input": {"context": {"facts": facts}}}


def _event(at: str, *keys: tuple[str, str], role: str = REGISTRAR, error: str | None = None, **more: Any) -> Event:
    parts = [{"tableName": more.get("table", TABLE), "key": {"pk": pk, "sk": sk}} for pk, sk in keys]
    arn = f"arn:aws:sts::123456789012:assumed-role/{role}/officer-one"
    identity = {"arn": arn, "sessionContext": {"sessionIssuer": {"userName": role}}}
    return Event(
        {"eventTime": at, "userIdentity": identity, "errorCode": error, "requestParameters": {"requestItems": parts}}
    )


def test_a_list_joins_what_was_seen_with_what_was_put() -> None:
    """The latest decision's view counts, later puts make it doubtful, and every revocation put is listed."""
    entries = [
        _entry("2026-11-20T15:10:05.500Z", "client:a", {"status": "active"}),
        _entry("2026-11-20T15:10:09.500Z", "client:a", {"status": "suspended"}),
        _entry("2026-11-20T15:10:05.500Z", "client:b", {"status": "active"}),
        _entry("2026-11-20T15:10:05.500Z", "client:ghost", None),
        {"at": "2026-11-20T15:10:05.500Z", "subject": None, "input": None},
    ]
    status, revocation = ("client#a", "status"), ("client#b", "certificate#" + "A" * 43)
    events = [
        _event("2026-11-20T15:10:08Z", status),
        _event("2026-11-20T15:10:07Z", status),
        _event("2026-11-20T15:10:06Z", ("client#b", "status"), revocation),
        _event("2026-11-20T15:10:06Z", ("client#c", "status")),
        _event("2026-11-20T15:10:06Z", ("client#b", "certificate#" + "B" * 43), error="TransactionCanceledException"),
        _event("2026-11-20T15:10:06Z", ("client#b", "certificate#" + "C" * 43), role="proviso-case-access"),
        _event("2026-11-20T15:10:06Z", ("client#b", "certificate#" + "D" * 43), table="another"),
    ]
    found = {known.client: known for known in known_clients(entries, events, REGISTRAR, TABLE)}
    assert {client: (known.status, known.stale, known.revoked) for client, known in found.items()} == {
        "client:a": ("suspended", False, set()),
        "client:b": ("active", True, {"A" * 43}),
        "client:c": ("never asked", True, set()),
        "client:ghost": ("not registered", False, set()),
    }
    assert f"{found['client:a'].changed_at:%S}" == "08"
    assert json.dumps(found["client:a"].changed_by).endswith('officer-one"')
