"""The words of the table, and what is tried for each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chalicelib.domain import ids
from infra import names
from infra.reach.attempts import (
    BARE,
    CHANGES,
    IN_READ,
    IN_WRITE,
    READS,
    Try,
    any_of,
    content,
    entry,
    index,
    item,
    key_arn,
    plain,
    record,
    role_arn,
    signature,
    table_arn,
)
from infra.reach.estate import Caller, Estate, Values
from infra.reach.situations import AGENCY, OTHER_AGENCY, Target


def _trail_file(estate: Estate) -> str:
    name = "2026/11/20/file.json.gz"
    bucket = f"proviso-trail-{estate.account}-{estate.region}"
    return f"arn:aws:s3:::{bucket}/AWSLogs/{estate.account}/CloudTrail/{estate.region}/{name}"


def _trail_read(estate: Estate, caller: Caller, target: Target) -> bool:
    via = {"kms:ViaService": f"s3.{estate.region}.amazonaws.com", "kms:CallerAccount": estate.account}
    reads = ("s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectVersionForReplication")
    return any(estate.may(caller, one, _trail_file(estate), target.time) for one in reads) and estate.may(
        caller, "kms:Decrypt", key_arn(estate, "TrailKey"), {**via, **target.time}
    )


def _log_group(estate: Estate) -> str:
    return f"arn:aws:logs:{estate.region}:{estate.account}:log-group:{names.WATCH_LOG}"


def _alarm(estate: Estate) -> str:
    return f"arn:aws:cloudwatch:{estate.region}:{estate.account}:alarm:proviso-key-changed"


def _function_arn(estate: Estate) -> str:
    return f"arn:aws:lambda:{estate.region}:{estate.account}:function:{names.DECIDE}"


def _trail_arn(estate: Estate) -> str:
    return f"arn:aws:cloudtrail:{estate.region}:{estate.account}:trail/{names.TRAIL}"


_HEADERS: Final[Values] = {
    "dynamodb:Attributes": ("header", "pk", "sk", "v"),
    "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    **IN_READ,
}
_SEALED: Final[Values] = {**_HEADERS, "dynamodb:Attributes": ("header", "pk", "sealed", "sk", "v")}
_INVOLVEMENT: Final = "member#{case}." + AGENCY

TRIES: Final[Mapping[str, Try]] = MappingProxyType(
    {
        "decrypt": any_of(content("Decrypt"), content("ReEncryptFrom")),
        "seal": any_of(content("GenerateDataKey"), content("Encrypt")),
        "read": any_of(*(record(one, BARE, _SEALED) for one in READS)),
        "sign": signature("DIGEST", "ECDSA_SHA_256"),
        "sign otherwise": any_of(signature("RAW", "ECDSA_SHA_256"), signature("DIGEST", "ECDSA_SHA_384")),
        "list": item(names.RECORDS_TABLE, "RecordsKey", "Query", _INVOLVEMENT),
        "inbox": item(names.RECORDS_TABLE, "RecordsKey", "Query", f"agency#{AGENCY}"),
        "queue": index(ids.QUEUE_INDEX, "Query", ids.queue_partition(AGENCY)),
        "ticks": index(ids.TICK_INDEX, "Query", ids.tick_partitions()[0]),
        "search the indexes": any_of(
            index(ids.QUEUE_INDEX, "Query", ids.queue_partition(OTHER_AGENCY)),
            index(ids.TICK_INDEX, "Query", "tick#none"),
            *(index(one, "Scan", "") for one in (ids.QUEUE_INDEX, ids.TICK_INDEX)),
        ),
        "headers": record("GetItem", _HEADERS),
        "write": record("PutItem", BARE, IN_WRITE),
        "delete": any_of(*(record(one, BARE, IN_WRITE) for one in CHANGES)),
        "suspend": item(names.RECORDS_TABLE, "RecordsKey", "PutItem", "client#other", BARE, IN_WRITE),
        "append": entry("PutItem", BARE, IN_WRITE),
        "alter the ledger": any_of(*(entry(one, BARE, IN_WRITE) for one in CHANGES)),
        "read the ledger": any_of(*(entry(one, BARE, IN_READ) for one in READS)),
        "read the trail": _trail_read,
        "stop the trail": any_of(
            *(
                plain(f"cloudtrail:{one}", _trail_arn)
                for one in ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")
            )
        ),
        "erase the trail": any_of(
            *(plain(f"s3:{one}", _trail_file) for one in ("DeleteObject", "DeleteObjectVersion", "PutObject"))
        ),
        "check": record("ConditionCheckItem"),
        "erase a log": plain("logs:DeleteLogGroup", _log_group),
        "silence an alarm": plain("cloudwatch:DeleteAlarms", _alarm),
        "ask": plain("lambda:InvokeFunction", lambda estate: f"{_function_arn(estate)}:{names.LIVE}"),
        "ask as the clock": plain(
            "lambda:InvokeFunction", lambda estate: f"{_function_arn(estate)}:{names.CLOCK_ALIAS}"
        ),
        "move the alias": plain("lambda:UpdateAlias", _function_arn),
        "change the code": any_of(
            *(plain(f"lambda:{one}", _function_arn) for one in ("UpdateFunctionCode", "UpdateFunctionConfiguration"))
        ),
        "change policy": any_of(
            *(
                plain(action, lambda estate, key=key: key_arn(estate, key))  # type: ignore[misc]
                for key in ("ContentKey", "RecordsKey", "LedgerKey", "TrailKey")
                for action in ("kms:PutKeyPolicy", "kms:CreateGrant")
            ),
            *(
                plain(action, lambda estate, table=table: table_arn(estate, table))  # type: ignore[misc]
                for table in (names.RECORDS_TABLE, names.LEDGER_TABLE)
                for action in ("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy", "dynamodb:DeleteTable")
            ),
            *(
                plain(action, lambda estate: role_arn(estate, names.CASE_ACCESS))
                for action in ("iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy")
            ),
            plain("s3:PutBucketPolicy", lambda estate: _trail_file(estate).partition("/")[0]),
        ),
    }
)
"""What is tried, by the word that the table has for it."""
