"""Asks OPA for decisions, through opa-python-client, on this machine and within one time limit.

Every failure is one error: the caller closes on it, and need not know the libraries that can fail.
"""

import http.client
from collections.abc import Mapping
from typing import Any, Final, Protocol

from opa_client import OpaClient

from chalicelib.adapters.loopback import HOST, LoopbackSession
from chalicelib.domain.errors import PolicyUnavailableError

TIME_LIMIT_S: Final = 0.2
_PACKAGE: Final = "proviso.decision"
_RULE: Final = "decision"


class OpaServer(Protocol):
    """Where OPA is, and who is told when it fails."""

    def port(self) -> int:
        """Return the port on which OPA answers.

        Raises:
            PolicyUnavailableError: there is none at this moment.
        """
        ...

    def failed(self, port: int, *, hung: bool) -> None:
        """Hear that no answer came from this port: too late (`hung`), or because nobody was there."""
        ...

    def answered(self, port: int) -> None:
        """Hear that an answer came from this port."""
        ...


class OpaPolicyEngine:
    """The decision rule of an OPA server."""

    def __init__(self, server: OpaServer, time_limit_s: float = TIME_LIMIT_S) -> None:
        """Take the server; the limit holds for the whole exchange."""
        self._server = server
        self._limit = time_limit_s
        self._client: LoopbackClient | None = None

    def ask(self, policy_input: Mapping[str, Any]) -> object:
        """Return the value of the decision rule, unchecked.

        Raises:
            PolicyUnavailableError: OPA is down, late, or answers with an error, with no result or with no JSON.
        """
        port = self._server.port()
        client = self._client_at(port)
        try:
            value = client.decision(policy_input)
        except TimeoutError as error:
            self._server.failed(port, hung=True)
            raise PolicyUnavailableError from error
        except (ConnectionError, http.client.HTTPException) as error:
            self._server.failed(port, hung=False)
            raise PolicyUnavailableError from error
        except Exception as error:
            # Whatever a client library or a parser may raise: no answer is no answer.
            raise PolicyUnavailableError from error
        self._server.answered(port)
        return value

    def close(self) -> None:
        """Close the idle connections."""
        if self._client is not None:
            self._client.close_connection()

    def _client_at(self, port: int) -> "LoopbackClient":
        client = self._client
        if client is None or client.port != port:
            self.close()
            client = self._client = LoopbackClient(port, self._limit)
        return client


class LoopbackClient(OpaClient):  # type: ignore[misc] # the package ships no types
    """opa-python-client with our session and without its retries."""

    def __init__(self, port: int, time_limit_s: float) -> None:
        """Make a client of the OPA at this port of 127.0.0.1. Nothing is connected yet."""
        super().__init__(host=HOST, port=port, retries=0, timeout=time_limit_s)

    def _init_session(self) -> LoopbackSession:
        return LoopbackSession(self.port)

    def decision(self, policy_input: Mapping[str, Any]) -> object:
        """Return the decision rule's value.

        Raises:
            LookupError: it has none (OPA answers `{}` for what is undefined).
        """
        answer = self.query_rule(input_data=policy_input, package_path=_PACKAGE, rule_name=_RULE)
        if not isinstance(answer, dict) or "result" not in answer:
            message = "the decision rule has no value"
            raise LookupError(message)
        return answer["result"]
