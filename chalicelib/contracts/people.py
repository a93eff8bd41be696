"""People as a sender names them. All of it is sealed; rules learn a reference, a role and what was given."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.contracts.base import PersonRef
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import INVALID_IDENTIFIER, Day, Line, Name, Wire
from chalicelib.domain.identifiers import IdentifierKind, InvalidIdentifierError, normalise

PersonRole = Annotated[str, Coded("person_roles")]
Relationship = Annotated[str, Coded("relationships")]
PersonIdentifierKind = Literal["nhs_number", "upn", "pnc", "cro", "prison_number", "uprn"]
MAX_PEOPLE = 50


class Identifier(Wire):
    """A number that names a person or their home. It is checked for slips of the pen and kept in one form."""

    kind: PersonIdentifierKind
    value: Name

    @model_validator(mode="after")
    def _well_formed(self) -> "Identifier":
        try:
            normalise(IdentifierKind(self.kind), self.value)
        except InvalidIdentifierError as error:
            broken = f"is not a valid {error.kind}: {error.rule}"
            raise PydanticCustomError(INVALID_IDENTIFIER, broken) from None
        return self

    def canonical(self) -> str:
        """The identifier in its one canonical form."""
        return normalise(IdentifierKind(self.kind), self.value)


class SafeContact(Wire):
    """How and when somebody can be reached without putting them in danger."""

    how: Name
    when: Line | None = None
    where: Line | None = None
    note: Line | None = None


class Person(Wire):
    """Somebody the request is about, under a reference that the rest of the request uses."""

    ref: PersonRef
    role: PersonRole
    names: list[Name] | None = Field(default=None, min_length=1, max_length=10)
    date_of_birth: Day | None = None
    identifiers: list[Identifier] | None = Field(default=None, min_length=1, max_length=10)
    addresses: list[Line] | None = Field(default=None, min_length=1, max_length=10)
    safe_contact: SafeContact | None = None
    relationship_to_child: Relationship | None = None


People = Annotated[list[Person], Field(max_length=MAX_PEOPLE)]
