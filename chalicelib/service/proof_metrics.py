"""What jobs report of themselves: the metrics that the alarms of the proof watch.

A job publishes its metric each time it has run, 0 too: an alarm on missing data then says that the job did not run. No
metric has a dimension. A job inside Lambda prints the embedded form as one line of its log, and CloudWatch counts it
without a call and without a right of the job; a job elsewhere calls PutMetricData.

Source: "Specification: Embedded metric format" in the CloudWatch user guide.
"""

from datetime import datetime
from typing import Final

NAMESPACE: Final = "Proviso/Proof"
ORPHANS: Final = "Orphans"
"""Looks that no decision explains, of one run of the reconciliation; by `proviso audit reconcile --aws --publish`."""
CLOCK_BREACHES: Final = "ClockBreaches"
"""Steps found not taken within their time, of one run of the clock; by the clock function."""
CLOCK_FAILURES: Final = "ClockFailures"
"""Records that one run of the clock could not judge or write, and parts of its index that it could not read."""


def embedded(metric: str, value: int, at: datetime) -> dict[str, object]:
    """The line that publishes `value`, to be printed as JSON on a line of its own.

    Args:
        metric: One of this module's names.
        value: A count, 0 or more.
        at: When the job ran, aware.
    """
    described = {
        "Namespace": NAMESPACE,
        "Dimensions": [[]],
        "Metrics": [{"Name": metric, "Unit": "Count"}],
    }
    return {"_aws": {"Timestamp": int(at.timestamp() * 1000), "CloudWatchMetrics": [described]}, metric: value}
