"""From HTTP to an AWS call: the JSON, query, REST-JSON and REST-XML protocols, as far as they are served here.

Reading is strict where a loose reader behind the front might see something else than was evaluated: a JSON member that
comes twice, or a parameter that comes twice, is refused.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from .call import Call, RawRequest
from .errors import AwsError, unknown_to_local_aws
from .signatures import Scope

_TARGETS = {
    "dynamodb": re.compile(r"DynamoDB_20120810\.([A-Za-z]+)"),
    "kms": re.compile(r"TrentService\.([A-Za-z]+)"),
    "cloudtrail": re.compile(r"(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.([A-Za-z]+)"),
}
_VERSIONS = {"sts": "2011-06-15", "iam": "2010-05-08"}
_INVOKE = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_S3_OPERATIONS = {
    ("GET", "bucket", frozenset({"list-type"})): "ListObjectsV2",
    ("GET", "bucket", frozenset({"location"})): "GetBucketLocation",
    ("GET", "bucket", frozenset({"policy"})): "GetBucketPolicy",
    ("GET", "bucket", frozenset({"versions"})): "ListObjectVersions",
    ("GET", "bucket", frozenset({"versioning"})): "GetBucketVersioning",
    ("GET", "bucket", frozenset({"object-lock"})): "GetObjectLockConfiguration",
    ("GET", "bucket", frozenset()): "ListObjects",
    ("HEAD", "bucket", frozenset()): "HeadBucket",
    ("PUT", "bucket", frozenset({"policy"})): "PutBucketPolicy",
    ("DELETE", "bucket", frozenset({"policy"})): "DeleteBucketPolicy",
    ("DELETE", "bucket", frozenset()): "DeleteBucket",
    ("GET", "object", frozenset()): "GetObject",
    ("HEAD", "object", frozenset()): "HeadObject",
    ("PUT", "object", frozenset()): "PutObject",
    ("DELETE", "object", frozenset()): "DeleteObject",
}
_S3_SELECTORS = frozenset().union(*(query for _, _, query in _S3_OPERATIONS))
_S3_ORDINARY = {
    "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner", "marker",
    "key-marker", "version-id-marker", "versionId", "x-id",
}  # fmt: skip


def read_call(raw: RawRequest, scope: Scope, request_id: str) -> Call:
    """What the request asks.

    Raises:
        AwsError: It is not well-formed, or of a service or operation that is not served here.
    """
    readers: dict[str, Callable[[RawRequest, str], tuple[str, dict[str, Any]]]] = {
        **dict.fromkeys(_TARGETS, _json),
        **dict.fromkeys(_VERSIONS, _query),
        "s3": _s3,
        "lambda": _invoke,
    }
    if scope.service not in readers:
        raise unknown_to_local_aws(scope.service, f"the service {scope.service}")
    operation, params = readers[scope.service](raw, scope.service)
    return Call(scope.service, operation, params, raw, request_id, scope.region)


def _json(raw: RawRequest, service: str) -> tuple[str, dict[str, Any]]:
    found = _TARGETS[service].fullmatch(raw.headers.get("x-amz-target", ""))
    if found is None or raw.method != "POST" or raw.target != "/":
        raise unknown_to_local_aws(service, "the target of this call")
    return found[1], json_object(service, raw.body)


def json_object(service: str, body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        AwsError: It is none, or a member comes twice, at any depth.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise unknown_to_local_aws(service, "a JSON member that comes twice")
        return found

    try:
        read = json.loads(body or b"{}", object_pairs_hook=unique)
    except ValueError as error:
        raise AwsError(code="SerializationException", message="The body is not JSON") from error
    if not isinstance(read, dict):
        raise AwsError(code="SerializationException", message="The body is not a JSON object")
    return read


def _query(raw: RawRequest, service: str) -> tuple[str, dict[str, Any]]:
    pairs = parse_qsl(raw.body.decode("utf-8"), keep_blank_values=True)
    flat = dict(pairs)
    if raw.method != "POST" or raw.query or len(flat) != len(pairs) or flat.pop("Version", "") != _VERSIONS[service]:
        raise unknown_to_local_aws(service, "this form of the query protocol")
    operation = flat.pop("Action", "")
    nested: dict[str, Any] = {}
    for name in sorted(flat):
        _place(service, nested, name.split("."), flat[name])
    return operation, {name: _listed(value) for name, value in nested.items()}


def _place(service: str, into: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        into = into.setdefault(part, {})
        if not isinstance(into, dict):
            raise unknown_to_local_aws(service, "a parameter that is a value and a structure")
    if path[-1] in into:
        raise unknown_to_local_aws(service, "a parameter that comes twice")
    into[path[-1]] = value


def _listed(value: Any) -> Any:
    """Turn `{"member": {"1": …, "2": …}}` into a list, at any depth."""
    if not isinstance(value, dict):
        return value
    members = value.get("member")
    if set(value) == {"member"} and isinstance(members, dict) and all(number.isdigit() for number in members):
        return [_listed(members[number]) for number in sorted(members, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}


def _s3(raw: RawRequest, service: str) -> tuple[str, dict[str, Any]]:
    bucket, _, key = raw.path.lstrip("/").partition("/")
    pairs = parse_qsl(raw.query, keep_blank_values=True)
    query = dict(pairs)
    if not bucket or len(query) != len(pairs):
        raise unknown_to_local_aws(service, "a call without a bucket, or with a parameter that comes twice")
    selectors = frozenset(query) & _S3_SELECTORS
    operation = _S3_OPERATIONS.get((raw.method, "object" if key else "bucket", selectors))
    unknown = set(query) - _S3_SELECTORS - _S3_ORDINARY
    if operation is None or unknown:
        raise unknown_to_local_aws(service, f"{raw.method} with {sorted(query)}")
    params: dict[str, Any] = {"Bucket": unquote(bucket), **({"Key": unquote(key)} if key else {})}
    for wire, name in (("prefix", "Prefix"), ("versionId", "VersionId"), ("delimiter", "Delimiter")):
        if wire in query:
            params[name] = query[wire]
    return operation, params


def _invoke(raw: RawRequest, service: str) -> tuple[str, dict[str, Any]]:
    found = _INVOKE.fullmatch(unquote(raw.path))
    query = parse_qsl(raw.query, keep_blank_values=True)
    if found is None or raw.method != "POST" or len(query) > 1 or {name for name, _ in query} - {"Qualifier"}:
        raise unknown_to_local_aws(service, "this call")
    extra = {"x-amz-client-context", "x-amz-tenant-id"} & set(raw.headers)
    kind = raw.headers.get("x-amz-invocation-type", "RequestResponse")
    if extra or kind != "RequestResponse" or raw.headers.get("x-amz-log-type", "None") != "None":
        raise unknown_to_local_aws(service, "an invocation other than a plain RequestResponse")
    return "Invoke", {"FunctionName": found[1], **dict(query), "Payload": raw.body}
