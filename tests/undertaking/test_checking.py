"""A document is the one that was signed, whole and unchanged, or what does not fit is named."""

import copy
import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.undertaking.agreed import KEY, OTHER_KEY, Body, Change, agreed, answered
from workbench.undertaking.checking import Checked, NoUndertakingError, check


def checked(body: Any, *keys: Any) -> Checked:
    return check(json.dumps(body).encode(), keys or [KEY])


@pytest.mark.parametrize("outcome", ["signed", "refused"])
def test_what_was_signed_holds(outcome: str) -> None:
    """A document as it was answered, signed or refused, holds, and the key that it was signed with is named."""
    made = agreed(outcome)
    found = checked(answered(made))
    assert (found.holds, found.key, found.document) == (True, KEY, made)


def test_document_and_signature_alone_hold() -> None:
    """What stands beside them in the answer is not needed."""
    body = answered()
    assert checked({name: body[name] for name in ("document", "signature")}).holds


def test_neither_order_nor_white_space_matter() -> None:
    """A file that was written in another order, indented, is the same document."""
    body = answered()
    turned = dict(reversed(body["document"].items()))
    assert check(json.dumps({**body, "document": turned}, indent=3, ensure_ascii=False).encode(), [KEY]).holds


def test_one_of_several_keys_is_enough() -> None:
    """A key may have been replaced since: the one that fits is named, and with none that fits it does not hold."""
    assert checked(answered(), OTHER_KEY, KEY).key == KEY
    assert checked(answered(), OTHER_KEY).key is None
    assert list(checked(answered(), OTHER_KEY).faults) == [
        "the signature is not one over this document by the key given"
    ]


CHANGES: dict[str, tuple[Change, str]] = {
    "a word of an item": (lambda b: b["document"]["items"][0].update(text="Other words"), "item i1"),
    "a salt": (lambda b: b["document"]["items"][0].update(salt="A" * 22), "item i1"),
    "a hash": (lambda b: b["document"]["items"][0].update(sha256="0" * 64), "item i1"),
    "an item left out": (lambda b: b["document"]["items"].clear(), "the document is not the one"),
    "an item twice": (lambda b: b["document"]["items"].append(b["document"]["items"][0]), "two have the same name"),
    "the outcome": (lambda b: b["document"].update(outcome="refused"), "outcome: the file says something else"),
    "the words": (lambda b: b["document"]["template"].update(words="Nothing"), "the document is not the one"),
    "a warning": (lambda b: b["document"]["warnings"].pop(), "the document is not the one"),
    "somebody present": (lambda b: b["document"]["present"].pop(), "the document is not the one"),
    "the time": (lambda b: b["document"].update(at="2020-01-01T00:00:00Z"), "the document is not the one"),
    "the officer": (lambda b: b["document"].update(officer="Another"), "the document is not the one"),
    "a field more": (lambda b: b["document"].update(more="x"), "the document is not the one"),
    "a field less": (lambda b: b["document"].pop("purpose"), "document: purpose is missing"),
    "another type": (lambda b: b["document"].update(items={}), "document: items"),
    "another kind": (lambda b: b["document"].update(kind="share"), "document: kind"),
    "the receipt": (lambda b: b["document"]["receipt"].update(decision="1" * 26), "receipt: it is of another decision"),
    "the case": (lambda b: b["document"].update(case="1" * 26), "record: it belongs to another case"),
    "the digest beside it": (lambda b: b["signature"].update(sha256="0" * 64), "the document is not the one"),
    "the algorithm": (lambda b: b["signature"].update(algorithm="RSASSA_PSS_SHA_256"), "signature: algorithm"),
    "no base64": (lambda b: b["signature"].update(value="!"), "the signature is not one"),
    "no signature": (lambda b: b["signature"].update(value=""), "the signature is not one"),
    "the id beside it": (lambda b: b.update(undertaking_id="x"), "undertaking_id: the file says something else"),
    "the request beside it": (lambda b: b.update(request_id="x"), "request_id: the file says something else"),
    "the person beside it": (lambda b: b.update(person="p1"), "person: the file says something else"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_named(name: str) -> None:
    """Whatever is changed in a file, it does not hold, and what does not fit is said."""
    change, said = CHANGES[name]
    body = answered()
    change(body)
    found = checked(body)
    assert not found.holds
    assert said in "\n".join(found.faults)


def test_an_item_with_a_false_hash_does_not_hold_even_when_it_was_signed() -> None:
    """Each hash is made again: a signature over a false one does not make it true."""
    made = agreed()
    made["items"][0]["sha256"] = "0" * 64
    assert list(checked(answered(made)).faults) == [
        "item i1: words and salt do not give the hash that stands beside them"
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not JSON",
        b"[]",
        b"{}",
        b'{"document": {}}',
        b'{"document": {}, "signature": 1}',
        b"\xff\xfe",
        b'{"document": {"v": 1, "v": 1}, "signature": {}}',
        b'{"document": {"v": 1.0}, "signature": {}}',
        b'{"document": {"v": NaN}, "signature": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_undertaking_is_said_to_be_none(content: bytes) -> None:
    """A file of another form, with a field named twice or with a number that is not whole is not judged at all."""
    with pytest.raises(NoUndertakingError):
        check(content, [KEY])


SIGNED = answered()


@given(st.data())
def test_no_byte_of_a_signature_can_be_changed(data: st.DataObject) -> None:
    """A signature with any one byte changed is not one over the document."""
    body = copy.deepcopy(SIGNED)
    value = bytearray(b64decode(body["signature"]["value"]))
    at = data.draw(st.integers(0, len(value) - 1))
    value[at] ^= data.draw(st.integers(1, 255))
    body["signature"]["value"] = b64encode(bytes(value)).decode()
    assert not checked(body).holds


@given(st.text(min_size=1))
def test_no_other_words_hold(words: str) -> None:
    """Whatever words are put in the place of those agreed, they do not hold."""
    body: Body = answered()
    if words != body["document"]["items"][0]["text"]:
        body["document"]["items"][0]["text"] = words
        assert not checked(body).holds
