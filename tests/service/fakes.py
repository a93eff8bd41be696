"""Stand-ins for the ports, which pass the same suites as the real adapters, and a caller to use them with."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from ulid import ULID

from chalicelib.contracts.decision import (
    DecideRequest,
    DecideResponse,
    Decision,
    Fact,
    IdempotencyEntry,
    Obligation,
    Reason,
    Receipt,
    Session,
    StoredAnswer,
    SubjectView,
)
from chalicelib.domain import ids
from chalicelib.domain.errors import (
    AlreadyAnsweredError,
    ContentUnreadableError,
    FactsMovedError,
    StoreUnavailableError,
)
from chalicelib.domain.queues import QueueEntry, QueuePage, TickPage
from chalicelib.domain.records import Index, Operation, Page, Put, StoredItem
from chalicelib.service.ports import Signed

AT = "2026-11-20T16:00:00.000Z"
REVISION = "test-revision"
SESSION = Session(access_key_id="AKIDTEST", secret_access_key="s", session_token="t", not_after="2026-11-20T16:01:00Z")
PERSON = f"practitioner:{ULID.from_timestamp(1_700_000_000)}"
COUNCIL, FORCE = "la:E06000047", "force:11"
MAKING = frozenset(
    {
        "share.create",
        "disclosure.open",
        "undertaking.record",
        "undertaking.breach",
        "share.attach",
        "involvement.change",
    }
)
"""Actions that make a record of their own."""
FOLLOWING = frozenset({"share.outcome", "involvement.change"})
"""Actions about a share of which rules read the header."""


def practitioner(n: int) -> str:
    """A practitioner id that is the same every time."""
    return f"practitioner:01HZZZZZZZZZZZZZZZZZZZZZ{n:02d}"


def subject(
    agency: str = COUNCIL, role: str = "social_worker", person: str = practitioner(1), client: str = "client:test"
) -> SubjectView:
    return SubjectView(person=person, agency=agency, role=role, client=client)


def reason(code: str) -> Reason:
    return Reason(code=code, message="It does not hold.", law="UK GDPR Art 5", remedy="Make it hold.")


class FakeRecordStore:
    """A table in memory: versions, conditions and answers as the real one has them."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], StoredItem] = {}
        self.indexed: dict[tuple[str, str], Index] = {}
        self.writes: list[list[Operation]] = []
        self.calls: list[tuple[Any, ...]] = []
        self.before_write: Callable[[], None] = lambda: None

    def get(self, session: Session, pk: str, sk: str) -> StoredItem | None:
        self.calls.append(("get", pk, sk))
        return self.items.get((pk, sk))

    def page(
        self, session: Session, pk: str, prefix: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Page:
        self.calls.append(("page", pk, prefix, limit))
        keys = sorted((sk for p, sk in self.items if p == pk and sk.startswith(prefix)), reverse=newest_first)
        if after is not None:
            keys = [sk for sk in keys if (sk < after if newest_first else sk > after)]
        return Page([self.items[pk, sk] for sk in keys[:limit]], len(keys) > limit)

    def queue_page(self, session: Session, agency: str, *, until: str, after: str | None, limit: int) -> QueuePage:
        self.calls.append(("queue_page", agency, until, limit))
        found = self.placed(ids.queue_partition(agency), until, after)
        return QueuePage([QueueEntry(at, index.brief or {}) for at, index in found[:limit]], len(found) > limit)

    def placed(self, partition: str, until: str, after: str | None) -> list[tuple[str, Index]]:
        """What stands in a partition of either index up to a time, behind a position, in order."""
        every = [(index.due_at, index) for index in self.indexed.values() if index.queue == partition]
        every += [(index.tick_at, index) for index in self.indexed.values() if index.tick == partition]
        found = [(at, index) for at, index in every if at is not None and at[: len(until)] <= until]
        return sorted([one for one in found if after is None or one[0] > after], key=lambda one: one[0])

    def write(self, session: Session, operations: Sequence[Operation]) -> None:
        self.before_write()
        broken = [o for o in operations if self.version(o.pk, o.sk) != o.expected]
        for operation in broken:
            if isinstance(operation, Put) and operation.answers:
                raise AlreadyAnsweredError(self.items[operation.pk, operation.sk].header)
        if broken:
            raise FactsMovedError
        self.writes.append(list(operations))
        for put in operations:
            if isinstance(put, Put):
                header = json.loads(json.dumps(put.header))
                self.items[put.pk, put.sk] = StoredItem(put.pk, put.sk, put.expected + 1, header, put.sealed)
                self.indexed.pop((put.pk, put.sk), None)
                if put.index is not None:
                    self.indexed[put.pk, put.sk] = put.index

    def version(self, pk: str, sk: str) -> int:
        stored = self.items.get((pk, sk))
        return stored.version if stored else 0

    def place(self, pk: str, sk: str, header: dict[str, Any]) -> None:
        """Put an item there as somebody else's work, one version up."""
        self.items[pk, sk] = StoredItem(pk, sk, self.version(pk, sk) + 1, header)


class FakeTicks:
    """The index of ticks over a fake store."""

    def __init__(self, store: FakeRecordStore) -> None:
        self._store = store
        self.failing: set[str] = set()
        self.asked: list[tuple[str, str, str | None, int]] = []

    def passed(self, partition: str, *, until: str, after: str | None, limit: int) -> TickPage:
        self.asked.append((partition, until, after, limit))
        if partition in self.failing:
            raise StoreUnavailableError
        found = [at for at, _ in self._store.placed(partition, until, after)]
        records = [at.partition("#")[2] for at in found[:limit]]
        return TickPage(records, found[limit - 1] if len(found) > limit else None)


class FakeSealer:
    """Content that remembers what it is bound to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, str]] = []

    def seal(self, session: Session, case: str, record: str, content: bytes) -> bytes:
        self.calls.append(("seal", case, record))
        return json.dumps([case, record]).encode() + b"\n" + content[::-1]

    def open(self, session: Session, case: str, record: str, sealed: bytes) -> bytes:
        self.calls.append(("open", case, record))
        bound, newline, content = sealed.partition(b"\n")
        if not newline or bound != json.dumps([case, record]).encode():
            raise ContentUnreadableError
        return content[::-1]


class FakeSigner:
    """Signs with a key of its own, as KMS would; what it signed is kept."""

    KEY = "arn:aws:kms:eu-west-2:123456789012:key/33333333-3333-4333-8333-333333333333"

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.signed: list[bytes] = []
        self.failing = False

    def sign(self, session: Session, digest: bytes) -> Signed:
        if self.failing:
            raise StoreUnavailableError
        self.signed.append(digest)
        value = self.private.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        return Signed(value, self.KEY, "ECDSA_SHA_256")


TEMPLATE = {
    "id": "csods",
    "version": "1",
    "language": "en",
    "words": "The words of the undertaking.",
    "warnings": {
        "confidential": "It is confidential.",
        "proceedings": "Proceedings could follow.",
        "purpose_only": "For this purpose only.",
    },
}


class FakeDecisionPoint:
    """A decision point over a fake store that allows everything, unless told to refuse.

    It keeps what it was asked, reads facts and answers given as the real one does, and makes ids in order.
    """

    def __init__(self, store: FakeRecordStore) -> None:
        self.store = store
        self.asked: list[DecideRequest] = []
        self.who = subject()
        self.refuse_with: list[str] = []
        self.obligations: list[Obligation] = []
        self.view: dict[str, Any] = {}
        self.error: Exception | None = None
        self.outcome: DecideResponse | None = None
        self.after_facts: Callable[[], None] = lambda: None
        self._n = 0

    def decide(self, request: DecideRequest) -> DecideResponse:
        self.asked.append(request)
        if self.error is not None:
            raise self.error
        if self.outcome is not None:
            return self.outcome
        replay = self._replay(request)
        if replay is not None:
            return replay
        if self.refuse_with:
            return self._answer("refused", [reason(code) for code in self.refuse_with], allow=False)
        case = request.case or (ids.case_of(request.record) if request.record else None)
        facts = self._facts(request, case)
        self.after_facts()
        makes = request.action in MAKING
        if makes or case is not None:
            case = case or self.ulid()
        record = ids.record_id(str(case), self.ulid()) if makes else request.record
        return self._answer("allowed", [], allow=True).model_copy(
            update={
                "case": case,
                "record": record,
                "view": self._view(request),
                "session": SESSION,
                "facts": facts,
                "idempotency": self._entry(request),
            }
        )

    def ulid(self) -> str:
        self._n += 1
        return f"01HYYYYYYYYYYYYYYYYYYYY{self._n:03d}"

    def _answer(self, outcome: Any, reasons: list[Reason], *, allow: bool) -> DecideResponse:
        decision = Decision(
            id=self.ulid(),
            allow=allow,
            reasons=reasons,
            obligations=self.obligations if allow else [],
            policy_revision=REVISION,
        )
        receipt = Receipt(decision=decision.id, at=AT, policy_revision=REVISION, entry_sha256="0" * 64)
        return DecideResponse(outcome=outcome, decision=decision, receipt=receipt, subject=self.who)

    def _entry(self, request: DecideRequest) -> IdempotencyEntry | None:
        if request.idempotency is None:
            return None
        return IdempotencyEntry(
            sk=f"idempotency#{request.idempotency.key}", fingerprint=request.idempotency.fingerprint
        )

    def _replay(self, request: DecideRequest) -> DecideResponse | None:
        entry = self._entry(request)
        if entry is None:
            return None
        stored = self.store.items.get((ids.client_partition(self.who.client), entry.sk))
        if stored is None:
            return None
        if stored.header["fingerprint"] != entry.fingerprint:
            return DecideResponse(outcome="conflict")
        answer = StoredAnswer(status=stored.header["status"], body=stored.header["body"])
        return self._answer("replayed", [], allow=True).model_copy(update={"answer": answer})

    def _facts(self, request: DecideRequest, case: str | None) -> list[Fact]:
        keys = [(ids.client_partition(self.who.client), "status")]
        agencies = [self.who.agency]
        if request.attributes.share is not None:
            agencies += [recipient.agency for recipient in request.attributes.share.recipients]
        if request.attributes.change is not None:
            named = (request.attributes.change.agency, request.attributes.change.to)
            agencies += [agency for agency in named if agency]
        if case is not None:
            keys += [(ids.member_partition(case, agency), "involvement") for agency in dict.fromkeys(agencies)]
        if request.record is not None:
            keys.append((ids.case_partition(request.record), "state"))
        if request.record is not None and request.action in FOLLOWING:
            keys.append((ids.case_partition(request.record), "record"))
        return [self._fact(pk, sk) for pk, sk in keys]

    def _fact(self, pk: str, sk: str) -> Fact:
        stored = self.store.items.get((pk, sk))
        return Fact(pk=pk, sk=sk, v=self.store.version(pk, sk), header=dict(stored.header) if stored else None)

    def _view(self, request: DecideRequest) -> dict[str, Any]:
        if self.view:
            return self.view
        share = request.attributes.share
        if share is not None:
            items = [statement.item for statement in share.statements]
            return {
                "recipients": [
                    {"agency": entry.agency, "role": entry.role, "items": items, "withheld": []}
                    for entry in share.recipients
                ]
            }
        told = {"state": "received", "next_state": "moved", "next": [], "applicant_notice": "Constant words."}
        return told | ({"template": TEMPLATE} if request.action == "undertaking.record" else {})
