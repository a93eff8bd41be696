"""An entry lies in the ledger in two parts, and one hash vouches for both."""

import hashlib
import json
import zlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.ledger_form import IN_CLEAR, LARGEST_BYTES, packed, whole
from infra.evidence.query import TEXT

WORDS = st.dictionaries(st.sampled_from([*IN_CLEAR, "input", "view", "subject"]), st.text(max_size=40))


def form(entry: dict[str, Any]) -> tuple[str, bytes, str]:
    stored = packed(entry, rfc8785.dumps)
    return stored.text, stored.rest, stored.sha256


@given(WORDS)
def test_what_is_stored_is_the_whole_entry(entry: dict[str, Any]) -> None:
    """Whatever an entry holds comes back from its two parts, and the text alone names what lies in clear."""
    text, rest, sha256 = form(entry)
    assert whole(text, rest) == entry
    assert set(json.loads(text)) == {"rest", *entry} - {"input", "view", "subject"}
    assert sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_any_change_of_either_part_changes_the_hash() -> None:
    """The hash is another one for another text and for another rest, and no other."""
    entry = {"id": "d", "allow": True, "input": {"a": 1}}
    others = [entry | {"allow": False}, entry | {"input": {"a": 2}}, entry | {"view": {}}]
    assert len({form(one)[2] for one in (entry, *others)}) == 4
    assert form(dict(reversed(entry.items()))) == form(entry)


@pytest.mark.parametrize(
    "rest",
    [
        b"",
        zlib.compress(b'{"input":{}}'),
        zlib.compress(b"[]"),
        zlib.compress(b"{}" + bytes(LARGEST_BYTES)),
        zlib.compress(b'{"input":{}}')[:-1],
        b"no compressed bytes",
    ],
)
def test_a_rest_that_is_not_the_one_named_is_refused(rest: bytes) -> None:
    """Another rest, none, a broken one and one that unpacks without end are errors, never half an entry."""
    text, _, _ = form({"id": "d", "input": {"a": 1}})
    with pytest.raises(ValueError, match="the rest of the entry"):
        whole(text, rest)
    named = json.dumps({"id": "d", "rest": hashlib.sha256(rest).hexdigest()})
    if rest != zlib.compress(b'{"input":{}}'):
        with pytest.raises(ValueError, match="cannot be read"):
            whole(named, rest)


def test_the_query_reads_what_lies_in_clear_alone() -> None:
    """Athena cannot unpack: what the query in the account takes from an entry is in its text."""
    import re

    taken = set(re.findall(r"json_extract(?:_scalar)?\((?:\w\.)?entry, '\$\$\.(\w+)", TEXT.read_text(encoding="utf-8")))
    assert {"id", "at", "allow", "grant", "invocation", "rest"} <= taken <= {*IN_CLEAR, "rest"}
