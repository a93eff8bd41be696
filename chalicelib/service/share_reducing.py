"""A proposed share, reduced to what rules may know of it. Pure."""

from chalicelib.contracts import policy_share as policy
from chalicelib.contracts import share
from chalicelib.service.reducing import given, given_or_absent, person, text


def share_attributes(request: share.ShareRequest) -> policy.Share:
    """A proposed share."""
    return policy.Share(
        purpose=request.purpose,
        urgency=request.urgency,
        attested=request.attestation is not None and given(request.attestation.by_words),
        area=request.area,
        recipients=[_recipient(entry) for entry in request.recipients],
        excluded=list(request.excluded_practitioners),
        lawful_basis=_lawful_basis(request.lawful_basis) if request.lawful_basis else None,
        necessity=_necessity(request.necessity) if request.necessity else None,
        people=[person(entry) for entry in request.people],
        informed=[
            policy.Informed(who=entry.who, told=entry.told, reason=entry.reason, review_by=entry.review_by)
            for entry in request.informed
        ],
        statements=[_statement(n, entry) for n, entry in enumerate(request.statements, start=1)],
        in_reply_to=request.in_reply_to,
    )


def item_id(n: int) -> str:
    """Id of the n-th statement of a share, from 1."""
    return f"s{n}"


def _recipient(entry: share.Recipient) -> policy.Recipient:
    return policy.Recipient(
        agency=entry.agency,
        role=entry.role,
        need=text(entry.need),
        ground=entry.ground,
        practitioner=entry.practitioner,
    )


def _lawful_basis(entry: share.LawfulBasis) -> policy.LawfulBasis:
    return policy.LawfulBasis(
        **entry.model_dump(exclude={"public_task_request", "balancing_test", "board_request", "victim_information"}),
        public_task_request_given=given_or_absent(entry.public_task_request),
        balancing_test_given=given_or_absent(entry.balancing_test),
        board_request=_board_request(entry.board_request) if entry.board_request else None,
        victim_information=_victim_information(entry.victim_information) if entry.victim_information else None,
    )


def _board_request(entry: share.BoardRequest) -> policy.BoardRequest:
    return policy.BoardRequest(
        reference_given=given(entry.reference),
        relates_to=entry.relates_to,
        used_only_for_board=entry.used_only_for_board,
    )


def _victim_information(entry: share.VictimInformation) -> policy.VictimInformation:
    return policy.VictimInformation(
        line_of_enquiry_given=given(entry.line_of_enquiry),
        necessary=entry.necessary,
        proportionate=entry.proportionate,
        use_given=given(entry.use),
    )


def _necessity(entry: share.Necessity) -> policy.Necessity:
    considered = [policy.Alternative(option=way.option, why_not=way.why_not) for way in entry.less_intrusive]
    return policy.Necessity(why=text(entry.why), less_intrusive=considered)


def _statement(n: int, entry: share.Statement) -> policy.Statement:
    quality = entry.quality
    return policy.Statement(
        item=item_id(n),
        kind=entry.kind,
        about=list(entry.about),
        categories=list(entry.categories),
        text=text(entry.text),
        source_given=given(entry.source),
        as_of=entry.as_of,
        origin=entry.origin,
        collected_for=entry.collected_for,
        reliability=quality.reliability if quality else None,
        complete=quality.complete if quality else None,
        account=_account(entry.account) if entry.account else None,
        originator_permission_given=entry.originator_permission is not None,
    )


def _account(entry: share.Account) -> policy.Account:
    return policy.Account(
        made_at=entry.made_at,
        made_by=entry.made_by,
        made_to_given=given(entry.made_to),
        how_given=given(entry.how),
        words_given=given(entry.words),
    )
