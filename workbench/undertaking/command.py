"""`proviso undertaking verify` and `proviso undertaking key`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from workbench.tools import ROOT
from workbench.undertaking.checking import Checked, NoUndertakingError, check
from workbench.undertaking.keys import KeyFileError, PublicKey, of_file, of_kms
from workbench.undertaking.telling import told

REMEMBERED = ROOT / ".proviso" / "undertaking-key.pem"
HOLDS, BROKEN, UNUSABLE = 0, 1, 2


def verify(file: Path, key: Path | None, *, as_json: bool = False) -> int:
    """Check a file offline and say what was agreed, or what does not fit.

    Args:
        file: An answer of the API, kept as it came.
        key: PEM file of the published key; by default the one that `proviso undertaking key` last wrote.
        as_json: Print JSON instead of text.

    Returns:
        0 when all holds, 1 when something does not fit, 2 when there is nothing to check it with.
    """
    chosen = key or REMEMBERED
    if not chosen.is_file():
        click.echo("Say with which public key: --key PEM. `proviso undertaking key` prints it.", err=True)
        return UNUSABLE
    try:
        checked = check(file.read_bytes(), of_file(chosen))
    except KeyFileError as error:
        click.echo(str(error), err=True)
        return UNUSABLE
    except NoUndertakingError as error:
        checked = Checked({}, None, (str(error),))
    click.echo(_json(checked) if as_json else _text(checked))
    return HOLDS if checked.holds else BROKEN


def publish(state: Mapping[str, Any] | None) -> int:
    """Print the public key as PEM, and its fingerprint beside it; remember it for `verify`.

    Args:
        state: Of the running stack; None for AWS, with the credentials that boto3 finds.
    """
    try:
        found = of_kms(_kms(state))
    except KeyFileError as error:
        click.echo(str(error), err=True)
        return UNUSABLE
    REMEMBERED.parent.mkdir(exist_ok=True)
    REMEMBERED.write_text(found.pem, encoding="ascii")
    click.echo(found.pem, nl=False)
    click.echo(f"SHA-256 of the key: {found.fingerprint}", err=True)
    return HOLDS


def _kms(state: Mapping[str, Any] | None) -> Any:
    if state is None:
        import boto3

        return boto3.client("kms")
    from workbench.running import attach

    return attach(state).client("kms", "proviso-auditor")


def _text(checked: Checked) -> str:
    if checked.holds:
        return f"{_signed(checked.key)}\n\n{told(checked.document)}"
    lines = ["This is NOT the document that was signed. What does not fit:", *(f"  - {one}" for one in checked.faults)]
    return "\n".join([*lines, "Nothing that the file says can be relied on."])


def _signed(key: PublicKey | None) -> str:
    return f"The signature holds, and every item gives its hash. SHA-256 of the key: {key.fingerprint if key else ''}"


def _json(checked: Checked) -> str:
    said = {
        "holds": checked.holds,
        "faults": list(checked.faults),
        "key": checked.key.fingerprint if checked.key else None,
        "document": checked.document if checked.holds else None,
    }
    return json.dumps(said, indent=2, ensure_ascii=False)
