"""The two tables and their resource policies.

A resource policy's denial binds everyone, administrators included: what is written stays as it was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from chalicelib.domain import ids
from infra import names
from infra.environments import Environment
from infra.keys import Keys
from infra.roles import Roles
from infra.statements import deny_everyone

# A batch write and PartiQL would reach an item without the condition that a put carries.
CHANGES: Final = (
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLSelect",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateItem",
)
ITEMS: Final = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
TRANSACT_WRITE: Final = {"dynamodb:EnclosingOperation": "TransactWriteItems"}


@dataclass(frozen=True)
class Tables:
    """The tables of the data stack."""

    records: dynamodb.Table
    ledger: dynamodb.Table


def build_tables(scope: Construct, environment: Environment, keys: Keys, roles: Roles) -> Tables:
    """Create both tables: on demand, recoverable to the second, undeletable by a slip, under keys of their own."""
    arns = names.Arns(environment)
    records = _records_policy(arns.table(names.RECORDS_TABLE), environment)
    ledger = _ledger_policy(arns.table(names.LEDGER_TABLE), environment, roles)
    table = _table(scope, "RecordsTable", names.RECORDS_TABLE, keys.records, records)
    _index_what_is_due(table)
    return Tables(
        records=table,
        ledger=_table(scope, "LedgerTable", names.LEDGER_TABLE, keys.ledger, ledger),
    )


def _records_policy(arn: str, environment: Environment) -> list[iam.PolicyStatement]:
    reached = [arn, f"{arn}/index/*"]
    return [
        deny_everyone("NothingIsChangedOrDeleted", CHANGES, reached),
        deny_everyone("PutsOnlyInATransaction", ["dynamodb:PutItem"], [arn], {"StringNotEquals": dict(TRANSACT_WRITE)}),
        _deployer_touches_no_item(reached, environment),
    ]


def _ledger_policy(arn: str, environment: Environment, roles: Roles) -> list[iam.PolicyStatement]:
    return [
        deny_everyone("NothingIsChangedOrDeleted", CHANGES, [arn]),
        deny_everyone(
            "OnlyDecideAppends",
            ["dynamodb:PutItem"],
            [arn],
            {"ArnNotEquals": {"aws:PrincipalArn": roles.decide.role_arn}},
        ),
        # One entry, one put, one event in the trail: a put inside a transaction would be recorded as another call.
        deny_everyone("NoAppendInATransaction", ["dynamodb:PutItem"], [arn], {"StringEquals": dict(TRANSACT_WRITE)}),
        _deployer_touches_no_item([arn], environment),
    ]


def _deployer_touches_no_item(reached: Sequence[str], environment: Environment) -> iam.PolicyStatement:
    """Creating a table takes the use of its key through DynamoDB; here that ends, before it is a way to its items."""
    return deny_everyone(
        "DeployerTouchesNoItem", ITEMS, reached, {"ArnEquals": {"aws:PrincipalArn": environment.deployer}}
    )


def _table(
    scope: Construct, construct_id: str, name: str, key: kms.Key, statements: list[iam.PolicyStatement]
) -> dynamodb.Table:
    return dynamodb.Table(
        scope,
        construct_id,
        table_name=name,
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
        resource_policy=iam.PolicyDocument(statements=statements),
    )


def _index_what_is_due(records: dynamodb.Table) -> None:
    """Two sparse indexes: only a state that has something to do, or a limit to come, carries their attributes.

    What the queue shows lies in `brief`, so that nothing is opened for it; the clock needs keys alone. Queries of an
    index cost what they find, however many records there are.
    """
    text = dynamodb.AttributeType.STRING
    records.add_global_secondary_index(
        index_name=ids.QUEUE_INDEX,
        partition_key=dynamodb.Attribute(name="queue", type=text),
        sort_key=dynamodb.Attribute(name="due_at", type=text),
        projection_type=dynamodb.ProjectionType.INCLUDE,
        non_key_attributes=["brief"],
    )
    records.add_global_secondary_index(
        index_name=ids.TICK_INDEX,
        partition_key=dynamodb.Attribute(name="tick", type=text),
        sort_key=dynamodb.Attribute(name="tick_at", type=text),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
