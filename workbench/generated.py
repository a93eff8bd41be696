"""`proviso schemas`: everything that is generated from something else, in the order in which it depends."""

import importlib
from typing import Any

import click

STEPS = (
    ("descriptions of AWS services", "workbench.aws_data"),
    ("agency directory", "workbench.directory.build"),
    ("calendar", "workbench.calendar.build"),
    ("vocabulary", "workbench.policy.vocabulary"),
    ("variants of schemes", "workbench.policy.overlays"),
    ("schemas and openapi", "workbench.schemas"),
    ("policy reference", "workbench.policy.reference_docs"),
    ("pictures of the schemes", "workbench.policy.scheme_pictures"),
)
"""What is made, and the module whose `main(arguments)` makes it and takes `--check`."""


def generate(*, check: bool) -> int:
    """Generate, or with `check` only say what differs.

    Returns:
        0 when all is current (or was made so), 1 when a committed file differs.
    """
    worst = 0
    for name, module in STEPS:
        main: Any = importlib.import_module(module).main
        code = int(main(["--check"] if check else []))
        if code:
            click.echo(f"{name}: differs from what it is generated from; run `proviso schemas` and commit", err=True)
        worst = max(worst, code)
    return worst
