"""What is proposed under a disclosure scheme, reduced to what rules may know of it. Pure."""

from chalicelib.contracts import disclosure, undertaking
from chalicelib.contracts import policy_scheme as policy
from chalicelib.contracts.policy_share import Alternative
from chalicelib.service.hashing import item_hash
from chalicelib.service.reducing import given, person, text

_AS_GIVEN = (
    "not_checked",
    "share",
    "school",
    "children_found",
    "pause",
    "lateness",
    "rebuttal",
    "refusal",
    "detriment",
    "review_at",
    "missing",
    "escalation",
    "attempts",
    "acts_for",
)
"""Codes, ids and numbers of a step: nothing in them to reduce."""


def application_attributes(request: disclosure.DisclosureApplication) -> policy.Application:
    """A proposed application."""
    contact, parties, incident = request.contact, request.parties, request.incident
    return policy.Application(
        scheme=request.scheme,
        channel=request.received.channel,
        received_at=request.received.at,
        concern=text(request.concern),
        people=[person(entry) for entry in request.people],
        subject=contact.subject if contact else (parties.subject if parties else None),
        child=contact.child if contact else None,
        contact_kind=contact.kind if contact else None,
        to=request.to,
        area=request.area,
        parties=policy.Parties(**parties.model_dump(exclude={"words"})) if parties else None,
        information=request.information,
        incident=policy.Incident(at=incident.at, reference_given=given(incident.reference)) if incident else None,
        mappa_category=request.mappa.category if request.mappa else None,
        mappa_level=request.mappa.level if request.mappa else None,
        asked=_asked(request.asked) if request.asked else None,
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
        risk=policy.Risk(**request.risk.model_dump(exclude={"words"})) if request.risk else None,
        plan=policy.Plan(**request.plan.model_dump(exclude={"words"})) if request.plan else None,
        forum=_forum(request.forum) if request.forum else None,
        owners=[policy.Owner(agency=entry.agency, permission=entry.permission) for entry in request.owners],
        account_327a=_account(request.account_327a) if request.account_327a else None,
        less_intrusive=[Alternative(option=way.option, why_not=way.why_not) for way in request.less_intrusive],
        **{name: getattr(request, name) for name in _AS_GIVEN},
    )


def undertaking_attributes(request: undertaking.UndertakingRequest) -> policy.Undertaking:
    """A proposed record of an undertaking."""
    signature = request.signature
    return policy.Undertaking(
        person=request.person,
        outcome=request.outcome,
        at=request.at,
        place_given=given(request.place),
        present=[policy.Present(ref=entry.ref, role=entry.role) for entry in request.present],
        warnings_read=list(request.warnings_read),
        signature_method=signature.method if signature else None,
        evidence_hash_given=signature is not None and given(signature.evidence_hash),
        witness_given=signature is not None and given(signature.witness),
        template=request.template,
        language=request.language,
        adjustments=list(request.adjustments),
        explained=request.explained,
        items=[disclosed(item) for item in request.items],
    )


def breach_attributes(record: str, request: undertaking.BreachReport) -> policy.Breach:
    """A reported breach of the undertaking that is `record`."""
    return policy.Breach(
        undertaking=record, kind=request.kind, learned_at=request.learned_at, words=text(request.words)
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
        items=[disclosed(item) for item in entry.items],
    )


def disclosed(item: disclosure.DisclosedItem) -> policy.DisclosedItem:
    """An item of a disclosure, its words as their salted SHA-256: the same words can be held to what was agreed."""
    return policy.DisclosedItem(id=item.id, sha256=item_hash(item.salt, {"id": item.id, "text": item.text}))


def _asked(entry: disclosure.Asked) -> policy.Asked:
    return policy.Asked(categories=list(entry.categories), words=text(entry.words), by=entry.by, gateway=entry.gateway)


def _forum(entry: disclosure.Forum) -> policy.Forum:
    return policy.Forum(
        body=entry.body,
        members=list(entry.members),
        refusals=list(entry.refusals),
        reference_given=given(entry.reference),
    )


def _account(entry: disclosure.Account327A) -> policy.Account327A:
    return policy.Account327A(**{name: given(getattr(entry, name)) for name in policy.Account327A.model_fields})


def _five_facts(entry: disclosure.FiveFacts) -> policy.FiveFacts:
    return policy.FiveFacts(
        when=entry.when is not None,
        who=given(entry.who),
        to_whom=given(entry.to_whom),
        how=given(entry.how),
        what=given(entry.what),
    )
