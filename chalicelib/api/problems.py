"""The only table from errors to HTTP (RFC 9457). No problem holds a value of a request or the text of an exception."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chalicelib.domain import errors
from chalicelib.service.asking import Refusal, json_text

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"


@dataclass(frozen=True)
class Problem:
    """One row of the table."""

    status: int
    code: str
    title: str
    detail: str


@dataclass(frozen=True)
class ProblemAnswer:
    """A problem ready to be sent."""

    status: int
    body: str
    headers: Mapping[str, str]


NOT_FOUND = Problem(404, "not_found", "Not found", "There is nothing here that you may see.")
REFUSED = Problem(403, "refused", "Refused", "The rules do not allow this. Each reason says what would.")
FAULT = Problem(500, "fault", "Fault", "Something failed on our side. Nothing was answered from it.")
_CONTRACT = MappingProxyType(
    {
        problem.code: problem
        for problem in (
            Problem(422, "contract_violation", "The request breaks its contract", "See errors, field by field."),
            Problem(422, "request_malformed", "The request breaks its contract", "See errors, field by field."),
            Problem(
                422,
                "idempotency_conflict",
                "Idempotency key used before",
                "This key was used with another request. Send this one with a new key.",
            ),
            Problem(400, "malformed_json", "Malformed JSON", "The body could not be read as strict JSON in UTF-8."),
            Problem(413, "too_large", "Body too large", "A body may hold 256 KB."),
            Problem(415, "unsupported_media_type", "Unsupported media type", "Send application/json."),
        )
    }
)
_UNAUTHENTICATED = Problem(
    401, "unauthenticated", "Not authenticated", "The bearer token or certificate does not prove who asks."
)
_MOVED = Problem(409, "facts_moved", "Facts moved", "What the decision rests on kept changing. Nothing was written.")
_OVERTAKEN = Problem(
    409,
    "facts_moved",
    "Another step came first",
    "This was allowed, but something else was written first. Decided again on what stands now, it is refused: each"
    " reason says why. Nothing of yours was written. Read again before you go on.",
)
_VERSION_MOVED = Problem(
    412,
    "version_moved",
    "Not as you saw it",
    "A step was taken, or a limit passed, since the version in If-Match. Nothing was written. Read the request again,"
    " then decide whether this step is still right.",
)
_CLOSED = Problem(503, "closed", "Closed", "A part that must answer did not. Nothing was written or shown. Try again.")
_UNREADABLE = Problem(
    503, "content_unreadable", "Content unreadable", "The content could not be opened and verified. Nothing is shown."
)
_GATEWAY = MappingProxyType(
    {
        404: NOT_FOUND,
        405: Problem(405, "method_not_allowed", "Method not allowed", "This path does not know this method."),
    }
)


def answer_of(error: Exception) -> ProblemAnswer:
    """The answer to an error that a use case or the edge raised."""
    if isinstance(error, errors.ContractError):
        row = _CONTRACT.get(error.code, _CONTRACT["contract_violation"])
        fields = [{"field": found.field, "problem": found.problem} for found in error.problems]
        return made(row, {"errors": fields} if fields else {})
    if isinstance(error, errors.UnauthenticatedError):
        challenge = 'Bearer error="invalid_token"' if error.code != "token_missing" else "Bearer"
        return made(_UNAUTHENTICATED, {"reason": error.code}, {"WWW-Authenticate": challenge})
    if isinstance(error, errors.VersionMovedError):
        return made(_VERSION_MOVED)
    if isinstance(error, errors.FactsMovedError | errors.ContentUnreadableError):
        row = _MOVED if isinstance(error, errors.FactsMovedError) else _UNREADABLE
        return made(row, headers={"Retry-After": RETRY_AFTER_S})
    if isinstance(error, errors.ClosedError):
        return made(_CLOSED, {"reason": error.code}, {"Retry-After": RETRY_AFTER_S})
    return made(FAULT)


def refusal(refused: Refusal) -> ProblemAnswer:
    """A refusal with every reason that applies; one that hides is the constant not-found.

    One that was overtaken by another step is a conflict: to whoever sent it, the rules had allowed it.
    """
    if refused.hidden:
        return made(NOT_FOUND)
    decision = refused.decision.model_dump(exclude_none=True)
    more: dict[str, Any] = {"reasons": decision["reasons"], "decision": decision}
    if refused.receipt is not None:
        more["receipt"] = refused.receipt.model_dump(exclude_none=True)
    return made(_OVERTAKEN if refused.overtaken else REFUSED, more, {"Proviso-Decision": refused.decision.id})


def of_status(status: int) -> ProblemAnswer:
    """The problem for an answer that the router gave by itself."""
    return made(_GATEWAY.get(status, FAULT))


def made(
    row: Problem, more: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> ProblemAnswer:
    """A row of the table as an answer."""
    body = {
        "type": f"urn:proviso:problem:{row.code}",
        "title": row.title,
        "status": row.status,
        "detail": row.detail,
        "code": row.code,
        **(more or {}),
    }
    return ProblemAnswer(row.status, json_text(body), {"Content-Type": PROBLEM_TYPE, **(headers or {})})
