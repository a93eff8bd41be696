"""What a run of the clock says of itself: one line in the log, and two metrics that alarms watch.

Both metrics are reported by each run, 0 too: an alarm on missing data then says that the clock stands still.
"""

import json
from datetime import datetime

from chalicelib.service import proof_metrics
from chalicelib.service.clock_running import ClockRun
from chalicelib.service.log_codes import LogCode, log


def report(made: ClockRun, now: datetime, duration_ms: int) -> None:
    """Print the metrics to standard output, where CloudWatch counts them, and log the counts."""
    for metric, value in (
        (proof_metrics.CLOCK_BREACHES, made.breaches),
        (proof_metrics.CLOCK_FAILURES, made.failed + made.unread),
    ):
        print(json.dumps(proof_metrics.embedded(metric, value, now)), flush=True)  # noqa: T201 - the form is a line of its own
    log(LogCode.CLOCK_RAN, **made.counts(), duration_ms=duration_ms)
