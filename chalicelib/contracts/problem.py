"""A problem (RFC 9457) as the API answers it. No problem repeats a value of the request."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict  # the one that pydantic reads on Python 3.11

from chalicelib.contracts.decision import Decision, Reason, Receipt

ProblemCode = Literal[
    "refused",
    "not_found",
    "unauthenticated",
    "malformed_json",
    "contract_violation",
    "request_malformed",
    "idempotency_conflict",
    "too_large",
    "unsupported_media_type",
    "method_not_allowed",
    "facts_moved",
    "version_moved",
    "closed",
    "content_unreadable",
    "fault",
]


class FieldError(TypedDict):
    """A broken field, by dotted path, and what is wrong with it."""

    field: str
    problem: str


class ProblemBody(TypedDict):
    """`code` is permanent. `reasons` lists every reason of a refusal, `errors` every broken field found.

    `reason` says which part was closed, or which check of the token failed.
    """

    type: str
    title: str
    status: int
    detail: str
    code: ProblemCode
    reason: NotRequired[str]
    reasons: NotRequired[list[Reason]]
    errors: NotRequired[list[FieldError]]
    decision: NotRequired[Decision]
    receipt: NotRequired[Receipt]
