"""The query's text for one estate."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from chalicelib.domain import ids
from infra import names

TEXT: Final = Path(__file__).parent / "reconcile.sql"
DATABASE: Final = "proviso_evidence"


@dataclass(frozen=True)
class Joined:
    """What of an estate the query names: keys by ARN, roles by name."""

    keys: Sequence[str]
    deployers: Sequence[str]
    signing_key: str


def reconcile_query(joined: Joined) -> str:
    """The join in the SQL of Athena, with two parameters: first and last day."""
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        database=DATABASE,
        records_table=names.RECORDS_TABLE,
        ledger_table=names.LEDGER_TABLE,
        case_role=names.CASE_ACCESS,
        decide=names.DECIDE,
        auditor=names.AUDITOR,
        registrar=names.REGISTRAR,
        clock=names.CLOCK,
        queue_index=ids.QUEUE_INDEX,
        tick_index=ids.TICK_INDEX,
        functions=_listed(names.API_FUNCTIONS),
        deployers=_listed(joined.deployers),
        keys=_listed([*joined.keys, joined.signing_key]),
        signing_key=joined.signing_key,
    )


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
