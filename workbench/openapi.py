"""`schemas/openapi.yaml`: every route, every answer, every error, generated from the contracts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from chalicelib.contracts import answers
from chalicelib.contracts.problem import ProblemBody
from chalicelib.contracts.vocabulary import codes_of
from workbench import schemas

_PROBLEMS: Final = {
    "400": "The body is not strict JSON in UTF-8.",
    "401": "The bearer token or certificate does not prove who asks.",
    "403": "Refused. Every reason that applies, with its law and remedy.",
    "404": "There is nothing here that you may see. Hidden and absent give the same bytes.",
    "409": "Another step came first, or what the decision rests on kept changing. Nothing was written.",
    "412": "The request is not at the version of If-Match: a step was taken or a limit passed since. Nothing was"
    " written.",
    "413": "The body is larger than 256 KB.",
    "415": "The body is not application/json.",
    "422": "The request breaks its contract, or its idempotency key was used with another request.",
    "500": "Something failed. Nothing was answered from it.",
    "503": "A part that must answer did not. Nothing was written or shown.",
}
_READ: Final = ("401", "403", "404", "422", "500", "503")
_WRITE: Final = ("400", "401", "403", "409", "413", "415", "422", "500", "503")


def text() -> str:
    """The document as YAML."""
    return yaml.dump(document(), Dumper=_NoAliases, sort_keys=False, allow_unicode=True, width=110)


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    every = [*schemas.REQUESTS.values(), *schemas.ANSWERS, ProblemBody]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Proviso",
            "version": "0.1.0",
            "summary": "Share information about people at risk, by decision.",
            "description": "Every call is decided by policy, allowed or refused, and stands in the ledger.",
        },
        "servers": [{"url": "http://127.0.0.1:8000", "description": "Local"}],
        "security": [{"bearer": []}, {"bearer": [], "certificate": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": _security(),
            "parameters": _parameters(),
            "headers": _headers(),
            "responses": {f"Problem{status}": _problem(words) for status, words in _PROBLEMS.items()},
            "schemas": schemas.definitions(every, "#/components/schemas/{model}"),
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/share": {
            "post": _write("shareInformation", "Share statements with named recipients", "share", answers.Shared),
            "get": _read(
                "listCase",
                "This agency's chronology of a case, oldest first",
                answers.Chronology,
                ("Case", "Limit", "Cursor"),
            ),
        },
        "/share/{share_id}": {
            "get": _read(
                "readShare",
                "Read a share with its answers, cut down to what you may see; or why something followed a share",
                (answers.ShareView, answers.NoteView),
                ("Reason",),
                path="share_id",
            ),
        },
        "/share/{share_id}/outcome": {
            "post": _write(
                "sayOutcome",
                "Say what became of a share that you received; its sender sees it",
                "outcome",
                answers.OutcomeSaid,
                path="share_id",
            ),
        },
        "/share/{share_id}/attach": {
            "post": _write(
                "attachReferral",
                "Put a referral to a case that your council holds",
                "attachment",
                answers.ReferralAttached,
                path="share_id",
            ),
        },
        "/share/{share_id}/involvement": {
            "post": _write(
                "changeInvolvement",
                "Make an agency's part in the case longer, end it, or hand it over to the next council",
                "involvement",
                answers.InvolvementChanged,
                path="share_id",
            ),
        },
        "/inbox": {
            "get": _read(
                "listInbox",
                "What was shared with your agency and role, newest first",
                answers.Inbox,
                ("Limit", "Cursor"),
            ),
        },
        "/request-disclosure": {
            "post": _write(
                "openDisclosureRequest",
                "Open an application under a disclosure scheme (police)",
                "disclosure_application",
                answers.RequestOpened,
            ),
            "get": _read(
                "listQueue",
                "What your agency has to do, by due time",
                answers.Queue,
                ("Due", "Mine", "Limit", "Cursor"),
            ),
        },
        "/request-disclosure/{request_id}/steps": {
            "post": _write(
                "takeStep",
                "Take the next step of an application",
                "step",
                answers.StepTaken,
                path="request_id",
                guarded=True,
            ),
        },
        "/request-disclosure/{request_id}": {
            "get": _read(
                "readDisclosureRequest",
                "Where an application stands and what may come next",
                answers.RequestView,
                ("Open",),
                path="request_id",
            ),
        },
        "/record-undertaking": {
            "post": _write(
                "recordUndertaking",
                "Record that the recipient signed, or refused",
                "undertaking",
                answers.UndertakingRecorded,
                guarded=True,
            ),
        },
        "/record-undertaking/{undertaking_id}": {
            "get": _read(
                "readUndertaking",
                "Read an undertaking, the signed document; or the incident that a report of a breach opened",
                (answers.UndertakingView, answers.IncidentView),
                path="undertaking_id",
            ),
        },
        "/record-undertaking/{undertaking_id}/breach": {
            "post": _write(
                "reportBreach",
                "Report that somebody bound by an undertaking did not keep it",
                "breach",
                answers.BreachReported,
                path="undertaking_id",
            ),
        },
        "/health": {"get": _health()},
    }


def _write(
    operation: str, summary: str, schema: str, answer: type[Any], path: str | None = None, *, guarded: bool = False
) -> dict[str, Any]:
    example = json.loads((schemas.FOLDER / "examples" / f"{schema}.json").read_text(encoding="utf-8"))
    problems = (*_WRITE[:3], "404", *_WRITE[3:]) if path or schema == "undertaking" else _WRITE
    problems = tuple(sorted((*problems, "412"))) if guarded else problems
    headers = ("RequestId", "IdempotencyKey", *(("IfMatch",) if guarded else ()))
    body = {"schema": _reference(schemas.REQUESTS[schema]), "example": example}
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [*_path(path), *map(_parameter, headers)],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {"201": _answer("Done, and durable.", answer), **_errors(problems)},
    }


def _read(
    operation: str,
    summary: str,
    answer: type[Any] | tuple[type[Any], ...],
    parameters: Sequence[str] = (),
    path: str | None = None,
) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [*_path(path), *map(_parameter, parameters), _parameter("RequestId")],
        "responses": {"200": _answer("What you may see.", answer), **_errors(_READ)},
    }


def _health() -> dict[str, Any]:
    return {
        "operationId": "showHealth",
        "summary": "Alive, and the policy revision demanded; nothing else",
        "security": [],
        "responses": {"200": _answer("Alive.", answers.Health), **_errors(("422", "500"))},
    }


def _answer(words: str, answer: type[Any] | tuple[type[Any], ...]) -> dict[str, Any]:
    standing = isinstance(answer, type) and "version" in answer.__annotations__
    names = ("Cache-Control", "X-Request-ID", "Proviso-Decision", *(("ETag",) if standing else ()))
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {
        "description": words,
        "headers": headers,
        "content": {"application/json": {"schema": _one_of(answer)}},
    }


def _one_of(answer: type[Any] | tuple[type[Any], ...]) -> dict[str, Any]:
    return {"oneOf": [_reference(each) for each in answer]} if isinstance(answer, tuple) else _reference(answer)


def _problem(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/problem+json": {"schema": _reference(ProblemBody)}}}


def _errors(statuses: Sequence[str]) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def _reference(each: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{each.__name__}"}


def _parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _path(name: str | None) -> list[dict[str, Any]]:
    if name is None:
        return []
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]


def _security() -> dict[str, Any]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Signed by your agency's issuer; good for at most 15 minutes.",
        },
        "certificate": {"type": "mutualTLS", "description": "A token that is bound to a certificate needs it."},
    }


def _parameters() -> dict[str, Any]:
    text = {"type": "string"}
    limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}
    reasons = {"type": "string", "enum": sorted(codes_of("access_reasons"))}
    step = {"type": "integer", "minimum": 0, "maximum": 9999}
    key = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"}
    return {
        "Case": _query("case", "The case.", text, required=True),
        "Reason": _query("reason", "Why you look, from a closed list.", reasons, required=True),
        "Limit": _query("limit", "How many entries at most.", limit),
        "Cursor": _query("cursor", "`next` of the page before.", text),
        "Due": _query(
            "due",
            "What is due by then, and what was due before: `overdue`, `today`, `week` (seven days with today), a day"
            " (YYYY-MM-DD, London) or an instant.",
            text,
            required=True,
        ),
        "Mine": _query("mine", "Only what your role may take a step of.", {"type": "boolean", "default": False}),
        "Open": _query("open", "Show the words of this step as well; 0 is the application.", step),
        "RequestId": _header("X-Request-ID", "Echoed; made when absent.", {"type": "string", "format": "uuid"}),
        "IfMatch": _header(
            "If-Match",
            "`ETag` of the answer in which you last saw the disclosure request: the step is taken only if it still"
            " stands so, else 412. Without it the rules alone judge whether the step may follow what stands now.",
            {"type": "string", "pattern": '^"[1-9][0-9]{0,9}"$'},
        ),
        "IdempotencyKey": _header("Idempotency-Key", "A retry with the same key and body gets the same answer.", key),
    }


def _query(name: str, words: str, schema: Mapping[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": words, "schema": dict(schema)}


def _header(name: str, words: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": words, "schema": dict(schema)}


def _headers() -> dict[str, Any]:
    return {
        "Cache-Control": {"description": "Always `no-store`.", "schema": {"const": "no-store"}},
        "X-Request-ID": {"description": "As sent, or made.", "schema": {"type": "string", "format": "uuid"}},
        "ETag": {
            "description": "Version of the disclosure request after this answer, quoted, as `version` in the body. A"
            " retry under the same key gives that of the first answer.",
            "schema": {"type": "string"},
        },
        "Proviso-Decision": {"description": "The decision that the answer rests on.", "schema": {"type": "string"}},
    }


class _NoAliases(yaml.SafeDumper):
    """YAML without anchors, which many readers of OpenAPI do not follow."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
