"""Puts the decision point together, once per warm container, at its first request."""

from collections.abc import Callable
from dataclasses import dataclass
from os import urandom
from threading import Lock
from typing import TypedDict, Unpack

from chalicelib.adapters import aws
from chalicelib.adapters.case_sessions import StsCaseSessions
from chalicelib.adapters.facts import DynamoFactReader
from chalicelib.adapters.issuer_keys import IssuerKeys
from chalicelib.adapters.ledger import DynamoLedger
from chalicelib.adapters.opa import OpaPolicyEngine
from chalicelib.adapters.opa_process import OpaProcess
from chalicelib.adapters.tokens import JwtVerifier
from chalicelib.service.decide.decide import Decide
from chalicelib.service.decide.ids import UlidMaker, utc_now
from chalicelib.service.decide.judge import DecisionRules, Judge
from chalicelib.service.decide.ports import CaseSessions, Clock, FactReader, Ledger, PolicyEngine, TokenVerifier
from chalicelib.service.decide.replay import AnswerNames
from chalicelib.settings import DecideSettings


@dataclass(frozen=True)
class _Container:
    decide: Decide
    engine: OpaPolicyEngine
    server: OpaProcess


_lock = Lock()
_built: list[_Container] = []


def decide(settings: DecideSettings | None = None) -> Decide:
    """Return the decision point of this container; the first call builds it and waits until OPA answers.

    Args:
        settings: For tests; the environment's by default. Looked at by the first call alone.

    Raises:
        SettingsError: the environment lacks a setting.
        ValueError: the HMAC key is not hex, or too short.
    """
    with _lock:
        if not _built:
            known = settings or DecideSettings.from_env()
            server = OpaProcess(
                known.opa_binary, known.opa_bundle, known.policy_revision, verification_key=known.opa_bundle_key
            )
            engine = OpaPolicyEngine(server)
            _built.append(_Container(build(known, engine), engine, server))
            server.start()
        return _built[0].decide


class Parts(TypedDict, total=False):
    """Parts that may be given instead of the real ones."""

    tokens: TokenVerifier
    facts: FactReader
    ledger: Ledger
    sessions: CaseSessions
    clock: Clock
    randomness: Callable[[int], bytes]


def build(settings: DecideSettings, engine: PolicyEngine, **parts: Unpack[Parts]) -> Decide:
    """Wire a decision point around a policy engine.

    Args:
        settings: The constants of the deployment.
        engine: What answers for the rules; the real one needs a running OPA.
        parts: What to use instead of the real parts.
    """
    new_id = UlidMaker(parts.get("randomness", urandom))
    keys = IssuerKeys(settings.jwks_file)
    judge = Judge(
        tokens=parts.get("tokens") or JwtVerifier(keys, settings.audience, require_bound=settings.require_bound_tokens),
        facts=parts.get("facts") or DynamoFactReader(settings.records_table),
        engine=engine,
        names=AnswerNames(bytes.fromhex(settings.hmac_key)),
        rules=DecisionRules(settings.policy_revision, settings.session_seconds, settings.environment),
        new_id=new_id,
    )
    sessions = parts.get("sessions") or StsCaseSessions(
        settings.case_access_role,
        settings.records_table_arn,
        settings.records_key,
        settings.content_key,
        settings.signing_key,
    )
    return Decide(
        judge=judge,
        ledger=parts.get("ledger") or DynamoLedger(settings.ledger_table),
        sessions=sessions,
        attribution=aws.calling_for,
        policy_revision=settings.policy_revision,
        clock=parts.get("clock", utc_now),
        new_id=new_id,
    )


def opa_pid() -> int | None:
    """Return the process id of the OPA that answers now; None while there is none."""
    return _built[0].server.pid if _built else None


def forget() -> None:
    """End OPA and drop what was built, for tests that build it anew."""
    with _lock:
        while _built:
            container = _built.pop()
            container.engine.close()
            container.server.stop()
