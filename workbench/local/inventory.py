"""What the account holds, as far as a decision needs it: roles, keys, tables and buckets with their policies.

Policies are read from moto's own stores at each call, so a change of policy is in force with the next one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moto.backends import get_backend

from workbench.iam import NamedPolicy, UnsupportedPolicyError

from .names import ACCOUNT, PARTITION, REGION, key_arn

_KEY_ARN = key_arn("")
_USABLE = "Enabled"


@dataclass(frozen=True)
class RoleView:
    """A role and what it may do."""

    arn: str
    role_id: str
    tags: Mapping[str, str]
    longest_session: int
    identity: tuple[NamedPolicy, ...]
    trust: NamedPolicy


@dataclass(frozen=True)
class KeyView:
    """A KMS key."""

    arn: str
    policy: NamedPolicy
    state: str

    @property
    def usable(self) -> bool:
        """Whether it may be used in a cryptographic operation."""
        return self.state == _USABLE


@dataclass(frozen=True)
class TableView:
    """A table: its keys' names, the key that encrypts it (None for AWS's own) and its policy."""

    arn: str
    name: str
    partition_key: str
    key_names: frozenset[str]
    indexes: Mapping[str, tuple[str, frozenset[str]]]
    kms_key: str | None
    policy: NamedPolicy | None


@dataclass(frozen=True)
class BucketView:
    """A bucket: its policy and the key that encrypts what is put there."""

    policy: NamedPolicy | None
    kms_key: str | None


@lru_cache(maxsize=4096)
def parsed(name: str, text: str) -> NamedPolicy:
    """A policy document, read once per text.

    Raises:
        UnsupportedPolicyError: It is not one.
    """
    return NamedPolicy.from_json(name, text)


class Inventory:
    """Reads moto's backends."""

    def role(self, name: str) -> RoleView | None:
        """The role of that name.

        Raises:
            UnsupportedPolicyError: It has a permissions boundary, or a policy that is not a document.
        """
        found = next((role for role in _backend("iam").roles.values() if role.name == name), None)
        if found is None:
            return None
        if found.permissions_boundary_arn:
            message = f"role {name} has a permissions boundary"
            raise UnsupportedPolicyError(message)
        inline = [parsed(policy, _text(document)) for policy, document in found.policies.items()]
        managed = [parsed(arn, _text(policy.document)) for arn, policy in found.managed_policies.items()]
        return RoleView(
            arn=found.arn,
            role_id=found.id,
            tags=_tags(found.tags),
            longest_session=int(found.max_session_duration or 3600),
            identity=(*inline, *managed),
            trust=parsed(f"trust:{name}", _text(found.assume_role_policy_document)),
        )

    def key_named(self, identifier: str) -> str | None:
        """The ARN of the key that an id, ARN, alias or alias ARN names; None when there is none."""
        backend = _backend("kms")
        if identifier.startswith(_KEY_ARN):
            identifier = identifier.removeprefix(_KEY_ARN)
        alias = identifier.rpartition(":")[2]
        if alias.startswith("alias/"):
            identifier = backend.get_key_id_from_alias(alias) or ""
        return key_arn(identifier) if identifier in backend.keys else None

    def key(self, arn: str) -> KeyView | None:
        """The key of that ARN."""
        found = _backend("kms").keys.get(arn.removeprefix(_KEY_ARN))
        if found is None:
            return None
        return KeyView(found.arn, parsed(f"key:{found.id}", _text(found.policy)), str(found.key_state))

    def table(self, name_or_arn: str) -> TableView | None:
        """The table of that name or ARN."""
        backend = _backend("dynamodb")
        found = backend.tables.get(name_or_arn.rpartition("/")[2])
        if found is None or (":" in name_or_arn and name_or_arn != found.table_arn):
            return None
        policy = backend.resource_policies.get(found.table_arn)
        encryption = found.sse_specification or {}
        return TableView(
            arn=found.table_arn,
            name=found.name,
            partition_key=_partition(found.schema),
            key_names=_names(found.schema),
            indexes={index.name: (_partition(index.schema), _names(index.schema)) for index in found.all_indexes()},
            kms_key=encryption.get("KMSMasterKeyId") if encryption.get("Enabled") else None,
            policy=parsed(f"table:{found.name}", policy.policy_doc) if policy else None,
        )

    def bucket(self, name: str) -> BucketView | None:
        """The bucket of that name."""
        found = get_backend("s3")[ACCOUNT][PARTITION].buckets.get(name)
        if found is None:
            return None
        policy = parsed(f"bucket:{name}", _text(found.policy)) if found.policy else None
        return BucketView(policy, _default_key(found.encryption))

    def evaluate_alone(self, bucket: str) -> None:
        """Leave the bucket's policy to the front: moto would apply it without conditions and without a caller."""
        from moto.iam.access_control import PermissionResult

        found: Any = get_backend("s3")[ACCOUNT][PARTITION].buckets[bucket]
        found.get_permission = lambda *_: PermissionResult.NEUTRAL

    def has_trail(self, name: str) -> bool:
        """Whether there is a trail of that name."""
        return name in _backend("cloudtrail").trails

    def trail_writing_to(self, bucket: str) -> str | None:
        """The ARN of the trail that delivers into that bucket."""
        trails = _backend("cloudtrail").trails.values()
        return next((str(trail.arn) for trail in trails if trail.bucket_name == bucket), None)


def _backend(service: str) -> Any:
    region = PARTITION if service == "iam" else REGION
    return get_backend(service)[ACCOUNT][region]  # type: ignore[call-overload]


def _text(document: object) -> str:
    if isinstance(document, bytes):
        return document.decode()
    return document if isinstance(document, str) else json.dumps(document)


def _tags(tags: Any) -> dict[str, str]:
    listed = tags.values() if isinstance(tags, dict) else tags or ()
    return {tag["Key"]: tag["Value"] for tag in listed}


def _partition(schema: list[dict[str, str]]) -> str:
    return next(part["AttributeName"] for part in schema if part["KeyType"] == "HASH")


def _names(schema: list[dict[str, str]]) -> frozenset[str]:
    return frozenset(part["AttributeName"] for part in schema)


def _default_key(encryption: Any) -> str | None:
    if not encryption:
        return None
    default = encryption["Rule"]["ApplyServerSideEncryptionByDefault"]
    return default.get("KMSMasterKeyID") if default["SSEAlgorithm"] == "aws:kms" else None
