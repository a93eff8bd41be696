"""From a request to what rules may know of it: texts become given and length, details become yes or no.

Pure. Nothing that names or identifies a person passes: codes of closed lists, references, times and agencies do.
"""

from chalicelib.contracts import disclosure, people, share, undertaking
from chalicelib.contracts import policy_input as policy


def text(words: str | None) -> policy.Text:
    """A free text, reduced. White space at its ends does not count."""
    trimmed = (words or "").strip()
    return policy.Text(given=bool(trimmed), length=len(trimmed))


def given(words: str | None) -> bool:
    """Whether a text says anything."""
    return bool((words or "").strip())


def given_or_absent(words: str | None) -> bool | None:
    """Whether a text says anything, or None when the field was left out."""
    return None if words is None else given(words)


def person(entry: people.Person) -> policy.Person:
    """Somebody, by reference and role."""
    return policy.Person(
        ref=entry.ref,
        role=entry.role,
        details_given=bool(entry.names or entry.date_of_birth or entry.identifiers or entry.addresses),
        relationship_to_child=entry.relationship_to_child,
        safe_contact_given=True if entry.safe_contact else None,
    )


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


def application_attributes(request: disclosure.DisclosureApplication) -> policy.Application:
    """A proposed application."""
    contact = request.contact
    return policy.Application(
        scheme=request.scheme,
        channel=request.received.channel,
        received_at=request.received.at,
        concern=text(request.concern),
        people=[person(entry) for entry in request.people],
        subject=contact.subject if contact else None,
        child=contact.child if contact else None,
        contact_kind=contact.kind if contact else None,
    )


def step_attributes(request: disclosure.StepRequest) -> policy.Step:
    """A proposed step."""
    return policy.Step(
        step=request.step,
        outcome=request.outcome,
        recipient=request.recipient,
        best_placed=request.best_placed,
        reasons=text(request.reasons),
        tests=policy.Tests(**request.tests.model_dump()) if request.tests else None,
        representations=_representations(request.representations) if request.representations else None,
        identity=policy.Identity(**request.identity.model_dump(exclude={"words"})) if request.identity else None,
        checks=list(request.checks),
        delivery=_delivery(request.delivery) if request.delivery else None,
        facts=_five_facts(request.facts) if request.facts else None,
    )


def undertaking_attributes(request: undertaking.UndertakingRequest) -> policy.Undertaking:
    """A proposed record of an undertaking."""
    signature = request.signature
    return policy.Undertaking(
        person=request.person,
        outcome=request.outcome,
        at=request.at,
        place_given=given(request.place),
        present=[_present(entry) for entry in request.present],
        warnings_read=list(request.warnings_read),
        signature_method=signature.method if signature else None,
        evidence_hash_given=signature is not None and given(signature.evidence_hash),
        witness_given=signature is not None and given(signature.witness),
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
        **entry.model_dump(exclude={"public_task_request", "balancing_test"}),
        public_task_request_given=given_or_absent(entry.public_task_request),
        balancing_test_given=given_or_absent(entry.balancing_test),
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


def _representations(entry: disclosure.Representations) -> policy.Representations:
    return policy.Representations(sought=entry.sought, considered=entry.considered, reason=entry.reason)


def _present(entry: disclosure.Present) -> policy.Present:
    return policy.Present(ref=entry.ref, role=entry.role)


def _delivery(entry: disclosure.Delivery) -> policy.Delivery:
    return policy.Delivery(
        mode=entry.mode,
        at=entry.at,
        place_given=given(entry.place),
        words=text(entry.words),
        items_left=entry.items_left,
        present=[_present(somebody) for somebody in entry.present],
        warnings_read=list(entry.warnings_read),
    )


def _five_facts(entry: disclosure.FiveFacts) -> policy.FiveFacts:
    return policy.FiveFacts(
        when=entry.when is not None,
        who=given(entry.who),
        to_whom=given(entry.to_whom),
        how=given(entry.how),
        what=given(entry.what),
    )
