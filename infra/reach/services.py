"""What AWS's own services may do for the product, and whether they would do it on somebody else's word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from infra import names
from infra.reach.attempts import key_arn
from infra.reach.estate import Caller, Estate, Values

SOMEBODY_ELSE: Final = "999999999999"


@dataclass(frozen=True)
class Service:
    """One service's one act: on what, and what the request says of whose it is."""

    name: str
    word: str
    action: str
    resource: Callable[[Estate], str]
    context: Callable[[Estate, str], Values]


def _trail_of(estate: Estate, account: str) -> str:
    return f"arn:aws:cloudtrail:{estate.region}:{account}:trail/{names.TRAIL}"


def _bucket(estate: Estate, name: str = "proviso-trail") -> str:
    return f"arn:aws:s3:::{name}-{estate.account}-{estate.region}"


def _from_trail(estate: Estate, account: str) -> Values:
    return {"aws:SourceArn": _trail_of(estate, account)}


def _logged(estate: Estate, account: str) -> Values:
    return {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{estate.region}:{account}:log-group:{names.WATCH_LOG}"}


def _from_bucket(estate: Estate, account: str) -> Values:
    source = _bucket(estate) if account == estate.account else f"arn:aws:s3:::other-{account}"
    return {"aws:SourceArn": source, "aws:SourceAccount": account}


CLOUDTRAIL: Final = "cloudtrail.amazonaws.com"
SERVICES: Final = (
    Service(
        CLOUDTRAIL,
        "writes the trail",
        "s3:PutObject",
        lambda e: f"{_bucket(e)}/AWSLogs/{e.account}/CloudTrail/file.json.gz",
        lambda e, a: {**_from_trail(e, a), "s3:x-amz-acl": "bucket-owner-full-control"},
    ),
    Service(CLOUDTRAIL, "looks at the bucket", "s3:GetBucketAcl", _bucket, _from_trail),
    Service(
        CLOUDTRAIL,
        "encrypts the trail",
        "kms:GenerateDataKey",
        lambda e: key_arn(e, "TrailKey"),
        lambda e, a: {**_from_trail(e, a), "kms:EncryptionContext:aws:cloudtrail:arn": _trail_of(e, a)},
    ),
    Service(CLOUDTRAIL, "looks at the key", "kms:DescribeKey", lambda e: key_arn(e, "TrailKey"), _from_trail),
    Service(
        "logging.s3.amazonaws.com",
        "writes the access log",
        "s3:PutObject",
        lambda e: f"{_bucket(e, 'proviso-trail-access')}/trail/file",
        _from_bucket,
    ),
    Service(
        "logging.s3.amazonaws.com",
        "writes the evidence's access log",
        "s3:PutObject",
        lambda e: f"{_bucket(e, 'proviso-trail-access')}/evidence/file",
        lambda e, a: {"aws:SourceArn": _bucket(e, "proviso-evidence"), "aws:SourceAccount": a},
    ),
    Service(
        "logs.eu-west-2.amazonaws.com",
        "encrypts logs",
        "kms:GenerateDataKey",
        lambda e: key_arn(e, "OperationsKey"),
        _logged,
    ),
    Service(
        "cloudwatch.amazonaws.com",
        "encrypts alarms",
        "kms:GenerateDataKey",
        lambda e: key_arn(e, "OperationsKey"),
        lambda _, a: {"aws:SourceAccount": a},
    ),
)


def services_of(estate: Estate) -> Sequence[tuple[str, str, bool, bool]]:
    """Service, act, whether it may for us, whether it may for somebody else."""

    def may(one: Service, account: str) -> bool:
        return estate.may(Caller("", service=one.name), one.action, one.resource(estate), one.context(estate, account))

    return [(one.name, one.word, may(one, estate.account), may(one, SOMEBODY_ELSE)) for one in SERVICES]
