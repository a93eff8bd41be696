"""What `decide` starts with beside its code: OPA, the policy bundle, the issuers' public keys.

Each is a layer, because each changes for reasons of its own. A layer's new content is a new version of the function,
which takes over like new code does: canary, then all, and back.
"""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.artifacts import OPA_LAYER, POLICY_LAYER, Artifacts


def build_layers(scope: Construct, artifacts: Artifacts) -> list[lambda_.LayerVersion]:
    """Create the layers; a version that is no longer used is kept, so that there is a way back."""
    revision = artifacts.revision()
    return [
        _layer(scope, "OpaLayer", "proviso-opa", "OPA", artifacts.layer(OPA_LAYER)),
        _layer(scope, "PolicyLayer", "proviso-policy", f"Policy {revision}", artifacts.layer(POLICY_LAYER)),
        _layer(scope, "IssuersLayer", "proviso-issuers", "Issuers' public keys", artifacts.issuers_layer()),
    ]


def _layer(scope: Construct, construct_id: str, name: str, description: str, path: str) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        construct_id,
        layer_version_name=name,
        description=description,
        code=lambda_.Code.from_asset(path),
        compatible_architectures=[lambda_.Architecture.ARM_64],
        removal_policy=RemovalPolicy.RETAIN,
    )
