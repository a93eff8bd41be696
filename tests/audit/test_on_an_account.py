"""`proviso audit reconcile --aws`, pointed at the local AWS as at an account."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from click.testing import CliRunner
from moto.server import ThreadedMotoServer

from chalicelib.service import proof_metrics
from workbench.cli import main
from workbench.local.names import ADMINISTRATOR
from workbench.running import Running
from workbench.seeds.requests import share_to_police

AUDITOR = "proviso-auditor"


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded stack on which a share was made and read; one for each test: a refused try stays an orphan."""
    with Running.start(port=0, state_dir=tmp_path_factory.mktemp("stack"), session_seconds=60) as started:
        shared = started.caller.post("social-worker", "/share", share_to_police(started.cases[0].id))
        assert started.caller.get("detective", f"/share/{shared.body['share_id']}?reason=audit").status == 200
        yield started


@pytest.fixture(scope="module")
def metrics() -> Iterator[str]:
    """CloudWatch's address: moto's own, which the local AWS's front does not offer."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def signed_in(running: Running, metrics: str, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The auditor's keys in the environment, as an account's user has them."""
    session = running.owned.credentials_for(AUDITOR, "reconciliation")
    for name, value in (
        ("AWS_ACCESS_KEY_ID", session.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", session.secret_access_key),
        ("AWS_SESSION_TOKEN", session.session_token),
        ("AWS_ENDPOINT_URL", running.front),
        ("AWS_ENDPOINT_URL_CLOUDWATCH", metrics),
        ("AWS_DEFAULT_REGION", running.region),
    ):
        monkeypatch.setenv(name, value)
    running.flush_trail()
    return running


def reconciled(running: Running, *more: str) -> Any:
    """The command with all that an auditor cannot look up, judging up to now."""
    keys = [option for arn in running.estate.table_keys for option in ("--table-key", arn)]
    asked = ["--aws", "--older-than", "0", "--deployer", "local-deployer", "--content-key", running.estate.content_key]
    return CliRunner().invoke(main, ["audit", "reconcile", *asked, *keys, *more])


def published(running: Running, metrics: str) -> tuple[float, float]:
    """Sum and number of the values that CloudWatch was told."""
    client = boto3.client("cloudwatch", endpoint_url=metrics, region_name=running.region, config=Config(retries={}))
    found = client.list_metrics(Namespace=proof_metrics.NAMESPACE)["Metrics"]
    assert {(one["MetricName"], len(one["Dimensions"])) for one in found} <= {(proof_metrics.ORPHANS, 0)}
    points = client.get_metric_statistics(
        Namespace=proof_metrics.NAMESPACE,
        MetricName=proof_metrics.ORPHANS,
        StartTime="2020-01-01T00:00:00Z",
        EndTime="2100-01-01T00:00:00Z",
        Period=3600,
        Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    return sum(p["Sum"] for p in points), sum(p["SampleCount"] for p in points)


def test_what_is_new_is_counted_once_and_nothing_as_zero(signed_in: Running, metrics: str, tmp_path: Path) -> None:
    """With the auditor's rights alone: 0 is published when all is well, each orphan once, and then 0 again."""
    seen, told = str(tmp_path / "seen"), [published(signed_in, metrics)]

    def run() -> Any:
        answer = reconciled(signed_in, "--publish", "--days", "0", "--seen", seen)
        told.append(published(signed_in, metrics))
        return answer

    sound = run()
    assert (sound.exit_code, sound.output.splitlines()[-1]) == (0, "every look is matched to a decision")
    assert "matched            0" not in sound.output
    table = signed_in.client("dynamodb", ADMINISTRATOR)
    key = {"pk": {"S": "case#any"}, "sk": {"S": "record"}}
    with pytest.raises(table.exceptions.ClientError):
        table.get_item(TableName=signed_in.estate.records_table, Key=key)
    signed_in.flush_trail()
    found, again = run(), run()
    assert (found.exit_code, again.exit_code) == (1, 0)
    assert "told by an earlier run: 2" in again.output  # the look, and the use of the table's key that it needs
    assert [(now[0] - then[0], now[1] - then[1]) for then, now in pairwise(told)] == [(0, 1), (2, 1), (0, 1)]


def test_what_was_not_judged_is_not_called_well(signed_in: Running, metrics: str) -> None:
    """The young wait; a trail or a key that cannot be had is 2 and one sentence, and no value passes for a good one."""
    young = reconciled(signed_in, "--older-than", "7200", "--days", "0")
    assert (young.exit_code, young.output.splitlines()[0]) == (0, "looks                0")
    before = published(signed_in, metrics)
    unread = reconciled(signed_in, "--bucket", "another", "--publish")
    assert unread.exit_code == 2
    assert "no reconciliation: ListObjectsV2 AccessDenied" in unread.output
    unknown = CliRunner().invoke(main, ["audit", "reconcile", "--aws", "--publish"])
    assert unknown.exit_code == 2
    assert "no reconciliation: DescribeKey AccessDeniedException" in unknown.output
    assert published(signed_in, metrics) == before
