"""`proviso audit reconcile`: is every look at content, tables and keys matched to a decision?

An event of the case role is matched only when its access key came from an AssumeRole by the decision
point that named the decision, it lies before the session's end, and what it touched lies within the grant that
the ledger entry states. Whatever cannot be matched is an orphan, refused attempts too. Nothing here rests on
fields that AWS does not promise for refused calls: where they are absent, the event is an orphan.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.ids import QUEUE_INDEX, TICK_INDEX
from workbench.audit.ledger import Ledger
from workbench.audit.touched import index_of, keys_of, partitions_of, status_puts_of, tables_of
from workbench.audit.trail import Event
from workbench.audit.window import EVERYTHING, Window


@dataclass(frozen=True)
class Estate:
    """Names and ARNs that the join needs to tell our resources and roles apart."""

    records_table: str
    ledger_table: str
    content_key: str
    table_keys: tuple[str, ...]
    decide_role: str = "proviso-decide"
    case_role: str = "proviso-case-access"
    decide_function: str = "proviso-decide"
    function_roles: tuple[str, ...] = ("proviso-share", "proviso-request-disclosure", "proviso-record-undertaking")
    clock_role: str = "proviso-clock"
    auditor_role: str = "proviso-auditor"
    registrar_role: str = "proviso-registrar"
    deployer_roles: tuple[str, ...] = ("local-deployer",)
    signing_key: str = ""


@dataclass(frozen=True)
class Orphan:
    """An event that no decision explains: who, what, when, and why it could not be matched."""

    event: str
    who: str
    what: str
    when: str
    why: str


@dataclass
class Report:
    """The outcome of a reconciliation."""

    looks: int = 0
    matched: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    orphans: list[Orphan] = field(default_factory=list)
    never_used: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """No orphan and no fault in the ledger."""
        return not self.orphans and not self.faults


@dataclass(frozen=True)
class _Mint:
    """An AssumeRole by the decision point: which decision its access key belongs to."""

    decision: str
    access_key: str


class Reconciliation:
    """One run over a set of events and a ledger."""

    def __init__(self, estate: Estate, ledger: Ledger, events: Iterable[Event], window: Window) -> None:
        """Index the mints and puts that later matches refer to."""
        self._estate = estate
        self._window = window
        self._ledger = ledger
        self._events = list(events)
        self._mints = {m.access_key: m for m in map(self._mint, self._events) if m}
        self._invocations = {e.get("invocation"): i for i, e in ledger.entries.items()}
        self._used: set[str] = set()
        self._puts: Counter[str] = Counter()

    def report(self) -> Report:
        """Judge every event that concerns us."""
        report = Report(faults=list(self._ledger.faults))
        for event in self._events:
            judge = self._judge(event)
            if judge is None or not self._window.holds(event):
                continue
            label, why = judge
            if label == "look":
                report.looks += 1
            if why is None:
                report.matched += label == "look"
                report.classes[label] += 1
            else:
                report.orphans.append(self._orphan(event, why))
        report.faults += self._put_faults()
        report.never_used = [i for i in self._settled() if self._granted(i) and i not in self._used]
        return report

    # -- which events concern us, and what they must match ------------------------------------------

    def _judge(self, event: Event) -> tuple[str, str | None] | None:
        if not self._concerns_us(event):
            return None
        if event.service_caller:
            return self._through_service(event)
        judges: Mapping[str, Callable[[Event], tuple[str, str | None]]] = {
            self._estate.case_role: self._by_case_session,
            self._estate.decide_role: self._by_decide,
            self._estate.clock_role: self._by_clock,
            self._estate.auditor_role: self._by_auditor,
            self._estate.registrar_role: self._by_registrar,
        }
        if event.role in judges:
            return judges[event.role](event)
        if event.role in self._estate.function_roles:
            return self._by_function(event)
        if event.role in self._estate.deployer_roles and not _is_data(event):
            return "deployer", None
        return "look", "no decision: this principal has no business here"

    def _concerns_us(self, event: Event) -> bool:
        estate = self._estate
        if event["eventSource"] == "dynamodb.amazonaws.com":
            return bool(tables_of(event) & {estate.records_table, estate.ledger_table}) or not tables_of(event)
        if event["eventSource"] == "kms.amazonaws.com":
            named = keys_of(event)
            return bool(named & {estate.content_key, estate.signing_key, *estate.table_keys}) or not named
        if event.name == "sts:AssumeRole":
            return str(event.parameters.get("roleArn", "")).endswith(f":role/{estate.case_role}")
        if event.name == "lambda:Invoke":
            return estate.decide_function in str(event.parameters.get("functionName", estate.decide_function))
        return False

    def _through_service(self, event: Event) -> tuple[str, str | None]:
        roles = {self._estate.case_role, self._estate.decide_role, self._estate.auditor_role}
        roles |= {self._estate.registrar_role, self._estate.clock_role, *self._estate.deployer_roles}
        if event.service_caller == "dynamodb.amazonaws.com" and event.role in roles and not event.refused:
            return "table key through DynamoDB", None
        return "look", f"a key used through {event.service_caller} for a principal that has no business here"

    def _by_case_session(self, event: Event) -> tuple[str, str | None]:
        return "look", self._case_session_fault(event)

    def _case_session_fault(self, event: Event) -> str | None:
        mint = self._mints.get(str(event.identity.get("accessKeyId")))
        if mint is None:
            return "the session bears a decision's name, but the decision point did not mint its access key"
        entry = self._ledger.entries.get(mint.decision)
        grant = (entry or {}).get("grant")
        if entry is None or not entry.get("allow") or not grant:
            return "no allowed decision with a grant stands behind the session"
        self._used.add(mint.decision)
        if event.refused:
            return "refused: the session tried what its decision does not allow"
        if event.time > datetime.fromisoformat(grant["not_after"]):
            return "after the end of the session"
        return _outside_grant(event, grant, self._estate)

    def _by_decide(self, event: Event) -> tuple[str, str | None]:
        if event.refused:
            return "decide", "refused: the decision point tried what its role does not allow"
        if event.name == "sts:AssumeRole":
            return "decide", self._known(event.parameters.get("roleSessionName"))
        if event.name == "dynamodb:PutItem" and self._estate.ledger_table in tables_of(event):
            return "decide", self._ledger_put_fault(event)
        agent = str(event["userAgent"] or "").strip("[]")
        decision = agent.removeprefix("proviso/")
        if event.name != "dynamodb:TransactGetItems" or decision == agent:
            return "decide", "the decision point did what no decision needs"
        return "decide", self._known(decision)

    def _known(self, decision: object) -> str | None:
        return None if decision in self._ledger.entries else "the ledger holds no such decision"

    def _ledger_put_fault(self, event: Event) -> str | None:
        if event["errorCode"]:
            return None  # a put that did not happen changed nothing
        key = event.parameters.get("key") or {}
        decision = str(key.get("pk", "")).removeprefix("decision#")
        self._puts[decision] += 1
        if self._puts[decision] > 1:
            return "a second put over the same ledger entry"
        if self._ledger.hashes.get(decision) != key.get("sk"):
            return "the ledger does not hold what was put"
        return None

    def _by_auditor(self, event: Event) -> tuple[str, str | None]:
        if event.refused or self._estate.records_table in tables_of(event):
            return "auditor", "the auditor reached for more than ledger and trail"
        return "auditor", None

    def _by_registrar(self, event: Event) -> tuple[str, str | None]:
        touched = partitions_of(event)
        if event.refused or not touched or not all(p.startswith("client#") for p in touched):
            return "registrar", "the registrar reached for more than a client's status"
        return "registrar", None

    def _by_clock(self, event: Event) -> tuple[str, str | None]:
        """The clock finds what has run out of time, and asks; what it then writes it writes under a decision."""
        if event.name != "dynamodb:Query" or event.refused:
            return self._by_function(event)
        # CloudTrail does not promise that a query names its index; IAM holds the clock to this one.
        if index_of(event) not in {None, TICK_INDEX} or self._estate.ledger_table in tables_of(event):
            return "look", "the clock looked elsewhere than for its ticks"
        return "the clock looks for ticks", None

    def _by_function(self, event: Event) -> tuple[str, str | None]:
        if event.name != "lambda:Invoke" or event.refused:
            return "look", "a function's own role reached past the decision point"
        known = event["requestID"] in self._invocations
        return "asked to decide", None if known else "an invocation of decide that left no ledger entry"

    # -- helpers ------------------------------------------------------------------------------------

    def _mint(self, event: Event) -> _Mint | None:
        if event.name != "sts:AssumeRole" or event.role != self._estate.decide_role or event["errorCode"]:
            return None
        credentials = (event["responseElements"] or {}).get("credentials") or {}
        return _Mint(str(event.parameters.get("roleSessionName")), str(credentials.get("accessKeyId")))

    def _put_faults(self) -> list[str]:
        # Whoever judges all that there is cannot say what was before the trail began.
        begin = self._window.since or min((e.time for e in self._events), default=None)
        missing = (i for i in self._settled() if not self._puts[i] and (begin is None or self._made(i) >= begin))
        return [f"decision {i} is in the ledger, but the trail shows no put of it" for i in missing]

    def _settled(self) -> list[str]:
        """Decisions all of whose events must be there."""
        return sorted(i for i in self._ledger.entries if self._window.settled(self._made(i)))

    def _made(self, decision: str) -> datetime:
        return datetime.fromisoformat(str(self._ledger.entries[decision]["at"]))

    def _granted(self, decision: str) -> bool:
        return bool(self._ledger.entries[decision].get("grant"))

    @staticmethod
    def _orphan(event: Event, why: str) -> Orphan:
        who = str(event.identity.get("arn") or event.identity.get("type") or "unknown")
        what = event.name + (f" ({event['errorCode']})" if event["errorCode"] else "")
        return Orphan(event.id, who, what, str(event["eventTime"]), why)


def _is_data(event: Event) -> bool:
    return bool(event["eventCategory"] == "Data")


def _outside_grant(event: Event, grant: Mapping[str, Any], estate: Estate) -> str | None:
    """Say in what way a successful event of a case session lies outside its grant, or None."""
    if event["eventSource"] == "kms.amazonaws.com":
        return _key_fault(event, grant, estate)
    if estate.ledger_table in tables_of(event):
        return "a case session on the ledger"
    touched = partitions_of(event)
    if not touched and event.name != "dynamodb:Query":
        return "the event does not say which partition was touched"
    # CloudTrail does not promise a query's key values; IAM held the query to the grant's exact partitions.
    if not touched <= set(grant["partitions"]):
        return "a look outside the partitions of the grant"
    if status_puts_of(event):
        return "a case session that put a client's status or revocation: that is the registrar's alone"
    return _access_fault(event, grant)


def _access_fault(event: Event, grant: Mapping[str, Any]) -> str | None:
    if index_of(event) not in {None, QUEUE_INDEX if grant["access"] == "queue" else None}:
        return "an index that the grant does not name"
    writes = event.name in {"dynamodb:TransactWriteItems", "dynamodb:PutItem"}
    return None if writes == (grant["access"] == "write") else "the kind of access is not the one granted"


def _key_fault(event: Event, grant: Mapping[str, Any], estate: Estate) -> str | None:
    if event.name == "kms:Sign" or estate.signing_key in keys_of(event):
        granted = event.name == "kms:Sign" and grant.get("signs") and estate.signing_key in keys_of(event)
        return None if granted else "a use of the signing key that the grant does not name"
    wanted = {"seal": "kms:GenerateDataKey", "open": "kms:Decrypt"}.get(grant["content"])
    if event.name != wanted:
        return "a use of the content key that the grant does not name"
    context = event.parameters.get("encryptionContext")
    if context != {"case": grant.get("case"), "record": grant.get("record")}:
        return "content of another record than the grant's"
    return None


def reconcile(estate: Estate, ledger: Ledger, events: Iterable[Event], window: Window = EVERYTHING) -> Report:
    """Join trail and ledger; see the module's text for what counts as matched.

    Args:
        estate: Names and ARNs.
        ledger: All of it.
        events: What was read for the window.
        window: Which part of the events is judged.
    """
    return Reconciliation(estate, ledger, events, window).report()
