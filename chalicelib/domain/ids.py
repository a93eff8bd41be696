"""The shapes of Proviso's identifiers.

Ids are opaque: no name, number or other identifier of a person is ever part of one, because keys, session
tags and encryption contexts are shown by CloudTrail.
"""

import re
from typing import NewType

CaseId = NewType("CaseId", str)
RecordId = NewType("RecordId", str)
DecisionId = NewType("DecisionId", str)
AgencyId = NewType("AgencyId", str)
PractitionerId = NewType("PractitionerId", str)
ClientId = NewType("ClientId", str)

_ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
CASE_PATTERN = rf"^{_ULID}$"
RECORD_PATTERN = rf"^{_ULID}\.{_ULID}$"
DECISION_PATTERN = rf"^{_ULID}$"
AGENCY_PATTERN = r"^(la|force|nhs|school|charity|probation|prison):[A-Z0-9]{1,12}$"
PRACTITIONER_PATTERN = rf"^practitioner:{_ULID}$"
CLIENT_PATTERN = r"^client:[a-z0-9-]{1,40}$"
THUMBPRINT_PATTERN = r"^[A-Za-z0-9_-]{43}$"
ROLE_PATTERN = r"^[a-z][a-z_]{1,39}$"
PERSON_REF_PATTERN = r"^p[1-9][0-9]{0,2}$"

QUEUE_INDEX = "queue"
TICK_INDEX = "ticks"
"""Names of the table's two sparse indexes: what an agency has to do next, and when a limit passes."""
TICK_SHARDS = 4
"""Partitions over which the index of ticks is spread; the clock asks each of them."""

ATTACHMENT_PREFIX = "attachment#"

_RECORD = re.compile(RECORD_PATTERN)


def record_id(case: str, record: str) -> RecordId:
    """Join a case's ULID and a record's own ULID: a record's id contains its case's id, so no look-up is needed."""
    return RecordId(f"{case}.{record}")


def case_of(record: str) -> CaseId:
    """Return the case of a record id.

    Raises:
        ValueError: the text is not a record id.
    """
    if not _RECORD.match(record):
        message = "not a record id"
        raise ValueError(message)
    return CaseId(record.split(".", 1)[0])


def case_partition(record: str) -> str:
    """Partition that holds one record with all that was added to it."""
    return f"case#{record}"


def member_partition(case: str, agency: str) -> str:
    """Partition that holds one agency's part in one case."""
    return f"member#{case}.{agency}"


def agency_partition(agency: str) -> str:
    """Partition that holds an agency's inbox and duties."""
    return f"agency#{agency}"


def queue_partition(agency: str) -> str:
    """Partition, in the index of the queue, of what an agency has to do next, by due time."""
    return f"queue#{agency}"


def tick_partition(record: str) -> str:
    """Partition, in the index of ticks, under which the clock finds a record when one of its limits passes."""
    return f"tick#{int(record[-1], 36) % TICK_SHARDS}"


def attachment_key(referral: str) -> str:
    """Sort key, in a council's part of a case, that marks that this referral was put to the case."""
    return f"{ATTACHMENT_PREFIX}{referral}"


def tick_partitions() -> tuple[str, ...]:
    """Every partition of the index of ticks."""
    return tuple(f"tick#{shard}" for shard in range(TICK_SHARDS))


def client_partition(client: str) -> str:
    """Partition that holds a client's status and the answers already given to it."""
    return f"client#{client.removeprefix('client:')}"


def revocation_key(thumbprint: str) -> str:
    """Sort key, in a client's partition, of the word that one of its certificates is revoked."""
    return f"certificate#{thumbprint}"


def decision_partition(decision: str) -> str:
    """Ledger partition of one decision."""
    return f"decision#{decision}"
