"""SDK clients for the local AWS, made from one botocore session, which reads each service's description once."""

import threading
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from .names import REGION

Keys = tuple[str, str, str | None]

_LOCK = threading.Lock()
_NOBODY: Keys = ("AKIALOCALSERVICE0000", "unused", None)


@cache
def _core() -> botocore.session.Session:
    return botocore.session.Session()


def client(service: str, url: str, keys: Keys | None = None) -> Any:
    """A client of that endpoint that does not repeat a call by itself.

    Args:
        service: As boto3 names it.
        url: The endpoint.
        keys: Access key id, secret and session token of who signs; None for an endpoint that asks nobody.
    """
    key, secret, token = keys or _NOBODY
    with _LOCK:  # botocore sessions are not safe between threads
        return _core().create_client(
            service,
            region_name=REGION,
            endpoint_url=url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(retries={"total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"}),
        )
