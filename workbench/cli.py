"""The `proviso` command: local AWS, tokens, demo, the policy authors' bench, the audit."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import click


def _late(module: str, name: str) -> Any:
    """Import a command's code only when the command runs, so that `--help` and `token` stay quick."""
    return getattr(importlib.import_module(module), name)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Proviso: OPA decides, IAM enforces, CloudTrail proves."""


@main.command()
@click.option("--port", default=8000, show_default=True, help="Where the API is served, on 127.0.0.1 only.")
@click.option("--dynamodb", type=click.Choice(["moto", "local"]), default="moto", show_default=True)
@click.option(
    "--session-seconds", default=60, show_default=True, type=click.IntRange(1, 60), help="Life of a case session."
)
def up(port: int, dynamodb: str, session_seconds: int) -> None:
    """Serve the whole API on this machine, with seeded agencies, cases and tokens, until Ctrl-C."""
    sys.exit(_late("workbench.running", "serve")(port=port, dynamodb=dynamodb, session_seconds=session_seconds))


@main.command()
@click.argument("name")
def token(name: str) -> None:
    """Print a bearer token (15 minutes) for a seeded practitioner of the running stack."""
    mint = _late("workbench.seeds.practitioners", "mint_token")
    unknown = _late("workbench.seeds.practitioners", "UnknownPractitionerError")
    try:
        click.echo(mint(name, Path(_running()["keys"])))
    except unknown as error:
        raise click.ClickException(str(error)) from error


@main.command()
def seeds() -> None:
    """Print the running stack's cases, agencies and practitioners as JSON."""
    click.echo(json.dumps(_late("workbench.running", "seeds_of")(_running()), indent=2))


@main.command()
@click.argument("names", nargs=-1)
def demo(names: tuple[str, ...]) -> None:
    """Tell the story from end to end, or chapters of it, against a stack of its own; exit 0 when every scene held.

    Chapters: sharing, together, requests, csods, dvds-ask, dvds-know, mappa, encompass, history, proof.
    """
    sys.exit(_late("workbench.demo.story", "tell")(names))


@main.command()
@click.option("--quick", is_flag=True, help="Fewer samples, for a look; not for quoting.")
def bench(*, quick: bool) -> None:
    """Run the benchmarks; write build/bench.json and print the table."""
    sys.exit(_late("workbench.bench.run", "run")(quick=quick))


@main.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a committed file differs.")
def schemas(*, check: bool) -> None:
    """Generate what is generated: schemas, OpenAPI, vocabulary, policy reference, directory, calendar, variants."""
    sys.exit(_late("workbench.generated", "generate")(check=check))


@main.group()
def policy() -> None:
    """For policy authors: check rules, ask a question as of a date, list what is unconfirmed."""


@policy.command("check")
def policy_check() -> None:
    """Format, strict types, tests with full coverage, annotations, data schemas, capabilities."""
    sys.exit(_late("workbench.policy.check", "main")())


@policy.command("ask")
@click.argument("question", type=click.File("r"))
@click.option("--at", help="Judge as of this date (YYYY-MM-DD) or instant.")
def policy_ask(question: Any, at: str | None) -> None:
    """Put a policy input (a JSON file, or - for standard input) to the rules and print the decision."""
    answer = _late("workbench.policy.ask", "ask")(json.load(question), at)
    click.echo(json.dumps(answer, indent=2))
    sys.exit(0 if answer.get("allow") else 1)


@policy.command("unconfirmed")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def policy_unconfirmed(*, as_json: bool) -> None:
    """List every value that nobody has compared with the law or the guidance yet: where, what, from where."""
    sys.exit(_late("workbench.policy.unconfirmed", "main")(as_json=as_json))


@main.group()
def clock() -> None:
    """What has run out of time: recorded, and escalated to whoever holds it."""


@clock.command("run")
@click.option("--at", help="As of this day (2026-12-01) or instant to come, instead of now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def clock_run(*, at: str | None, as_json: bool) -> None:
    """Run the clock once on the running stack; exit 1 when something is left for the next run."""
    sys.exit(_late("workbench.clock.command", "run")(_running(), at, as_json=as_json))


@policy.command("explore")
@click.argument("schemes", nargs=-1)
@click.option("--quick", is_flag=True, help="Each need unmet alone, not every combination.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a scheme a line.")
def policy_explore(schemes: tuple[str, ...], *, quick: bool, as_json: bool) -> None:
    """Walk every path of the schemes' machines with the real rules; say what is counted and what does not hold."""
    sys.exit(_late("workbench.policy.explore.run", "main")(schemes, as_json=as_json, quick=quick))


@main.group()
def client() -> None:
    """For the registrar: let clients in, keep them out, revoke their certificates; it holds from the next request."""


def _where(command: Any) -> Any:
    """Options that say which system is meant: the running stack, or one on AWS."""
    table = click.option("--table", default="proviso-records", show_default=True, help="Records table, with --aws.")
    aws = click.option("--aws", is_flag=True, help="Sign with AWS's default credentials, not on the running stack.")
    return aws(table(command))


@client.command("register")
@click.argument("client_id")
@_where
def client_register(client_id: str, *, aws: bool, table: str) -> None:
    """Let a new client in."""
    sys.exit(_late("workbench.registry.command", "run")("register", client_id, None if aws else _running(), table))


@client.command("suspend")
@click.argument("client_id")
@_where
def client_suspend(client_id: str, *, aws: bool, table: str) -> None:
    """Refuse a client's requests until it is activated."""
    sys.exit(_late("workbench.registry.command", "run")("suspend", client_id, None if aws else _running(), table))


@client.command("activate")
@click.argument("client_id")
@_where
def client_activate(client_id: str, *, aws: bool, table: str) -> None:
    """Let a suspended client in again."""
    sys.exit(_late("workbench.registry.command", "run")("activate", client_id, None if aws else _running(), table))


@client.command("revoke-certificate")
@click.argument("client_id")
@click.argument("certificate")
@_where
def client_revoke(client_id: str, certificate: str, *, aws: bool, table: str) -> None:
    """Refuse a client's certificate for good: a PEM file, or a SHA-256 thumbprint (after `--` if it begins with -)."""
    revoke = _late("workbench.registry.command", "run_revoke")
    sys.exit(revoke(client_id, certificate, None if aws else _running(), table))


@client.command("list")
@click.argument("client_ids", nargs=-1)
@_where
@click.option("--ledger", default="proviso-ledger", show_default=True, help="Ledger table, with --aws.")
@click.option("--bucket", default="", help="The trail's bucket, with --aws.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def client_list(client_ids: tuple[str, ...], *, aws: bool, table: str, ledger: str, bucket: str, as_json: bool) -> None:
    """List clients as the auditor can tell: what decisions last saw, what registrars put since."""
    if aws and not bucket:
        message = "say the trail's bucket: --bucket NAME"
        raise click.UsageError(message)
    listed = _late("workbench.registry.command", "run_list")
    sys.exit(listed(client_ids, None if aws else _running(), (table, ledger), bucket, as_json=as_json))


@main.command()
@click.option("--architecture", "architectures", multiple=True, type=click.Choice(["arm64", "x86_64"]))
@click.option("--layers", is_flag=True, help="Also the layers: OPA and the policy bundle.")
def package(*, architectures: tuple[str, ...], layers: bool) -> None:
    """Make each function's zip, byte for byte the same each time; write build/packages.json."""
    sys.exit(_late("infra.build", "run")(architectures or ("arm64",), with_layers=layers))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def cost(*, as_json: bool) -> None:
    """What a million shares, reads and refusals cost, and a force's year: from counted calls and dated prices."""
    sys.exit(_late("workbench.cost.command", "run")(as_json=as_json))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def capacity(*, as_json: bool) -> None:
    """The whole country's load, simulated: which limit is reached first, and at what growth."""
    sys.exit(_late("workbench.capacity.command", "run")(as_json=as_json))


@main.command()
@click.option("--aws", is_flag=True, help="Probe a real account, with the credentials that boto3 finds.")
@click.option("--token-file", type=click.Path(path_type=Path, exists=True), help="A test practitioner's token.")
@click.option("--record", help="A record of a test case that this practitioner may read.")
@click.option("--other-record", help="A record of another test case.")
@click.option("--certificate", help="Thumbprint of the client certificate that the token is bound to.")
@click.option("--url", help="The API's own address.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for the real samples of trail events.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(*, aws: bool, as_json: bool, keep: Path | None, **given: Any) -> None:
    """Examine a deployment, probe by probe: what it expects and what it saw."""
    given["other"] = given.pop("other_record")
    known = _late("workbench.doctor.command", "Given")(**given)
    sys.exit(_late("workbench.doctor.command", "run")(aws=aws, given=known, as_json=as_json, keep=keep))


@main.group()
def undertaking() -> None:
    """Signed undertakings: check one offline, publish the key that they are signed with."""


@undertaking.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The published key, PEM.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def undertaking_verify(file: Path, key: Path | None, *, as_json: bool) -> None:
    """Say what was agreed, if the signed document is whole; exit 1 and say what does not fit, if it is not."""
    sys.exit(_late("workbench.undertaking.command", "verify")(file, key, as_json=as_json))


@undertaking.command("key")
@click.option("--aws", is_flag=True, help="Ask AWS, with the credentials that boto3 finds, not the running stack.")
def undertaking_key(*, aws: bool) -> None:
    """Print the public half of the signing key as PEM."""
    sys.exit(_late("workbench.undertaking.command", "publish")(None if aws else _running()))


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--running", is_flag=True, help="The running stack's ledger, read as the auditor.")
@click.option("--wiltshire", is_flag=True, help="A generated history of 3,778 cases, 33 of them wrongly closed.")
@click.option("--cases", type=click.IntRange(33), default=3778, show_default=True, help="With --wiltshire.")
@click.option("--seed", default=54, show_default=True, help="With --wiltshire.")
@click.option("--keep", type=click.Path(path_type=Path), help="With --wiltshire: folder for the history and its key.")
@click.option("--key", type=click.Path(path_type=Path, exists=True), help="The key of a generated history, with FILE.")
@click.option(
    "--as-of-policy", "rules", type=click.Path(path_type=Path, exists=True), help="Other rules: folder, bundle."
)
@click.option("--show", "shown", default=50, show_default=True, help="How many cases the text names.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recheck(*, file: Path | None, running: bool, wiltshire: bool, cases: int, **given: Any) -> None:
    """Judge past cases again, each step as of its own day; rank whom to look at first. Exit 1 when any is flagged."""
    if (file is not None) + running + wiltshire != 1:
        message = "name one history: a FILE of past cases (- for standard input), --running, or --wiltshire"
        raise click.UsageError(message)
    module = importlib.import_module("workbench.recheck.command")
    state = _running() if running else None
    sys.exit(module.run(module.Asked(file=file, running=state, wiltshire=cases if wiltshire else None, **given)))


@main.group()
def audit() -> None:
    """Was every look lawful? Joins CloudTrail with the ledger."""


@audit.command("reconcile")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--older-than", type=int, help="Judge only events older than so many seconds; 3600 with --aws.")
@click.option("--aws", is_flag=True, help="A real account, with the credentials that boto3 finds (the auditor's).")
@click.option("--records-table", default="proviso-records", show_default=True, help="With --aws.")
@click.option("--ledger-table", default="proviso-ledger", show_default=True, help="With --aws.")
@click.option("--bucket", default="", help="The trail's, with --aws; otherwise by the account's id and region.")
@click.option("--content-key", default="", help="ARN, with --aws; otherwise looked up (kms:DescribeKey).")
@click.option("--table-key", "table_keys", multiple=True, help="ARN of a table's key, likewise; once for each table.")
@click.option("--deployer", "deployers", multiple=True, help="Role that creates resources, with --aws.")
@click.option("--days", default=7, show_default=True, help="How far back events are judged, with --aws; 0 for all.")
@click.option("--publish", is_flag=True, help="Publish how many findings are new as a metric, 0 too, with --aws.")
@click.option("--seen", "seen_file", type=click.Path(path_type=Path), help="What earlier runs told, with --aws.")
def audit_reconcile(
    *, as_json: bool, older_than: int | None, aws: bool, days: int, publish: bool, seen_file: Path | None, **named: Any
) -> None:
    """Match every look to a decision; exit 1 when there is an orphan (with --seen: a new one)."""
    if not aws:
        sys.exit(_late("workbench.audit.command", "run")(_running(), as_json=as_json, older_than=older_than or 0))
    module = importlib.import_module("workbench.audit.command")
    watermark = module.OLDER_THAN_AWS if older_than is None else older_than
    asked = module.Asked(module.Named(**named), days, watermark, publish, seen_file)
    sys.exit(module.run_aws(asked, as_json=as_json))


def _running() -> dict[str, Any]:
    missing = _late("workbench.running", "NotRunningError")
    try:
        state: dict[str, Any] = _late("workbench.running", "state")()
    except missing as error:
        raise click.ClickException(str(error)) from error
    return state


if __name__ == "__main__":
    main()
