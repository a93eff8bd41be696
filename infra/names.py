"""Physical names and the ARNs that follow from them.

Names are fixed so that a policy can name a resource that does not exist yet (a table's own resource policy, the
trail's bucket), and so that the same template is deployed locally and in an account.
"""

from dataclasses import dataclass
from typing import Final

from infra.environments import Environment

DATA_STACK: Final = "proviso-data"
WATCH_STACK: Final = "proviso-watch"
TRUSTSTORE_STACK: Final = "proviso-truststore"
API_STACK: Final = "proviso-api"
EVIDENCE_STACK: Final = "proviso-evidence"
LOG_ARCHIVE_STACK: Final = "proviso-log-archive"

RECORDS_TABLE: Final = "proviso-records"
LEDGER_TABLE: Final = "proviso-ledger"

CONTENT_KEY: Final = "alias/proviso-content"
RECORDS_KEY: Final = "alias/proviso-records"
LEDGER_KEY: Final = "alias/proviso-ledger"
TRAIL_KEY: Final = "alias/proviso-trail"
SIGNING_KEY: Final = "alias/proviso-signing"
OPERATIONS_KEY: Final = "alias/proviso-operations"

DECIDE: Final = "proviso-decide"
CASE_ACCESS: Final = "proviso-case-access"
AUDITOR: Final = "proviso-auditor"
REGISTRAR: Final = "proviso-registrar"
RECORD_UNDERTAKING: Final = "proviso-record-undertaking"
CLOCK: Final = "proviso-clock"
API_FUNCTIONS: Final = ("proviso-share", "proviso-request-disclosure", RECORD_UNDERTAKING)

# The alias under which each function is called: a new version takes over behind it.
LIVE: Final = "live"
# The alias of `decide` that is the clock's alone: who comes through it needs no token.
CLOCK_ALIAS: Final = "clock"

TRAIL: Final = "proviso-trail"
TRAIL_COPY: Final = "proviso-trail-copy"
TRAIL_COPY_KEY: Final = "alias/proviso-trail-copy"
WATCH_TRAIL: Final = "proviso-watch"
WATCH_PREFIX: Final = "watch"
ALARM_TOPIC: Final = "proviso-alarms"
WATCH_LOG: Final = "/proviso/watch"
ACCESS_LOG: Final = "/proviso/access"
# WAF writes only to groups whose names begin so.
FIREWALL_LOG: Final = "aws-waf-logs-proviso"


@dataclass(frozen=True)
class Arns:
    """The ARNs of one environment."""

    environment: Environment

    def _arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.environment.region}:{self.environment.account}:{rest}"

    def table(self, name: str) -> str:
        """ARN of a table."""
        return self._arn("dynamodb", f"table/{name}")

    def function(self, name: str) -> str:
        """ARN of a function, without a version."""
        return self._arn("lambda", f"function:{name}")

    def live(self, name: str) -> str:
        """ARN of the alias under which a function is called."""
        return f"{self.function(name)}:{LIVE}"

    def decide_for_the_clock(self) -> str:
        """ARN of the alias through which the clock asks `decide`, and nobody else."""
        return f"{self.function(DECIDE)}:{CLOCK_ALIAS}"

    def log_streams(self, function: str) -> str:
        """ARN pattern of a function's own log group and the streams in it."""
        return self._arn("logs", f"log-group:/aws/lambda/{function}:*")

    def log_group(self, name: str) -> str:
        """ARN of a log group, without its streams."""
        return self._arn("logs", f"log-group:{name}")

    def trail(self, name: str = TRAIL) -> str:
        """ARN of a trail."""
        return self._arn("cloudtrail", f"trail/{name}")

    def trails(self) -> list[str]:
        """ARNs of the trail that proves, and of the one of changes alone that the alarms read."""
        return [self.trail(TRAIL), self.trail(WATCH_TRAIL)]

    def topic(self) -> str:
        """ARN of the topic that every alarm is sent to."""
        return self._arn("sns", ALARM_TOPIC)

    def alarm(self, name: str) -> str:
        """ARN of an alarm."""
        return self._arn("cloudwatch", f"alarm:{name}")

    def root(self) -> str:
        """The account, which is what IAM policies of the account are measured against in a key policy."""
        return f"arn:aws:iam::{self.environment.account}:root"

    def via(self, service: str) -> str:
        """The value of kms:ViaService for a service of this region."""
        return f"{service}.{self.environment.region}.amazonaws.com"


def trail_bucket(environment: Environment) -> str:
    """Name of the bucket that holds the trail."""
    return f"proviso-trail-{environment.account}-{environment.region}"


def access_log_bucket(environment: Environment) -> str:
    """Name of the bucket that records who read the trail's bucket."""
    return f"proviso-trail-access-{environment.account}-{environment.region}"


def truststore_bucket(environment: Environment) -> str:
    """Name of the bucket that holds the certificates of those who may connect."""
    return f"proviso-truststore-{environment.account}-{environment.region}"


def evidence_bucket(environment: Environment) -> str:
    """Name of the bucket that holds the ledger's exports and the answers to queries."""
    return f"proviso-evidence-{environment.account}-{environment.region}"


def archive_bucket(environment: Environment) -> str:
    """Name of the bucket in the log account that receives a copy of the trail."""
    return f"proviso-trail-copy-{environment.log_account}-{environment.region}"


def export(stack: str, name: str) -> str:
    """The name under which a stack hands an output to another."""
    return f"{stack}:{name}"


def pascal(name: str) -> str:
    """The part of a logical id that follows from a physical name: `proviso-case-access` becomes `CaseAccess`."""
    return "".join(part.capitalize() for part in name.removeprefix("proviso-").split("-"))
