"""Who holds which access key: every session of the local AWS, and when it ends."""

import base64
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workbench.iam import Principal

from .names import ACCOUNT

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Session:
    """One role session and its credentials.

    Attributes:
        access_key_id: Begins with `ASIA`, as temporary keys do.
        secret_access_key: Never shown in a record.
        session_token: Must accompany every request.
        role_arn: The role's ARN, with its path.
        role_id: Begins with `AROA`.
        name: Role session name.
        tags: The session's own tags, without those of the role.
        policy: The session policy's text, or None.
        issued_at: When it was minted.
        expires_at: From then on it is refused.
    """

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    role_arn: str
    role_id: str
    name: str
    tags: Mapping[str, str]
    policy: str | None
    issued_at: datetime
    expires_at: datetime

    @property
    def role_name(self) -> str:
        """The role's name without its path."""
        return self.role_arn.rpartition("/")[2]

    @property
    def arn(self) -> str:
        """The session's ARN."""
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.role_name}/{self.name}"

    @property
    def user_id(self) -> str:
        """`aws:userid`, and CloudTrail's principal id."""
        return f"{self.role_id}:{self.name}"

    def principal(self, role_tags: Mapping[str, str]) -> Principal:
        """The caller as policies see it; a session tag replaces a role's tag of the same key, whatever its case."""
        own = {key.lower() for key in self.tags}
        tags = {key: value for key, value in role_tags.items() if key.lower() not in own}
        return Principal("role_session", self.arn, self.role_arn, ACCOUNT, {**tags, **self.tags})


class CredentialRegistry:
    """Every session that was ever minted here, by access key."""

    def __init__(self) -> None:
        """Start empty."""
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def mint(
        self,
        *,
        role_arn: str,
        role_id: str,
        name: str,
        tags: Mapping[str, str],
        policy: str | None,
        issued_at: datetime,
        expires_at: datetime,
    ) -> Session:
        """Make and keep a new session."""
        session = Session(
            access_key_id="ASIA" + "".join(secrets.choice(_ALPHABET) for _ in range(16)),
            secret_access_key=secrets.token_urlsafe(30),
            session_token=base64.b64encode(secrets.token_bytes(96)).decode(),
            role_arn=role_arn,
            role_id=role_id,
            name=name,
            tags=dict(tags),
            policy=policy,
            issued_at=issued_at,
            expires_at=expires_at,
        )
        with self._lock:
            self._sessions[session.access_key_id] = session
        return session

    def find(self, access_key_id: str) -> Session | None:
        """The session of that key, expired or not."""
        return self._sessions.get(access_key_id)
