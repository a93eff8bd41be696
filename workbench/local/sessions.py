"""Sessions that nobody asks the endpoint for: those that Lambda makes for its functions, and people's sign-ins.

Both are in the trail, as they are in AWS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from . import records
from .authorise import Authoriser
from .clock import Clock
from .credentials import CredentialRegistry, Session
from .inventory import Inventory, RoleView
from .names import ACCOUNT
from .plan import Check
from .sts import elements
from .trail import Trail

_LAMBDA = "lambda.amazonaws.com"
# A local worker is not recycled as Lambda's are, so its session outlives any use of the stack.
_WORKER_LIFE = timedelta(days=7)
_SIGN_IN_LIFE = timedelta(hours=1)


class NotTrustedError(LookupError):
    """The role does not exist, or does not trust who would assume it."""


@dataclass(frozen=True)
class SessionDesk:
    """Mints such sessions."""

    registry: CredentialRegistry
    inventory: Inventory
    authoriser: Authoriser
    trail: Trail
    clock: Clock

    def for_function(self, role_name: str, function_name: str) -> Session:
        """A session as Lambda makes one for a worker: named after the function, if the role trusts Lambda.

        Raises:
            NotTrustedError: There is no such role, or it does not trust Lambda.
        """
        role = self._role(role_name)
        check = Check("sts:AssumeRole", role.arn, {"sts:RoleSessionName": function_name}, role.trust)
        verdict = self.authoriser.service_may(_LAMBDA, check, role.arn)
        if not verdict.allowed:
            message = f"the role {role_name} does not trust Lambda: {verdict.why}"
            raise NotTrustedError(message)
        session = self._mint(role, function_name, {}, None, _WORKER_LIFE)
        who = {"type": "AWSService", "invokedBy": _LAMBDA}
        self._record(session, who, "AssumeRole", {})
        return session

    def sign_in(
        self, role_name: str, name: str, *, tags: Mapping[str, str] | None = None, policy: str | None = None,
        life: timedelta = _SIGN_IN_LIFE,
    ) -> Session:  # fmt: skip
        """A session as a person gets one who signs in from a directory; here it is whoever owns the machine.

        The role's trust policy is not asked: this is the one way around it, for tests and demonstrations. The trail
        shows it as `AssumeRoleWithSAML`.

        Raises:
            NotTrustedError: There is no such role.
        """
        session = self._mint(self._role(role_name), name, tags or {}, policy, life)
        who = {"type": "SAMLUser", "principalId": "local:owner", "userName": "owner", "identityProvider": "local"}
        more = {"principalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/local", "principalTags": dict(tags or {})}
        self._record(session, who, "AssumeRoleWithSAML", more)
        return session

    def _role(self, name: str) -> RoleView:
        role = self.inventory.role(name)
        if role is None:
            message = f"there is no role {name}"
            raise NotTrustedError(message)
        return role

    def _mint(self, role: RoleView, name: str, tags: Mapping[str, str], policy: str | None, life: timedelta) -> Session:
        now = self.clock.now()
        return self.registry.mint(
            role_arn=role.arn,
            role_id=role.role_id,
            name=name,
            tags=tags,
            policy=policy,
            issued_at=now,
            expires_at=now + life,
        )

    def _record(self, session: Session, who: records.Record, event: str, more: Mapping[str, object]) -> None:
        seconds = int((session.expires_at - session.issued_at).total_seconds())
        parameters = {"roleArn": session.role_arn, "roleSessionName": session.name, "durationSeconds": seconds, **more}
        on = self.trail.on
        made = records.of_mint(who, event, parameters, elements(session), session.role_arn, session.issued_at)
        self.trail.keep(made, on=on)
