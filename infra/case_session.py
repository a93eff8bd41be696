"""What a case session may do: the policy of the role `CaseAccess`, and the conditions under which it is assumed.

A session carries the tags of one decision, so one policy text serves every decision and yet reaches one case only.
`ForAllValues` is true of an empty set; beside each stands a `Null: false`, or a request without keys would pass.
"""

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_iam as iam

from chalicelib.domain import ids
from infra.statements import Conditions, allow

CASE: Final = "${aws:PrincipalTag/case}"
AGENCY: Final = "${aws:PrincipalTag/agency}"
CLIENT: Final = "${aws:PrincipalTag/client}"

TAGS: Final = ("access", "agency", "case", "client", "decision", "signs")
SIGNS: Final = "undertaking"
"""The one value of the tag `signs`, which a session has where its decision records an undertaking, and never else."""
SOMETHING: Final = "?*"

IN_TRANSACT_WRITE: Final[Conditions] = {
    "ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}
}
HAS_DECISION: Final = {"aws:PrincipalTag/decision": "false"}


def _content(access: str) -> Conditions:
    return {
        "StringEquals": {"aws:PrincipalTag/access": access, "kms:EncryptionContext:case": CASE},
        "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["case", "record"]},
        "Null": {
            **HAS_DECISION,
            "kms:EncryptionContextKeys": "false",
            "kms:EncryptionContext:record": "false",
        },
    }


SEAL_CONTENT: Final = _content("write")
OPEN_CONTENT: Final = _content("read")


# The document's SHA-256 is signed and nothing else: KMS never sees a word of it.
SIGN_UNDERTAKING: Final[Conditions] = {
    "StringEquals": {
        "aws:PrincipalTag/access": "write",
        "aws:PrincipalTag/signs": SIGNS,
        "kms:MessageType": "DIGEST",
        "kms:SigningAlgorithm": "ECDSA_SHA_256",
    },
    "Null": {**HAS_DECISION, "aws:PrincipalTag/case": "false"},
}


def _partitions(access: str, patterns: Sequence[str], *more: Conditions) -> dict[str, dict[str, object]]:
    conditions: dict[str, dict[str, object]] = {
        "StringEquals": {"aws:PrincipalTag/access": access},
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(patterns)},
        "Null": {**HAS_DECISION, "dynamodb:LeadingKeys": "false"},
    }
    for condition in more:
        conditions.update({operator: dict(keys) for operator, keys in condition.items()})
    return conditions


def data_statements(records_arn: str) -> list[iam.PolicyStatement]:
    """What a session may do in the records table, by its `access` tag."""
    case, members, client = f"case#{CASE}.*", f"member#{CASE}.*", f"client#{CLIENT}"
    returns_nothing: Conditions = {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}}
    table = [records_arn]
    return [
        allow(
            "ReadOwnCase",
            ["dynamodb:GetItem", "dynamodb:Query"],
            table,
            _partitions("read", [case, f"member#{CASE}.{AGENCY}"]),
        ),
        allow(
            "WriteOwnCaseInOneTransaction",
            ["dynamodb:PutItem"],
            table,
            _partitions("write", [case, members, "agency#*"], IN_TRANSACT_WRITE, returns_nothing),
        ),
        # The idempotency entry: of two writers at once the loser is told the answer that the winner stored.
        allow("WriteAnswerOfOwnClient", ["dynamodb:PutItem"], table, _partitions("write", [client], IN_TRANSACT_WRITE)),
        allow(
            "CheckFactsInOneTransaction",
            ["dynamodb:ConditionCheckItem"],
            table,
            # Exists inside a transaction only; AWS lists no EnclosingOperation key for it, so none is asked for.
            _partitions("write", [case, members, client]),
        ),
        allow("ReadOwnInbox", ["dynamodb:Query"], table, _partitions("inbox", [f"agency#{AGENCY}"])),
        # An index is a resource of its own: this reaches nothing of the table, and no other statement reaches an index.
        allow(
            "ReadOwnQueue",
            ["dynamodb:Query"],
            [f"{records_arn}/index/{ids.QUEUE_INDEX}"],
            _partitions("queue", [ids.queue_partition(AGENCY)]),
        ),
    ]


def key_statements(
    content_key: str, records_key: str, signing_key: str, via_dynamodb: str
) -> list[iam.PolicyStatement]:
    """What a session may do with the keys: content of its own case, the table key through DynamoDB, one signature."""
    return [
        allow("SealOwnCase", ["kms:GenerateDataKey"], [content_key], SEAL_CONTENT),
        allow("OpenOwnCase", ["kms:Decrypt"], [content_key], OPEN_CONTENT),
        allow(
            "RecordsTableKey",
            ["kms:Decrypt"],
            [records_key],
            {"StringEquals": {"kms:ViaService": via_dynamodb}, "Null": HAS_DECISION},
        ),
        allow("SignUndertaking", ["kms:Sign"], [signing_key], SIGN_UNDERTAKING),
    ]


def trust_statements(decide: iam.IRole) -> list[iam.PolicyStatement]:
    """Who may become a case session: `decide` alone, under the decision's own id, with all tags and no others."""
    principal = [iam.ArnPrincipal(decide.role_arn)]
    case = _tagged(["read", "write"], ["agency", "case", "client", "decision"], may_sign=True)
    lists = _tagged(["inbox", "queue"], ["agency", "client", "decision"])
    return [
        _trust("AssumeForCase", "sts:AssumeRole", _named(case), principal),
        _trust("AssumeForList", "sts:AssumeRole", _named(lists), principal),
        _trust("TagForCase", "sts:TagSession", case, principal),
        _trust("TagForList", "sts:TagSession", lists, principal),
    ]


def _tagged(access: Sequence[str], tags: Sequence[str], *, may_sign: bool = False) -> dict[str, dict[str, object]]:
    """The conditions under which all of `tags` and `access` are there, none of them empty, and no other tag is.

    `may_sign` lets the tag `signs` be there too, with its one value.
    """
    signs: dict[str, dict[str, object]] = {"StringEqualsIfExists": {"aws:RequestTag/signs": SIGNS}}
    return {
        "StringEquals": {"aws:RequestTag/access": list(access)},
        "StringLike": {f"aws:RequestTag/{tag}": SOMETHING for tag in tags},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["access", *tags, *(["signs"] if may_sign else [])]},
        "Null": {"aws:TagKeys": "false"},
        **(signs if may_sign else {}),
    }


def _named(conditions: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    session_name = {"sts:RoleSessionName": "${aws:RequestTag/decision}"}
    return {**conditions, "StringEquals": {**conditions["StringEquals"], **session_name}}


def _trust(sid: str, action: str, conditions: Conditions, principals: Sequence[iam.IPrincipal]) -> iam.PolicyStatement:
    return allow(sid, [action], [], conditions, principals)
