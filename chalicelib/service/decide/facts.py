"""From facts as stored to facts as rules read them. What is absent is left out; what is odd closes the answer."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chalicelib.contracts.decision import Fact, StoredAnswer
from chalicelib.contracts.policy_input import ClientFact, Facts, InvolvementFact
from chalicelib.domain import ids
from chalicelib.domain.errors import FactsUnavailableError
from chalicelib.service.decide.plan import Referred
from chalicelib.service.decide.ports import CLOCK

_OF_A_CASE = ("record", "state", "referred", "attached")
_REVOCATION = ids.revocation_key("")
_INVOLVEMENT_FIELDS = ("agency", "area", "grounds")
_Model = TypeVar("_Model", bound=BaseModel)


def policy_facts(facts: Sequence[Fact], asking: str, referred: Referred | None = None) -> Facts:
    """Arrange facts for the policy input, by what their sort keys say they are.

    An agency without a part in the case gives rules the same facts whether the record exists or not: hidden and
    absent are then one by construction, in the question, in the ledger entry and in the time that both take.

    Args:
        facts: As read.
        asking: The agency that asks; `CLOCK` for the clock, which needs no part in a case.
        referred: The other record that the request names.

    Raises:
        FactsUnavailableError: a stored fact has not the form that rules rely on.
    """
    arranged: dict[str, Any] = {}
    revoked = [fact.sk.removeprefix(_REVOCATION) for fact in facts if fact.sk.startswith(_REVOCATION) and fact.v]
    involvements: dict[str, InvolvementFact] = {}
    other = ids.case_partition(referred.record) if referred else None
    foreign = ids.member_partition(ids.case_of(referred.record), asking) if referred and referred.foreign else None
    for fact in facts:
        if fact.header is None or fact.sk.startswith(_REVOCATION):
            continue
        if fact.pk == other and referred and fact.sk == referred.header:
            arranged["referred"] = fact.header
        elif fact.pk == foreign:
            arranged["referred_involvement"] = _involvement(fact.header)
        elif fact.sk == "involvement":
            involvement = _involvement(fact.header)
            involvements[involvement.agency] = involvement
        elif fact.sk.startswith(ids.ATTACHMENT_PREFIX):
            arranged["attached"] = fact.header
        elif fact.sk == "status":
            shown = {"status": fact.header.get("status"), "revoked_certificates": revoked}
            arranged["client"] = _parse(ClientFact, shown)
        else:
            arranged[fact.sk] = fact.header
    if asking not in involvements and asking != CLOCK:
        arranged = {name: fact for name, fact in arranged.items() if name not in _OF_A_CASE}
    if foreign and "referred_involvement" not in arranged:
        arranged.pop("referred", None)
    return Facts(involvements=involvements, **arranged)


def _involvement(header: dict[str, Any]) -> InvolvementFact:
    """Whom an agency works with in a case is kept beside its grounds; rules neither need nor get it."""
    return _parse(InvolvementFact, {name: header[name] for name in _INVOLVEMENT_FIELDS if name in header})


def stored_answer(header: dict[str, Any]) -> tuple[str, StoredAnswer]:
    """Return fingerprint and answer of an idempotency entry.

    Raises:
        FactsUnavailableError: the entry has not that form.
    """
    answer = _parse(StoredAnswer, {name: header.get(name) for name in ("status", "body")})
    return str(header.get("fingerprint")), answer


def _parse(model: type[_Model], value: object) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        message = f"a stored fact is no {model.__name__}"
        raise FactsUnavailableError(message) from error
