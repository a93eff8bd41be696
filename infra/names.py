"""Physical names and the ARNs that follow from them.

Names are fixed so that a policy can name a resource that does not exist yet (a table's own resource policy, the
trail's bucket), and so that the same template is deployed locally and in an account.
"""

from dataclasses import dataclass
from typing import Final

from infra.environments import Environment

RECORDS_TABLE: Final = "proviso-records"
LEDGER_TABLE: Final = "proviso-ledger"

CONTENT_KEY: Final = "alias/proviso-content"
RECORDS_KEY: Final = "alias/proviso-records"
LEDGER_KEY: Final = "alias/proviso-ledger"
TRAIL_KEY: Final = "alias/proviso-trail"

DECIDE: Final = "proviso-decide"
CASE_ACCESS: Final = "proviso-case-access"
AUDITOR: Final = "proviso-auditor"
REGISTRAR: Final = "proviso-registrar"
API_FUNCTIONS: Final = ("proviso-share", "proviso-request-disclosure", "proviso-record-undertaking")

TRAIL: Final = "proviso-trail"


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

    def log_streams(self, function: str) -> str:
        """ARN pattern of a function's own log group and the streams in it."""
        return self._arn("logs", f"log-group:/aws/lambda/{function}:*")

    def trail(self) -> str:
        """ARN of the trail."""
        return self._arn("cloudtrail", f"trail/{TRAIL}")

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


def pascal(name: str) -> str:
    """The part of a logical id that follows from a physical name: `proviso-case-access` becomes `CaseAccess`."""
    return "".join(part.capitalize() for part in name.removeprefix("proviso-").split("-"))
