"""The API's routes: which function answers what. A contract test compares this table with the functions' own."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Route:
    """One method on one resource path, whose parts in braces are parameters."""

    method: str
    resource: str
    function: str


SHARE: Final = "proviso-share"
REQUEST_DISCLOSURE: Final = "proviso-request-disclosure"
RECORD_UNDERTAKING: Final = "proviso-record-undertaking"
DECIDE: Final = "proviso-decide"

ROUTES: Final = (
    Route("POST", "/share", SHARE),
    Route("GET", "/share", SHARE),
    Route("GET", "/share/{share_id}", SHARE),
    Route("POST", "/share/{share_id}/outcome", SHARE),
    Route("POST", "/share/{share_id}/attach", SHARE),
    Route("POST", "/share/{share_id}/involvement", SHARE),
    Route("GET", "/inbox", SHARE),
    Route("GET", "/health", SHARE),
    Route("POST", "/request-disclosure", REQUEST_DISCLOSURE),
    Route("GET", "/request-disclosure", REQUEST_DISCLOSURE),
    Route("POST", "/request-disclosure/{request_id}/steps", REQUEST_DISCLOSURE),
    Route("GET", "/request-disclosure/{request_id}", REQUEST_DISCLOSURE),
    Route("POST", "/record-undertaking", RECORD_UNDERTAKING),
    Route("GET", "/record-undertaking/{undertaking_id}", RECORD_UNDERTAKING),
    Route("POST", "/record-undertaking/{undertaking_id}/breach", RECORD_UNDERTAKING),
)


@dataclass(frozen=True)
class Match:
    """A route that a path leads to, with the path's parameters as they were sent."""

    route: Route
    parameters: dict[str, str]


def find(routes: tuple[Route, ...], method: str, path: str) -> Match | tuple[str, ...]:
    """The route of a request; otherwise the methods that its path does take, none when no route has that path."""
    taken = []
    for route in routes:
        parameters = _parameters(route.resource, path)
        if parameters is not None and route.method == method:
            return Match(route, parameters)
        if parameters is not None:
            taken.append(route.method)
    return tuple(sorted(set(taken)))


def _parameters(resource: str, path: str) -> dict[str, str] | None:
    wanted, given = resource.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    found = {}
    for pattern, part in zip(wanted, given, strict=True):
        if pattern.startswith("{"):
            if not part:
                return None
            found[pattern.strip("{}")] = part
        elif pattern != part:
            return None
    return found
