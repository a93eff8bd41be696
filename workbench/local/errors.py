"""Refusals and errors, in the words and the wire form of each service.

AwsError
└── RefusedError      the caller may not, or the local AWS does not know what was asked
"""

import json
from xml.sax.saxutils import escape

from .call import Answer

_JSON_TYPES = {"dynamodb": "com.amazonaws.dynamodb.v20120810#", "kms": "", "cloudtrail": "", "logs": ""}
_DENIED = {"dynamodb": "AccessDeniedException", "kms": "AccessDeniedException", "lambda": "AccessDeniedException"}
_EXPIRED = {"dynamodb": "ExpiredTokenException", "kms": "ExpiredTokenException", "lambda": "ExpiredTokenException"}
_UNKNOWN = {"s3": "InvalidAccessKeyId", "sts": "InvalidClientTokenId", "iam": "InvalidClientTokenId"}
_SIGNATURE = {"s3": "SignatureDoesNotMatch", "sts": "SignatureDoesNotMatch", "iam": "SignatureDoesNotMatch"}
# CloudTrail names a refusal alike for most services, DynamoDB by its own exception.
_RECORDED = {"dynamodb": "AccessDeniedException"}
_BAD_REQUEST = 400
_FORBIDDEN = 403


class AwsError(Exception):
    """An answer that is an error.

    Attributes:
        code: The AWS error code on the wire.
        message: For the caller.
        status: HTTP status.
        note: For the local log only; may explain more than AWS would.
        recorded: The code that CloudTrail shows.
    """

    def __init__(
        self, code: str, message: str, *, status: int = _BAD_REQUEST, note: str = "", recorded: str = ""
    ) -> None:
        """Keep the parts."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.note = note
        self.recorded = recorded or code


class RefusedError(AwsError):
    """Access denied."""


def refused(service: str, message: str, note: str = "") -> RefusedError:
    """The service's way of saying no."""
    code = _DENIED.get(service, "AccessDenied")
    status = _BAD_REQUEST if service in ("dynamodb", "kms") else _FORBIDDEN
    return RefusedError(code, message, status=status, note=note, recorded=_RECORDED.get(service, "AccessDenied"))


def unknown_to_local_aws(service: str, what: str) -> RefusedError:
    """A refusal because the local AWS has no rule for what was asked; it can only be stricter than AWS."""
    return refused(service, "Access denied by the local AWS", note=f"the local AWS does not know {what}")


def expired(service: str) -> AwsError:
    """The session's end has passed."""
    code = _EXPIRED.get(service, "ExpiredToken")
    status = _FORBIDDEN if service in ("sts", "iam") else _BAD_REQUEST
    return AwsError(code, "The security token included in the request is expired", status=status)


def unknown_key(service: str) -> AwsError:
    """The access key or its session token is not one that was issued."""
    code = _UNKNOWN.get(service, "UnrecognizedClientException")
    return AwsError(code, "The security token included in the request is invalid.", status=_status(code))


def bad_signature(service: str, note: str) -> AwsError:
    """The signature is not the one that the key's owner would have made."""
    code = _SIGNATURE.get(service, "InvalidSignatureException")
    message = "The request signature we calculated does not match the signature you provided."
    return AwsError(code, message, status=_status(code), note=note)


def _status(code: str) -> int:
    return _FORBIDDEN if code in ("InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch") else 400


def answer(service: str, error: AwsError, request_id: str) -> Answer:
    """The error as this service sends it."""
    recorded = (error.recorded, error.message)
    if service == "s3":
        text = _s3(error, request_id)
        return Answer(error.status, {"Content-Type": "application/xml"}, text.encode(), recorded)
    if service in ("sts", "iam"):
        return Answer(error.status, {"Content-Type": "text/xml"}, _query(error, request_id).encode(), recorded)
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": error.code}
    body = {"__type": _JSON_TYPES.get(service, "") + error.code, "message": error.message}
    return Answer(error.status, headers, json.dumps(body).encode(), recorded)


def _s3(error: AwsError, request_id: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>"
    )


def _query(error: AwsError, request_id: str) -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
