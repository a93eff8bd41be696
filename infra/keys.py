"""The keys and who may use each.

Managing and using are separate: administrators and the account's root may change a key and can never decrypt with it.
No statement lets the account hand out the use of a key through IAM; each use names a role.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra import names
from infra.case_session import OPEN_CONTENT, SEAL_CONTENT, SIGN_UNDERTAKING
from infra.environments import Environment
from infra.roles import Roles
from infra.statements import allow

# Whatever is not in this list an administrator cannot do: no cryptographic action, and no grant, which would be a
# way to hand out one.
MANAGE = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)

# What DynamoDB asks of whoever creates a table under a customer's key; always through DynamoDB, never directly.
CREATE_TABLE = (
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


@dataclass(frozen=True)
class Keys:
    """The keys of the data stack."""

    content: kms.Key
    records: kms.Key
    ledger: kms.Key
    trail: kms.Key
    signing: kms.Key


def build_keys(scope: Construct, environment: Environment, roles: Roles) -> Keys:
    """Create the keys; each is rotated yearly and outlives the stack."""
    via_dynamodb = names.Arns(environment).via("dynamodb")
    records_callers = [roles.decide, roles.case_access, roles.registrar, roles.clock]
    ledger_callers = [roles.decide, roles.auditor]
    return Keys(
        content=_key(scope, "ContentKey", names.CONTENT_KEY, "Seals content", _content(environment, roles)),
        records=_key(
            scope,
            "RecordsKey",
            names.RECORDS_KEY,
            "Encrypts the records table",
            _table(environment, records_callers, via_dynamodb),
        ),
        ledger=_key(
            scope,
            "LedgerKey",
            names.LEDGER_KEY,
            "Encrypts the ledger table",
            _table(environment, ledger_callers, via_dynamodb),
        ),
        trail=_key(scope, "TrailKey", names.TRAIL_KEY, "Encrypts the trail", _trail(environment, roles)),
        signing=_signing_key(scope, environment, roles),
    )


def _signing_key(scope: Construct, environment: Environment, roles: Roles) -> kms.Key:
    """The key that undertakings are signed with. Signatures outlive it, so it is never rotated in place."""
    signer = [iam.ArnPrincipal(roles.case_access.role_arn)]
    verifiers = [iam.ArnPrincipal(role.role_arn) for role in (*roles.api.values(), roles.auditor)]
    statements = [
        *management(environment),
        allow("UndertakingSessionSigns", ["kms:Sign"], ["*"], SIGN_UNDERTAKING, signer),
        allow("PublicHalfIsHandedOut", ["kms:GetPublicKey"], ["*"], principals=verifiers),
    ]
    key = kms.Key(
        scope,
        "SigningKey",
        description="Signs undertakings",
        key_spec=kms.KeySpec.ECC_NIST_P256,
        key_usage=kms.KeyUsage.SIGN_VERIFY,
        policy=iam.PolicyDocument(statements=statements),
        removal_policy=RemovalPolicy.RETAIN,
    )
    kms.Alias(scope, "SigningKeyAlias", alias_name=names.SIGNING_KEY, target_key=key)
    return key


def _key(
    scope: Construct, construct_id: str, alias: str, description: str, statements: Sequence[iam.PolicyStatement]
) -> kms.Key:
    key = kms.Key(
        scope,
        construct_id,
        description=description,
        enable_key_rotation=True,
        policy=iam.PolicyDocument(statements=list(statements)),
        removal_policy=RemovalPolicy.RETAIN,
    )
    kms.Alias(scope, f"{construct_id}Alias", alias_name=alias, target_key=key)
    return key


def management(environment: Environment) -> list[iam.PolicyStatement]:
    """Who may manage a key, and never use it: administrators, and the account by its own IAM policies."""
    root = iam.ArnPrincipal(names.Arns(environment).root())
    administrator = iam.ArnPrincipal(environment.key_administrator)
    return [
        allow("AdministratorsManageAndNeverUse", MANAGE, ["*"], principals=[administrator]),
        allow("AccountManagesAndNeverUses", MANAGE, ["*"], principals=[root]),
    ]


def _content(environment: Environment, roles: Roles) -> list[iam.PolicyStatement]:
    principals = [iam.ArnPrincipal(roles.case_access.role_arn)]
    return [
        *management(environment),
        allow("CaseSessionSeals", ["kms:GenerateDataKey"], ["*"], SEAL_CONTENT, principals),
        allow("CaseSessionOpens", ["kms:Decrypt"], ["*"], OPEN_CONTENT, principals),
    ]


def _table(environment: Environment, callers: Sequence[iam.Role], via: str) -> list[iam.PolicyStatement]:
    through_dynamodb = {"StringEquals": {"kms:ViaService": via}}
    deployer = [iam.ArnPrincipal(environment.deployer)]
    return [
        *management(environment),
        allow(
            "TableCallersThroughDynamoDB",
            ["kms:Decrypt"],
            ["*"],
            through_dynamodb,
            [iam.ArnPrincipal(caller.role_arn) for caller in callers],
        ),
        allow("DeployerCreatesTable", CREATE_TABLE, ["*"], through_dynamodb, deployer),
        allow(
            "DeployerGrantsToDynamoDB",
            ["kms:CreateGrant"],
            ["*"],
            {**through_dynamodb, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            deployer,
        ),
        allow("DeployerDescribesKey", ["kms:DescribeKey"], ["*"], principals=deployer),
    ]


def _trail(environment: Environment, roles: Roles) -> list[iam.PolicyStatement]:
    arns = names.Arns(environment)
    cloudtrail = [iam.ServicePrincipal("cloudtrail.amazonaws.com")]
    from_our_trail = {
        "StringEquals": {
            "aws:SourceArn": arns.trails(),
            "kms:EncryptionContext:aws:cloudtrail:arn": arns.trails(),
        }
    }
    return [
        *management(environment),
        allow("CloudTrailEncryptsOurTrail", ["kms:GenerateDataKey"], ["*"], from_our_trail, cloudtrail),
        allow(
            "CloudTrailDescribesKey",
            ["kms:DescribeKey"],
            ["*"],
            {"StringEquals": {"aws:SourceArn": arns.trails()}},
            cloudtrail,
        ),
        allow(
            "TrailIsReadThroughS3",
            ["kms:Decrypt"],
            ["*"],
            {"StringEquals": {"kms:ViaService": arns.via("s3")}},
            [iam.ArnPrincipal(role.role_arn) for role in (roles.auditor, roles.trail_copy) if role],
        ),
    ]
