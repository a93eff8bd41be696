"""`proviso doctor`: the local stack, or with `--aws` a real deployment, probe by probe."""

import json
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.doctor import edge, enforcing, proving, samples
from workbench.doctor.findings import Finding, examine
from workbench.doctor.site import AUDITOR, Edge, Names, Question, Site

PROBES = (*enforcing.PROBES, *proving.PROBES, *edge.PROBES, *samples.PROBES)
_DETECTIVE = "social-worker"


@dataclass(frozen=True)
class Given:
    """What whoever runs it on a real deployment gives.

    Attributes:
        token_file: Holds a test practitioner's bearer token, which is not to stand on a command line.
        record: A record of a test case that this practitioner may read.
        other: A record of another test case.
        certificate: Thumbprint (SHA-256, base64url) of the client certificate that the token is bound to.
        url: The API's own address.
        lock_days: The least retention of the trail.
    """

    token_file: Path | None = None
    record: str | None = None
    other: str | None = None
    certificate: str | None = None
    url: str | None = None
    lock_days: int = 1


def run(*, aws: bool, given: Given | None = None, as_json: bool = False, keep: Path | None = None) -> int:
    """Examine a deployment and print what was found.

    Every attempt that must be refused is in the trail and is an orphan of the audit: the doctor's own, at that time.

    Args:
        aws: A real account, with the credentials that boto3 finds; otherwise the stack that `proviso up` serves.
        given: What the probes of a real deployment need.
        as_json: Print JSON.
        keep: Folder that receives the real samples of the trail's events.

    Returns:
        0 when all that could be tried is as expected, 1 when something is not, 2 when the deployment cannot be reached.
    """
    try:
        site = aws_site(given or Given()) if aws else _running_site()
    except (RuntimeError, OSError, LookupError) as error:
        print(f"the deployment cannot be reached: {error}", file=sys.stderr)
        return 2
    findings = examine(site, PROBES)
    if keep is not None:
        _keep(site, keep)
    print(json.dumps([asdict(one) for one in findings], indent=2) if as_json else as_text(findings))
    return 1 if any(one.verdict == "NOT as expected" for one in findings) else 0


def as_text(findings: list[Finding]) -> str:
    """One paragraph a probe."""
    lines = []
    for one in findings:
        lines.append(f"{one.verdict:<16} {one.probe}: {one.expects} ({one.took_ms:.0f} ms)")
        lines.append(textwrap.indent(textwrap.fill(one.seen, 110), " " * 17))
    counts = {
        verdict: sum(one.verdict == verdict for one in findings)
        for verdict in ("as expected", "NOT as expected", "not tried")
    }
    lines.append(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return "\n".join(lines)


def local_site(running: Any) -> Site:
    """The local stack as a site: its machine owner is the administrator.

    Args:
        running: A `workbench.running.Running`.
    """
    from workbench.local.names import ACCOUNT, ADMINISTRATOR

    estate = running.estate
    names = Names(
        account=ACCOUNT,
        region=running.region,
        records_table=estate.records_table,
        ledger_table=estate.ledger_table,
        content_key=estate.content_key,
        case_role=running.case_role,
        bucket=running.bucket,
    )

    def auditor(service: str) -> Any:
        running.flush_trail()
        return running.client(service, AUDITOR)

    return Site(
        names=names,
        operator=lambda service: running.client(service, ADMINISTRATOR),
        auditor=auditor,
        acting_as=running.client_with,
        question=Question(
            token=running.caller.token(_DETECTIVE), record=running.cases[0].share_id, other=running.cases[1].share_id
        ),
    )


def _running_site() -> Site:
    from workbench.running import attach, state

    return local_site(attach(state()))


def aws_site(given: Given) -> Site:
    """A real account as a site, with the credentials that boto3 finds.

    Raises:
        LookupError: the account holds no deployment of Proviso.
        RuntimeError: there are no credentials, or no region.
    """
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    session = boto3.Session()
    try:
        account = session.client("sts").get_caller_identity()["Account"]
        key = session.client("kms").describe_key(KeyId="alias/proviso-content")["KeyMetadata"]["Arn"]
        names = _names(account, session.region_name, key)
        api = _default_endpoint(session)
    except (BotoCoreError, ClientError) as error:
        message = f"{type(error).__name__}: {error}"
        raise RuntimeError(message) from error
    return Site(
        names=names,
        operator=session.client,  # type: ignore[arg-type] # overloaded by service
        auditor=_AsAuditor(session, account),
        acting_as=lambda service, minted: _client_with(session, service, minted),
        question=_question(given),
        edge=Edge(given.url, api),
        lock_days=given.lock_days,
    )


def _names(account: str, region: str, content_key: str) -> Names:
    return Names(
        account=account,
        region=region,
        records_table="proviso-records",
        ledger_table="proviso-ledger",
        content_key=content_key,
        case_role=f"arn:aws:iam::{account}:role/proviso-case-access",
        bucket=f"proviso-trail-{account}-{region}",
    )


def _default_endpoint(session: Any) -> str | None:
    apis = session.client("apigateway").get_rest_apis(limit=500)["items"]
    found = [api["id"] for api in apis if api["name"] == "proviso"]
    return f"https://{found[0]}.execute-api.{session.region_name}.amazonaws.com/live" if found else None


class _AsAuditor:
    """Clients of the auditor role, assumed once."""

    def __init__(self, session: Any, account: str) -> None:
        self._session = session
        self._role = f"arn:aws:iam::{account}:role/{AUDITOR}"
        self._minted: dict[str, str] | None = None

    def __call__(self, service: str) -> Any:
        if self._minted is None:
            assumed = self._session.client("sts").assume_role(RoleArn=self._role, RoleSessionName="doctor")
            credentials = assumed["Credentials"]
            self._minted = {
                "access_key_id": credentials["AccessKeyId"],
                "secret_access_key": credentials["SecretAccessKey"],
                "session_token": credentials["SessionToken"],
            }
        return _client_with(self._session, service, self._minted)


def _client_with(session: Any, service: str, minted: Mapping[str, str]) -> Any:
    return session.client(
        service,
        aws_access_key_id=minted["access_key_id"],
        aws_secret_access_key=minted["secret_access_key"],
        aws_session_token=minted["session_token"],
    )


def _question(given: Given) -> Question | None:
    if given.token_file is None or not given.record or not given.other:
        return None
    token = given.token_file.read_text(encoding="utf-8").strip()
    return Question(token, given.record, given.other, given.certificate)


def _keep(site: Site, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, event in samples.captured(samples.read_recent(site)).items():
        path = folder / f"{name.replace(' ', '-')}.json"
        path.write_text(json.dumps(event.raw, indent=2, sort_keys=True) + "\n", encoding="utf-8")
