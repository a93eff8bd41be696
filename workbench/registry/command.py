"""`proviso client …`, on the running stack or with the AWS credentials at hand."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import boto3
import click
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.ids import CLIENT_PATTERN
from workbench.audit import ledger, trail
from workbench.registry.certificates import thumbprint_of
from workbench.registry.listing import Known, known_clients
from workbench.registry.registrar import Registrar, RegistrarError
from workbench.running import REGISTRAR, attach

Change = Literal["register", "suspend", "activate"]
AUDITOR = "proviso-auditor"
_SAID = {"register": "is registered", "suspend": "is suspended", "activate": "is active again"}


def run(change: Change, client: str, state: Mapping[str, Any] | None, table: str) -> int:
    """Register, suspend or activate a client.

    Args:
        change: Which.
        client: Its id, `client:` and its name.
        state: The running stack's; None to sign with AWS's default credentials.
        table: The records table's name, where there is no running stack to say it.

    Returns:
        0 when it is done, 1 when nothing was changed (one sentence says why).
    """
    try:
        _check(client)
        registrar = _registrar(state, table)
        {"register": registrar.register, "suspend": registrar.suspend, "activate": registrar.activate}[change](client)
    except RegistrarError as error:
        return _failed(error)
    click.echo(f"{client} {_SAID[change]}, from its next request on")
    return 0


def run_revoke(client: str, certificate: str, state: Mapping[str, Any] | None, table: str) -> int:
    """Revoke a certificate (a PEM file or a thumbprint) of a client; otherwise as `run`."""
    try:
        _check(client)
        thumbprint = thumbprint_of(certificate)
        _registrar(state, table).revoke_certificate(client, thumbprint)
    except RegistrarError as error:
        return _failed(error)
    click.echo(f"certificate {thumbprint} of {client} is revoked for good, from its next request on")
    return 0


def run_list(
    clients: Iterable[str], state: Mapping[str, Any] | None, tables: tuple[str, str], bucket: str, *, as_json: bool
) -> int:
    """List clients as the auditor can tell.

    Args:
        clients: Which; all when none is named.
        state: The running stack's; None to sign with AWS's default credentials, which must be the auditor's.
        tables: Names of the records and the ledger table, where there is no running stack to say them.
        bucket: Name of the trail's bucket, likewise.
        as_json: Print JSON instead of text.

    Returns:
        0, or 1 when ledger or trail could not be read.
    """
    wanted = set(clients)
    try:
        found = _known(state, tables, bucket)
    except (ClientError, BotoCoreError) as error:
        click.echo(f"ledger and trail could not be read: {_code(error)}", err=True)
        return 1
    shown = [known for known in found if not wanted or known.client in wanted]
    click.echo(json.dumps([_plain(known) for known in shown], indent=2) if as_json else _text(shown))
    return 0


def _registrar(state: Mapping[str, Any] | None, table: str) -> Registrar:
    if state is not None:
        stack = attach(state)
        return Registrar(stack.client("dynamodb", REGISTRAR), stack.estate.records_table)
    try:
        return Registrar(boto3.Session().client("dynamodb"), table)
    except BotoCoreError as error:
        message = f"there is no AWS session to sign with: {type(error).__name__}"
        raise RegistrarError(message) from error


def _known(state: Mapping[str, Any] | None, tables: tuple[str, str], bucket: str) -> list[Known]:
    if state is None:
        session = boto3.Session()
        dynamodb, s3 = session.client("dynamodb"), session.client("s3")
    else:
        stack = attach(state)
        stack.flush_trail()
        dynamodb, s3 = stack.client("dynamodb", AUDITOR), stack.client("s3", AUDITOR)
        tables, bucket = (stack.estate.records_table, stack.estate.ledger_table), stack.bucket
    entries = ledger.read(dynamodb, tables[1]).entries.values()
    return known_clients(entries, trail.read(s3, bucket), REGISTRAR, tables[0])


def _check(client: str) -> None:
    if not re.fullmatch(CLIENT_PATTERN, client):
        message = "a client's id is `client:` and up to 40 lower-case letters, digits and hyphens"
        raise RegistrarError(message)


def _failed(error: RegistrarError) -> int:
    click.echo(str(error), err=True)
    return 1


def _code(error: ClientError | BotoCoreError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _plain(known: Known) -> dict[str, Any]:
    return {
        "client": known.client,
        "status": known.status,
        "seen_at": known.seen_at.isoformat() if known.seen_at else None,
        "changed_at": known.changed_at.isoformat() if known.changed_at else None,
        "changed_by": known.changed_by,
        "changed_since_seen": known.stale,
        "revoked_certificates": sorted(known.revoked),
    }


def _text(shown: Iterable[Known]) -> str:
    lines = []
    for known in shown:
        seen = f"{known.seen_at:%Y-%m-%dT%H:%M:%SZ}" if known.seen_at else "-"
        lines.append(f"{known.client:<48} {known.status:<14} {seen}")
        if known.changed_at:
            since = ", after the latest decision" if known.stale else ""
            lines.append(f"  status put {known.changed_at:%Y-%m-%dT%H:%M:%SZ} by {known.changed_by}{since}")
        lines += [f"  certificate {thumbprint} is revoked" for thumbprint in sorted(known.revoked)]
    return "\n".join(lines) or "no client is known"
