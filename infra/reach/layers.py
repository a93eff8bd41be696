"""Single layers: what one table, key or bucket allows by itself. The words of the table need several of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chalicelib.domain import ids
from infra import names
from infra.reach.attempts import BARE, CHANGES, IN_WRITE, Try, alone, any_of, key_arn, plain, table_arn
from infra.reach.estate import Caller, Estate, Values
from infra.reach.situations import AGENCY, DECISION, Target


def _record_alone(action: str, *more: Values) -> Try:
    return alone(names.RECORDS_TABLE, action, "case#{record}", *more)


def _index_alone(index: str, action: str) -> Try:
    partition = {ids.QUEUE_INDEX: ids.queue_partition(AGENCY), ids.TICK_INDEX: ids.tick_partitions()[0]}[index]
    return alone(f"{names.RECORDS_TABLE}/index/{index}", action, partition)


def _ledger_alone(action: str, *more: Values) -> Try:
    return alone(names.LEDGER_TABLE, action, f"decision#{DECISION}", *more)


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
    return plain("s3:DeleteObject", lambda estate: f"arn:aws:s3:::{bucket}-{estate.account}-{estate.region}/file")


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
        "put a record in a transaction": _record_alone("PutItem", IN_WRITE),
        "change or delete a record": any_of(*(_record_alone(one, BARE, IN_WRITE) for one in CHANGES)),
        "read a record": any_of(*(_record_alone(one) for one in ("GetItem", "Query", "Scan", "BatchGetItem"))),
        "read the queue": any_of(*(_index_alone(ids.QUEUE_INDEX, one) for one in ("Query", "Scan"))),
        "read the ticks": any_of(*(_index_alone(ids.TICK_INDEX, one) for one in ("Query", "Scan"))),
        "read by PartiQL": any_of(
            _record_alone("PartiQLSelect"),
            _index_alone(ids.QUEUE_INDEX, "PartiQLSelect"),
            _ledger_alone("PartiQLSelect"),
        ),
        "append": _ledger_alone("PutItem"),
        "append something else": alone(names.LEDGER_TABLE, "PutItem", "case#{record}"),
        "append in a transaction": _ledger_alone("PutItem", IN_WRITE),
        "alter the ledger": any_of(*(_ledger_alone(one, BARE, IN_WRITE) for one in CHANGES)),
        "read the ledger": any_of(*(_ledger_alone(one) for one in ("GetItem", "Query", "Scan", "BatchGetItem"))),
        **{
            f"use the {key.removesuffix('Key').lower()} key": any_of(*(_direct(key, one) for one in _USES))
            for key in (*_KEYS, "ContentKey")
        },
        **{
            f"use the {key.removesuffix('Key').lower()} key through {said}": any_of(
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
        "keep evidence": plain("s3:PutObject", lambda estate: f"{_evidence(estate)}/answers/one.csv"),
        "export the ledger": plain("dynamodb:ExportTableToPointInTime", lambda e: table_arn(e, names.LEDGER_TABLE)),
        "export the records": plain("dynamodb:ExportTableToPointInTime", lambda e: table_arn(e, names.RECORDS_TABLE)),
        "run a query": plain("athena:StartQueryExecution", lambda e: f"{_athena(e)}:workgroup/proviso-evidence"),
        "change the query": plain("athena:UpdateNamedQuery", lambda e: f"{_athena(e)}:workgroup/proviso-evidence"),
        "change the catalogue": plain("glue:UpdateTable", _catalogue),
        "list the evidence": plain("s3:ListBucket", _evidence),
        "open the evidence": plain("s3:PutBucketPolicy", _evidence),
        "become an auditor": _become(names.AUDITOR),
        "become a registrar": _become(names.REGISTRAR),
    }
)
"""Single layers, which the words above need several of: what a table or a key allows by itself."""
