"""The environment, read here alone.

One frozen value per function, built once per warm container. A missing name is one clear error that says which.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.environments import Environment

DEFAULT_SESSION_SECONDS = 60


class SettingsError(RuntimeError):
    """A setting is missing or has an unusable form; the message names it."""


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        message = f"the environment variable {name} is not set"
        raise SettingsError(message)
    return value


def _seconds(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or not low <= int(text) <= high:
        message = f"the environment variable {name} must be a whole number from {low} to {high}"
        raise SettingsError(message)
    return int(text)


def _environment(env: Mapping[str, str]) -> Environment:
    text = _required(env, "PROVISO_ENVIRONMENT")
    if text not in set(Environment):
        message = f"the environment variable PROVISO_ENVIRONMENT must be one of {', '.join(Environment)}"
        raise SettingsError(message)
    return Environment(text)


@dataclass(frozen=True)
class ApiSettings:
    """What an API function needs: where to ask, where to write, which key seals.

    `signing_key` is set for the one function that records undertakings, and empty for all others.
    """

    decide_function: str
    records_table: str
    content_key: str
    policy_revision: str
    signing_key: str = ""
    environment: Environment = Environment.PRODUCTION

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "ApiSettings":
        """Read the PROVISO_* names below; PROVISO_CONTENT_KEY and PROVISO_SIGNING_KEY are key ARNs."""
        source = os.environ if env is None else env
        return cls(
            decide_function=_required(source, "PROVISO_DECIDE_FUNCTION"),
            records_table=_required(source, "PROVISO_RECORDS_TABLE"),
            content_key=_required(source, "PROVISO_CONTENT_KEY"),
            policy_revision=_required(source, "PROVISO_POLICY_REVISION"),
            signing_key=source.get("PROVISO_SIGNING_KEY", ""),
            environment=_environment(source),
        )

    def required_signing_key(self) -> str:
        """ARN of the key that undertakings are signed with.

        Raises:
            SettingsError: this function has none.
        """
        return _required({"PROVISO_SIGNING_KEY": self.signing_key}, "PROVISO_SIGNING_KEY")


@dataclass(frozen=True)
class ClockSettings:
    """What the clock needs: the decision point under the clock's own alias, and the table whose index it asks."""

    decide_function: str
    records_table: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "ClockSettings":
        """Read the PROVISO_* names below; the function is named with its alias, `name:clock`."""
        source = os.environ if env is None else env
        return cls(
            decide_function=_required(source, "PROVISO_DECIDE_FOR_CLOCK"),
            records_table=_required(source, "PROVISO_RECORDS_TABLE"),
        )


@dataclass(frozen=True)
class DecideSettings:
    """What the decision point needs."""

    records_table: str
    records_table_arn: str
    records_key: str
    content_key: str
    signing_key: str
    ledger_table: str
    case_access_role: str
    audience: str
    jwks_file: str
    hmac_key: str
    opa_binary: str
    opa_bundle: str
    opa_bundle_key: str
    policy_revision: str
    session_seconds: int
    require_bound_tokens: bool
    environment: Environment = Environment.PRODUCTION

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "DecideSettings":
        """Read the PROVISO_* names below.

        `PROVISO_HMAC_KEY` is 32 or more random bytes in hex; `PROVISO_OPA_BUNDLE_KEY` is the PEM file of the public
        key that the bundle is signed with.
        """
        source = os.environ if env is None else env
        return cls(
            records_table=_required(source, "PROVISO_RECORDS_TABLE"),
            records_table_arn=_required(source, "PROVISO_RECORDS_TABLE_ARN"),
            records_key=_required(source, "PROVISO_RECORDS_KEY"),
            content_key=_required(source, "PROVISO_CONTENT_KEY"),
            signing_key=_required(source, "PROVISO_SIGNING_KEY"),
            ledger_table=_required(source, "PROVISO_LEDGER_TABLE"),
            case_access_role=_required(source, "PROVISO_CASE_ACCESS_ROLE"),
            audience=_required(source, "PROVISO_AUDIENCE"),
            jwks_file=_required(source, "PROVISO_JWKS_FILE"),
            hmac_key=_required(source, "PROVISO_HMAC_KEY"),
            opa_binary=_required(source, "PROVISO_OPA_BINARY"),
            opa_bundle=_required(source, "PROVISO_OPA_BUNDLE"),
            opa_bundle_key=_required(source, "PROVISO_OPA_BUNDLE_KEY"),
            policy_revision=_required(source, "PROVISO_POLICY_REVISION"),
            session_seconds=_seconds(source, "PROVISO_SESSION_SECONDS", DEFAULT_SESSION_SECONDS, 1, 60),
            require_bound_tokens=source.get("PROVISO_REQUIRE_BOUND_TOKENS", "false") == "true",
            environment=_environment(source),
        )
