"""What the groups of a policy input share: a text and a person, reduced to what rules may know of them."""

from pydantic import Field

from chalicelib.contracts.base import Code, Contract, PersonRef


class Text(Contract):
    """A free text, reduced to what a rule may know of it. `length` counts characters after trimming."""

    given: bool
    length: int = Field(ge=0)


class Person(Contract):
    """Someone the request is about, by reference and role. `details_given`: names or identifiers were supplied.

    `identifiers`: of which kinds an identifier was supplied, never the identifier.
    """

    ref: PersonRef
    role: Code
    details_given: bool = False
    relationship_to_child: Code | None = None
    safe_contact_given: bool | None = None
    identifiers: list[Code] | None = Field(default=None, max_length=10)
