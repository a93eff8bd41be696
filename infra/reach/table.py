"""The table: every principal of the templates, in every situation, with all that it may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

from chalicelib.contracts.decision import Grant
from chalicelib.domain import ids
from infra import names
from infra.case_session import SIGNS
from infra.reach.attempts import key_arn, role_arn
from infra.reach.estate import Caller, Estate
from infra.reach.layers import LAYERS
from infra.reach.situations import AGENCY, CASE, CLIENT, DECISION, END, RECORD, TAGS, Situation, tags_in, target_of
from infra.reach.words import TRIES
from workbench.iam import NamedPolicy

Cells = Mapping[tuple[str, Situation], tuple[str, ...]]
BY_ROLE_ALONE: Final = ", by its role alone"
WITHOUT_CASE: Final = frozenset({"inbox", "queue"})
_WRITTEN: Final = [f"case#{RECORD}", f"member#{CASE}.{AGENCY}", f"agency#{AGENCY}"]


@dataclass(frozen=True)
class Row:
    """One principal: its word in the table, who it is, and the tags of its own that it has."""

    name: str
    caller: Caller
    minted: bool = False


def sessions(estate: Estate) -> list[Row]:
    """Case sessions as the decision point mints them, with its own session policy and, to see the role, without."""
    grants = {
        "read": _grant("read", [f"case#{RECORD}"], content="open"),
        "list": _grant("read", [f"member#{CASE}.{AGENCY}"]),
        "inbox": _grant("inbox", [f"agency#{AGENCY}"]),
        "queue": _grant("queue", [ids.queue_partition(AGENCY)]),
        "write": _grant("write", _WRITTEN, content="seal"),
        "undertaking": _grant("write", _WRITTEN, content="seal", signs=True),
    }
    # By name: the environment in which this is type-checked, the CDK's, has no stubs for what adapters import.
    minter = import_module("chalicelib.adapters.case_sessions").StsCaseSessions(
        role_arn(estate, names.CASE_ACCESS),
        f"arn:aws:dynamodb:{estate.region}:{estate.account}:table/{names.RECORDS_TABLE}",
        key_arn(estate, "RecordsKey"),
        key_arn(estate, "ContentKey"),
        key_arn(estate, "SigningKey"),
    )
    rows = []
    for name, grant in grants.items():
        tags = {**TAGS, "access": grant.access}
        if grant.access in WITHOUT_CASE:
            del tags["case"]
        inline = NamedPolicy.from_json("session", minter.policy(grant))
        caller = Caller(names.CASE_ACCESS, tags, DECISION, inline)
        rows.append(Row(f"case session: {name}", caller, minted=True))
        if grant.signs:
            tags["signs"] = SIGNS
        if name in ("read", "write", "undertaking"):
            rows.append(Row(f"case session: {name}{BY_ROLE_ALONE}", replace(caller, inline=None), minted=True))
    return rows


def _grant(access: str, partitions: list[str], content: str = "none", *, signs: bool = False) -> Grant:
    return Grant.model_validate(
        {
            "access": access,
            **({} if access in WITHOUT_CASE else {"case": CASE}),
            "agency": AGENCY,
            "client": f"client:{CLIENT}",
            "partitions": partitions,
            **({} if content == "none" else {"record": RECORD}),
            "content": content,
            "signs": signs,
            "not_after": END,
        }
    )


def rows_of(estate: Estate) -> list[Row]:
    """Every principal that the templates make."""
    roles = sorted(set(estate.trust) | set(estate.identity))
    return [*sessions(estate), *(Row(role, Caller(role)) for role in roles if role != names.CASE_ACCESS)]


def cells_of(estate: Estate, rows: Sequence[Row]) -> Cells:
    """What each row may do in each situation."""
    return {
        (row.name, situation): tuple(
            word
            for word, tried in TRIES.items()
            if any(tried(estate, caller, target_of(situation)) for caller in _callers(row, situation))
        )
        for row in rows
        for situation in Situation
    }


def layers_of(estate: Estate, rows: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """What each row may do on its own case as far as one table or one key is concerned."""
    target = target_of(Situation.OWN)
    return {
        row.name: tuple(word for word, tried in LAYERS.items() if tried(estate, row.caller, target)) for row in rows
    }


def trusts_of(estate: Estate) -> Mapping[str, Sequence[str]]:
    """By role: who is trusted to become it, and under which conditions, as the trust policy writes them."""
    return {role: [_trust(statement) for statement in _statements(policy)] for role, policy in estate.trust.items()}


def _statements(policy: NamedPolicy) -> Sequence[Mapping[str, Any]]:
    found = policy.document["Statement"]
    if not isinstance(found, list):
        message = f"{policy.name} has no list of statements"
        raise TypeError(message)
    return found


def _trust(statement: Mapping[str, Any]) -> str:
    named = statement["Principal"]
    principals = named if isinstance(named, str) else ", ".join(str(one) for one in named.values())
    conditions = statement.get("Condition", {})
    keys = sorted(key for values in conditions.values() for key in values)
    return f"{statement['Action']} by {principals}" + (f" if {', '.join(dict.fromkeys(keys))}" if keys else "")


def _callers(row: Row, situation: Situation) -> list[Caller]:
    """The row's caller in a situation. Where a tag is forged, every kind of access is tried with it."""
    if row.minted:
        return [replace(row.caller, tags=tags_in(situation, row.caller.tags))]
    if situation is not Situation.FORGED:
        return [row.caller]
    return [
        replace(row.caller, session=DECISION, tags=tags_in(situation, {**TAGS, "access": access}))
        for access in ("read", "write", "inbox", "queue")
    ]


def becoming(estate: Estate, callers: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """In which ways each may become a case session."""
    full = {**TAGS, "access": "read"}
    ways = {
        "with a decision's name and tags": (DECISION, full),
        "under another name": ("someone", full),
        "without tags": (DECISION, {}),
        "with a tag more": (DECISION, {**full, "admin": "yes"}),
        "to sign an undertaking": (DECISION, {**full, "access": "write", "signs": SIGNS}),
        "to sign something else": (DECISION, {**full, "access": "write", "signs": "anything"}),
    }
    return {
        row.name: tuple(
            word
            for word, (session, tags) in ways.items()
            if estate.may_become(row.caller, names.CASE_ACCESS, session, tags)
        )
        for row in callers
    }
