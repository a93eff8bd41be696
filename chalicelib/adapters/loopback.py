"""A session with one server on this machine, for opa-python-client in the place of `requests`.

It speaks to 127.0.0.1 alone, knows no proxy, follows nothing, tries nothing twice, and counts its limit over the
whole exchange (`requests` counts between bytes, so that a server which drips would never be late). It does what
the client asks of a session and no more, which halves the time of a question.
"""

import http.client
import io
import json
import select
import socket
from collections import deque
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOST: Final = "127.0.0.1"
_LARGEST_ANSWER: Final = 1_000_000
_LARGEST_POOL: Final = 16


class LoopbackSession:
    """What opa-python-client needs of a `requests.Session`, for one server on this machine."""

    def __init__(self, port: int) -> None:
        """Keep the port; connections are made when needed and kept for the next question."""
        self._port = port
        self._idle: deque[_Connection] = deque(maxlen=_LARGEST_POOL)

    def get(self, url: str, *, timeout: float) -> "LoopbackAnswer":
        """GET a URL within `timeout` seconds, all in all."""
        return self._exchange("GET", url, None, timeout)

    def post(self, url: str, *, json: Mapping[str, Any], timeout: float) -> "LoopbackAnswer":
        """POST a JSON body to a URL within `timeout` seconds, all in all."""
        return self._exchange("POST", url, _body(json), timeout)

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, method: str, url: str, body: bytes | None, timeout: float) -> "LoopbackAnswer":
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection = self._connection()
        connection.until = monotonic() + timeout
        try:
            connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            content = response.read(_LARGEST_ANSWER)
            whole = response.isclosed()
        except BaseException:
            connection.close()
            raise
        if whole and not response.will_close:
            self._idle.append(connection)
        else:
            connection.close()
        return LoopbackAnswer(response.status, content)

    def _connection(self) -> "_Connection":
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return _Connection(self._port)
            if connection.quiet():
                return connection
            connection.close()


class LoopbackAnswer:
    """Status and body; what opa-python-client needs of a `requests.Response`."""

    def __init__(self, status_code: int, content: bytes) -> None:
        """Keep both."""
        self.status_code = status_code
        self._content = content

    def raise_for_status(self) -> None:
        """Raise OSError for anything but 200: OPA answers every question with that."""
        if self.status_code != http.client.OK:
            message = f"OPA answered {self.status_code}"
            raise OSError(message)

    def json(self) -> object:
        """Parse the body; NaN and the infinities are no JSON.

        Raises:
            ValueError: the body is no JSON.
        """
        return json.loads(self._content, parse_constant=_no_constant)


class _Connection(http.client.HTTPConnection):
    """A connection whose every wait ends at `until` (monotonic seconds)."""

    def __init__(self, port: int) -> None:
        super().__init__(HOST, port)
        self.until = 0.0
        self._plain: socket.socket | None = None

    def connect(self) -> None:
        self._plain = socket.create_connection((self.host, self.port), self.left())
        self._plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = _TimedSocket(self, self._plain)

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: none are.
        """
        seconds = self.until - monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def quiet(self) -> bool:
        """Whether the idle connection is still open: nothing, not even an end, waits to be read."""
        if self._plain is None or self._plain.fileno() < 0:
            return False
        poll = select.poll()
        poll.register(self._plain, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not poll.poll(0)


class _TimedSocket:
    """What http.client needs of a socket; it sets the time left before each system call that may wait."""

    def __init__(self, connection: _Connection, plain: socket.socket) -> None:
        self._connection = connection
        self._plain = plain

    def sendall(self, data: bytes) -> None:
        self._plain.settimeout(self._connection.left())
        self._plain.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connection, self._plain))

    def close(self) -> None:
        self._plain.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: _Connection, plain: socket.socket) -> None:
        self._connection = connection
        self._plain = plain

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._plain.settimeout(self._connection.left())
        return self._plain.recv_into(buffer)


def _body(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _no_constant(_name: str) -> NoReturn:
    message = "not a JSON number"
    raise ValueError(message)
