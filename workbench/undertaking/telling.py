"""What was agreed, in plain words, from the document alone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from textwrap import wrap
from typing import Any, Final

from workbench.policy import vocabulary

_WIDTH: Final = 100
_OUTCOME: Final = {"signed": "signed this undertaking", "refused": "was asked for this undertaking and REFUSED to sign"}


def told(document: Mapping[str, Any]) -> str:
    """The whole document as an officer would tell it."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    by, template = document["recorded_by"], document["template"]
    yield f"Undertaking   {document['record']}"
    yield f"Request       {document['request']}, scheme {document['scheme']}"
    yield f"When          {_moment(document['at'])}"
    yield f"Where         {document.get('place', 'not said')}"
    yield f"Read out by   {document['officer']}"
    yield f"Recorded by   {by['person']} ({by['agency']}, {by['role']}), decision {document['decision']}"
    yield ""
    yield f"{_person(document)} {_OUTCOME[document['outcome']]}."
    yield f"It was {'' if document.get('explained') else 'NOT '}explained, in {_language(document)}."
    yield from _listed("Adjustments", [_title("adjustments", code) for code in document["adjustments"]])
    yield f"Words (template {template['id']}, version {template['version']}, {template['language']}):"
    yield from _quoted(template["words"])
    yield from _listed("Warnings read out", [each["words"] for each in document["warnings"]])
    yield f"Only to be used for: {document['purpose']}"
    yield from _listed("What may be disclosed under it", [f"{i['id']}: {i['text']}" for i in document["items"]])
    yield from _listed("Present, and bound", [_present(each, document) for each in document["present"]])
    yield from _signature(document)
    if "words" in document:
        yield "Said besides:"
        yield from _quoted(document["words"])
    receipt = document["receipt"]
    yield f"In the ledger since {_moment(receipt['at'])}, entry {receipt['entry_sha256']}"


def _signature(document: Mapping[str, Any]) -> Iterator[str]:
    signature = document.get("signature")
    if signature is None:
        return
    seen = f", seen by {signature['witness']}" if "witness" in signature else ""
    yield f"Signed by hand: {_title('signature_methods', signature['method']).lower()}{seen}"
    if "evidence_hash" in signature:
        yield f"Evidence kept: {signature['evidence_hash']}"


def _person(document: Mapping[str, Any]) -> str:
    names = [each["name"] for each in document["present"] if each.get("ref") == document["person"]]
    return f"{names[0]} ({document['person']})" if names else str(document["person"])


def _present(somebody: Mapping[str, str], document: Mapping[str, Any]) -> str:
    if somebody.get("ref") == document["person"]:
        return f"{somebody['name']}: the recipient"
    role = _title("present_roles", somebody["role"]) if "role" in somebody else somebody.get("ref", "no role said")
    return f"{somebody['name']}: {role}"


def _language(document: Mapping[str, Any]) -> str:
    code = document.get("language")
    return _title("languages", code) if code else "a language that is not said"


def _title(table: str, code: str) -> str:
    """What a code means, where this copy of the rules knows it."""
    return str(vocabulary.reference().get(table, {}).get(code, {}).get("title", code))


def _listed(title: str, entries: list[str]) -> Iterator[str]:
    yield f"{title}:" if entries else f"{title}: none"
    for entry in entries:
        first, *more = wrap(entry, _WIDTH - 4) or [""]
        yield f"  - {first}"
        yield from (f"    {line}" for line in more)


def _quoted(words: str) -> Iterator[str]:
    for paragraph in words.splitlines():
        yield from (f"  | {line}" for line in wrap(paragraph, _WIDTH - 4) or [""])


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
