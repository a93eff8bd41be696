"""Under what circumstances somebody tries, and what exactly is tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from infra import names
from infra.reach.estate import Caller, Estate, Values

CASE: Final = "01J00000000000000000000CAS"
OTHER_CASE: Final = "01J0000000000000000000OTHR"
RECORD: Final = f"{CASE}.01J00000000000000000000REC"
OTHER_RECORD: Final = f"{CASE}.01J0000000000000000000NEXT"
DECISION: Final = "01J00000000000000000000DEC"
AGENCY: Final = "la:E06000001"
CLIENT: Final = "portal"
BEFORE_END: Final = "2026-11-20T12:00:30Z"
END: Final = "2026-11-20T12:01:00Z"
AFTER_END: Final = "2026-11-20T12:01:01Z"
TAGS: Final = {"decision": DECISION, "case": CASE, "agency": AGENCY, "client": CLIENT}


class Situation(Enum):
    """How a try differs from what the decision was about."""

    OWN = "own case"
    OTHER = "other case"
    UNTAGGED = "no tag"
    FORGED = "forged tag"
    EXPIRED = "expired"
    OTHER_RECORD = "other record"


@dataclass(frozen=True)
class Target:
    """One try: which record of which case, and when."""

    case: str
    record: str
    now: str

    @property
    def time(self) -> Values:
        """The time as a condition key."""
        return {"aws:CurrentTime": self.now}


def target_of(situation: Situation) -> Target:
    """What is tried in a situation; a forged tag names the case that is reached for."""
    now = AFTER_END if situation is Situation.EXPIRED else BEFORE_END
    if situation in (Situation.OTHER, Situation.FORGED):
        return Target(OTHER_CASE, f"{OTHER_CASE}.01J00000000000000000000REC", now)
    return Target(CASE, OTHER_RECORD if situation is Situation.OTHER_RECORD else RECORD, now)


def tags_in(situation: Situation, tags: Mapping[str, str]) -> dict[str, str]:
    """A session's tags in a situation."""
    if situation is Situation.UNTAGGED:
        return {}
    return {**tags, "case": OTHER_CASE} if situation is Situation.FORGED and tags else dict(tags)


Try = Callable[[Estate, Caller, Target], bool]
_IN_WRITE: Final = {"dynamodb:EnclosingOperation": "TransactWriteItems"}
_IN_READ: Final = {"dynamodb:EnclosingOperation": "TransactGetItems"}
_READS: Final = ("GetItem", "Query", "Scan", "BatchGetItem", "PartiQLSelect")
_CHANGES: Final = ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete")


def _table_arn(estate: Estate, name: str) -> str:
    return f"arn:aws:dynamodb:{estate.region}:{estate.account}:table/{name}"


def key_arn(estate: Estate, logical_id: str) -> str:
    """ARN of a key, whichever stack makes it."""
    (stack,) = (name for name, template in estate.templates.items() if logical_id in template["Resources"])
    return estate.arn(stack, logical_id)


def _alone(table: str, action: str, partition: str, *more: Values) -> Try:
    """A try on one item's partition as far as the table is concerned, in each of the contexts given."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        keyed: Values = {"dynamodb:LeadingKeys": (partition.format(record=target.record, case=target.case),)}
        contexts = [{**keyed, **target.time, **extra} for extra in (more or ({},))]
        return any(estate.may(caller, f"dynamodb:{action}", _table_arn(estate, table), one) for one in contexts)

    return tried


def _item(table: str, key: str, action: str, partition: str, *more: Values) -> Try:
    """A try on one item's partition, the use of the table's key through DynamoDB included."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        via = {"kms:ViaService": f"dynamodb.{estate.region}.amazonaws.com", "kms:CallerAccount": estate.account}
        return _alone(table, action, partition, *more)(estate, caller, target) and estate.may(
            caller, "kms:Decrypt", key_arn(estate, key), {**via, **target.time}
        )

    return tried


def _any(*tries: Try) -> Try:
    return lambda estate, caller, target: any(one(estate, caller, target) for one in tries)


def _records(action: str, *more: Values) -> Try:
    return _item(names.RECORDS_TABLE, "RecordsKey", action, "case#{record}", *more)


def _ledger(action: str, *more: Values) -> Try:
    return _item(names.LEDGER_TABLE, "LedgerKey", action, f"decision#{DECISION}", *more)


def _content(action: str) -> Try:
    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        context: Values = {
            "kms:EncryptionContext:case": target.case,
            "kms:EncryptionContext:record": target.record,
            "kms:EncryptionContextKeys": ("case", "record"),
            **target.time,
        }
        return estate.may(caller, f"kms:{action}", key_arn(estate, "ContentKey"), context)

    return tried


def _plain(action: str, resource: Callable[[Estate], str]) -> Try:
    return lambda estate, caller, target: estate.may(caller, action, resource(estate), target.time)


def role_arn(estate: Estate, name: str) -> str:
    """ARN of a role of the product's account."""
    return f"arn:aws:iam::{estate.account}:role/{name}"


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
    **_IN_READ,
}
_SEALED: Final[Values] = {**_HEADERS, "dynamodb:Attributes": ("header", "pk", "sealed", "sk", "v")}
_BARE: Final[Values] = {}
_INVOLVEMENT: Final = "member#{case}." + AGENCY

TRIES: Final[Mapping[str, Try]] = MappingProxyType(
    {
        "decrypt": _any(_content("Decrypt"), _content("ReEncryptFrom")),
        "seal": _any(_content("GenerateDataKey"), _content("Encrypt")),
        "read": _any(*(_records(one, _BARE, _SEALED) for one in _READS)),
        "sign": _plain("kms:Sign", lambda estate: key_arn(estate, "SigningKey")),
        "list": _item(names.RECORDS_TABLE, "RecordsKey", "Query", _INVOLVEMENT),
        "inbox": _item(names.RECORDS_TABLE, "RecordsKey", "Query", f"agency#{AGENCY}"),
        "headers": _records("GetItem", _HEADERS),
        "write": _records("PutItem", _BARE, _IN_WRITE),
        "delete": _any(*(_records(one, _BARE, _IN_WRITE) for one in _CHANGES)),
        "suspend": _item(names.RECORDS_TABLE, "RecordsKey", "PutItem", "client#other", _BARE, _IN_WRITE),
        "append": _ledger("PutItem", _BARE, _IN_WRITE),
        "alter the ledger": _any(*(_ledger(one, _BARE, _IN_WRITE) for one in _CHANGES)),
        "read the ledger": _any(*(_ledger(one, _BARE, _IN_READ) for one in _READS)),
        "read the trail": _trail_read,
        "stop the trail": _any(
            *(
                _plain(f"cloudtrail:{one}", _trail_arn)
                for one in ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")
            )
        ),
        "erase the trail": _any(
            *(_plain(f"s3:{one}", _trail_file) for one in ("DeleteObject", "DeleteObjectVersion", "PutObject"))
        ),
        "check": _records("ConditionCheckItem"),
        "erase a log": _plain("logs:DeleteLogGroup", _log_group),
        "silence an alarm": _plain("cloudwatch:DeleteAlarms", _alarm),
        "ask": _plain("lambda:InvokeFunction", lambda estate: f"{_function_arn(estate)}:{names.LIVE}"),
        "move the alias": _plain("lambda:UpdateAlias", _function_arn),
        "change the code": _any(
            *(_plain(f"lambda:{one}", _function_arn) for one in ("UpdateFunctionCode", "UpdateFunctionConfiguration"))
        ),
        "change policy": _any(
            *(
                _plain(action, lambda estate, key=key: key_arn(estate, key))  # type: ignore[misc]
                for key in ("ContentKey", "RecordsKey", "LedgerKey", "TrailKey")
                for action in ("kms:PutKeyPolicy", "kms:CreateGrant")
            ),
            *(
                _plain(action, lambda estate, table=table: _table_arn(estate, table))  # type: ignore[misc]
                for table in (names.RECORDS_TABLE, names.LEDGER_TABLE)
                for action in ("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy", "dynamodb:DeleteTable")
            ),
            *(
                _plain(action, lambda estate: role_arn(estate, names.CASE_ACCESS))
                for action in ("iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy")
            ),
            _plain("s3:PutBucketPolicy", lambda estate: _trail_file(estate).partition("/")[0]),
        ),
    }
)
"""What is tried, by the word that the table has for it."""


def _record_alone(action: str, *more: Values) -> Try:
    return _alone(names.RECORDS_TABLE, action, "case#{record}", *more)


def _ledger_alone(action: str, *more: Values) -> Try:
    return _alone(names.LEDGER_TABLE, action, f"decision#{DECISION}", *more)


def _direct(key: str, action: str) -> Try:
    return lambda estate, caller, target: estate.may(caller, f"kms:{action}", key_arn(estate, key), target.time)


def _through(key: str, action: str, service: str) -> Try:
    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        via: Values = {"kms:ViaService": f"{service}.{estate.region}.amazonaws.com", **target.time}
        return estate.may(caller, f"kms:{action}", key_arn(estate, key), via)

    return tried


def _granted(key: str) -> Try:
    context: Values = {"kms:GrantIsForAWSResource": "false"}
    return lambda estate, caller, target: estate.may(
        caller, "kms:CreateGrant", key_arn(estate, key), {**context, **target.time}
    )


def _become(role: str) -> Try:
    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        del target  # a role is assumed for no case
        return estate.may_become(caller, role, "someone", {})

    return tried


def _in_clear(bucket: str) -> Try:
    """Read without TLS; the right to read at all is the caller's own matter."""

    def tried(estate: Estate, caller: Caller, target: Target) -> bool:
        file = f"arn:aws:s3:::{bucket}-{estate.account}-{estate.region}/file"
        return estate.may(caller, "s3:GetObject", file, {**target.time, "aws:SecureTransport": "false"})

    return tried


def _evidence(estate: Estate) -> str:
    return f"arn:aws:s3:::proviso-evidence-{estate.account}-{estate.region}"


def _athena(estate: Estate) -> str:
    return f"arn:aws:athena:{estate.region}:{estate.account}"


def _catalogue(estate: Estate) -> str:
    return f"arn:aws:glue:{estate.region}:{estate.account}:table/proviso_evidence/trail"


def _erased(bucket: str) -> Try:
    return _plain("s3:DeleteObject", lambda estate: f"arn:aws:s3:::{bucket}-{estate.account}-{estate.region}/file")


_KEYS: Final = ("RecordsKey", "LedgerKey", "TrailKey", "OperationsKey", "EvidenceKey")
_SERVICES: Final = {"dynamodb": "DynamoDB", "s3": "S3", "lambda": "Lambda", "secretsmanager": "Secrets Manager"}
_BUCKETS: Final = {
    "proviso-trail": "the trail",
    "proviso-trail-access": "its access log",
    "proviso-truststore": "the truststore",
    "proviso-evidence": "the evidence",
}
_USES: Final = (
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
)

LAYERS: Final[Mapping[str, Try]] = MappingProxyType(
    {
        "put a record": _record_alone("PutItem"),
        "put a record in a transaction": _record_alone("PutItem", _IN_WRITE),
        "change or delete a record": _any(*(_record_alone(one, _BARE, _IN_WRITE) for one in _CHANGES)),
        "read a record": _any(*(_record_alone(one) for one in ("GetItem", "Query", "Scan", "BatchGetItem"))),
        "read by PartiQL": _any(_record_alone("PartiQLSelect"), _ledger_alone("PartiQLSelect")),
        "append": _ledger_alone("PutItem"),
        "append something else": _alone(names.LEDGER_TABLE, "PutItem", "case#{record}"),
        "append in a transaction": _ledger_alone("PutItem", _IN_WRITE),
        "alter the ledger": _any(*(_ledger_alone(one, _BARE, _IN_WRITE) for one in _CHANGES)),
        "read the ledger": _any(*(_ledger_alone(one) for one in ("GetItem", "Query", "Scan", "BatchGetItem"))),
        **{
            f"use the {key.removesuffix('Key').lower()} key": _any(*(_direct(key, one) for one in _USES))
            for key in (*_KEYS, "ContentKey")
        },
        **{
            f"use the {key.removesuffix('Key').lower()} key through {said}": _any(
                *(_through(key, one, service) for one in _USES)
            )
            for key in _KEYS
            for service, said in _SERVICES.items()
        },
        **{
            f"hand out the {key.removesuffix('Key').lower()} key": _granted(key)
            for key in (*_KEYS, "ContentKey", "SigningKey")
        },
        "see the public half": _direct("SigningKey", "GetPublicKey"),
        **{f"read {said} without TLS": _in_clear(bucket) for bucket, said in _BUCKETS.items()},
        "erase the access log": _erased("proviso-trail-access"),
        "erase evidence": _erased("proviso-evidence"),
        "keep evidence": _plain("s3:PutObject", lambda estate: f"{_evidence(estate)}/answers/one.csv"),
        "export the ledger": _plain("dynamodb:ExportTableToPointInTime", lambda e: _table_arn(e, names.LEDGER_TABLE)),
        "export the records": _plain("dynamodb:ExportTableToPointInTime", lambda e: _table_arn(e, names.RECORDS_TABLE)),
        "run a query": _plain("athena:StartQueryExecution", lambda e: f"{_athena(e)}:workgroup/proviso-evidence"),
        "change the query": _plain("athena:UpdateNamedQuery", lambda e: f"{_athena(e)}:workgroup/proviso-evidence"),
        "change the catalogue": _plain("glue:UpdateTable", _catalogue),
        "list the evidence": _plain("s3:ListBucket", _evidence),
        "open the evidence": _plain("s3:PutBucketPolicy", _evidence),
        "become an auditor": _become(names.AUDITOR),
        "become a registrar": _become(names.REGISTRAR),
    }
)
"""Single layers, which the words above need several of: what a table or a key allows by itself."""
