"""What one stack takes from another, by names that are written down and not generated."""

from aws_cdk import Fn

from infra import names


def imported(stack: str, output: str) -> str:
    """Another stack's output, resolved when the stack that asks is deployed."""
    return Fn.import_value(names.export(stack, output))
