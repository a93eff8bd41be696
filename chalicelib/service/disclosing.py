"""Disclosure requests and undertakings: opened, taken from step to step, signed or refused, read."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.policy_scheme import Application
from chalicelib.domain import disclosure_requests as requests
from chalicelib.domain import ids, involvements
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import STATE, Operation, Put
from chalicelib.service.asking import VERSION, Allowed, Answer, Caller, Refusal, shown
from chalicelib.service.hashing import canonical
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.scheme_reducing import application_attributes, step_attributes
from chalicelib.service.sealed_content import idempotency, sealed_people
from chalicelib.service.share_reducing import share_attributes
from chalicelib.service.sharing import new_salt
from chalicelib.service.telling import Telling
from chalicelib.service.writing import DecidedWriter, Draft

_TOLD = ("next", "applicant_notice", "due", "outlook")


def told(view: Mapping[str, Any]) -> dict[str, Any]:
    """What may come next and who may do it, and the only words that may be relayed to the applicant."""
    return {name: view[name] for name in _TOLD if name in view}


class OpenDisclosureRequest:
    """Open an application under a scheme, as a case of its own."""

    def __init__(
        self, point: DecisionPoint, store: RecordStore, sealer: Sealer, salt: Callable[[], str] = new_salt
    ) -> None:
        """Keep the ports, and where salts come from."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer
        self._salt = salt

    def __call__(self, caller: Caller, application: DisclosureApplication) -> Answer | Refusal:
        """Decide, seal and write. See `DecidedWriter.write` for the errors."""
        sharing = application.sharing
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="disclosure.open",
            case=application.case_id,
            attributes=Attributes(
                application=application_attributes(application),
                share=share_attributes(sharing) if sharing else None,
            ),
            idempotency=idempotency(caller, application.model_dump(exclude_none=True)),
        )
        return self._writer.write(asked, lambda allowed: self._draft(application, allowed))

    def _draft(self, application: DisclosureApplication, allowed: Allowed) -> Draft:
        view = allowed.view
        plain = application_attributes(application)
        sharing = application.sharing
        people = [*application.people, *(sharing.people if sharing else [])]
        telling = Telling(sharing, self._salt) if sharing else None
        new = requests.NewRequest(
            record=allowed.record,
            case=allowed.case,
            scheme=application.scheme,
            state=state_named(view, "state"),
            people={person.ref: person.role for person in people},
            parties=_parties(plain),
            contact_kind=plain.contact_kind,
            ground=view.get("ground", None if telling else involvements.OPENED),
            holder=view.get("holder"),
            holder_ground=view.get("holder_ground"),
            holder_until=view.get("holder_until"),
            area=view.get("area"),
            inbox_role=view.get("inbox_role"),
            given={**_given(plain), **(telling.given(allowed.subject.role) if telling else {})},
            excluded=tuple(sharing.excluded_practitioners) if sharing else (),
            tells=telling.plain(allowed) if telling else {},
            received_at=plain.received_at,
        )
        content = {
            "v": 1,
            **application.model_dump(exclude_none=True),
            "people": sealed_people(application.people),
        }
        if telling:
            content["sharing"] = telling.content()
        sealed = self._sealer.seal(allowed.session, new.case, new.record, canonical(content))
        body = {
            "request_id": new.record,
            "case_id": new.case,
            "scheme": new.scheme,
            "state": new.state,
            **version_after(new.record, allowed),
            **({"disclosure": telling.five_facts(allowed)} if telling else {}),
            **told(view),
            **shown(allowed),
        }
        return Draft(requests.opening(new, allowed.actor, sealed, allowed.facts, view), body)


def _parties(plain: Application) -> dict[str, Any]:
    """Who is who, by reference, as the state holds it."""
    made: dict[str, Any] = {"subject": plain.subject, "child": plain.child}
    if plain.parties is not None:
        made |= plain.parties.model_dump(exclude_none=True)
    return made


def _given(plain: Application) -> dict[str, Any]:
    """What of an application later rules may look at."""
    names = {"information", "incident", "mappa_category", "mappa_level", "asked", "area"}
    return plain.model_dump(include=names, exclude_none=True)


class TakeStep:
    """Take the next step of a disclosure request; which one that may be, policy says."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer

    def __call__(self, caller: Caller, record: str, step: StepRequest, expected: int | None = None) -> Answer | Refusal:
        """Decide, seal the step's words and write. See `DecidedWriter.write` for the errors."""
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="disclosure.step",
            record=record,
            attributes=Attributes(step=step_attributes(step)),
            idempotency=idempotency(caller, step.model_dump(exclude_none=True), record),
        )
        return self._writer.write(asked, lambda allowed: self._draft(record, step, allowed), expected=expected)

    def _draft(self, record: str, step: StepRequest, allowed: Allowed) -> Draft:
        pk = ids.case_partition(record)
        before = allowed.facts.header(pk, STATE)
        if before is None:
            raise DecisionPointUnavailableError
        view = {**allowed.view, "next_state": state_named(allowed.view, "next_state")}
        plain = step_attributes(step).model_dump(exclude_none=True)
        after = requests.fold_step(before, plain, view, allowed.actor)
        n = len(after["history"])
        content = canonical({"v": 1, **step.model_dump(exclude_none=True)})
        sealed = self._sealer.seal(allowed.session, ids.case_of(record), record, content)
        operations: list[Operation] = [
            Put(pk, STATE, after, allowed.facts.version(pk, STATE), index=requests.placed(record, after, view)),
            Put(pk, requests.step_key(n), requests.step_header(step.step, step.outcome, allowed.actor), sealed=sealed),
            *requests.notices(record, after, view.get("tells", []), allowed.actor),
        ]
        return Draft(operations, _progress(record, after, n, allowed))


def state_named(view: Mapping[str, Any], name: str) -> str:
    """The state that policy names; an answer without one is no answer."""
    state = view.get(name)
    if not isinstance(state, str) or not state:
        raise DecisionPointUnavailableError
    return state


def version_after(record: str, allowed: Allowed) -> dict[str, int]:
    """At which version a request stands after a write under this decision: one more than the decision judged."""
    return {VERSION: allowed.facts.version(ids.case_partition(record), STATE) + 1}


def _progress(record: str, after: Mapping[str, Any], n: int, allowed: Allowed) -> dict[str, Any]:
    return {
        "request_id": record,
        "case_id": ids.case_of(record),
        "step": n,
        "state": after["state"],
        **version_after(record, allowed),
        **told(allowed.view),
        **shown(allowed),
    }
