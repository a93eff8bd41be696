"""AWS without AWS: botocore does all its work, and the answer is put in where the socket would be.

One object stands for DynamoDB, KMS, STS and Lambda. It keeps what a transaction writes and gives it back, so that
a case can be opened and then used, and it counts every attempt that would have left the machine.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient

Item = dict[str, Any]
Json = dict[str, Any]
Invoke = Callable[[Json], Json]

SERVICES = ("dynamodb", "kms", "sts", "lambda")
_DATA_KEY = base64.b64encode(bytes(range(32))).decode()
_SIGNATURE = base64.b64encode(bytes(71)).decode()
_WRAPPED_KEY = base64.b64encode(bytes(184)).decode()
_ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLEEXAMPLE000:{session}</AssumedRoleId>
<Arn>{role}/{session}</Arn></AssumedRoleUser><PackedPolicySize>40</PackedPolicySize>
<Credentials><AccessKeyId>ASIAEXAMPLEEXAMPLE00</AccessKeyId><SecretAccessKey>canned</SecretAccessKey>
<SessionToken>canned</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>
<ResponseMetadata><RequestId>canned</RequestId></ResponseMetadata></AssumeRoleResponse>"""


class NotCannedError(RuntimeError):
    """The code under measure made a call for which there is no canned answer; the message names it."""


class _Raw(BytesIO):
    """A body that botocore may read at once or as a stream."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


class CannedAws:
    """Answers in place of AWS, and counts.

    Attributes:
        calls: Every attempt, as `service.Operation`, oldest first.
        frozen: While true, what is written is acknowledged and not kept, so that many runs leave one state.
    """

    def __init__(self, decide: Invoke) -> None:
        """Take what answers Lambda's Invoke of the decision point: JSON value in, JSON value out."""
        self.calls: list[str] = []
        self.frozen = False
        self._decide = decide
        self._tables: dict[str, dict[tuple[str, str], Item]] = {}
        self._last: dict[str, Item] = {}

    def attach(self, client: BaseClient) -> None:
        """Answer for a boto3 client from now on."""
        client.meta.events.register("before-send", self.answer)  # type: ignore[arg-type] # what it returns is the answer

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Yield the list of the calls made inside the block."""
        outer, self.calls = self.calls, []
        try:
            yield self.calls
        finally:
            self.calls = outer

    def answer(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
        """Handle botocore's `before-send` event: a response instead of a request.

        Raises:
            NotCannedError: there is no canned answer for this operation.
        """
        service, operation = event_name.split(".")[1:]
        self.calls.append(f"{service}.{operation}")
        method = getattr(self, f"_{service}_{_snake(operation)}", None)
        if method is None:
            message = f"no canned answer for {service} {operation}"
            raise NotCannedError(message)
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        content = method(body)
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"content-length": str(len(raw)), "x-amzn-requestid": "canned"}
        return AWSResponse(str(request.url), 200, headers, _Raw(raw))  # type: ignore[arg-type] # a mapping will do

    def put(self, table: str, item: Item) -> None:
        """Keep one item, in DynamoDB's typed JSON."""
        self._tables.setdefault(table, {})[_key(item)] = item

    def last_put(self, table: str) -> Item:
        """Return the item of the last single put into a table, kept or not."""
        return self._last[table]

    def _dynamodb_transact_get_items(self, body: bytes) -> Json:
        gets = [entry["Get"] for entry in json.loads(body)["TransactItems"]]
        return {"Responses": [self._found(get) for get in gets]}

    def _dynamodb_get_item(self, body: bytes) -> Json:
        return self._found(json.loads(body))

    def _found(self, get: Json) -> Json:
        item = self._tables.get(get["TableName"], {}).get(_key(get["Key"]))
        return {} if item is None else {"Item": item}

    def _dynamodb_query(self, body: bytes) -> Json:
        """One partition, whole: what is under measure asks for a record's partition and nothing narrower."""
        asked = json.loads(body)
        given = [value["S"] for value in asked["ExpressionAttributeValues"].values() if "S" in value]
        found = [item for (pk, _), item in sorted(self._tables.get(asked["TableName"], {}).items()) if pk in given]
        return {"Items": found, "Count": len(found), "ScannedCount": len(found)}

    def _dynamodb_put_item(self, body: bytes) -> Json:
        put = json.loads(body)
        self._last[put["TableName"]] = put["Item"]
        if not self.frozen:
            self.put(put["TableName"], put["Item"])
        return {}

    def _dynamodb_transact_write_items(self, body: bytes) -> Json:
        if not self.frozen:
            for entry in json.loads(body)["TransactItems"]:
                if "Put" in entry:
                    self.put(entry["Put"]["TableName"], entry["Put"]["Item"])
        return {}

    def _kms_generate_data_key(self, body: bytes) -> Json:
        return {"KeyId": json.loads(body)["KeyId"], "Plaintext": _DATA_KEY, "CiphertextBlob": _WRAPPED_KEY}

    def _kms_decrypt(self, body: bytes) -> Json:
        return {"KeyId": json.loads(body)["KeyId"], "Plaintext": _DATA_KEY, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}

    def _kms_sign(self, body: bytes) -> Json:
        asked = json.loads(body)
        return {"KeyId": asked["KeyId"], "Signature": _SIGNATURE, "SigningAlgorithm": asked["SigningAlgorithm"]}

    @staticmethod
    def _sts_assume_role(body: bytes) -> bytes:
        form = parse_qs(body.decode())
        session = form["RoleSessionName"][0]
        return _ASSUMED.format(role=form["RoleArn"][0], session=session).encode()

    def _lambda_invoke(self, body: bytes) -> Json:
        return self._decide(json.loads(body))


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")
