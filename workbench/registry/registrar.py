"""What a registrar may do: put words about a client into its partition, blind, each in one transaction.

The registrar's role cannot read: stored answers lie in the same partition. So no change rests on what was read
before; each says its own condition, and DynamoDB judges it.

| change | puts | on condition that |
|---|---|---|
| register | status: active | there is no status |
| suspend | status: suspended | there is a status |
| activate | status: active | there is a status, and it is older than this change |
| revoke a certificate | `certificate#<thumbprint>`, and the status as it is | the status is what is put again |

A version is the time of the change in microseconds. So nobody need know the last one, each change is seen as one by
every decision whose write checks the status' version, and an `activate` that arrives late undoes no later `suspend`.
A suspension has no such condition: whatever another registrar's clock says, it goes through.

Each revocation is an item of its own. A list inside the status would have to be read before it can be added to, and
whoever wrote a status without knowing the list would take revocations back. Nobody may delete an item, so a revoked
certificate stays revoked. The status is put again with each revocation, so that its version stands for both; that
condition also finds a mistyped client id.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.ids import client_partition, revocation_key

Status = Literal["active", "suspended"]
Clock = Callable[[], datetime]

STATUS = "status"
MOST_ATTEMPTS = 200
"""How often, in ten seconds or so, a change is tried against a client that is in use all the time."""
_EITHER: tuple[Status, ...] = ("active", "suspended", "active")
"""The third is for a status that was changed between the first two attempts."""
_MICROSECONDS = 1_000_000


class RegistrarError(RuntimeError):
    """The change is not known to be made; the message says why. To ask for it again does no harm."""


class NotSoError(RegistrarError):
    """The client is not in the state that the change is for."""


class Registrar:
    """Changes what decisions are told of clients. A change is whole or not at all."""

    def __init__(
        self,
        dynamodb: Any,
        table: str,
        *,
        clock: Clock = lambda: datetime.now(UTC),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take a boto3 DynamoDB client that signs as the registrar, and the records table's name."""
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock
        self._pause = pause

    def register(self, client: str) -> None:
        """Let a new client in.

        Raises:
            NotSoError: it is registered already, perhaps suspended.
            RegistrarError: AWS did not do it.
        """
        new = {"ConditionExpression": "attribute_not_exists(pk)"}
        if not self._put(self._status(client, "active", new)):
            message = f"{client} is registered already; if it is suspended, `activate` lets it in again"
            raise NotSoError(message)

    def suspend(self, client: str) -> None:
        """Keep a client out from its next request on.

        Raises:
            NotSoError: there is no such client.
            RegistrarError: AWS did not do it.
        """
        if not self._put(self._status(client, "suspended", {"ConditionExpression": "attribute_exists(pk)"})):
            raise NotSoError(_unknown(client))

    def activate(self, client: str) -> None:
        """Let a registered client in again.

        Raises:
            NotSoError: there is no such client, or its status was changed later than this clock says.
            RegistrarError: AWS did not do it.
        """
        put = self._status(client, "active", {"ConditionExpression": "v < :v"})
        put["ExpressionAttributeValues"] = {":v": put["Item"]["v"]}
        if not self._put(put):
            message = f"{_unknown(client)}; or its status was changed at a later time than this machine's clock shows"
            raise NotSoError(message)

    def revoke_certificate(self, client: str, thumbprint: str) -> None:
        """Refuse a certificate of a client for good, from its next request on. Saying it twice does no harm.

        Raises:
            NotSoError: there is no such client.
            RegistrarError: AWS did not do it.
        """
        for status in _EITHER:
            unchanged = {
                "ConditionExpression": "header.#status = :status",
                "ExpressionAttributeNames": {"#status": "status"},
                "ExpressionAttributeValues": {":status": {"S": status}},
            }
            at = self._clock()
            revocation = self._word(client, revocation_key(thumbprint), {"revoked_at": _said(at)}, at)
            if self._put(self._status(client, status, unchanged), revocation):
                return
        raise NotSoError(_unknown(client))

    def _status(self, client: str, status: Status, condition: dict[str, Any]) -> dict[str, Any]:
        at = self._clock()
        return self._word(client, STATUS, {"status": status, "changed_at": _said(at)}, at) | condition

    def _word(self, client: str, key: str, header: Mapping[str, str], at: datetime) -> dict[str, Any]:
        item = {
            "pk": {"S": client_partition(client)},
            "sk": {"S": key},
            "v": {"N": str(_version(at))},
            "header": {"M": {name: {"S": value} for name, value in header.items()}},
        }
        return {"TableName": self._table, "Item": item}

    def _put(self, *puts: Mapping[str, Any]) -> bool:
        """Put all or nothing; whether the conditions held. A busy client's own writes come in between: try again."""
        for _ in range(MOST_ATTEMPTS):
            reasons = self._tried([{"Put": put} for put in puts])
            if reasons is None:
                return True
            if "ConditionalCheckFailed" in reasons:
                return False
            self._pause(random.uniform(0.01, 0.1))  # noqa: S311 - only to miss the others
        message = "the client is in use all the time; nothing was changed: run this again"
        raise RegistrarError(message)

    def _tried(self, items: Sequence[Mapping[str, Any]]) -> set[str] | None:
        """Try once: None when it is done, else the codes for which DynamoDB cancelled it.

        Raises:
            RegistrarError: it was not done for a reason that trying again does not mend.
        """
        try:
            self._dynamodb.transact_write_items(TransactItems=items)
        except ClientError as error:
            code = str(error.response["Error"]["Code"])
            if code == "TransactionCanceledException":
                reasons = error.response.get("CancellationReasons", [])
                codes = {str(reason.get("Code")) for reason in reasons} - {"None"}
                if codes and codes <= {"ConditionalCheckFailed", "TransactionConflict"}:
                    return codes
                code = f"{code} ({', '.join(sorted(codes)) or 'no reason'})"
            message = f"AWS did not carry out the change: {code}"
            raise RegistrarError(message) from error
        except BotoCoreError as error:
            message = f"AWS could not be asked, so it is not known whether the change was made: {type(error).__name__}"
            raise RegistrarError(message) from error
        return None


def _version(at: datetime) -> int:
    """Microseconds since 1970: below 2^53, so that every JSON reader keeps it exact."""
    return int(at.timestamp()) * _MICROSECONDS + at.microsecond


def _said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unknown(client: str) -> str:
    return f"no client {client} is registered"
