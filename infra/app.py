"""`python -m infra.app` synthesises every stack into `build/cdk.out` and applies the rule packs."""

import sys
from pathlib import Path

from aws_cdk import App, DefaultStackSynthesizer, Validations
from aws_cdk.cx_api import CloudAssembly
from cdk_nag import AwsSolutionsChecks

from infra.data_stack import DataStack
from infra.environments import Environment, chosen

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "cdk.out"
FLAGS = {
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/core:validateAgainstDefaultRules": True,
}


def build_app(environment: Environment, outdir: Path, *, checked: bool = True) -> App:
    """The application of one environment, not yet synthesised; `checked` applies the rule packs."""
    app = App(
        outdir=str(outdir),
        analytics_reporting=False,
        context=FLAGS,
        default_stack_synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
    )
    DataStack(app, "Data", environment)
    if checked:
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def synthesise(environment: Environment, outdir: Path = OUTPUT, *, checked: bool = True) -> CloudAssembly:
    """Write the cloud assembly to `outdir` and return it."""
    return build_app(environment, outdir, checked=checked).synth()


def main() -> int:
    """Synthesise the environment that `PROVISO_ENVIRONMENT` names; 1 where a rule pack finds what is not accepted."""
    try:
        assembly = synthesise(chosen())
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
        sys.stderr.write("a rule pack found what is not accepted: correct it, or accept it with a reason (nag.py)\n")
        return 1
    for stack in assembly.stacks:
        sys.stdout.write(f"{stack.stack_name}: {stack.template_full_path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
