"""A request's body, by its contract and by where the deployment stands."""

from collections.abc import Iterator
from typing import Final, TypeVar

from pydantic import BaseModel

from chalicelib.api.incoming import Incoming
from chalicelib.api.json_body import parse
from chalicelib.bootstrap.api import wiring
from chalicelib.contracts.people import Identifier
from chalicelib.contracts.wire import MAX_PROBLEMS, Wire, read
from chalicelib.domain.errors import ContractError, FieldProblem
from chalicelib.domain.identifiers import IdentifierKind, is_nhs_test_range

TEST_NUMBER: Final = "is of the range kept for tests: here information is about real people"

M = TypeVar("M", bound=Wire)


def body_of(request: Incoming, model: type[M]) -> M:
    """Read the body.

    Raises:
        ContractError: it breaks its contract, or names somebody in production by an NHS number of the test range,
            whose sealed record nobody could tell from a real one.
    """
    made = read(model, parse(request.body()))
    if wiring().settings.environment.real:
        broken = tuple(_test_numbers(made))[:MAX_PROBLEMS]
        if broken:
            raise ContractError(broken)
    return made


def _test_numbers(value: object, path: tuple[str, ...] = ()) -> Iterator[FieldProblem]:
    if isinstance(value, Identifier):
        if IdentifierKind(value.kind) is IdentifierKind.NHS_NUMBER and is_nhs_test_range(value.canonical()):
            yield FieldProblem(".".join((*path, "value")), TEST_NUMBER)
    elif isinstance(value, BaseModel):
        for name, inner in value:
            yield from _test_numbers(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _test_numbers(inner, (*path, str(position)))
