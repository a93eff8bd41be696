"""What differs between one deployment and another, as typed values and nothing else."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Environment:
    """One deployment.

    Attributes:
        name: What `PROVISO_ENVIRONMENT` calls it.
        account: AWS account id, 12 digits.
        region: The one region that holds tables, keys and functions.
        key_administrator: ARN of the role that manages keys and never uses them.
        deployer: ARN of the role under which CloudFormation creates the tables.
        auditor_principal: ARN of whoever may assume the auditor role; an account's root stands for those of the account
            whose own IAM policies allow it.
        registrar_principal: ARN of whoever may assume the registrar role, likewise.
        trail_retention_days: How long a trail file cannot be deleted by anyone, the account's owner included.
            It cannot be shortened afterwards (Object Lock, compliance mode).
    """

    name: str
    account: str
    region: str
    key_administrator: str
    deployer: str
    auditor_principal: str
    registrar_principal: str
    trail_retention_days: int


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
    )


SANDBOX = _sandbox()
ENVIRONMENTS = {environment.name: environment for environment in (SANDBOX,)}


def chosen() -> Environment:
    """The environment that `PROVISO_ENVIRONMENT` names, `sandbox` when it names none.

    Raises:
        SystemExit: With one sentence, when no environment has that name.
    """
    name = os.environ.get("PROVISO_ENVIRONMENT", SANDBOX.name)
    if name not in ENVIRONMENTS:
        known = ", ".join(sorted(ENVIRONMENTS))
        message = f"PROVISO_ENVIRONMENT names no environment: {name} (known: {known})"
        raise SystemExit(message)
    return ENVIRONMENTS[name]
