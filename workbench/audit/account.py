"""Trail and ledger of an AWS account, read with the credentials that boto3 finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3

from chalicelib.service import proof_metrics
from workbench.audit.reconcile import Estate

CONTENT_KEY = "alias/proviso-content"
SIGNING_KEY = "alias/proviso-signing"
TABLE_KEYS = ("alias/proviso-records", "alias/proviso-ledger")


@dataclass(frozen=True)
class Named:
    """Names and ARNs as whoever runs it gives them; what is empty is looked up or follows from the account's id.

    Attributes:
        records_table: Name of the records table.
        ledger_table: Name of the ledger.
        bucket: Name of the trail's bucket.
        content_key: ARN of the content key.
        table_keys: ARNs of the tables' keys.
        deployers: Names of the roles that create resources and never touch data.
    """

    records_table: str = "proviso-records"
    ledger_table: str = "proviso-ledger"
    bucket: str = ""
    content_key: str = ""
    table_keys: Sequence[str] = ()
    deployers: Sequence[str] = ()


class Account:
    """One account's trail, ledger and metrics."""

    def __init__(self, named: Named) -> None:
        """Ask who is calling, and for the keys whose ARNs were not given.

        Raises:
            ClientError: AWS refuses; to look keys up takes `kms:DescribeKey`, which an auditor does not have.
            BotoCoreError: There are no credentials or no region, or AWS cannot be reached.
        """
        self._session = boto3.Session()
        account, region = self.client("sts").get_caller_identity()["Account"], self._session.region_name
        self.bucket = named.bucket or f"proviso-trail-{account}-{region}"
        self.estate = Estate(
            records_table=named.records_table,
            ledger_table=named.ledger_table,
            content_key=named.content_key or self._key(CONTENT_KEY),
            table_keys=tuple(named.table_keys) or tuple(map(self._key, TABLE_KEYS)),
            deployer_roles=tuple(named.deployers) or (f"cdk-hnb659fds-cfn-exec-role-{account}-{region}",),
            # The public half is handed out to auditors, and its answer names the key.
            signing_key=str(self.client("kms").get_public_key(KeyId=SIGNING_KEY)["KeyId"]),
        )

    def client(self, service: str) -> Any:
        """A client of a service."""
        return self._session.client(service)  # type: ignore[call-overload] # overloaded by service

    def publish(self, orphans: int, at: datetime) -> None:
        """Publish how many orphans a run found, 0 too: an alarm rests on there being a value."""
        self.client("cloudwatch").put_metric_data(
            Namespace=proof_metrics.NAMESPACE,
            MetricData=[{"MetricName": proof_metrics.ORPHANS, "Timestamp": at, "Value": orphans, "Unit": "Count"}],
        )

    def _key(self, alias: str) -> str:
        return str(self.client("kms").describe_key(KeyId=alias)["KeyMetadata"]["Arn"])
