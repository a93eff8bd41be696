"""What each role may do: one policy a role, naming every action and every resource."""

from dataclasses import dataclass

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from chalicelib.domain import ids
from infra import case_session, names
from infra.environments import Environment
from infra.roles import Roles
from infra.statements import Conditions, allow

FACT_ATTRIBUTES = ("header", "pk", "sk", "v")


@dataclass(frozen=True)
class Reach:
    """What the roles' policies name."""

    records: dynamodb.Table
    ledger: dynamodb.Table
    content_key: kms.Key
    records_key: kms.Key
    ledger_key: kms.Key
    trail_key: kms.Key
    signing_key: kms.Key
    trail_bucket: s3.Bucket


def grant_roles(scope: Construct, environment: Environment, roles: Roles, reach: Reach) -> None:
    """Attach to each role its one policy."""
    for name, role in roles.api.items():
        _policy(scope, name, role, api_statements(environment, name))
    _policy(scope, names.DECIDE, roles.decide, decide_statements(environment, roles, reach))
    _policy(scope, names.CLOCK, roles.clock, clock_statements(environment, reach))
    _policy(scope, names.CASE_ACCESS, roles.case_access, case_statements(environment, reach))
    _policy(scope, names.REGISTRAR, roles.registrar, registrar_statements(environment, reach))
    _policy(scope, names.AUDITOR, roles.auditor, auditor_statements(environment, reach))
    if roles.trail_copy:
        _policy(scope, names.TRAIL_COPY, roles.trail_copy, copy_statements(environment, reach))


def api_statements(environment: Environment, name: str) -> list[iam.PolicyStatement]:
    """An API function asks `decide` and writes its log. It holds no permission on data or keys.

    It asks the live alias and nothing else: a version that no alias names, and an alias for others, are not its to ask.
    """
    live = names.Arns(environment).live(names.DECIDE)
    return [
        allow("AskForADecision", ["lambda:InvokeFunction"], [live]),
        _own_log(environment, name),
    ]


def decide_statements(environment: Environment, roles: Roles, reach: Reach) -> list[iam.PolicyStatement]:
    """`decide` reads headers, appends to the ledger and mints; it holds no permission on the content key."""
    through_dynamodb: Conditions = {"StringEquals": {"kms:ViaService": names.Arns(environment).via("dynamodb")}}
    mint: Conditions = {
        "ForAllValues:StringEquals": {"aws:TagKeys": list(case_session.TAGS)},
        "Null": {"aws:TagKeys": "false"},
    }
    return [
        allow("ReadFacts", ["dynamodb:GetItem"], [reach.records.table_arn], _headers_in_one_read()),
        allow("AppendToLedger", ["dynamodb:PutItem"], [reach.ledger.table_arn], _decision_partition()),
        allow("TableKeys", ["kms:Decrypt"], [reach.records_key.key_arn, reach.ledger_key.key_arn], through_dynamodb),
        allow("MintCaseSession", ["sts:AssumeRole", "sts:TagSession"], [roles.case_access.role_arn], mint),
        _own_log(environment, names.DECIDE),
    ]


def clock_statements(environment: Environment, reach: Reach) -> list[iam.PolicyStatement]:
    """The clock finds which records' limits have passed, and asks about each through an alias of its own.

    The index of ticks holds keys and times alone. What it writes, it writes under the session of a decision.
    """
    arns = names.Arns(environment)
    ticks: Conditions = {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": list(ids.tick_partitions())},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    return [
        allow("AskThroughOwnAlias", ["lambda:InvokeFunction"], [arns.decide_for_the_clock()]),
        allow("FindTicks", ["dynamodb:Query"], [f"{reach.records.table_arn}/index/{ids.TICK_INDEX}"], ticks),
        allow(
            "RecordsTableKey",
            ["kms:Decrypt"],
            [reach.records_key.key_arn],
            {"StringEquals": {"kms:ViaService": arns.via("dynamodb")}},
        ),
        _own_log(environment, names.CLOCK),
    ]


def case_statements(environment: Environment, reach: Reach) -> list[iam.PolicyStatement]:
    """A case session reaches its own case and opens or seals that case's content."""
    via_dynamodb = names.Arns(environment).via("dynamodb")
    return [
        *case_session.data_statements(reach.records.table_arn),
        *case_session.key_statements(
            reach.content_key.key_arn, reach.records_key.key_arn, reach.signing_key.key_arn, via_dynamodb
        ),
    ]


def registrar_statements(environment: Environment, reach: Reach) -> list[iam.PolicyStatement]:
    """A registrar puts into clients' partitions, and gets nothing back: a stored answer may lie there."""
    status: Conditions = {
        **case_session.IN_TRANSACT_WRITE,
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["client#*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
        "StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"},
    }
    via_dynamodb = names.Arns(environment).via("dynamodb")
    return [
        allow("PutClientStatus", ["dynamodb:PutItem"], [reach.records.table_arn], status),
        allow(
            "RecordsTableKey",
            ["kms:Decrypt"],
            [reach.records_key.key_arn],
            {"StringEquals": {"kms:ViaService": via_dynamodb}},
        ),
    ]


def auditor_statements(environment: Environment, reach: Reach) -> list[iam.PolicyStatement]:
    """An auditor reads every decision and every look, and not what was looked at."""
    arns = names.Arns(environment)
    bucket = reach.trail_bucket.bucket_arn
    return [
        allow("ReadLedger", ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], [reach.ledger.table_arn]),
        allow(
            "LedgerKey",
            ["kms:Decrypt"],
            [reach.ledger_key.key_arn],
            {"StringEquals": {"kms:ViaService": arns.via("dynamodb")}},
        ),
        allow("ListTrail", ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"], [bucket]),
        allow("ReadTrail", ["s3:GetObject", "s3:GetObjectVersion"], [f"{bucket}/*"]),
        allow(
            "TrailKey",
            ["kms:Decrypt"],
            [reach.trail_key.key_arn],
            {"StringEquals": {"kms:ViaService": arns.via("s3")}},
        ),
    ]


def copy_statements(environment: Environment, reach: Reach) -> list[iam.PolicyStatement]:
    """S3 reads the trail's files as they are, locks included, and writes them to the log account."""
    bucket = reach.trail_bucket.bucket_arn
    copy = f"arn:aws:s3:::{names.archive_bucket(environment)}"
    keys = f"arn:aws:kms:{environment.region}:{environment.log_account}:key/*"
    through_s3: Conditions = {"StringEquals": {"kms:ViaService": names.Arns(environment).via("s3")}}
    read = ["GetObjectVersionForReplication", "GetObjectVersionAcl", "GetObjectVersionTagging"]
    locks = ["GetObjectRetention", "GetObjectLegalHold"]
    return [
        allow("ReadRules", ["s3:GetReplicationConfiguration", "s3:ListBucket"], [bucket]),
        allow("ReadFiles", [f"s3:{action}" for action in (*read, *locks)], [f"{bucket}/*"]),
        allow(
            "WriteCopies",
            ["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
            [f"{copy}/*"],
        ),
        allow("TrailKey", ["kms:Decrypt"], [reach.trail_key.key_arn], through_s3),
        allow("CopyKey", ["kms:Encrypt", "kms:GenerateDataKey"], [keys], through_s3),
    ]


def _headers_in_one_read() -> Conditions:
    """Facts are read in one transaction, by projection: the sealed attribute is never among what is asked for."""
    return {
        "ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactGetItems"]},
        "ForAllValues:StringEquals": {"dynamodb:Attributes": list(FACT_ATTRIBUTES)},
        "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        "Null": {"dynamodb:Attributes": "false"},
    }


def _decision_partition() -> Conditions:
    return {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["decision#*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }


def _own_log(environment: Environment, name: str) -> iam.PolicyStatement:
    streams = names.Arns(environment).log_streams(name)
    return allow("WriteOwnLog", ["logs:CreateLogStream", "logs:PutLogEvents"], [streams])


def _policy(scope: Construct, name: str, role: iam.Role, statements: list[iam.PolicyStatement]) -> None:
    iam.Policy(scope, f"{names.pascal(name)}Policy", policy_name=name, roles=[role], statements=statements)
