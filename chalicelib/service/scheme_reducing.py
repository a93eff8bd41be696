"""What is proposed under a disclosure scheme, reduced to what rules may know of it. Pure."""

from chalicelib.contracts import disclosure, undertaking
from chalicelib.contracts import policy_input as policy
from chalicelib.service.reducing import given, person, text


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
