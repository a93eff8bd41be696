"""Who stands outside the templates and could change them, what tells of it, and which line of the SCP forbids it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from infra import names, scp
from infra.environments import Environment
from infra.reach.attempts import key_arn, role_arn
from infra.reach.estate import Caller, Estate, Values
from infra.watch import changes
from infra.watch.changes import Change
from workbench.iam import NamedPolicy


@dataclass(frozen=True)
class Act:
    """One way to widen or to hide.

    Attributes:
        word: In the table.
        action: What IAM calls it.
        event: What CloudTrail calls it.
        resource: On what it is tried.
        alarm: What tells of it; None where it cannot succeed.
        context: Condition keys of the try.
    """

    word: str
    action: str
    event: str
    resource: Callable[[Estate], str]
    alarm: Change | None
    context: Values = field(default_factory=dict)


def _regional(service: str, rest: str) -> Callable[[Estate], str]:
    return lambda estate: f"arn:aws:{service}:{estate.region}:{estate.account}:{rest}"


def _content_key(estate: Estate) -> str:
    return key_arn(estate, "ContentKey")


def _case_role(estate: Estate) -> str:
    return role_arn(estate, names.CASE_ACCESS)


def _bucket(estate: Estate) -> str:
    return f"arn:aws:s3:::proviso-trail-{estate.account}-{estate.region}"


_RECORDS: Final = _regional("dynamodb", f"table/{names.RECORDS_TABLE}")
_DECIDE: Final = _regional("lambda", f"function:{names.DECIDE}")
_TRAIL: Final = _regional("cloudtrail", f"trail/{names.TRAIL}")
_ALARM: Final = _regional("cloudwatch", f"alarm:{changes.KEY_POLICY.name}")

ACTS: Final = (
    Act("change a key's policy", "kms:PutKeyPolicy", "PutKeyPolicy", _content_key, changes.KEY_POLICY),
    Act("delete a key", "kms:ScheduleKeyDeletion", "ScheduleKeyDeletion", _content_key, changes.KEY_POLICY),
    Act(
        "hand out a key's use",
        "kms:CreateGrant",
        "CreateGrant",
        _content_key,
        changes.GRANT,
        {"kms:GrantIsForAWSResource": "false"},
    ),
    Act("change a role's trust", "iam:UpdateAssumeRolePolicy", "UpdateAssumeRolePolicy", _case_role, changes.TRUST),
    Act("change a role's policy", "iam:PutRolePolicy", "PutRolePolicy", _case_role, changes.ROLE),
    Act("change a table's policy", "dynamodb:PutResourcePolicy", "PutResourcePolicy", _RECORDS, changes.TABLE),
    Act("delete a table", "dynamodb:DeleteTable", "DeleteTable", _RECORDS, changes.TABLE),
    Act("export a table", "dynamodb:ExportTableToPointInTime", "ExportTableToPointInTime", _RECORDS, changes.TABLE),
    Act(
        "change the code that decides",
        "lambda:UpdateFunctionCode",
        "UpdateFunctionCode20150331v2",
        _DECIDE,
        changes.CODE,
    ),
    Act("move the live alias", "lambda:UpdateAlias", "UpdateAlias20150331", _DECIDE, changes.CODE),
    Act(
        "change who may connect",
        "apigateway:PATCH",
        "UpdateDomainName",
        lambda estate: f"arn:aws:apigateway:{estate.region}::/domainnames/api",
        changes.EDGE,
    ),
    Act("stop the trail", "cloudtrail:StopLogging", "StopLogging", _TRAIL, changes.TRAIL),
    Act("make the trail keep less", "cloudtrail:PutEventSelectors", "PutEventSelectors", _TRAIL, changes.TRAIL),
    Act("change the trail's bucket", "s3:PutBucketPolicy", "PutBucketPolicy", _bucket, changes.TRAIL_BUCKET),
    Act(
        "delete a file of the trail",
        "s3:DeleteObjectVersion",
        "DeleteObject",
        lambda estate: f"{_bucket(estate)}/AWSLogs/{estate.account}/CloudTrail/file.json.gz",
        None,
    ),
    Act("silence an alarm", "cloudwatch:DeleteAlarms", "DeleteAlarms", _ALARM, changes.WATCH),
)


def outsiders(environment: Environment) -> Mapping[str, Caller]:
    """Principals that no template makes, each with every permission that IAM can give."""

    def role(arn: str) -> str:
        return arn.rpartition("/")[2]

    return {
        "administrator": Caller("administrator", administrator=True),
        "root": Caller("", administrator=True),
        "key administrator": Caller(role(environment.key_administrator), administrator=True),
        "deployer": Caller(role(environment.deployer), administrator=True),
    }


def protection() -> NamedPolicy:
    """The organisation's policy that is supplied."""
    return NamedPolicy("scp", scp.read(scp.PROTECTION))


@dataclass(frozen=True)
class Line:
    """One act: who could, who still can under the SCP, and what keeps the others from it or tells of it."""

    act: Act
    could: Sequence[str]
    still: Sequence[str]
    forbids: Sequence[str]


def lines_of(estate: Estate, callers: Mapping[str, Caller]) -> list[Line]:
    """Each act, tried by each outsider with and without the SCP."""
    policy = protection()
    found = []
    for act in ACTS:
        resource = act.resource(estate)
        could = [word for word, who in callers.items() if estate.may(who, act.action, resource, act.context)]
        under = {
            word: estate.verdict(replace(who, denied=[policy]), act.action, resource, act.context)
            for word, who in callers.items()
        }
        forbids = {v.why.rpartition(":")[2] for v in under.values() if v.why.startswith("explicit_deny:scp:")}
        found.append(Line(act, could, [word for word, v in under.items() if v.allowed], sorted(forbids)))
    return found
