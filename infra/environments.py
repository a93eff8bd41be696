"""What differs between one deployment and another, as typed values and nothing else.

The sandbox is what the local AWS deploys and stands on the account id of AWS's own examples. The other environments
take what belongs to a site (account, hosted zone, log account) from the process that deploys; the tree has none of it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

UK_REGIONS: Final = ("eu-west-2",)
"""Regions of the United Kingdom; Ireland (eu-west-1) is none."""

CHOICE: Final = "PROVISO_ENVIRONMENT"
CLOCKS_AT_ONCE: Final = 1
"""Runs of the clock at the same time, reserved."""
_ACCOUNT: Final = re.compile(r"\d{12}")
_ZONE: Final = re.compile(r"Z[A-Z0-9]{5,31}")


@dataclass(frozen=True)
class Capacity:
    """How much a deployment takes on at once.

    Attributes:
        share: Invocations of the function at the same time, reserved; likewise the next two.
        request_disclosure: See `share`.
        record_undertaking: See `share`.
        requests_per_second: Of the whole API, sustained.
        burst: Requests beyond that at one moment.
        requests_per_source: Of one address within five minutes. An agency's portal is one address.
    """

    share: int
    request_disclosure: int
    record_undertaking: int
    requests_per_second: int
    burst: int
    requests_per_source: int

    @property
    def decide(self) -> int:
        """Every caller may be waiting for a decision at once, so the decision point has room for all of them."""
        return self.share + self.request_disclosure + self.record_undertaking + CLOCKS_AT_ONCE


@dataclass(frozen=True)
class Environment:
    """One deployment.

    Attributes:
        name: What `PROVISO_ENVIRONMENT` calls it.
        account: AWS account id, 12 digits.
        region: The one region that holds tables, keys and functions, in the United Kingdom.
        key_administrator: ARN of the role that manages keys and never uses them.
        deployer: ARN of the role under which CloudFormation creates the tables.
        auditor_principal: ARN of whoever may assume the auditor role; an account's root stands for those of the account
            whose own IAM policies allow it.
        registrar_principal: ARN of whoever may assume the registrar role, likewise.
        trail_retention_days: How long a trail file cannot be deleted by anyone, the account's owner included.
            It cannot be shortened afterwards (Object Lock, compliance mode).
        domain: Name under which the API answers, and the audience of its tokens.
        hosted_zone: Id of the Route 53 zone that holds `domain`.
        log_account: Account that receives a second copy of the trail; None for no copy.
        log_retention_days: How long functions' and access logs are kept.
        capacity: How much it takes on at once.
        canary: CodeDeploy configuration by which a new version takes over.
        placeholders: Whether synthesis may go on without packages, with empty ones in their place.
    """

    name: str
    account: str
    region: str
    key_administrator: str
    deployer: str
    auditor_principal: str
    registrar_principal: str
    trail_retention_days: int
    domain: str
    hosted_zone: str
    log_account: str | None
    log_retention_days: int
    capacity: Capacity
    canary: str
    placeholders: bool

    def __post_init__(self) -> None:
        """Refuse what no deployment may have.

        Raises:
            ValueError: Naming the value that is not usable.
        """
        if self.region not in UK_REGIONS:
            message = f"{self.region} is no region of the United Kingdom"
            raise ValueError(message)
        accounts = [self.account, *([self.log_account] if self.log_account else [])]
        if not all(_ACCOUNT.fullmatch(account) for account in accounts) or self.account == self.log_account:
            message = "account and log account are different ids of 12 digits"
            raise ValueError(message)
        if not _ZONE.fullmatch(self.hosted_zone):
            message = "a hosted zone's id is a Z and letters or digits"
            raise ValueError(message)


def _sandbox() -> Environment:
    account, region = "123456789012", "eu-west-2"
    return Environment(
        name="sandbox",
        account=account,
        region=region,
        key_administrator=f"arn:aws:iam::{account}:role/proviso-key-administrator",
        deployer=f"arn:aws:iam::{account}:role/cdk-hnb659fds-cfn-exec-role-{account}-{region}",
        auditor_principal=f"arn:aws:iam::{account}:root",
        registrar_principal=f"arn:aws:iam::{account}:root",
        trail_retention_days=1,
        domain="sandbox.proviso.example",
        hosted_zone="Z00000000000000000000",
        log_account=None,
        log_retention_days=30,
        capacity=Capacity(
            share=6,
            request_disclosure=2,
            record_undertaking=2,
            requests_per_second=20,
            burst=40,
            requests_per_source=3_000,
        ),
        canary="CodeDeployDefault.LambdaAllAtOnce",
        placeholders=True,
    )


SANDBOX: Final = _sandbox()


def _elsewhere(site: Mapping[str, str], name: str) -> Environment:
    """The sandbox's values moved to another account; what then differs is set by the environment itself."""
    account, region = _given(site, "PROVISO_ACCOUNT", name), SANDBOX.region
    root = f"arn:aws:iam::{account}:root"
    return replace(
        SANDBOX,
        name=name,
        account=account,
        key_administrator=f"arn:aws:iam::{account}:role/proviso-key-administrator",
        deployer=f"arn:aws:iam::{account}:role/cdk-hnb659fds-cfn-exec-role-{account}-{region}",
        auditor_principal=root,
        registrar_principal=root,
        hosted_zone=_given(site, "PROVISO_HOSTED_ZONE", name),
        domain=_given(site, "PROVISO_DOMAIN", name),
        log_account=site.get("PROVISO_LOG_ACCOUNT") or None,
        canary="CodeDeployDefault.LambdaCanary10Percent5Minutes",
        placeholders=False,
    )


def test(site: Mapping[str, str]) -> Environment:
    """Where a release is tried by the agencies' own systems, on invented people, at a tenth of production's size."""
    capacity = Capacity(
        share=30,
        request_disclosure=10,
        record_undertaking=5,
        requests_per_second=50,
        burst=100,
        requests_per_source=10_000,
    )
    return replace(_elsewhere(site, "test"), trail_retention_days=30, log_retention_days=90, capacity=capacity)


def production(site: Mapping[str, str]) -> Environment:
    """The real one: the trail is locked for seven years, and its logs are kept for two."""
    capacity = Capacity(
        share=240,
        request_disclosure=80,
        record_undertaking=20,
        requests_per_second=500,
        burst=1_000,
        requests_per_source=60_000,
    )
    return replace(
        _elsewhere(site, "production"), trail_retention_days=2_557, log_retention_days=731, capacity=capacity
    )


ENVIRONMENTS: Final[Mapping[str, Callable[[Mapping[str, str]], Environment]]] = MappingProxyType(
    {"sandbox": lambda _: SANDBOX, "test": test, "production": production}
)


def chosen() -> Environment:
    """The environment that `PROVISO_ENVIRONMENT` names, `sandbox` when it names none.

    Raises:
        SystemExit: With one sentence, when no environment has that name or a value of the site is missing or unusable.
    """
    name = os.environ.get(CHOICE, SANDBOX.name)
    if name not in ENVIRONMENTS:
        known = ", ".join(sorted(ENVIRONMENTS))
        message = f"{CHOICE} names no environment: {name} (known: {known})"
        raise SystemExit(message)
    try:
        return ENVIRONMENTS[name](os.environ)
    except ValueError as error:
        message = f"{name}: {error}"
        raise SystemExit(message) from error


def _given(site: Mapping[str, str], variable: str, name: str) -> str:
    value = site.get(variable, "")
    if not value:
        message = f"the environment {name} needs {variable}"
        raise SystemExit(message)
    return value
