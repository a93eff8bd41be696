"""Acting with the rights of one decision."""

from contextlib import AbstractContextManager

from chalicelib.adapters import aws
from chalicelib.contracts.decision import Session


def of(session: Session) -> AbstractContextManager[None]:
    """Sign every AWS call inside the block with the decision's session."""
    credentials = aws.SessionCredentials(session.access_key_id, session.secret_access_key, session.session_token)
    return aws.acting_as(credentials)
