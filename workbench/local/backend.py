"""What does the work behind the front: moto in this process, and DynamoDB Local for items where that is on.

Tables exist in moto in either case, because their policies, keys and schema are read from there.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import urllib3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from . import clients, digests, transactions, wsgi
from .call import Answer, Call, RawRequest
from .names import LOOPBACK, key_arn
from .projections import projected

_XML_CODE = re.compile(rb"<Code>([^<]+)</Code>")
_XML_MESSAGE = re.compile(rb"<Message>([^<]*)</Message>")
_ERROR = 400
_TABLE_OPERATIONS = {"CreateTable", "DeleteTable", "UpdateTable"}
_CONTROL = {
    "DescribeTable", "ListTables", "PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy",
    "UpdateContinuousBackups", "DescribeContinuousBackups",
}  # fmt: skip
_ITEM_SETTINGS = ("TableName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes")


class Backend:
    """Passes calls on, one at a time to moto, whose transactions are not safe between threads."""

    def __init__(self, dynamodb_url: str | None = None) -> None:
        """Take the address of a DynamoDB Local, or None to keep items in moto."""
        self._moto = DomainDispatcherApplication(create_backend_app)
        transactions.install()
        digests.install()
        self._lock = threading.RLock()
        self._pool = urllib3.PoolManager(maxsize=32, retries=False)
        self._clients: dict[str, Any] = {}
        self.dynamodb_url = dynamodb_url

    def perform(self, call: Call) -> Answer:
        """Carry the call out and say what went wrong, if something did."""
        items_elsewhere = self.dynamodb_url and call.service == "dynamodb" and call.operation not in _CONTROL
        if items_elsewhere and call.operation not in _TABLE_OPERATIONS:
            status, headers, body = self._send(call.raw)
        else:
            with self._lock:
                if call.operation == "TransactWriteItems":
                    transactions.announce(call.params)
                if call.operation in ("Sign", "Verify"):
                    digests.announce(call.params)
                status, headers, body = self._in_process(_with_plain_key(call))
            if call.operation == "TransactGetItems" and status < _ERROR:
                headers, body = projected(call, headers, body)
            if items_elsewhere and status < _ERROR:
                self._table_there_too(call)
        headers = {name: value for name, value in headers.items() if not name.lower().startswith("access-control")}
        return Answer(status, headers, body, _error_of(call.service, status, headers, body))

    def client(self, service: str) -> Any:
        """A boto3 client whose calls go straight to the store: not evaluated, not recorded.

        It is AWS's own hand (deployment, the delivery of trail files) and the seeding of an empty stack.
        """
        if service == "dynamodb" and self.dynamodb_url:
            return clients.client(service, self.dynamodb_url)
        return self.control_client(service)

    def control_client(self, service: str) -> Any:
        """As `client`, and to moto even where items are elsewhere."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = clients.client(service, f"http://{LOOPBACK}")
                self._clients[service].meta.events.register("before-send", self._answer_directly)
            return self._clients[service]

    def _answer_directly(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        parts = urlsplit(request.url)
        content = _content(request.body)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        raw = RawRequest(str(request.method), target, {"host": parts.netloc, **headers}, content, LOOPBACK)
        status, answered, payload = self._in_process(raw)
        found: Any = HeadersDict({name.lower(): value for name, value in answered.items()})
        return AWSResponse(request.url, status, found, _Raw(payload))

    def _in_process(self, raw: RawRequest) -> tuple[int, dict[str, str], bytes]:
        # moto would take a bucket's name from the Host header, where the front takes it from the path.
        plain = replace(raw, headers={**raw.headers, "host": LOOPBACK})
        with self._lock:
            return wsgi.call(self._moto, plain)

    def _send(self, raw: RawRequest) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in raw.headers.items() if name not in ("host", "content-length")}
        answer = self._pool.request("POST", f"{self.dynamodb_url}/", body=raw.body, headers=headers)
        return answer.status, wsgi.end_to_end(dict(answer.headers)), answer.data

    def _table_there_too(self, call: Call) -> None:
        client = clients.client("dynamodb", str(self.dynamodb_url))
        if call.operation == "DeleteTable":
            client.delete_table(TableName=call.params["TableName"])
        elif call.operation == "CreateTable":
            settings = {name: call.params[name] for name in _ITEM_SETTINGS if name in call.params}
            client.create_table(BillingMode="PAY_PER_REQUEST", **settings)


def _with_plain_key(call: Call) -> RawRequest:
    """The request with a key's ARN replaced by its id, because moto's key management knows ids alone."""
    named = str(call.params.get("KeyId", "")) if call.service == "kms" else ""
    if not named.startswith(key_arn("")):
        return call.raw
    return replace(call.raw, body=json.dumps({**call.params, "KeyId": named.removeprefix(key_arn(""))}).encode())


class _Raw:
    """The little of a urllib3 response that botocore reads."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload

    def stream(self, **_: object) -> Any:
        yield self._payload

    def read(self, *_: object, **__: object) -> bytes:
        payload, self._payload = self._payload, b""
        return payload


def _content(body: Any) -> bytes:
    """The request's body, whose type depends on the operation."""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else b"" if body is None else bytes(body.read())


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _error_of(service: str, status: int, headers: dict[str, str], body: bytes) -> tuple[str, str] | None:
    if status < _ERROR:
        return None
    if service in ("s3", "sts", "iam"):
        code, message = _XML_CODE.search(body), _XML_MESSAGE.search(body)
        return (code[1].decode() if code else str(status), message[1].decode() if message else "")
    return _json_error(status, headers, body)


def _json_error(status: int, headers: dict[str, str], body: bytes) -> tuple[str, str]:
    decode: Callable[[bytes], Any] = json.loads
    try:
        said = decode(body)
    except ValueError:
        said = {}
    code = str(said.get("__type") or headers.get("x-amzn-errortype") or status)
    return code.rpartition("#")[2].partition(":")[0], str(said.get("message") or said.get("Message") or "")
