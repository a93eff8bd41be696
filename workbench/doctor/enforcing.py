"""What IAM and KMS must refuse, and the one thing that they must not."""

from datetime import datetime
from typing import Any

from workbench.doctor.findings import Probe, refused
from workbench.doctor.site import Site


def _key(record: str) -> dict[str, Any]:
    return {"pk": {"S": f"case#{record}"}, "sk": {"S": "record"}}


def _anything(site: Site) -> str:
    """A record to reach for: a real one where one was given, otherwise one that cannot be there."""
    return site.question.record if site.question else f"{'0' * 26}.{'0' * 26}"


def _look(site: Site, client: Any, record: str) -> Any:
    return client.get_item(TableName=site.names.records_table, Key=_key(record), ConsistentRead=True)


def _read_without_decision(site: Site) -> tuple[bool, str]:
    return refused(lambda: _look(site, site.operator("dynamodb"), _anything(site)))


def _ledger_without_decision(site: Site) -> tuple[bool, str]:
    # The condition cannot hold, so that nothing is written even where the call is let through.
    table, key = site.operator("dynamodb"), {"pk": {"S": "decision#doctor"}, "sk": {"S": "doctor"}}
    return refused(
        lambda: table.put_item(TableName=site.names.ledger_table, Item=key, ConditionExpression="attribute_exists(pk)")
    )


def _seal_without_decision(site: Site) -> tuple[bool, str]:
    record = _anything(site)
    context = {"case": record.partition(".")[0], "record": record}
    keys = site.operator("kms")
    return refused(
        lambda: keys.generate_data_key(KeyId=site.names.content_key, KeySpec="AES_256", EncryptionContext=context)
    )


def _mint_without_decide(site: Site) -> tuple[bool, str]:
    sts = site.operator("sts")
    return refused(lambda: sts.assume_role(RoleArn=site.names.case_role, RoleSessionName="0" * 26))


def _own_record(site: Site) -> tuple[bool, str]:
    found = "Item" in _look(site, site.acting_as("dynamodb", site.session()), site.asked.record)
    return found, "the table gives it" if found else "it is not there"


def _other_case(site: Site) -> tuple[bool, str]:
    table = site.acting_as("dynamodb", site.session())
    return refused(lambda: _look(site, table, site.asked.other))


def _other_content(site: Site) -> tuple[bool, str]:
    other = site.asked.other
    context = {"case": other.partition(".")[0], "record": other}
    keys = site.acting_as("kms", site.session())
    return refused(
        lambda: keys.generate_data_key(KeyId=site.names.content_key, KeySpec="AES_256", EncryptionContext=context)
    )


def _after_the_end(site: Site) -> tuple[bool, str]:
    session = site.session()
    site.wait_until(datetime.fromisoformat(session["not_after"]))
    table = site.acting_as("dynamodb", session)
    return refused(lambda: _look(site, table, site.asked.record))


PROBES = (
    Probe("read without a decision", "an administrator's GetItem on a record is refused", _read_without_decision),
    Probe("write the ledger", "an administrator's PutItem into the ledger is refused", _ledger_without_decision),
    Probe("key without a decision", "an administrator gets no data key of the content key", _seal_without_decision),
    Probe("mint a session", "an administrator cannot assume the case role", _mint_without_decide),
    Probe("own record", "a session that decide minted reads its record", _own_record),
    Probe("other case", "the same session is refused a record of another case", _other_case),
    Probe("other content", "the same session gets no key for another case's content", _other_content),
    Probe("after the end", "the same session is refused its own record once its minute is over", _after_the_end),
)
