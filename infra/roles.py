"""The roles and who may assume each.

A role is made first and its policy afterwards (`permissions`), when keys and tables exist: a key names the roles that
may use it, and a role's policy names the keys, and neither can wait for the other.
"""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import case_session, names
from infra.environments import Environment

# IAM's own least; a case session asks for 900 seconds and its session policy ends within 60.
SESSION_CEILING = Duration.hours(1)


@dataclass(frozen=True)
class Roles:
    """The roles of the data stack; `api` is keyed by function name, `trail_copy` is for a log account."""

    api: dict[str, iam.Role]
    decide: iam.Role
    clock: iam.Role
    case_access: iam.Role
    auditor: iam.Role
    registrar: iam.Role
    trail_copy: iam.Role | None


def build_roles(scope: Construct, environment: Environment) -> Roles:
    """Create the roles with their trust and without permissions."""
    function = iam.ServicePrincipal("lambda.amazonaws.com")
    auditor = iam.ArnPrincipal(environment.auditor_principal)
    registrar = iam.ArnPrincipal(environment.registrar_principal)
    decide = _role(scope, names.DECIDE, "Decides, records the decision, mints the session", function)
    return Roles(
        api={name: _role(scope, name, "Asks for a decision; holds nothing", function) for name in names.API_FUNCTIONS},
        decide=decide,
        clock=_role(scope, names.CLOCK, "Finds which limits have passed, and asks for a decision", function),
        case_access=_case_access(scope, decide),
        auditor=_role(scope, names.AUDITOR, "Reads ledger and trail, never content", auditor),
        registrar=_role(scope, names.REGISTRAR, "Says which clients are active", registrar),
        trail_copy=_trail_copy(scope, environment) if environment.log_account else None,
    )


def _trail_copy(scope: Construct, environment: Environment) -> iam.Role:
    ours = {
        "StringEquals": {"aws:SourceAccount": environment.account},
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{names.trail_bucket(environment)}"},
    }
    service = iam.ServicePrincipal("s3.amazonaws.com", conditions=ours)
    return _role(scope, names.TRAIL_COPY, "S3 copies the trail to the log account", service)


def _role(scope: Construct, name: str, description: str, trusted: iam.IPrincipal) -> iam.Role:
    return iam.Role(
        scope,
        f"{names.pascal(name)}Role",
        role_name=name,
        description=description,
        assumed_by=trusted,
        max_session_duration=SESSION_CEILING,
    )


def _case_access(scope: Construct, decide: iam.Role) -> iam.Role:
    trusted = iam.ArnPrincipal(decide.role_arn)
    role = _role(scope, names.CASE_ACCESS, "One decision's session on one case", trusted)
    # The CDK always adds a trust statement of its own, without conditions: ours take its place.
    resource = role.node.default_child
    if not isinstance(resource, iam.CfnRole):
        message = f"the role {names.CASE_ACCESS} has no resource whose trust could be set"
        raise TypeError(message)
    resource.assume_role_policy_document = iam.PolicyDocument(statements=case_session.trust_statements(decide))
    return role
