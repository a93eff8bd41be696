"""What arrives: the raw request, and the AWS call that it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Params = Mapping[str, Any]


@dataclass(frozen=True)
class RawRequest:
    """One HTTP request as it came.

    Attributes:
        method: Upper case.
        target: Path and query, still percent-encoded.
        headers: Names in lower case.
        body: Complete.
        source_ip: The peer's address.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    source_ip: str

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query string, still percent-encoded; empty when there is none."""
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Call:
    """One AWS API call.

    Attributes:
        service: The signing name, such as `dynamodb`.
        operation: As the API names it, such as `GetItem`.
        params: Input members under their API names.
        raw: The request.
        request_id: The id that the answer and the record carry.
        region: The region that it was signed for.
    """

    service: str
    operation: str
    params: Params
    raw: RawRequest
    request_id: str
    region: str

    @property
    def user_agent(self) -> str:
        """The caller's user agent; empty when it sent none."""
        return self.raw.headers.get("user-agent", "")


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, and what went wrong if something did.

    Attributes:
        status: HTTP status.
        headers: Without hop-by-hop headers and Content-Length.
        body: Complete.
        error: AWS error code and message, or None.
        elements: What CloudTrail shows as `responseElements`, or None.
        request_id: The service's own request id where it differs from the call's.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    error: tuple[str, str] | None = None
    elements: Mapping[str, Any] | None = None
    request_id: str | None = None
