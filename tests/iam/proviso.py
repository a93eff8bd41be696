"""Callers, requests and policies in the shape of the product's own, for the evaluator's tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.iam import NamedPolicy, Principal, Request

ACCOUNT = "123456789012"
RECORDS = f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/proviso-records"
LEDGER = f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/proviso-ledger"
CONTENT_KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
TABLE_KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/22222222-2222-2222-2222-222222222222"
CASE_ACCESS = f"arn:aws:iam::{ACCOUNT}:role/proviso-case-access"
DECIDE = f"arn:aws:iam::{ACCOUNT}:role/proviso-decide"
NOW = "2026-11-20T16:00:30Z"
TAGS = {"decision": "DEC1", "case": "CASEA", "agency": "la:E06000047", "client": "council", "access": "write"}

_FOLDER = Path(__file__).parent / "policies"


def document(name: str) -> dict[str, Any]:
    """One of the policy documents beside this file."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text())
    return loaded


def policy(name: str) -> NamedPolicy:
    """The same, under its name."""
    return NamedPolicy(name, document(name))


def one(effect: str = "Allow", name: str = "p", version: str = "2012-10-17", **elements: object) -> NamedPolicy:
    """A policy of one statement: any action on any resource unless said otherwise; None leaves an element out."""
    if not any(key.endswith("Action") for key in elements):
        elements["Action"] = "*"
    if not any(key.endswith("Resource") for key in elements):
        elements["Resource"] = "*"
    statement = {key: value for key, value in elements.items() if value is not None}
    return NamedPolicy(name, {"Version": version, "Statement": [{"Sid": "s", "Effect": effect, **statement}]})


def session_of(role: str, session: str = "DEC1", tags: Mapping[str, str] | None = None) -> Principal:
    """A session of a role of the account."""
    name = role.rpartition("/")[2]
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}"
    return Principal("role_session", arn, role, ACCOUNT, tags or {})


def user(name: str = "operator") -> Principal:
    """A user of the account."""
    return Principal("user", f"arn:aws:iam::{ACCOUNT}:user/{name}", None, ACCOUNT, {})


def service(name: str = "cloudtrail.amazonaws.com") -> Principal:
    """A service of AWS."""
    return Principal("service", name, None, "", {})


def get_item(resource: str = RECORDS, **context: object) -> Request:
    """A GetItem with the given condition keys, `__` standing for the colon and `_slash_` for the slash."""
    keys = {name.replace("__", ":").replace("_slash_", "/"): value for name, value in context.items()}
    return Request("dynamodb:GetItem", resource, keys)
