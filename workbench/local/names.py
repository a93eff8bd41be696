"""Names and ARNs of the one local account and region."""

from typing import Final

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-2"
PARTITION: Final = "aws"
LOOPBACK: Final = "127.0.0.1"

ADMINISTRATOR: Final = "local-administrator"
DEPLOYER: Final = "local-deployer"


def table_arn(name: str) -> str:
    """ARN of a table."""
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def key_arn(key_id: str) -> str:
    """ARN of a KMS key."""
    return f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key_id}"


def alias_arn(alias: str) -> str:
    """ARN of a KMS alias, whose name begins with `alias/`."""
    return f"arn:aws:kms:{REGION}:{ACCOUNT}:{alias}"


def function_arn(name: str) -> str:
    """ARN of a Lambda function without a version."""
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def role_arn(name: str) -> str:
    """ARN of a role without a path."""
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def trail_arn(name: str) -> str:
    """ARN of a trail."""
    return f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{name}"
