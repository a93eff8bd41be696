"""From a Chalice request to a Chalice response: every error is mapped here, before Chalice would make a 500 of it."""

import time
from collections.abc import Callable

from chalice.app import Chalice, Response

from chalicelib.api import problems
from chalicelib.api.incoming import Incoming, check_request_id, incoming
from chalicelib.domain.errors import ClosedError, ContentUnreadableError, ProvisoError
from chalicelib.service.asking import Answer, Refusal
from chalicelib.service.log_codes import LogCode, log

JSON_TYPE = "application/json"
INTERNAL_ERROR = 500


class NotHere:
    """What an endpoint answers when the path names nothing that could exist."""


Outcome = Answer | Refusal | NotHere
Endpoint = Callable[..., Outcome]


def respond(app: Chalice, endpoint: Endpoint, **path: str) -> Response:
    """Run an endpoint on the app's current request and answer, whatever happens.

    Errors become problems that repeat nothing of the request.
    """
    started = time.perf_counter()
    raw = app.current_request
    if raw is None:
        return _router_problem(INTERNAL_ERROR)
    request = incoming(raw)
    decision = None
    try:
        check_request_id(raw)
        outcome = endpoint(request, **path)
        decision = _decision(outcome)
        status, body, headers = _answered(outcome)
    except ProvisoError as error:
        status, body, headers = _unpacked(problems.answer_of(error))
        if isinstance(error, ClosedError | ContentUnreadableError):
            _log_closed(request, status, error)
    except Exception as error:  # noqa: BLE001 - the outermost frame: nothing may reach the caller or Chalice's own log
        status, body, headers = _unpacked(problems.made(problems.FAULT))
        log(LogCode.REQUEST_FAULT, request=request.request_id, route=request.route, cause=type(error).__name__)
    log(
        LogCode.REQUEST_ANSWERED,
        request=request.request_id,
        route=request.route,
        status=status,
        decision=decision,
        duration_ms=round((time.perf_counter() - started) * 1000),
    )
    return Response(body, {**headers, **_always(request.request_id)}, status)


def problems_of_the_router(event: object, get_response: Callable[[object], Response]) -> Response:
    """Middleware: what Chalice answers by itself (an unknown method) becomes a problem like all others."""
    response = get_response(event)
    if "Cache-Control" in response.headers:
        return response
    return _router_problem(response.status_code)


def _router_problem(status: int) -> Response:
    made = problems.of_status(status)
    return Response(made.body, {**made.headers, "Cache-Control": "no-store"}, made.status)


def _decision(outcome: Outcome) -> str | None:
    if isinstance(outcome, Refusal):
        return outcome.decision.id
    return outcome.decision if isinstance(outcome, Answer) else None


def _answered(outcome: Outcome) -> tuple[int, str, dict[str, str]]:
    if isinstance(outcome, NotHere):
        return _unpacked(problems.made(problems.NOT_FOUND))
    if isinstance(outcome, Refusal):
        return _unpacked(problems.refusal(outcome))
    headers = {"Content-Type": JSON_TYPE}
    if outcome.decision is not None:
        headers["Proviso-Decision"] = outcome.decision
    if outcome.version is not None:
        headers["ETag"] = f'"{outcome.version}"'
    return outcome.status, outcome.body, headers


def _unpacked(problem: problems.ProblemAnswer) -> tuple[int, str, dict[str, str]]:
    return problem.status, problem.body, dict(problem.headers)


def _always(request_id: str) -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Request-ID": request_id}


def _log_closed(request: Incoming, status: int, error: ProvisoError) -> None:
    reason = error.code if isinstance(error, ClosedError) else "content_unreadable"
    cause = type(error.__cause__).__name__ if error.__cause__ is not None else None
    log(
        LogCode.REQUEST_CLOSED,
        request=request.request_id,
        route=request.route,
        status=status,
        reason=reason,
        cause=cause,
    )
