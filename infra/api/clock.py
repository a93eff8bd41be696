"""The clock: a function on a schedule, and the one alias of `decide` through which it is let in.

The alias is an identity: `decide` takes whoever comes through it for the clock, and only the clock's role may invoke
it. It means the newest version at once, without a canary: what it answers is recorded and acted on later, and a release
that is taken back takes it back too.
"""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import names
from infra.api.functions import ASYNC_SECONDS, Live, Spec, build_function
from infra.artifacts import Artifacts
from infra.environments import CLOCKS_AT_ONCE, Environment

CLOCK_SECONDS: Final = 300
EVERY: Final = Duration.minutes(5)


def clock_settings() -> dict[str, str]:
    """What the clock needs to know."""
    return {
        "PROVISO_DECIDE_FOR_CLOCK": f"{names.DECIDE}:{names.CLOCK_ALIAS}",
        "PROVISO_RECORDS_TABLE": names.RECORDS_TABLE,
    }


def build_clock(scope: Construct, environment: Environment, artifacts: Artifacts, key: kms.IKey, decide: Live) -> Live:
    """Create the function, its schedule, and its way to the decision point.

    One run at a time: a second one would do no harm, and no work either. One that could not start within a minute is
    dropped, for the next begins soon; each run reports, so that silence is an alarm.
    """
    lambda_.Alias(
        scope,
        "DecideClock",
        alias_name=names.CLOCK_ALIAS,
        description="The clock's own way in",
        version=decide.function.current_version,
        retry_attempts=0,
        max_event_age=Duration.seconds(ASYNC_SECONDS),
    )
    spec = Spec(names.CLOCK, "app.run", CLOCK_SECONDS, CLOCKS_AT_ONCE, clock_settings())
    clock = build_function(scope, environment, artifacts, key, spec)
    events.Rule(
        scope,
        "ClockSchedule",
        rule_name=names.CLOCK,
        description="Looks for limits that have passed",
        schedule=events.Schedule.rate(EVERY),
        targets=[targets.LambdaFunction(clock.alias, retry_attempts=0, max_event_age=Duration.seconds(ASYNC_SECONDS))],
    )
    return clock
