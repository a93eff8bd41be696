"""The front: an HTTP server on the loopback that is the AWS endpoint of every service, and its administration.

Paths: `/_runtime/…` is Lambda's Runtime API, `/_proviso/…` is for whoever holds the stack's admin token, and all
else is AWS.
"""

import hmac
import json
import logging
import threading
from collections.abc import Iterable
from typing import Any

from cheroot.wsgi import Server

from . import runtime_api, wsgi
from .authorise import Authoriser
from .backend import Backend
from .call import Answer, RawRequest
from .clock import Clock
from .credentials import CredentialRegistry
from .endpoint import Endpoint
from .functions import FunctionService
from .inventory import Inventory
from .names import LOOPBACK
from .sessions import SessionDesk
from .trail import Trail

ADMIN_PREFIX = "/_proviso/"
ADMIN_HEADER = "x-proviso-admin"
_LARGEST_REQUEST = 16 * 1024 * 1024
_IDLE_SECONDS = 600
_LOG = logging.getLogger("proviso.local.front")


class Front:
    """The endpoint, its parts and its server."""

    def __init__(self, backend: Backend, clock: Clock, admin_token: str, *, threads: int = 40) -> None:
        """Build the parts; nothing listens yet."""
        self.backend = backend
        self.clock = clock
        self.inventory = Inventory()
        self.registry = CredentialRegistry()
        self.authoriser = Authoriser(self.inventory, clock)
        self.trail = Trail(backend, self.inventory, self.authoriser, clock)
        self.functions = FunctionService()
        self.desk = SessionDesk(self.registry, self.inventory, self.authoriser, self.trail, clock)
        self._endpoint = Endpoint(
            backend=backend, inventory=self.inventory, registry=self.registry, authoriser=self.authoriser,
            trail=self.trail, functions=self.functions, clock=clock,
        )  # fmt: skip
        self._admin_token = admin_token
        self._server = server((LOOPBACK, 0), self._application, threads)
        self._server.max_request_body_size = _LARGEST_REQUEST
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that it listens on, once started."""
        return int(self._server.bind_addr[1])

    @property
    def url(self) -> str:
        """The endpoint's address."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Listen, and deliver the trail from time to time."""
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, name="front", daemon=True)
        self._thread.start()
        self.trail.start()

    def stop(self) -> None:
        """Answer what is under way, deliver the trail's rest and stop listening."""
        self.functions.close()
        self._server.stop()
        if self._thread:
            self._thread.join()
        self.trail.stop()

    def _application(self, environ: wsgi.Environ, start_response: wsgi.StartResponse) -> Iterable[bytes]:
        raw = wsgi.read_request(environ)
        if raw.path.startswith(runtime_api.PREFIX):
            return wsgi.send(runtime_api.serve(raw, self.functions), start_response)
        if raw.path.startswith(ADMIN_PREFIX):
            return wsgi.send(self._administer(raw), start_response)
        return wsgi.send(self._endpoint.serve(raw), start_response)

    def _administer(self, raw: RawRequest) -> Answer:
        if not hmac.compare_digest(raw.headers.get(ADMIN_HEADER, "").encode(), self._admin_token.encode()):
            return _json(403, {"message": "the admin token is missing or wrong"})
        match (raw.method, raw.path.removeprefix(ADMIN_PREFIX)):
            case ("GET", "health"):
                return _json(200, {"status": "ok"})
            case ("POST", "flush"):
                return _json(200, {"delivered": self.trail.flush()})
            case ("POST", "session"):
                return self._mint(raw)
        return _json(404, {"message": "no such administration call"})

    def _mint(self, raw: RawRequest) -> Answer:
        try:
            wanted = json.loads(raw.body)
            session = self.desk.sign_in(str(wanted["role"]), str(wanted.get("name", "local")))
        except (ValueError, KeyError, TypeError, LookupError) as error:
            _LOG.info("no session was minted: %s", error)
            return _json(400, {"message": "give the name of an existing role"})
        return _json(
            200,
            {
                "access_key_id": session.access_key_id,
                "secret_access_key": session.secret_access_key,
                "session_token": session.session_token,
            },
        )


def server(address: tuple[str, int], application: wsgi.Application, threads: int) -> Server:
    """A server that keeps idle connections, which SDK clients reuse.

    Nothing is bound until it is prepared.
    """
    made: Any = Server(
        address,
        application,
        numthreads=threads,
        timeout=_IDLE_SECONDS,
        request_queue_size=512,
        shutdown_timeout=1,
        server_name="local",
    )
    made.keep_alive_conn_limit = 500
    made.error_log = _log_error
    served: Server = made
    return served


def _log_error(message: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT002
    _LOG.log(level, "%s", message, exc_info=traceback)


def _json(status: int, body: Any) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(body).encode())
