"""IAM and CloudTrail calls, as far as someone could change with them who may do what, or what is recorded.

Source: "Actions, resources, and condition keys for AWS Identity and Access Management", and "… for AWS CloudTrail".
"""

from collections.abc import Mapping

from .call import Call
from .errors import AwsError, unknown_to_local_aws
from .inventory import Inventory
from .names import ACCOUNT, role_arn, trail_arn
from .plan import Check, Plan, Resource, lower_first, only

ROLE = "AWS::IAM::Role"
# Operation: (reads only, parameters)
_ON_ROLE: Mapping[str, tuple[bool, set[str]]] = {
    "GetRole": (True, {"RoleName"}),
    "GetRolePolicy": (True, {"RoleName", "PolicyName"}),
    "ListRolePolicies": (True, {"RoleName", "Marker", "MaxItems"}),
    "ListAttachedRolePolicies": (True, {"RoleName", "Marker", "MaxItems", "PathPrefix"}),
    "ListRoleTags": (True, {"RoleName", "Marker", "MaxItems"}),
    "CreateRole": (False, {"RoleName", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration"}),
    "DeleteRole": (False, {"RoleName"}),
    "PutRolePolicy": (False, {"RoleName", "PolicyName", "PolicyDocument"}),
    "DeleteRolePolicy": (False, {"RoleName", "PolicyName"}),
    "AttachRolePolicy": (False, {"RoleName", "PolicyArn"}),
    "DetachRolePolicy": (False, {"RoleName", "PolicyArn"}),
    "UpdateAssumeRolePolicy": (False, {"RoleName", "PolicyDocument"}),
}
_ON_POLICY: Mapping[str, tuple[bool, set[str]]] = {
    "GetPolicy": (True, {"PolicyArn"}),
    "GetPolicyVersion": (True, {"PolicyArn", "VersionId"}),
    "CreatePolicyVersion": (False, {"PolicyArn", "PolicyDocument", "SetAsDefault"}),
    "DeletePolicy": (False, {"PolicyArn"}),
}
_LISTS = {"ListRoles", "ListPolicies"}
_ON_TRAIL: Mapping[str, tuple[bool, set[str]]] = {
    "GetTrail": (True, {"Name"}),
    "GetTrailStatus": (True, {"Name"}),
    "GetEventSelectors": (True, {"TrailName"}),
    "StartLogging": (False, {"Name"}),
    "StopLogging": (False, {"Name"}),
}


def plan_iam(call: Call, inventory: Inventory) -> Plan:
    """Any IAM call that is served.

    Raises:
        AwsError: The operation or a parameter is not known.
    """
    if call.operation in _ON_ROLE:
        read_only, allowed = _ON_ROLE[call.operation]
        only(call, allowed, required=["RoleName"])
        role = inventory.role(str(call.params["RoleName"]))
        arn = role.arn if role else role_arn(str(call.params["RoleName"]))
        resources: tuple[Resource, ...] = (Resource(ROLE, arn),)
    elif call.operation in _ON_POLICY:
        read_only, allowed = _ON_POLICY[call.operation]
        only(call, allowed, required=["PolicyArn"])
        arn, resources = str(call.params["PolicyArn"]), ()
    elif call.operation == "CreatePolicy":
        only(call, {"PolicyName", "PolicyDocument", "Description"}, required=["PolicyName"])
        read_only, arn, resources = False, f"arn:aws:iam::{ACCOUNT}:policy/{call.params['PolicyName']}", ()
    elif call.operation in _LISTS:
        only(call, {"PathPrefix", "Scope", "OnlyAttached", "Marker", "MaxItems"})
        read_only, arn, resources = True, "*", ()
    else:
        raise unknown_to_local_aws(call.service, call.operation)
    parameters = {lower_first(name): value for name, value in call.params.items()}
    return Plan((Check(f"iam:{call.operation}", arn),), parameters or None, resources, read_only=read_only)


def plan_cloudtrail(call: Call, inventory: Inventory) -> Plan:
    """Any CloudTrail call that is served.

    Raises:
        AwsError: The operation or a parameter is not known, or there is no such trail.
    """
    parameters = {lower_first(name): value for name, value in call.params.items()}
    if call.operation in ("DescribeTrails", "ListTrails"):
        only(call, {"trailNameList", "includeShadowTrails"})
        return Plan((Check(f"cloudtrail:{call.operation}", "*"),), parameters or None)
    if call.operation not in _ON_TRAIL:
        raise unknown_to_local_aws(call.service, call.operation)
    read_only, allowed = _ON_TRAIL[call.operation]
    only(call, allowed)
    name = str(next(iter(call.params.values()), "")).rpartition("/")[2]
    if not inventory.has_trail(name):
        message = "There is no trail of that name"
        raise AwsError(code="TrailNotFoundException", message=message)
    check = Check(f"cloudtrail:{call.operation}", trail_arn(name))
    return Plan((check,), parameters, read_only=read_only)
