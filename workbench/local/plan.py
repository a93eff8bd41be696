"""What has to be asked before a call is carried out, and what the trail will say about it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from workbench.iam import NamedPolicy

from .call import Call, Params
from .errors import unknown_to_local_aws
from .names import ACCOUNT

Context = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Check:
    """One question to the policies.

    Attributes:
        action: `service:Action`.
        resource: ARN, or `*`.
        context: Condition keys of this action; those of every request are added later.
        policy: The resource's own policy, where it has one.
        via: The service on whose behalf AWS asks, such as `dynamodb`; empty for a direct call.
    """

    action: str
    resource: str
    context: Context = field(default_factory=dict)
    policy: NamedPolicy | None = None
    via: str = ""


@dataclass(frozen=True)
class Resource:
    """A resource as a CloudTrail record lists it."""

    kind: str
    arn: str

    def shown(self) -> dict[str, str]:
        """The record's form."""
        return {"accountId": ACCOUNT, "type": self.kind, "ARN": self.arn}


@dataclass(frozen=True)
class Plan:
    """Everything about one call that is known before it is carried out.

    Attributes:
        checks: All must be allowed.
        parameters: CloudTrail's `requestParameters`; None where AWS shows none.
        resources: What the record lists.
        read_only: Whether the call changes nothing.
        management: Whether the event is a management event; otherwise a data event.
        tables: Names of tables whose encryption key is used on the caller's behalf.
        refuse_after: Set when the call is refused even if every check allows: what is not modelled.
        api_version: Shown in the record where the service does so.
    """

    checks: tuple[Check, ...]
    parameters: Mapping[str, Any] | None
    resources: tuple[Resource, ...] = ()
    read_only: bool = True
    management: bool = True
    tables: tuple[str, ...] = ()
    refuse_after: str = ""
    api_version: str = ""


def only(call: Call, allowed: AbstractSet[str], params: Params | None = None, required: Sequence[str] = ()) -> None:
    """Refuse a parameter that is not in the list, and a call that lacks one that it needs.

    Raises:
        AwsError: There is such a parameter.
    """
    given = set(call.params if params is None else params)
    if given - allowed:
        raise unknown_to_local_aws(call.service, f"{sorted(given - allowed)} of {call.operation}")
    if set(required) - given:
        raise unknown_to_local_aws(call.service, f"{call.operation} without {sorted(set(required) - given)}")


def lower_first(name: str) -> str:
    """`TableName` as CloudTrail writes it: `tableName`."""
    return name[:1].lower() + name[1:]


def shown(params: Params, names: Sequence[str]) -> dict[str, Any]:
    """These parameters, as far as they are given, under CloudTrail's names."""
    return {lower_first(name): params[name] for name in names if name in params}
