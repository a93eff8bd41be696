"""A running stack as its users see it: addresses, processes, sessions, clients, the trail."""

from collections.abc import Mapping
from typing import Any

from . import clients
from .credentials import Session
from .front import Front
from .gateway import Gateway
from .options import StackError
from .processes import Supervisor
from .records import Record
from .routes import DECIDE
from .state import processes
from .trail_files import read_records
from .workers import Workers


class StackAccess:
    """What can be asked of a stack, and done in it; `LocalStack` starts and stops it.

    Attributes:
        outputs: The template's outputs, resolved: names and ARNs of tables, keys, roles, bucket and trail.
        settings: The functions' settings.
    """

    def __init__(self) -> None:
        """Nothing runs yet."""
        self.outputs: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self._front: Front | None = None
        self._gateway: Gateway | None = None
        self._workers: Workers | None = None
        self._supervisor: Supervisor | None = None

    # -- what it is ---------------------------------------------------------------------------------

    @property
    def front(self) -> Front:
        """The AWS endpoint and its parts, in this process.

        Raises:
            StackError: The stack does not run.
        """
        if self._front is None:
            message = "The local stack does not run."
            raise StackError(message)
        return self._front

    @property
    def front_url(self) -> str:
        """Address of the AWS endpoint."""
        return self.front.url

    @property
    def gateway_url(self) -> str:
        """Address of the API."""
        return self._gateway.url if self._gateway else ""

    @property
    def bucket(self) -> str:
        """Name of the trail's bucket."""
        return self.outputs["TrailBucketName"]

    def pids(self) -> list[int]:
        """Processes that the stack started and keeps."""
        return self._supervisor.pids() if self._supervisor else []

    def worker_pids(self, function_name: str) -> list[int]:
        """Processes of one function."""
        return self._workers.of(function_name) if self._workers else []

    def opa_pids(self) -> list[int]:
        """The OPA processes that `decide`'s workers started: children of theirs that run the pinned binary."""
        parents, binary = set(self.worker_pids(DECIDE)), self.settings.get("PROVISO_OPA_BINARY", "")
        return [pid for pid, parent, program in processes() if parent in parents and program == binary]

    # -- as somebody --------------------------------------------------------------------------------

    def credentials_for(
        self, role_name: str, name: str = "local", *, tags: Mapping[str, str] | None = None, policy: str | None = None
    ) -> Session:
        """A session of any role, without asking its trust policy: the machine owner's sign-in.

        It is in the trail as `AssumeRoleWithSAML`. Roles of the template and `local-administrator`, `local-deployer`.

        Raises:
            LookupError: There is no such role.
        """
        return self.front.desk.sign_in(role_name, name, tags=tags, policy=policy)

    def client_with(self, service: str, session: Session) -> Any:
        """A boto3 client that signs with that session, and does not repeat a call by itself."""
        return clients.client(
            service, self.front_url, (session.access_key_id, session.secret_access_key, session.session_token)
        )

    def as_role(self, service: str, role_name: str, name: str = "local", **session: Any) -> Any:
        """A boto3 client as a new session of that role; `session` as for `credentials_for`."""
        return self.client_with(service, self.credentials_for(role_name, name, **session))

    def service_client(self, service: str) -> Any:
        """A boto3 client straight to the store: nothing is evaluated and nothing recorded. For tests that look."""
        return self.front.backend.client(service)

    # -- the trail ----------------------------------------------------------------------------------

    def flush_trail(self) -> int:
        """Deliver what the trail holds; the number of records delivered."""
        return self.front.trail.flush()

    def trail_records(self) -> list[Record]:
        """Every record delivered so far, after a flush, oldest first, read past the front."""
        self.flush_trail()
        return read_records(self.front.backend.control_client("s3"), self.bucket)
