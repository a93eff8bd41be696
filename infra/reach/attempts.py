"""What a try is made of: one item, one key, one plain call."""

from collections.abc import Callable
from typing import Final

from infra import names
from infra.reach.estate import Caller, Estate, Values
from infra.reach.situations import DECISION, Target

Try = Callable[[Estate, Caller, Target], bool]
IN_WRITE: Final = {"dynamodb:EnclosingOperation": "TransactWriteItems"}
IN_READ: Final = {"dynamodb:EnclosingOperation": "TransactGetItems"}
BARE: Final[Values] = {}
READS: Final = ("GetItem", "Query", "Scan", "BatchGetItem", "PartiQLSelect")
CHANGES: Final = ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete")


def table_arn(estate: Estate, name: str) -> str:
    """ARN of a table."""
    return f"arn:aws:dynamodb:{estate.region}:{estate.account}:table/{name}"


def key_arn(estate: Estate, logical_id: str) -> str:
    """ARN of a key, whichever stack makes it."""
    (stack,) = (name for name, template in estate.templates.items() if logical_id in template["Resources"])
    return estate.arn(stack, logical_id)


def alone(table: str, action: str, partition: str, *more: Values) -> Try:
    """A try on one item's partition as far as the table is concerned, in each of the contexts given."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        keyed: Values = {"dynamodb:LeadingKeys": (partition.format(record=target.record, case=target.case),)}
        contexts = [{**keyed, **target.time, **extra} for extra in (more or ({},))]
        return any(estate.may(caller, f"dynamodb:{action}", table_arn(estate, table), one) for one in contexts)

    return tried


def item(table: str, key: str, action: str, partition: str, *more: Values) -> Try:
    """A try on one item's partition, the use of the table's key through DynamoDB included."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        via = {"kms:ViaService": f"dynamodb.{estate.region}.amazonaws.com", "kms:CallerAccount": estate.account}
        return alone(table, action, partition, *more)(estate, caller, target) and estate.may(
            caller, "kms:Decrypt", key_arn(estate, key), {**via, **target.time}
        )

    return tried


def any_of(*tries: Try) -> Try:
    """Whether one of several tries succeeds."""
    return lambda estate, caller, target: any(one(estate, caller, target) for one in tries)


def index(name: str, action: str, partition: str) -> Try:
    """A try on one partition of an index of the records table, the use of the table's key included."""
    return item(f"{names.RECORDS_TABLE}/index/{name}", "RecordsKey", action, partition)


def record(action: str, *more: Values) -> Try:
    """A try on a record of the case."""
    return item(names.RECORDS_TABLE, "RecordsKey", action, "case#{record}", *more)


def entry(action: str, *more: Values) -> Try:
    """A try on the decision's entry in the ledger."""
    return item(names.LEDGER_TABLE, "LedgerKey", action, f"decision#{DECISION}", *more)


def content(action: str) -> Try:
    """A try to use the content key for the record."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        context: Values = {
            "kms:EncryptionContext:case": target.case,
            "kms:EncryptionContext:record": target.record,
            "kms:EncryptionContextKeys": ("case", "record"),
            **target.time,
        }
        return estate.may(caller, f"kms:{action}", key_arn(estate, "ContentKey"), context)

    return tried


def signature(message_type: str, algorithm: str) -> Try:
    """A try to sign with the signing key."""
    how: Values = {"kms:MessageType": message_type, "kms:SigningAlgorithm": algorithm}
    return lambda estate, caller, target: estate.may(
        caller, "kms:Sign", key_arn(estate, "SigningKey"), {**how, **target.time}
    )


def plain(action: str, resource: Callable[[Estate], str]) -> Try:
    """A try whose context is the time alone."""
    return lambda estate, caller, target: estate.may(caller, action, resource(estate), target.time)


def role_arn(estate: Estate, name: str) -> str:
    """ARN of a role of the product's account."""
    return f"arn:aws:iam::{estate.account}:role/{name}"
