"""Every policy of the synthesised templates, with references resolved as an account would."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from workbench.iam import (
    NamedPolicy,
    Principal,
    Request,
    UnsupportedPolicyError,
    Verdict,
    evaluate,
    evaluate_assume_role,
)

Templates = Mapping[str, Mapping[str, Any]]
Values = Mapping[str, str | tuple[str, ...]]

EVERYTHING: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
# The text of AWS's managed policies that a role has, as AWS publishes it.
MANAGED: Final = {
    "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:DescribeLogGroups",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents",
                    "logs:GetLogEvents",
                    "logs:FilterLogEvents",
                ],
                "Resource": "*",
            }
        ],
    }
}
_NAMES: Final = ("RoleName", "TableName", "BucketName", "TrailName", "TopicName", "FunctionName", "LogGroupName")


@dataclass(frozen=True)
class Caller:
    """Who calls.

    Attributes:
        role: Name of the role; empty for the account's root user.
        tags: Session tags.
        session: Name of the session.
        inline: The session policy, where the session was minted with one.
        administrator: Whether its own policies are every permission that IAM can give, instead of the templates'.
        service: Name of the AWS service that calls, instead of a role.
        denied: Policies above the account that deny (an organisation's).
    """

    role: str
    tags: Mapping[str, str] = field(default_factory=dict)
    session: str = "someone"
    inline: NamedPolicy | None = None
    administrator: bool = False
    service: str = ""
    denied: Sequence[NamedPolicy] = ()

    def principal(self, account: str) -> Principal:
        """The caller as the evaluator sees it."""
        if self.service:
            return Principal("service", self.service, None, account, {})
        if not self.role:
            return Principal("root", f"arn:aws:iam::{account}:root", None, account, {})
        arn = f"arn:aws:sts::{account}:assumed-role/{self.role}/{self.session}"
        return Principal("role_session", arn, f"arn:aws:iam::{account}:role/{self.role}", account, dict(self.tags))


@dataclass(frozen=True)
class Estate:
    """All stacks of the product's own account, by construct id."""

    templates: Templates
    account: str
    region: str
    memory: dict[object, Verdict] = field(default_factory=dict, compare=False)
    """Answers already given for the same policies and request, for whoever asks of many estates that differ little."""

    @cached_property
    def identity(self) -> Mapping[str, Sequence[NamedPolicy]]:
        """Policies by role name, from whichever stack attaches them; a managed one that is not known is a KeyError."""
        found: dict[str, list[NamedPolicy]] = {}
        for stack, properties in self._of("AWS::IAM::Role"):
            known = [MANAGED[self.resolve(stack, arn)] for arn in properties.get("ManagedPolicyArns", [])]
            found[properties["RoleName"]] = [NamedPolicy("managed", document) for document in known]
        for stack, properties in self._of("AWS::IAM::Policy"):
            for role in properties["Roles"]:
                policy = NamedPolicy(f"{stack}:{properties['PolicyName']}", properties["PolicyDocument"])
                found.setdefault(role, []).append(policy)
        return found

    @cached_property
    def trust(self) -> Mapping[str, NamedPolicy]:
        """Trust policies by role name."""
        return {
            properties["RoleName"]: NamedPolicy(
                f"{properties['RoleName']}-trust", properties["AssumeRolePolicyDocument"]
            )
            for _, properties in self._of("AWS::IAM::Role")
        }

    @cached_property
    def resource_policies(self) -> Mapping[str, NamedPolicy]:
        """Key, table, bucket and topic policies by ARN."""
        found: dict[str, object] = {}
        for stack, template in self.templates.items():
            for logical_id, resource in template["Resources"].items():
                properties = resource.get("Properties", {})
                if resource["Type"] == "AWS::KMS::Key":
                    found[self.arn(stack, logical_id)] = self.resolve(stack, properties["KeyPolicy"])
                elif resource["Type"] == "AWS::DynamoDB::Table":
                    policy = properties["ResourcePolicy"]["PolicyDocument"]
                    found[self.arn(stack, logical_id)] = self.resolve(stack, policy)
                elif resource["Type"] == "AWS::S3::BucketPolicy":
                    bucket = self.resolve(stack, properties["Bucket"])
                    found[f"arn:aws:s3:::{bucket}"] = self.resolve(stack, properties["PolicyDocument"])
        return {arn: NamedPolicy(arn.rpartition(":")[2], dict(document)) for arn, document in found.items()}  # type: ignore[call-overload]

    def may(self, caller: Caller, action: str, resource: str, context: Values | None = None) -> bool:
        """Whether one action on one resource is allowed.

        Raises:
            UnsupportedPolicyError: A policy says what the evaluator does not know; that is never an answer.
        """
        return self.verdict(caller, action, resource, context).allowed

    def verdict(self, caller: Caller, action: str, resource: str, context: Values | None = None) -> Verdict:
        """The answer to one action on one resource, and which statement gave it."""
        request = Request(action, resource, {"aws:SecureTransport": "true", **(context or {})})
        # An object is under its bucket's policy, an index under its table's.
        owner = resource.partition("/")[0] if resource.startswith("arn:aws:s3:::") else resource.partition("/index/")[0]
        identity, guard = self._policies(caller), self.resource_policies.get(owner)
        principal = caller.principal(self.account)
        who = (caller.role, caller.service, caller.session, *sorted(caller.tags.items()))
        said = tuple(sorted(request.context.items(), key=lambda one: one[0]))
        key = (who, action, resource, said, self._texts(identity, caller.inline, guard))
        if key not in self.memory:
            session = [caller.inline] if caller.inline else None
            self.memory[key] = evaluate(request, principal, identity=identity, session=session, resource=guard)
        return self.memory[key]

    def may_become(self, caller: Caller, role: str, session: str, tags: Mapping[str, str]) -> bool:
        """Whether the caller may assume a role under this session name and with these tags."""
        values: dict[str, str | tuple[str, ...]] = {f"aws:RequestTag/{k}": v for k, v in tags.items()}
        values |= {"aws:TagKeys": tuple(tags), "sts:RoleSessionName": session}
        request = Request("sts:AssumeRole", f"arn:aws:iam::{self.account}:role/{role}", values)
        try:
            return evaluate_assume_role(
                request,
                caller.principal(self.account),
                identity=self._policies(caller),
                trust=self.trust[role],
                session=[caller.inline] if caller.inline else None,
            ).allowed
        except UnsupportedPolicyError:
            return False  # an empty tag, which AWS takes for none

    def arn(self, stack: str, logical_id: str) -> str:
        """The ARN that a resource would have."""
        resource = self.templates[stack]["Resources"][logical_id]
        kind, properties = resource["Type"], resource.get("Properties", {})
        regional = f"{self.region}:{self.account}"
        named = {
            "AWS::IAM::Role": ("iam", f":{self.account}:role/", "RoleName"),
            "AWS::DynamoDB::Table": ("dynamodb", f"{regional}:table/", "TableName"),
            "AWS::S3::Bucket": ("s3", "::", "BucketName"),
            "AWS::CloudTrail::Trail": ("cloudtrail", f"{regional}:trail/", "TrailName"),
            "AWS::SNS::Topic": ("sns", f"{regional}:", "TopicName"),
            "AWS::Logs::LogGroup": ("logs", f"{regional}:log-group:", "LogGroupName"),
        }
        if kind == "AWS::KMS::Key":
            return f"arn:aws:kms:{regional}:key/{logical_id}"
        service, middle, name = named[kind]
        return f"arn:aws:{service}:{middle}{self.resolve(stack, properties[name])}"

    def resolve(self, stack: str, value: Any) -> Any:  # noqa: ANN401 - a template is JSON
        """The value with every reference replaced; a reference of a kind that is not known is a KeyError."""
        if isinstance(value, list):
            return [self.resolve(stack, one) for one in value]
        if not isinstance(value, dict):
            return value
        functions: Mapping[str, Callable[[Any], str]] = {
            "Ref": lambda inner: self._reference(stack, inner),
            "Fn::GetAtt": lambda inner: self.arn(stack, inner[0]),
            "Fn::Join": lambda inner: inner[0].join(str(self.resolve(stack, one)) for one in inner[1]),
            "Fn::ImportValue": self._exported,
        }
        name = next(iter(value), "")
        if len(value) == 1 and name in functions:
            return functions[name](value[name])
        return {key: self.resolve(stack, one) for key, one in value.items()}

    def _of(self, kind: str) -> Iterator[tuple[str, Any]]:
        for stack, template in self.templates.items():
            for resource in template["Resources"].values():
                if resource["Type"] == kind:
                    yield stack, self.resolve(stack, resource["Properties"])

    def _reference(self, stack: str, name: str) -> str:
        pseudo = {"AWS::Partition": "aws", "AWS::Region": self.region, "AWS::AccountId": self.account}
        if name in pseudo:
            return pseudo[name]
        resource = self.templates[stack]["Resources"][name]
        if resource["Type"] == "AWS::SNS::Topic":
            return self.arn(stack, name)
        (found,) = (resource["Properties"][known] for known in _NAMES if known in resource["Properties"])
        return str(self.resolve(stack, found))

    def _exported(self, name: str) -> str:
        for stack, template in self.templates.items():
            for output in template.get("Outputs", {}).values():
                if output.get("Export", {}).get("Name") == name:
                    return str(self.resolve(stack, output["Value"]))
        raise KeyError(name)

    @cached_property
    def _known_texts(self) -> dict[int, tuple[object, int]]:
        return {}

    def _texts(self, identity: Sequence[NamedPolicy], *more: NamedPolicy | None) -> tuple[int, ...]:
        """What tells policies apart by their content; each document is read once, and kept, or its id could return."""
        known = self._known_texts
        for policy in (*identity, *more):
            if policy and id(policy.document) not in known:
                known[id(policy.document)] = (policy.document, hash(json.dumps(policy.document)))
        return tuple(known[id(policy.document)][1] if policy else 0 for policy in (*identity, *more))

    def _policies(self, caller: Caller) -> list[NamedPolicy]:
        own = [NamedPolicy("everything", EVERYTHING)] if caller.administrator else self.identity.get(caller.role, ())
        return [*own, *caller.denied]
