"""The rule packs' findings that are accepted: which rule, where, and the reason that a reviewer is given.

A finding that is not here stops the build, and so does an entry that no finding meets any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from infra import names
from infra.environments import Environment

AWS_SOLUTIONS: Final = "AwsSolutions"
NIST: Final = "NIST.800.53.R5"
CHECKOV: Final = "checkov"


@dataclass(frozen=True)
class Accepted:
    """One accepted finding, wherever it arises.

    Attributes:
        pack: Which rule pack.
        rule: Its name there, without the pack's; a finding that quotes a value has it in brackets.
        where: Paths of constructs; for checkov, stack and logical id.
        reason: Why it is no fault here.
    """

    pack: str
    rule: str
    where: Sequence[str]
    reason: str

    @property
    def full_rule(self) -> str:
        """The rule's name as its pack reports it."""
        return self.rule if self.pack == CHECKOV else f"{self.pack}-{self.rule}"

    @property
    def acknowledgement(self) -> str:
        """The id under which cdk-nag takes note of it."""
        return f"{self.pack}::{self.full_rule}"


FUNCTIONS: Final = ("Api/Decide", "Api/Share", "Api/RequestDisclosure", "Api/RecordUndertaking", "Api/Clock")

OWN_LOG: Final = "A function names its log streams at run time; the pattern ends inside its own log group."
WHOLE_TRAIL: Final = "An auditor reads every file of the trail: the pattern covers the objects of that one bucket."
_ONE_POLICY: Final = (
    "One role, one policy, made and deleted with it. A managed policy could be attached to another role; and the tests "
    "hold that no role has a second policy."
)
_ONE_MORE: Final = (
    "The auditor's part of this stack, made and deleted with it, for that one role. It names the workgroup, two tables "
    "of the catalogue, the ledger's export and one bucket."
)
_IDENTITY: Final = (
    "Who asks is proved twice, and neither by API Gateway: by mutual TLS at the only endpoint there is, and by the "
    "decision point, which checks the token and that it is bound to that certificate before anything else happens. "
    "An authoriser would answer from a cache and leave no ledger entry."
)
_NO_ASYNC: Final = (
    "Nothing but the clock's schedule calls a function asynchronously, and its next run makes up for one that was "
    "dropped. An event of a caller must not wait in a queue: it would hold a token and what was to be shared. Retries "
    "are off and the caller is told at once."
)
_NO_VPC: Final = (
    "The functions call AWS services alone, each call signed by a role that can do next to nothing; there is no "
    "private network to be inside of. What guards the data is the tables' and keys' own policies, which hold from any "
    "network."
)
_NO_CACHE: Final = "No answer may be given twice: each look is a decision of its own and stands in the ledger."
_NO_EXECUTION_LOG: Final = (
    "Execution logs hold request parameters and the text of functions' errors. The access log says of each request "
    "when, which route, which status and which certificate, and nothing that the request said."
)
_IN_CODE: Final = (
    "Every contract is checked by the function, which answers all faults at once in one form and never repeats what "
    "was sent. A validator without models would check nothing, and one with models would quote the input."
)
_HMAC: Final = (
    "Idempotency keys are stored as their HMAC under it. A new key would make each retry of that day a second write; "
    "it is changed by hand, on suspicion, and opens nothing."
)
_RUNTIME: Final = (
    "The locked packages and all tests are for Python 3.11, which Lambda supports; one interpreter, not two."
)
_RECOVERY: Final = (
    "Point-in-time recovery is on, to the second for 35 days. A backup elsewhere would be a copy beyond the reach of "
    "the table's own policy."
)
_NO_COPY: Final = "Nothing here is proof or record: certificates that can be uploaded again, and who read which file."
_LOG_OF_LOGS: Final = "It is the access log: a log of who read the log would have to be logged itself."
_WHOLE_COPY: Final = "S3 copies every file of the trail, as the pattern says, and each pattern ends inside one bucket."
_SERVICE_KEY: Final = (
    "Log delivery and API Gateway work with S3's own key alone or best, and there is nothing secret in it: public "
    "certificates, and which file was read when."
)


def accepted(environment: Environment) -> list[Accepted]:
    """Every accepted finding of one environment."""
    copied = _copy(environment) if environment.log_account else _no_copy()
    return [*_permissions(environment), *_data(), *_api(), *_evidence(), *_checkov(), *copied]


def _permissions(environment: Environment) -> list[Accepted]:
    arns = names.Arns(environment)
    functions = (names.DECIDE, names.CLOCK, *names.API_FUNCTIONS)
    stream = f"log-stream:{environment.account}_CloudTrail_{environment.region}*"
    inline = (
        "Share",
        "RequestDisclosure",
        "RecordUndertaking",
        "Decide",
        "Clock",
        "CaseAccess",
        "Registrar",
        "Auditor",
    )
    return [
        *(
            Accepted(AWS_SOLUTIONS, _by_pattern(arns.log_streams(name)), [f"Data/{names.pascal(name)}Policy"], OWN_LOG)
            for name in functions
        ),
        Accepted(AWS_SOLUTIONS, _by_pattern("<TrailBucket.Arn>/*"), ["Data/AuditorPolicy"], WHOLE_TRAIL),
        Accepted(
            AWS_SOLUTIONS,
            _by_pattern(f"{arns.log_group(names.WATCH_LOG)}:{stream}"),
            ["Watch/WatchWriterPolicy"],
            "CloudTrail names its log stream after account and region, with an ending of its own.",
        ),
        Accepted(
            AWS_SOLUTIONS,
            _by_pattern(arns.alarm("proviso-*")),
            ["Api/ReleasesPolicy"],
            "CodeDeploy looks at the alarms of a release, and their names begin alike; it reads their state alone.",
        ),
        Accepted(
            AWS_SOLUTIONS,
            "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
            ["Api/GatewayLogsRole"],
            "API Gateway takes no other policy for the account's setting that lets it write logs.",
        ),
        Accepted(
            NIST,
            "IAMNoInlinePolicy",
            [*(f"Data/{name}Policy" for name in inline), "Watch/WatchWriterPolicy", "Api/ReleasesPolicy"],
            _ONE_POLICY,
        ),
    ]


def _data() -> list[Accepted]:
    return [
        Accepted(NIST, "DynamoDBInBackupPlan", ["Data/RecordsTable", "Data/LedgerTable"], _RECOVERY),
        Accepted(
            NIST,
            "CloudTrailCloudWatchLogsEnabled",
            ["Data/Trail"],
            "A second trail brings every change to CloudWatch, where the alarms are. This one records each look as "
            "well, and to send those there would cost more than the looks themselves; it is read from its bucket.",
        ),
        Accepted(NIST, "S3BucketReplicationEnabled", ["Data/TrailAccessLogBucket", "Truststore/Truststore"], _NO_COPY),
        Accepted(NIST, "S3DefaultEncryptionKMS", ["Data/TrailAccessLogBucket", "Truststore/Truststore"], _SERVICE_KEY),
    ]


def _no_copy() -> list[Accepted]:
    reason = "This environment names no log account. Where one is named, the trail is copied to it."
    return [Accepted(NIST, "S3BucketReplicationEnabled", ["Data/TrailBucket"], reason)]


def _copy(environment: Environment) -> list[Accepted]:
    bucket, role = f"arn:aws:s3:::{names.archive_bucket(environment)}/*", ["Data/TrailCopyPolicy"]
    keys = f"arn:aws:kms:{environment.region}:{environment.log_account}:key/*"
    return [
        Accepted(AWS_SOLUTIONS, _by_pattern("<TrailBucket.Arn>/*"), role, _WHOLE_COPY),
        Accepted(AWS_SOLUTIONS, _by_pattern(bucket), role, _WHOLE_COPY),
        Accepted(
            AWS_SOLUTIONS,
            _by_pattern(keys),
            role,
            "The log account's key is made there and its id is not known here; that key's own policy lets this role "
            "encrypt through S3 and nothing else, and no other key of that account does.",
        ),
        Accepted(NIST, "IAMNoInlinePolicy", role, _ONE_POLICY),
        Accepted(NIST, "S3BucketReplicationEnabled", ["LogArchive/AccessLogBucket"], _NO_COPY),
        Accepted(
            NIST,
            "S3BucketReplicationEnabled",
            ["LogArchive/TrailCopyBucket"],
            "It is the copy: locked, versioned, and in an account of its own.",
        ),
        Accepted(NIST, "S3DefaultEncryptionKMS", ["LogArchive/AccessLogBucket"], _SERVICE_KEY),
        Accepted(CHECKOV, "CKV_AWS_18", ["LogArchive/AccessLogBucket"], _LOG_OF_LOGS),
    ]


def _by_pattern(resource: str) -> str:
    return f"IAM5[Resource::{resource}]"


def _api() -> list[Accepted]:
    stage = ["Api/Api/DeploymentStage.live"]
    return [
        Accepted(AWS_SOLUTIONS, "APIG2", ["Api/Api"], _IN_CODE),
        Accepted(AWS_SOLUTIONS, "APIG4", ["Api/Api"], _IDENTITY),
        Accepted(AWS_SOLUTIONS, "COG4", ["Api/Api"], _IDENTITY),
        Accepted(AWS_SOLUTIONS, "APIG6", stage, _NO_EXECUTION_LOG),
        Accepted(NIST, "APIGWExecutionLoggingEnabled", stage, _NO_EXECUTION_LOG),
        Accepted(NIST, "APIGWCacheEnabledAndEncrypted", stage, _NO_CACHE),
        Accepted(
            NIST,
            "APIGWSSLEnabled",
            stage,
            "Client certificates are for backends that speak HTTP. These are Lambda functions: API Gateway signs each "
            "call, and each function's policy names this API's methods.",
        ),
        Accepted(AWS_SOLUTIONS, "L1", FUNCTIONS, _RUNTIME),
        Accepted(NIST, "LambdaDLQ", FUNCTIONS, _NO_ASYNC),
        Accepted(NIST, "LambdaInsideVPC", FUNCTIONS, _NO_VPC),
        Accepted(AWS_SOLUTIONS, "SMG4", ["Api/HmacKey"], _HMAC),
        Accepted(NIST, "SecretsManagerRotationEnabled", ["Api/HmacKey"], _HMAC),
    ]


def _evidence() -> list[Accepted]:
    folder = (
        "Exports and answers are written under names of their own; each pattern ends inside one folder of one bucket."
    )
    return [
        *(
            Accepted(AWS_SOLUTIONS, _by_pattern(f"<EvidenceBucket.Arn>/{name}/*"), ["Evidence/AuditorPolicy"], folder)
            for name in ("answers", "ledger")
        ),
        Accepted(
            AWS_SOLUTIONS,
            _by_pattern("*"),
            ["Evidence/AuditorPolicy"],
            "PutMetricData knows no resource. A condition holds it to the namespace of what the reconciliation found.",
        ),
        Accepted(NIST, "IAMNoInlinePolicy", ["Evidence/AuditorPolicy"], _ONE_MORE),
        Accepted(
            NIST,
            "S3BucketReplicationEnabled",
            ["Evidence/EvidenceBucket"],
            "It holds exports and answers for a month; what they were made from is kept where it is.",
        ),
    ]


def _checkov() -> list[Accepted]:
    stage = ["Api/ApiDeploymentStagelive"]
    return [
        Accepted(
            CHECKOV,
            "CKV_AWS_18",
            ["Data/TrailAccessLogBucket"],
            _LOG_OF_LOGS,
        ),
        Accepted(CHECKOV, "CKV_AWS_59", ["Api/Api*GET", "Api/Api*POST"], _IDENTITY),
        Accepted(
            CHECKOV,
            "CKV_AWS_73",
            stage,
            "Traces hold paths, and a path holds the ids of a case and a record; the decision's id in logs, ledger and "
            "trail leads through a request without a second place that keeps it.",
        ),
        Accepted(CHECKOV, "CKV_AWS_120", stage, _NO_CACHE),
        Accepted(CHECKOV, "CKV_AWS_116", FUNCTIONS, _NO_ASYNC),
        Accepted(CHECKOV, "CKV_AWS_117", FUNCTIONS, _NO_VPC),
    ]
