"""The alarms of the API, and the one page that shows them."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.api import signals
from infra.api.functions import Live
from infra.watch.alarms import FIVE_MINUTES, alarm

REFUSED_PERCENT: Final = 40
"""Of the decisions of five minutes; a rule or a caller has changed when so many are refused."""
ENOUGH: Final = 20
"""Fewer decisions than this say nothing about a share of them."""
A_QUARTER: Final = Duration.minutes(15)
CLOCK_FAILURES: Final = 3
"""Within a quarter of an hour: three runs, so a record that fails each time, or a part that was down for long."""
UNPROVEN: Final = 20
"""Requests within five minutes whose token or certificate proves nobody."""


class Alarms:
    """Every alarm of the API, kept for the dashboard and for the releases that stop on them."""

    def __init__(self, scope: Construct, topic: sns.ITopic) -> None:
        """Start with none."""
        self._scope = scope
        self._topic = topic
        self.all: list[cloudwatch.Alarm] = []

    def of_function(self, live: Live) -> list[str]:
        """Errors and throttles of a function as it is called; returns the names of those that stop a release."""
        part = live.name.removeprefix("proviso-")
        errors = self._add(
            f"proviso-{part}-errors",
            f"{live.name} ended in an error that it does not know.",
            live.alias.metric_errors(period=Duration.minutes(1)),
        )
        self._add(
            f"proviso-{part}-throttles",
            f"{live.name} was called more often at once than is reserved for it.",
            live.function.metric_throttles(period=Duration.minutes(1)),
        )
        return [errors]

    def of_api(self, api: apigateway.RestApi) -> list[str]:
        """Server errors at the door: what callers see, whoever is at fault."""
        return [
            self._add(
                "proviso-api-server-errors",
                "Callers were answered with server errors.",
                api.deployment_stage.metric_server_error(period=FIVE_MINUTES, statistic="Sum"),
                threshold=5,
            )
        ]

    def of_decisions(self, logs_of: Mapping[str, logs.ILogGroup]) -> list[str]:
        """What the decision point's log says; returns the names of those that stop a release."""
        metrics = {one.metric: self._counted(logs_of[one.function], one) for one in signals.SIGNALS}
        closed = self._add(
            "proviso-closed",
            "Requests were closed: a part that must answer did not. Nothing was done for them.",
            metrics["Closed"],
            threshold=3,
        )
        revision = self._add(
            "proviso-bundle-revision",
            "The decision point found another policy bundle than the one it was released with, and did not start.",
            metrics["WrongRevision"],
        )
        policy = self._add(
            "proviso-no-policy", "OPA did not come to answer, or its bundle was refused.", metrics["NoPolicy"]
        )
        fault = self._add("proviso-decide-fault", "The decision point met an error unknown to it.", metrics["Fault"])
        share = cloudwatch.MathExpression(
            expression=f"IF(made >= {ENOUGH}, 100 * refused / made, 0)",
            using_metrics={"made": metrics["Made"], "refused": metrics["Refused"]},
            label="refused, percent",
            period=FIVE_MINUTES,
        )
        self._add(
            "proviso-refusals",
            f"More than {REFUSED_PERCENT} % of the decisions of five minutes were refusals.",
            share,
            threshold=REFUSED_PERCENT,
        )
        self._add(
            "proviso-unproven-callers",
            "Many requests came with a token or certificate that proves nobody.",
            metrics["Unproven"],
            threshold=UNPROVEN,
        )
        return [closed, revision, policy, fault]

    def of_proof(self) -> None:
        """What jobs report: a look without a decision, a clock that ran out, a reconciliation that does not come."""
        self._add(
            "proviso-orphan",
            "The trail shows a look that no decision explains.",
            _reported(signals.ORPHANS, Duration.hours(1)),
        )
        self._silent(
            "proviso-reconciliation-silent", "Nobody has held the trail against the ledger for a day.", signals.ORPHANS
        )
        self._add(
            "proviso-clock-breach",
            "A step of an application was not taken within its time.",
            _reported(signals.CLOCK_BREACHES, FIVE_MINUTES),
        )
        self._add(
            "proviso-clock-failures",
            "The clock has not got to everything for a while: limits may pass unrecorded.",
            _reported(signals.CLOCK_FAILURES, A_QUARTER),
            threshold=CLOCK_FAILURES,
        )
        self._silent(
            "proviso-clock-silent",
            "Nobody has looked for steps that were not taken within their time: one may run out unseen.",
            signals.CLOCK_BREACHES,
        )

    def dashboard(self, functions: Sequence[Live]) -> cloudwatch.Dashboard:
        """One page: the alarms, then what the functions are doing."""
        board = cloudwatch.Dashboard(self._scope, "Dashboard", dashboard_name="proviso")
        board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(self.all), width=24, height=6))
        series = {
            "Calls": [one.function.metric_invocations() for one in functions],
            "Errors": [one.function.metric_errors() for one in functions],
            "Duration, 99 of 100": [one.function.metric_duration(statistic="p99") for one in functions],
            "At once": [one.function.metric("ConcurrentExecutions", statistic="Maximum") for one in functions],
        }
        board.add_widgets(
            *(cloudwatch.GraphWidget(title=title, left=list(left), width=6) for title, left in series.items())
        )
        counted = [_metric(signals.DECISIONS, one.metric, FIVE_MINUTES) for one in signals.SIGNALS]
        board.add_widgets(cloudwatch.GraphWidget(title="Decisions", left=list(counted), width=24))
        return board

    def _counted(self, log: logs.ILogGroup, signal: signals.Signal) -> cloudwatch.Metric:
        logs.MetricFilter(
            self._scope,
            f"Count{signal.metric}",
            log_group=log,
            filter_name=f"proviso-{signal.metric}",
            filter_pattern=logs.FilterPattern.literal(signal.pattern),
            metric_namespace=signals.DECISIONS,
            metric_name=signal.metric,
            metric_value="1",
        )
        return _metric(signals.DECISIONS, signal.metric, FIVE_MINUTES)

    def _silent(self, name: str, says: str, report: signals.Report) -> None:
        """An alarm when a job has not reported. It reports 0 too, so here missing data is what is looked for."""
        runs = _reported(report, Duration.hours(report.silent_hours), "SampleCount")
        silent = cloudwatch.MathExpression(
            expression="IF(FILL(runs, 0) < 1, 1, 0)",
            using_metrics={"runs": runs},
            label="silent",
            period=Duration.hours(report.silent_hours),
        )
        self._add(name, says, silent, missing=cloudwatch.TreatMissingData.BREACHING)

    def _add(
        self,
        name: str,
        says: str,
        metric: cloudwatch.IMetric,
        *,
        threshold: float = 1,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> str:
        self.all.append(alarm(self._scope, name, says, metric, self._topic, threshold=threshold, missing=missing))
        return name


def _metric(namespace: str, name: str, period: Duration, statistic: str = "Sum") -> cloudwatch.Metric:
    return cloudwatch.Metric(namespace=namespace, metric_name=name, statistic=statistic, period=period)


def _reported(report: signals.Report, period: Duration, statistic: str = "Sum") -> cloudwatch.Metric:
    return _metric(signals.PROOF, report.metric, period, statistic)
