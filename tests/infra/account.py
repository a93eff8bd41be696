"""The account that the synthesised template would make, with its policies in force.

References in the template are resolved to the values that an account would give them; requests are then judged by the
project's own policy evaluator, each with the context that AWS would set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workbench.iam import NamedPolicy, Principal, Request, UnsupportedPolicyError, evaluate, evaluate_assume_role

ACCOUNT = "123456789012"
REGION = "eu-west-2"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
Values = Mapping[str, str | tuple[str, ...]]


def role_arn(name: str) -> str:
    """ARN of a role of this account."""
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


@dataclass(frozen=True)
class Caller:
    """Who calls: a session of a role that the template makes, or one of a role with every permission IAM can give."""

    role: str
    tags: Mapping[str, str] = field(default_factory=dict)
    session: str = "someone"
    administrator: bool = False

    @property
    def principal(self) -> Principal:
        """The caller as the evaluator sees it."""
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.role}/{self.session}"
        return Principal("role_session", arn, role_arn(self.role), ACCOUNT, dict(self.tags))


@dataclass(frozen=True)
class Account:
    """Every policy of one synthesised template."""

    template: Mapping[str, Any]

    @property
    def resources(self) -> Mapping[str, Any]:
        """Resources by logical id, references unresolved."""
        found: Mapping[str, Any] = self.template["Resources"]
        return found

    def of_type(self, kind: str) -> dict[str, Any]:
        """Properties by logical id, references resolved."""
        return {i: self.resolve(r["Properties"]) for i, r in self.resources.items() if r["Type"] == kind}

    def arn(self, logical_id: str) -> str:
        """The ARN that a resource would have."""
        kind, properties = self.resources[logical_id]["Type"], self.resources[logical_id]["Properties"]
        regional = f"{REGION}:{ACCOUNT}"
        return {
            "AWS::IAM::Role": lambda: role_arn(properties["RoleName"]),
            "AWS::KMS::Key": lambda: f"arn:aws:kms:{regional}:key/{logical_id}",
            "AWS::DynamoDB::Table": lambda: f"arn:aws:dynamodb:{regional}:table/{properties['TableName']}",
            "AWS::S3::Bucket": lambda: f"arn:aws:s3:::{properties['BucketName']}",
            "AWS::CloudTrail::Trail": lambda: f"arn:aws:cloudtrail:{regional}:trail/{properties['TrailName']}",
        }[kind]()

    def resolve(self, value: Any) -> Any:
        """The value with every reference replaced; a reference of another kind than the template's is a KeyError."""
        if isinstance(value, list):
            return [self.resolve(one) for one in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Fn::GetAtt"}:
            logical_id, attribute = value["Fn::GetAtt"]
            assert attribute == "Arn", value
            return self.arn(logical_id)
        if set(value) == {"Ref"}:
            return self._name(value["Ref"])
        if set(value) == {"Fn::Join"}:
            separator, parts = value["Fn::Join"]
            return separator.join(self.resolve(parts))
        return {key: self.resolve(one) for key, one in value.items()}

    def _name(self, logical_id: str) -> str:
        properties = self.resources[logical_id]["Properties"]
        name: str
        (name,) = (properties[n] for n in ("RoleName", "TableName", "BucketName", "TrailName") if n in properties)
        return name

    @cached_property
    def identity(self) -> dict[str, list[NamedPolicy]]:
        """Policies by role name."""
        found: dict[str, list[NamedPolicy]] = {}
        for properties in self.of_type("AWS::IAM::Policy").values():
            for role in properties["Roles"]:
                policy = NamedPolicy(properties["PolicyName"], properties["PolicyDocument"])
                found.setdefault(role, []).append(policy)
        return found

    @cached_property
    def resource_policies(self) -> dict[str, NamedPolicy]:
        """Key, table and bucket policies by ARN."""
        keys = {self.arn(i): p["KeyPolicy"] for i, p in self.of_type("AWS::KMS::Key").items()}
        tables = {
            self.arn(i): p["ResourcePolicy"]["PolicyDocument"] for i, p in self.of_type("AWS::DynamoDB::Table").items()
        }
        buckets = {
            f"arn:aws:s3:::{p['Bucket']}": p["PolicyDocument"] for p in self.of_type("AWS::S3::BucketPolicy").values()
        }
        found = keys | tables | buckets
        return {arn: NamedPolicy(arn.rpartition(":")[2], document) for arn, document in found.items()}

    @cached_property
    def trust(self) -> dict[str, NamedPolicy]:
        """Trust policies by role name."""
        roles = self.of_type("AWS::IAM::Role").values()
        return {p["RoleName"]: NamedPolicy(f"{p['RoleName']}-trust", p["AssumeRolePolicyDocument"]) for p in roles}

    def _policies(self, caller: Caller) -> list[NamedPolicy]:
        if caller.administrator:
            return [NamedPolicy("everything", EVERYTHING)]
        return self.identity.get(caller.role, [])

    def may(self, caller: Caller, action: str, arn: str, context: Values) -> bool:
        """Whether one action on one resource is allowed; what the evaluator does not know is a failure, never a no."""
        request = Request(action, arn, {"aws:SecureTransport": "true", **context})
        # An object is under its bucket's policy, an index under its table's.
        owner = arn.partition("/")[0] if arn.startswith("arn:aws:s3:::") else arn.partition("/index/")[0]
        resource = self.resource_policies.get(owner)
        return evaluate(request, caller.principal, identity=self._policies(caller), resource=resource).allowed

    def may_use_table(
        self, caller: Caller, action: str, table: str, key: str, context: Values, index: str = ""
    ) -> bool:
        """Whether a table's action is allowed, its key through DynamoDB included; `index` is `/index/name`."""
        via = {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com", "kms:CallerAccount": ACCOUNT}
        return self.may(caller, f"dynamodb:{action}", self.arn(table) + index, context) and self.may(
            caller, "kms:Decrypt", self.arn(key), via
        )

    def may_use_content(self, caller: Caller, action: str, context: Mapping[str, str]) -> bool:
        """Whether the content key may be used with this encryption context."""
        values: dict[str, str | tuple[str, ...]] = {f"kms:EncryptionContext:{k}": v for k, v in context.items()}
        values["kms:EncryptionContextKeys"] = tuple(context)
        return self.may(caller, f"kms:{action}", self.arn("ContentKey"), values)

    def may_read_trail(self, caller: Caller) -> bool:
        """Whether a trail file may be read, the use of its key through S3 included."""
        via = {"kms:ViaService": f"s3.{REGION}.amazonaws.com", "kms:CallerAccount": ACCOUNT}
        file = f"{self.arn('TrailBucket')}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/11/20/file.json.gz"
        return self.may(caller, "s3:GetObject", file, {}) and self.may(caller, "kms:Decrypt", self.arn("TrailKey"), via)

    def may_assume(self, caller: Caller, role: str, session: str, tags: Mapping[str, str]) -> bool:
        """Whether the caller may assume a role under this session name and with these tags."""
        values: dict[str, str | tuple[str, ...]] = {f"aws:RequestTag/{k}": v for k, v in tags.items()}
        values |= {"aws:TagKeys": tuple(tags), "sts:RoleSessionName": session}
        request = Request("sts:AssumeRole", role_arn(role), values)
        try:
            return evaluate_assume_role(
                request, caller.principal, identity=self._policies(caller), trust=self.trust[role]
            ).allowed
        except UnsupportedPolicyError:
            return False


def compact(document: object) -> str:
    """A document as IAM counts it: without white space."""
    return json.dumps(document, separators=(",", ":"))


def listed(value: Any) -> list[str]:
    """The values of a policy's element, which is one value or a list."""
    return value if isinstance(value, list) else [value]
