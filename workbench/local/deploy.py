"""Deploys the data stack's template into the local AWS: every policy in force is the template's own text.

Each resource type has one function; a type or property that none of them reads is an error.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import selectors
from .backend import Backend
from .inventory import Inventory
from .names import ACCOUNT, ADMINISTRATOR, DEPLOYER, REGION, trail_arn
from .template import TemplateError, Values, check, in_order

SNAPSHOT = Path("infra/snapshot/data.template.json")
_LOCAL_ROLES = (ADMINISTRATOR, DEPLOYER)
_SCHEMA = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
Properties = Mapping[str, Any]


@dataclass
class Deployment:
    """One deployment under way."""

    backend: Backend
    values: Values = field(default_factory=Values)

    def client(self, service: str) -> Any:
        """AWS's own hand on a service."""
        return self.backend.control_client(service)


def deploy(template: Mapping[str, Any], backend: Backend) -> dict[str, str]:
    """Create everything in the template, and the roles that exist locally only.

    Returns:
        The template's outputs, resolved.

    Raises:
        TemplateError: A type, property or function is not understood.
    """
    check(template)
    deployment = Deployment(backend)
    resources = template["Resources"]
    for logical_id in in_order(resources):
        kind = resources[logical_id]["Type"]
        if kind not in _CREATORS:
            message = f"{logical_id}: not understood: {kind}"
            raise TemplateError(message)
        create, known = _CREATORS[kind]
        properties = deployment.values.resolve(resources[logical_id].get("Properties", {}))
        unknown = set(properties) - known
        if unknown:
            message = f"{logical_id}: not understood: {', '.join(sorted(unknown))}"
            raise TemplateError(message)
        create(deployment, logical_id, properties)
    create_local_roles(backend)
    return {name: str(deployment.values.resolve(out["Value"])) for name, out in template.get("Outputs", {}).items()}


def read_template(path: Path) -> dict[str, Any]:
    """The template in that file."""
    template: dict[str, Any] = json.loads(path.read_text())
    return template


def create_local_roles(backend: Backend) -> None:
    """The machine owner's two roles: they may do anything that no resource policy keeps from them."""
    iam = backend.control_client("iam")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    own_account = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        ],
    }
    for name in _LOCAL_ROLES:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(own_account))
        iam.put_role_policy(RoleName=name, PolicyName="Everything", PolicyDocument=json.dumps(everything))


def _role(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    if "PermissionsBoundary" in properties:
        message = f"{logical_id}: permissions boundaries are not deployed"
        raise TemplateError(message)
    iam = deployment.client("iam")
    made = iam.create_role(
        RoleName=properties["RoleName"],
        AssumeRolePolicyDocument=json.dumps(properties["AssumeRolePolicyDocument"]),
        Description=properties.get("Description", ""),
        MaxSessionDuration=properties.get("MaxSessionDuration", 3600),
        Path=properties.get("Path", "/"),
        Tags=properties.get("Tags", []),
    )["Role"]
    for policy in properties.get("Policies", []):
        document = json.dumps(policy["PolicyDocument"])
        iam.put_role_policy(RoleName=made["RoleName"], PolicyName=policy["PolicyName"], PolicyDocument=document)
    for arn in properties.get("ManagedPolicyArns", []):
        iam.attach_role_policy(RoleName=made["RoleName"], PolicyArn=arn)
    deployment.values.add(logical_id, made["RoleName"], Arn=made["Arn"], RoleId=made["RoleId"])


def _policy(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    document = json.dumps(properties["PolicyDocument"])
    for role in properties["Roles"]:
        deployment.client("iam").put_role_policy(
            RoleName=role, PolicyName=properties["PolicyName"], PolicyDocument=document
        )
    deployment.values.add(logical_id, properties["PolicyName"])


def _managed_policy(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    iam = deployment.client("iam")
    document = json.dumps(properties["PolicyDocument"])
    name = properties["ManagedPolicyName"]
    made = iam.create_policy(PolicyName=name, PolicyDocument=document, Path=properties.get("Path", "/"))["Policy"]
    for role in properties.get("Roles", []):
        iam.attach_role_policy(RoleName=role, PolicyArn=made["Arn"])
    deployment.values.add(logical_id, made["Arn"])


def _key(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    kms = deployment.client("kms")
    made = kms.create_key(
        Policy=json.dumps(properties["KeyPolicy"]),
        Description=properties.get("Description", ""),
        KeySpec=properties.get("KeySpec", "SYMMETRIC_DEFAULT"),
        KeyUsage=properties.get("KeyUsage", "ENCRYPT_DECRYPT"),
    )["KeyMetadata"]
    if properties.get("EnableKeyRotation"):
        kms.enable_key_rotation(KeyId=made["KeyId"])
    deployment.values.add(logical_id, made["KeyId"], Arn=made["Arn"], KeyId=made["KeyId"])


def _alias(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    kms = deployment.client("kms")
    kms.create_alias(AliasName=properties["AliasName"], TargetKeyId=properties["TargetKeyId"].rpartition("/")[2])
    deployment.values.add(logical_id, properties["AliasName"])


def _table(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    dynamodb, name = deployment.client("dynamodb"), properties["TableName"]
    schema = {key: properties[key] for key in _SCHEMA if key in properties}
    wanted = dict(schema)
    encryption = properties.get("SSESpecification") or {}
    if encryption.get("SSEEnabled"):
        wanted["SSESpecification"] = {
            "Enabled": True, "SSEType": encryption["SSEType"], "KMSMasterKeyId": encryption["KMSMasterKeyId"]
        }  # fmt: skip
    made = dynamodb.create_table(
        TableName=name,
        BillingMode=properties["BillingMode"],
        DeletionProtectionEnabled=properties.get("DeletionProtectionEnabled", False),
        **wanted,
    )["TableDescription"]
    recovery = properties.get("PointInTimeRecoverySpecification")
    if recovery:
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    policy = (properties.get("ResourcePolicy") or {}).get("PolicyDocument")
    if policy:
        dynamodb.put_resource_policy(ResourceArn=made["TableArn"], Policy=json.dumps(policy))
    if deployment.backend.dynamodb_url:
        items = deployment.backend.client("dynamodb")
        items.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **schema)
    deployment.values.add(logical_id, name, Arn=made["TableArn"])


def _bucket(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    s3, name = deployment.client("s3"), properties["BucketName"]
    s3.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=bool(properties.get("ObjectLockEnabled")),
    )
    versioning = properties.get("VersioningConfiguration")
    if versioning:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
    encryption = (properties.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration")
    if encryption:
        rules = [_encryption_rule(rule) for rule in encryption]
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    lock = properties.get("ObjectLockConfiguration")
    if lock:
        s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)
    Inventory().evaluate_alone(name)
    deployment.values.add(logical_id, name, Arn=f"arn:aws:s3:::{name}")


def _encryption_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}


def _bucket_policy(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    document = json.dumps(properties["PolicyDocument"])
    deployment.client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=document)
    deployment.values.add(logical_id, properties["Bucket"])


def _trail(deployment: Deployment, logical_id: str, properties: Properties) -> None:
    cloudtrail, name = deployment.client("cloudtrail"), properties["TrailName"]
    selectors.check(properties["AdvancedEventSelectors"])
    cloudtrail.create_trail(
        Name=name,
        S3BucketName=properties["S3BucketName"],
        KmsKeyId=properties.get("KMSKeyId", ""),
        IsMultiRegionTrail=properties.get("IsMultiRegionTrail", False),
        IncludeGlobalServiceEvents=properties.get("IncludeGlobalServiceEvents", True),
        EnableLogFileValidation=properties.get("EnableLogFileValidation", False),
    )
    cloudtrail.put_event_selectors(TrailName=name, AdvancedEventSelectors=properties["AdvancedEventSelectors"])
    if properties["IsLogging"]:
        cloudtrail.start_logging(Name=name)
    deployment.values.add(logical_id, name, Arn=trail_arn(name))


Creator = Callable[[Deployment, str, Properties], None]
# A property that changes nothing locally (tags, access logs, public access) is listed all the same: it was read.
_CREATORS: Mapping[str, tuple[Creator, set[str]]] = {
    "AWS::IAM::Role": (
        _role,
        {
            "RoleName", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "Policies",
            "ManagedPolicyArns", "Tags", "PermissionsBoundary",
        },
    ),
    "AWS::IAM::Policy": (_policy, {"PolicyName", "PolicyDocument", "Roles"}),
    "AWS::IAM::ManagedPolicy": (
        _managed_policy,
        {"ManagedPolicyName", "PolicyDocument", "Roles", "Path", "Description"},
    ),
    "AWS::KMS::Key": (
        _key,
        {"KeyPolicy", "Description", "EnableKeyRotation", "KeySpec", "KeyUsage", "PendingWindowInDays", "Tags"},
    ),
    "AWS::KMS::Alias": (_alias, {"AliasName", "TargetKeyId"}),
    "AWS::DynamoDB::Table": (
        _table,
        {
            "TableName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode",
            "SSESpecification", "ResourcePolicy", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification",
            "Tags",
        },
    ),
    "AWS::S3::Bucket": (
        _bucket,
        {
            "BucketName", "ObjectLockEnabled", "ObjectLockConfiguration", "VersioningConfiguration",
            "BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "LoggingConfiguration",
            "LifecycleConfiguration", "Tags",
        },
    ),
    "AWS::S3::BucketPolicy": (_bucket_policy, {"Bucket", "PolicyDocument"}),
    "AWS::CloudTrail::Trail": (
        _trail,
        {
            "TrailName", "S3BucketName", "KMSKeyId", "IsLogging", "IsMultiRegionTrail", "IncludeGlobalServiceEvents",
            "EnableLogFileValidation", "AdvancedEventSelectors", "Tags",
        },
    ),
}  # fmt: skip
