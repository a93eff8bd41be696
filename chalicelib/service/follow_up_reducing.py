"""What follows a share, reduced to what rules may know of it. Pure."""

from chalicelib.contracts import follow_up
from chalicelib.contracts import policy_share as policy
from chalicelib.service.reducing import text


def outcome_attributes(request: follow_up.OutcomeRequest) -> policy.ShareOutcome:
    """What a recipient says became of a share."""
    return policy.ShareOutcome(outcome=request.outcome, words=text(request.words), passed_to=request.passed_to)


def attachment_attributes(request: follow_up.AttachmentRequest) -> policy.Attachment:
    """A referral that is to be put to a case."""
    return policy.Attachment(why=text(request.why))


def change_attributes(request: follow_up.InvolvementRequest) -> policy.InvolvementChange:
    """A change of an agency's part in a case."""
    return policy.InvolvementChange(**request.model_dump(exclude={"why"}), why=text(request.why))
