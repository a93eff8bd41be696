"""The functions as they ship, in one process: their own apps and settings, the real rules, AWS canned.

A Lambda Invoke of the decision point runs its handler right here. For a comparison the same decision point can be
given an engine that allows without asking; nothing else of it changes.
"""

import base64
import importlib.util
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from chalicelib.adapters import aws
from chalicelib.adapters.ledger_form import REST, whole
from chalicelib.bootstrap import decide as decide_bootstrap
from chalicelib.settings import DecideSettings
from workbench import tools
from workbench.bench.canned import SERVICES, CannedAws
from workbench.bench.events import Event, LambdaContext, proxy_event
from workbench.policy import bundle
from workbench.policy.signing import new_key
from workbench.seeds import practitioners

_ARN = "arn:aws:{}:eu-west-2:123456789012:{}"
_RECORDS, _LEDGER = "proviso-records", "proviso-ledger"
Json = dict[str, Any]
Handler = Callable[[Json, LambdaContext], Json]
Engine = Literal["rules", "stub"]


class UnexpectedAnswerError(RuntimeError):
    """A function answered something else than the measure needs; the message holds status and reasons."""


class AllowStub:
    """A policy engine that asks nobody: always the same answer, which the real rules once gave."""

    def __init__(self, answer: object) -> None:
        """Keep the answer."""
        self._answer = answer

    def ask(self, _policy_input: Mapping[str, Any]) -> object:
        """Return it."""
        return self._answer


@dataclass(frozen=True)
class Answered:
    """An answer of a function: status and parsed body."""

    status: int
    body: Any


class Stand:
    """The functions and what they stand on.

    Attributes:
        settings: What the decision point was built from.
        bundle: The policy bundle, as built from the sources.
        env: The environment of the functions.
        aws: The canned AWS.
        asked: The last request that a function sent to the decision point, as JSON.
        decided: The answer to it, as JSON.
    """

    def __init__(self, folder: Path) -> None:
        """Build the bundle and the keys into a folder, and attach the canned AWS. OPA starts at the first request."""
        self._keys = folder / "keys"
        practitioners.make_issuer_keys(self._keys)
        signing = new_key(folder / "signing")
        self.bundle, revision = bundle.build(folder / "bundle", signing.private)
        self.env = _environment(self._keys / "jwks.json", self.bundle, revision) | {
            "PROVISO_OPA_BUNDLE_KEY": str(signing.public)
        }
        os.environ.update(self.env)
        self.settings = DecideSettings.from_env()
        self.asked: Json = {}
        self.decided: Json = {}
        self._real: Handler = _load("decide").decide
        self._deciding = self._real
        self._apps = {name: _load(name).app for name in ("share", "request_disclosure", "record_undertaking")}
        self.aws = CannedAws(self._decide)
        aws.forget_clients()
        for service in SERVICES:
            self.aws.attach(aws.client(service))
        for who in practitioners.practitioners().values():
            self.aws.put(_RECORDS, _client_status(who.client))

    def event(self, who: str, method: str, resource: str, **parts: Json) -> Event:
        """Return the event of one request by a seeded practitioner, its token freshly signed."""
        return proxy_event(method, resource, practitioners.mint_token(who, self._keys), **parts)

    def call(self, function: str, event: Event, *wanted: int) -> Answered:
        """Run an API function on one event.

        Raises:
            UnexpectedAnswerError: it answered with another status than those wanted.
        """
        raw = self._apps[function](event, LambdaContext(f"proviso-{function}"))
        status, body = raw["statusCode"], json.loads(raw["body"])
        if status not in wanted:
            message = f"{function} answered {status} instead of {wanted[0]}: {json.dumps(body)[:1500]}"
            raise UnexpectedAnswerError(message)
        return Answered(status, body)

    def decide(self, request: Json) -> Json:
        """Run the decision point's own handler on a request."""
        return self._real(request, LambdaContext("proviso-decide"))

    @contextmanager
    def allowing(self, answer: object) -> Iterator[Callable[[Engine], None]]:
        """Build a second decision point that differs in its engine alone; yield the switch between the two."""
        stub = decide_bootstrap.build(self.settings, engine=AllowStub(answer))

        def stubbed(event: Json, context: LambdaContext) -> Json:
            return stub(event, context.aws_request_id).model_dump(mode="json", exclude_none=True)

        def switch(engine: Engine) -> None:
            self._deciding = stubbed if engine == "stub" else self._real

        try:
            yield switch
        finally:
            self._deciding = self._real

    def policy_input(self) -> Json:
        """Return the last policy input, as the ledger keeps it."""
        put = self.aws.last_put(_LEDGER)
        kept: Json = whole(put["entry"]["S"], base64.b64decode(put[REST]["B"]))["input"]
        return kept

    def close(self) -> None:
        """End the decision point's OPA."""
        decide_bootstrap.forget()
        aws.forget_clients()

    def _decide(self, request: Json) -> Json:
        self.asked = request
        self.decided = self._deciding(request, LambdaContext("proviso-decide"))
        return self.decided


def _load(function: str) -> ModuleType:
    """Import a function's app.py under a name of its own: all of them are called app."""
    path = tools.ROOT / "functions" / function / "app.py"
    spec = importlib.util.spec_from_file_location(f"bench_{function}", path)
    if spec is None or spec.loader is None:
        message = f"there is no function {function}"
        raise UnexpectedAnswerError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _client_status(client: str) -> dict[str, Any]:
    key = {"pk": {"S": f"client#{client.removeprefix('client:')}"}, "sk": {"S": "status"}}
    return {**key, "v": {"N": "1"}, "header": {"M": {"status": {"S": "active"}}}}


def _environment(jwks: Path, made: Path, revision: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00",
        "AWS_SECRET_ACCESS_KEY": "canned",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_REGION": "eu-west-2",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PROVISO_DECIDE_FUNCTION": "proviso-decide",
        "PROVISO_RECORDS_TABLE": _RECORDS,
        "PROVISO_RECORDS_TABLE_ARN": _ARN.format("dynamodb", f"table/{_RECORDS}"),
        "PROVISO_RECORDS_KEY": _ARN.format("kms", "key/00000000-0000-4000-8000-000000000002"),
        "PROVISO_CONTENT_KEY": _ARN.format("kms", "key/00000000-0000-4000-8000-000000000001"),
        "PROVISO_SIGNING_KEY": _ARN.format("kms", "key/00000000-0000-4000-8000-000000000003"),
        "PROVISO_LEDGER_TABLE": _LEDGER,
        "PROVISO_CASE_ACCESS_ROLE": "arn:aws:iam::123456789012:role/proviso-case-access",
        "PROVISO_AUDIENCE": practitioners.AUDIENCE,
        "PROVISO_JWKS_FILE": str(jwks),
        "PROVISO_HMAC_KEY": secrets.token_hex(32),
        "PROVISO_OPA_BINARY": str(tools.opa()),
        "PROVISO_OPA_BUNDLE": str(made),
        "PROVISO_POLICY_REVISION": revision,
        "PROVISO_ENVIRONMENT": "sandbox",
        "PROVISO_SESSION_SECONDS": "60",
    }
