"""A thin HTTP client for the running stack, used by the seeds, the demo and the tests as an outsider would."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from workbench.seeds.practitioners import mint_token


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, the parsed body and its exact bytes."""

    status: int
    headers: dict[str, str]
    body: Any
    raw: bytes


class Caller:
    """Calls the API as seeded practitioners."""

    def __init__(self, url: str, keys: Path) -> None:
        """Keep the gateway's address and the folder that `make_issuer_keys` wrote."""
        self._http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        self._keys = keys

    def token(self, name: str, **claims: Any) -> str:
        """Sign a token for a seeded practitioner."""
        return mint_token(name, self._keys, **claims)

    def get(self, name: str, path: str, **headers: str) -> Answer:
        """GET a path as a practitioner."""
        return self._answer(self._http.get(path, headers=self._headers(name) | headers))

    def post(self, name: str, path: str, body: Any, *, key: str | None = None, **headers: str) -> Answer:
        """POST a body as a practitioner, with a fresh idempotency key unless one is given."""
        sent = self._headers(name) | {"Idempotency-Key": key or str(uuid.uuid4())} | headers
        return self._answer(self._http.post(path, json=body, headers=sent))

    def _headers(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(name)}"}

    @staticmethod
    def _answer(response: httpx.Response) -> Answer:
        kind = response.headers.get("content-type", "")
        body = response.json() if "json" in kind and response.content else None
        return Answer(response.status_code, dict(response.headers), body, response.content)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
