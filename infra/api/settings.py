"""The environment variables of each function: its settings, and no secret in clear."""

from aws_cdk import SecretValue

from infra import names
from infra.artifacts import BUNDLE_KEY_PATH, BUNDLE_PATH, ISSUERS_PATH, OPA_PATH
from infra.environments import Environment
from infra.imports import imported

# A decision's session ends within this time; the decision point refuses a longer one.
SESSION_SECONDS = "60"


def api_settings(environment: Environment, revision: str) -> dict[str, str]:
    """What an API function needs to know."""
    return {
        "PROVISO_ENVIRONMENT": environment.name,
        "PROVISO_DECIDE_FUNCTION": f"{names.DECIDE}:{names.LIVE}",
        "PROVISO_RECORDS_TABLE": names.RECORDS_TABLE,
        "PROVISO_CONTENT_KEY": imported(names.DATA_STACK, "ContentKeyArn"),
        "PROVISO_POLICY_REVISION": revision,
    }


def signing_settings(environment: Environment, revision: str) -> dict[str, str]:
    """What the function that records undertakings needs to know besides: the key that signs them."""
    return {**api_settings(environment, revision), "PROVISO_SIGNING_KEY": imported(names.DATA_STACK, "SigningKeyArn")}


def decide_settings(environment: Environment, revision: str, hmac_key: SecretValue) -> dict[str, str]:
    """What the decision point needs to know.

    Args:
        environment: Which deployment.
        revision: Of the policy bundle; another one than the bundle's keeps the function from starting.
        hmac_key: Under which idempotency keys are stored; resolved by CloudFormation, in no template.
    """
    return {
        "PROVISO_ENVIRONMENT": environment.name,
        "PROVISO_RECORDS_TABLE": names.RECORDS_TABLE,
        "PROVISO_RECORDS_TABLE_ARN": imported(names.DATA_STACK, "RecordsTableArn"),
        "PROVISO_RECORDS_KEY": imported(names.DATA_STACK, "RecordsKeyArn"),
        "PROVISO_CONTENT_KEY": imported(names.DATA_STACK, "ContentKeyArn"),
        "PROVISO_SIGNING_KEY": imported(names.DATA_STACK, "SigningKeyArn"),
        "PROVISO_LEDGER_TABLE": names.LEDGER_TABLE,
        "PROVISO_CASE_ACCESS_ROLE": imported(names.DATA_STACK, "CaseAccessRoleArn"),
        "PROVISO_AUDIENCE": f"https://{environment.domain}",
        "PROVISO_JWKS_FILE": ISSUERS_PATH,
        "PROVISO_HMAC_KEY": hmac_key.unsafe_unwrap(),
        "PROVISO_OPA_BINARY": OPA_PATH,
        "PROVISO_OPA_BUNDLE": BUNDLE_PATH,
        "PROVISO_OPA_BUNDLE_KEY": BUNDLE_KEY_PATH,
        "PROVISO_POLICY_REVISION": revision,
        "PROVISO_SESSION_SECONDS": SESSION_SECONDS,
        # Every caller comes over mutual TLS, so a token that is bound to no certificate is somebody else's.
        "PROVISO_REQUIRE_BOUND_TOKENS": "true",
    }
