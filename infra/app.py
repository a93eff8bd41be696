"""`python -m infra.app` synthesises every stack into `build/cdk.out` and applies the rule packs."""

import os
import sys
from pathlib import Path
from typing import Any

from aws_cdk import Acknowledgment, App, DefaultStackSynthesizer, Validations
from aws_cdk.cx_api import CloudAssembly
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks
from constructs import IConstruct

from infra import checks
from infra.accepted import CHECKOV, Accepted, accepted
from infra.api_stack import ApiStack
from infra.artifacts import ISSUERS, PACKAGES, Artifacts, MissingPackageError
from infra.data_stack import DataStack
from infra.environments import Environment, chosen
from infra.evidence_stack import EvidenceStack
from infra.log_archive_stack import LogArchiveStack
from infra.truststore_stack import TruststoreStack
from infra.watch_stack import WatchStack

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "cdk.out"
ADVICE = "correct it, or accept it with a reason (accepted.py)"
FLAGS = {
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/core:validateAgainstDefaultRules": True,
}


def packages(environment: Environment) -> Artifacts:
    """The packages that `python -m infra.build --layers` made, and the issuers' keys that the deployer names."""
    issuers = os.environ.get(ISSUERS)
    return Artifacts(
        folder=PACKAGES,
        made=OUTPUT.parent / "layers",
        placeholders=environment.placeholders,
        issuers=Path(issuers) if issuers else None,
    )


def _app(outdir: Path) -> App:
    return App(
        outdir=str(outdir),
        analytics_reporting=False,
        context=FLAGS,
        default_stack_synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
    )


def build_app(environment: Environment, artifacts: Artifacts, outdir: Path, *, checked: bool = True) -> App:
    """The application of one environment, not yet synthesised; `checked` applies the rule packs."""
    app = _app(outdir)
    data = DataStack(app, "Data", environment)
    watch = WatchStack(app, "Watch", environment)
    truststore = TruststoreStack(app, "Truststore", environment)
    api = ApiStack(app, "Api", environment, artifacts)
    watch.add_stack_dependency(data)
    truststore.add_stack_dependency(data)
    api.add_stack_dependency(watch)
    api.add_stack_dependency(truststore)
    EvidenceStack(app, "Evidence", environment).add_stack_dependency(data)
    if environment.log_account:
        data.add_stack_dependency(LogArchiveStack(app, "LogArchive", environment))
    if checked:
        for known in accepted(environment):
            if known.pack != CHECKOV:
                _acknowledge(app, known)
        Validations.of(app).add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app))
    return app


def _acknowledge(app: App, known: Accepted) -> None:
    note = Acknowledgment(id=known.acknowledgement, reason=known.reason)
    for path in known.where:
        construct: IConstruct = app
        for part in path.split("/"):
            construct = construct.node.find_child(part)
        Validations.of(construct).acknowledge(note)


def synthesise(
    environment: Environment, artifacts: Artifacts, outdir: Path = OUTPUT, *, checked: bool = True
) -> CloudAssembly:
    """Write the cloud assembly to `outdir` and return it."""
    return build_app(environment, artifacts, outdir, checked=checked).synth()


def data_template(environment: Environment, outdir: Path) -> dict[str, Any]:
    """The data stack's template alone: what the local AWS deploys needs no package and no rule pack."""
    app = _app(outdir)
    stack = DataStack(app, "Data", environment)
    template: dict[str, Any] = app.synth().get_stack_by_name(stack.stack_name).template
    return template


def examine(environment: Environment, assembly: Path) -> list[str]:
    """What cfn-lint and checkov say of an assembly, beyond what is accepted; empty when all is well."""
    paths = checks.templates(assembly)
    said = checks.lint(paths)
    unaccepted, unused = checks.left_over(checks.scan(paths), accepted(environment))
    return [
        *([said] if said else []),
        *(f"checkov: {one.rule} at {one.where}: {one.asks}" for one in unaccepted),
        *(f"accepted, but not found any more: {one.rule} at {', '.join(one.where)}" for one in unused),
    ]


def main() -> int:
    """Synthesise the environment that `PROVISO_ENVIRONMENT` names; 1 where a rule pack finds what is not accepted."""
    environment = chosen()
    try:
        artifacts = packages(environment)
        assembly = synthesise(environment, artifacts)
    except MissingPackageError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
        sys.stderr.write(f"a rule pack found what is not accepted: {ADVICE}\n")
        return 1
    artifacts.report()
    found = examine(environment, Path(assembly.directory))
    sys.stderr.writelines(f"{one}\n" for one in found)
    if found:
        sys.stderr.write(f"{ADVICE}\n")
        return 1
    for stack in assembly.stacks:
        sys.stdout.write(f"{stack.stack_name}: {stack.template_full_path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
