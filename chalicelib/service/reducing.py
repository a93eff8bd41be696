"""From a request to what rules may know of it: texts become given and length, details become yes or no.

Pure. Nothing that names or identifies a person passes: codes of closed lists, references, times and agencies do.
"""

from chalicelib.contracts import people
from chalicelib.contracts import policy_parts as policy


def text(words: str | None) -> policy.Text:
    """A free text, reduced. White space at its ends does not count."""
    trimmed = (words or "").strip()
    return policy.Text(given=bool(trimmed), length=len(trimmed))


def given(words: str | None) -> bool:
    """Whether a text says anything."""
    return bool((words or "").strip())


def given_or_absent(words: str | None) -> bool | None:
    """Whether a text says anything, or None when the field was left out."""
    return None if words is None else given(words)


def person(entry: people.Person) -> policy.Person:
    """Somebody, by reference and role."""
    return policy.Person(
        ref=entry.ref,
        role=entry.role,
        details_given=bool(entry.names or entry.date_of_birth or entry.identifiers or entry.addresses),
        relationship_to_child=entry.relationship_to_child,
        safe_contact_given=True if entry.safe_contact else None,
        identifiers=sorted({one.kind for one in entry.identifiers}) if entry.identifiers else None,
    )
