"""The generated cases: how many of each family, the same at every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.iam.proviso import ACCOUNT, CASE_ACCESS, CONTENT_KEY, DECIDE, RECORDS, service, session_of, user

from . import language, product
from .cases import Case, Document, allow, deny, policy
from .chances import BUCKET, chance, some

SEED = 20261120
Family = Callable[[Random], Case]


def naming(random: Random) -> Case:
    """How a resource policy names the caller, against each other layer allowing, being silent or denying."""
    caller = random.choice([session_of(CASE_ACCESS), session_of(DECIDE), user(), service()])
    names: list[Any] = [
        "*",
        {"AWS": "*"},
        {"AWS": ACCOUNT},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        {"AWS": CASE_ACCESS},
        {"AWS": session_of(CASE_ACCESS).arn},
        {"AWS": [user().arn, DECIDE]},
        {"Service": "cloudtrail.amazonaws.com"},
        {"Service": "cloudtrail.amazonaws.com", "AWS": [ACCOUNT]},
    ]
    action, resource = random.choice(
        [
            ("dynamodb:GetItem", RECORDS),
            ("kms:Decrypt", CONTENT_KEY),
            ("s3:GetObject", f"{BUCKET}/x"),
            ("sts:AssumeRole", CASE_ACCESS),
            ("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:proviso-decide"),
        ]
    )
    trust = {"Resource": None, "Action": "sts:*"} if action == "sts:AssumeRole" else {}
    statements = [allow(Principal=one, **trust) for one in some(random, names, 2)]
    if chance(random, 0.15):
        statements.append(deny(Principal=random.choice(names), **trust))

    def layer() -> Document:
        kinds = [policy(allow()), policy(allow()), policy(allow(Action="logs:*")), policy(allow(), deny(Action=action))]
        return random.choice(kinds[:3] if chance(random, 0.85) else kinds)

    return Case(
        caller,
        action,
        resource,
        {},
        (layer(),) if chance(random, 0.6) and caller.kind != "service" else (),
        session=layer() if caller.kind == "role_session" and chance(random, 0.4) else None,
        resource_policy=policy(*statements) if chance(random, 0.9) else None,
        boundary=layer() if caller.kind != "service" and chance(random, 0.3) else None,
    )


FAMILIES: dict[Family, int] = {
    language.operators: 440,
    language.sets: 320,
    language.mixed: 240,
    language.variables: 240,
    language.elements: 240,
    product.case_sessions: 320,
    product.narrowed: 240,
    product.key_policies: 320,
    product.trust_policies: 320,
    product.ledger: 160,
    naming: 520,
}


def cases(family: Family) -> Iterator[Case]:
    """A family's cases, the same at every run."""
    random = Random(f"{SEED}:{family.__name__}")
    return (family(random) for _ in range(FAMILIES[family]))
