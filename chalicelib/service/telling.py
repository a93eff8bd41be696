"""What a request for information tells itself: a share to the one who is asked, sealed with the request."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.contracts.share import ShareRequest
from chalicelib.domain import shares
from chalicelib.service.asking import Allowed
from chalicelib.service.sealed_content import sealed_people
from chalicelib.service.share_reducing import item_id
from chalicelib.service.sharing import plain_item


class Telling:
    """One request's own statements, each with the salt that protects its hash."""

    def __init__(self, sharing: ShareRequest, salt: Callable[[], str]) -> None:
        """Number and salt the statements."""
        self._sharing = sharing
        self._statements = [
            {"id": item_id(n), "salt": salt(), "statement": statement.model_dump(exclude_none=True)}
            for n, statement in enumerate(sharing.statements, start=1)
        ]
        self._items = [plain_item(*pair) for pair in zip(self._statements, sharing.statements, strict=True)]

    def content(self) -> dict[str, Any]:
        """What is sealed, in the form in which a share is."""
        return {
            **self._sharing.model_dump(exclude_none=True),
            "people": sealed_people(self._sharing.people),
            "statements": self._statements,
        }

    def plain(self, allowed: Allowed) -> dict[str, Any]:
        """What stands plain in the record: the items, and the five facts of their disclosure (protocol 3.1)."""
        return {"items": self._items, "disclosure": self.five_facts(allowed)}

    def five_facts(self, allowed: Allowed) -> dict[str, Any]:
        """When, who, to whom, how and what."""
        who = allowed.subject
        return {
            "when": allowed.receipt.at,
            "who": {"person": who.person, "agency": who.agency, "role": who.role},
            "to_whom": [{"agency": entry.agency, "role": entry.role} for entry in self._sharing.recipients],
            "how": shares.HOW,
            "what": [{"item": item["id"], "sha256": item["sha256"]} for item in self._items],
        }

    def given(self, role: str) -> Mapping[str, Any]:
        """What of it later rules look at: how urgent it is, and for whom its words are.

        Args:
            role: The role of whoever tells.
        """
        categories = sorted({category for said in self._sharing.statements for category in said.categories})
        told = {
            "purpose": self._sharing.purpose,
            "categories": categories,
            "from_role": role,
            "to_role": self._sharing.recipients[0].role,
        }
        return {"urgency": self._sharing.urgency, "telling": told}
