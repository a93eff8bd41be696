"""One AWS call from its arrival to its answer: who, may they, do it, write it down, answer."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from . import plan_lambda, plan_management, plan_s3, plan_tables, protocol, records, signatures
from .authorise import Authoriser
from .backend import Backend
from .call import Answer, Call, RawRequest
from .clock import Clock
from .credentials import CredentialRegistry, Session
from .errors import AwsError, RefusedError, answer, refused, unknown_to_local_aws
from .functions import FunctionService
from .inventory import Inventory
from .names import ACCOUNT
from .plan import Check, Plan
from .plan_kms import encryption_context_of, plan_kms, through_service
from .sts import TokenService, plan_sts
from .trail import Trail

_LOG = logging.getLogger("proviso.local.front")
_KEY_CACHE_SECONDS = 300.0
_ID_HEADERS = {"x-amzn-requestid", "x-amz-request-id", "x-amz-id-2"}


class Endpoint:
    """The AWS endpoint of every service.

    A call is answered only after its record is in the trail's buffer.
    """

    def __init__(
        self, *, backend: Backend, inventory: Inventory, registry: CredentialRegistry, authoriser: Authoriser,
        trail: Trail, functions: FunctionService, clock: Clock,
    ) -> None:  # fmt: skip
        """Take the parts."""
        self._backend = backend
        self._inventory = inventory
        self._registry = registry
        self._authoriser = authoriser
        self._trail = trail
        self._functions = functions
        self._clock = clock
        self._tokens = TokenService(registry, inventory, clock)
        self._key_last_used: dict[tuple[str, str], float] = {}
        self._planners: dict[str, Callable[[Call], Plan]] = {
            "dynamodb": lambda call: plan_tables.plan_dynamodb(call, inventory),
            "kms": lambda call: plan_kms(call, inventory),
            "sts": lambda call: plan_sts(call, inventory),
            "s3": lambda call: plan_s3.plan_s3(call, inventory),
            "iam": lambda call: plan_management.plan_iam(call, inventory),
            "cloudtrail": lambda call: plan_management.plan_cloudtrail(call, inventory),
            "lambda": plan_lambda.plan_invoke,
        }

    def serve(self, raw: RawRequest) -> Answer:
        """Answer one request."""
        request_id, service = str(uuid4()), ""
        try:
            scope = signatures.scope_of(raw)
            service = scope.service
            session = signatures.verify(raw, scope, self._registry, self._clock.now())
        except AwsError as error:
            # AWS does not record what it cannot ascribe to anyone.
            _LOG.info("not signed by anyone known: %s (%s)", error.code, error.note)
            return _with_id(answer(service, error, request_id), request_id, service)
        call, at, on = _unread(raw, scope, request_id), self._clock.now(), self._trail.on
        plan = Plan((), None, read_only=False)
        try:
            call = protocol.read_call(raw, scope, request_id)
            plan = self._planners[call.service](call)
            result = self._carry_out(call, session, plan)
        except AwsError as error:
            _LOG.info("%s %s by %s: %s %s", service, call.operation, session.arn, error.code, error.note)
            result = answer(service, error, request_id)
        except Exception:  # noqa: BLE001 (whatever fails here, the caller gets an answer and the trail a record)
            _LOG.exception("%s %s failed inside the local AWS", service, call.operation)
            result = answer(service, AwsError("InternalFailure", "The local AWS failed", status=500), request_id)
        self._trail.keep(records.of_call(call, session, plan, result, at), on=on)
        return _with_id(result, request_id, service)

    def _carry_out(self, call: Call, session: Session, plan: Plan) -> Answer:
        for check in plan.checks:
            if check.via:
                self._use_key(session, check, call)
            else:
                self._authoriser.require(session, check, call)
        for name in plan.tables:
            self._use_table_key(session, name, call)
        if plan.refuse_after:
            raise unknown_to_local_aws(call.service, plan.refuse_after)
        if call.service == "sts":
            return self._tokens.perform(call, session)
        if call.service == "lambda":
            return plan_lambda.invoke(call, self._functions)
        return self._backend.perform(call)

    def _use_table_key(self, session: Session, name: str, call: Call) -> None:
        """Every call of a table needs its key; AWS asks for it again after five idle minutes, we enforce each time."""
        table = self._inventory.table(name)
        if table is None or table.kms_key is None:
            return
        arn = self._inventory.key_named(table.kms_key)
        key = self._inventory.key(arn) if arn else None
        if key is None or not key.usable:
            raise refused(call.service, "The table's KMS key is not accessible", note="the key is gone or disabled")
        context = {"aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": ACCOUNT}
        check = through_service(key, "dynamodb", "Decrypt", context)
        used, now = (session.access_key_id, key.arn), time.monotonic()
        cached = now - self._key_last_used.get(used, -_KEY_CACHE_SECONDS) < _KEY_CACHE_SECONDS
        self._use_key(session, check, call, record=not cached)
        self._key_last_used[used] = now

    def _use_key(self, session: Session, check: Check, call: Call, *, record: bool = True) -> None:
        error: tuple[str, str] | None = None
        try:
            self._authoriser.require(session, check, call)
        except RefusedError as refusal:
            error = ("AccessDenied", refusal.message)
            raise
        finally:
            if record or error:
                action, context = check.action.removeprefix("kms:"), encryption_context_of(check)
                at, on = self._clock.now(), self._trail.on
                self._trail.keep(
                    records.of_key_use(session, check.via, action, check.resource, context, at, error), on=on
                )


def _unread(raw: RawRequest, scope: signatures.Scope, request_id: str) -> Call:
    """The call as far as it can be named before it is read."""
    target = raw.headers.get("x-amz-target", "").rpartition(".")[2]
    return Call(scope.service, target or raw.method, {}, raw, request_id, scope.region)


def _with_id(result: Answer, request_id: str, service: str) -> Answer:
    name = "x-amz-request-id" if service == "s3" else "x-amzn-RequestId"
    headers = {header: value for header, value in result.headers.items() if header.lower() not in _ID_HEADERS}
    return replace(result, headers={**headers, name: result.request_id or request_id})
