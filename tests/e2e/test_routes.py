"""One table of routes: what the gateway serves, what the functions answer, what the OpenAPI document says."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import yaml

from workbench.local.routes import ROUTES
from workbench.tools import ROOT

from .outside import Stand

METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
Told = set[tuple[str, str, str]]


def _app(folder: Path) -> Any:
    """The Chalice app of a function."""
    name = f"routes_of_{folder.name}"
    spec = importlib.util.spec_from_file_location(name, folder / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.app


def _of_functions() -> Told:
    told: Told = set()
    for file in sorted((ROOT / "functions").glob("*/app.py")):
        app = _app(file.parent)
        for path, methods in app.routes.items():
            told |= {(method, path, app.app_name) for method in methods}
    return told


def test_the_gateways_routes_are_the_functions_own() -> None:
    """Every route of the gateway is one of the function that it leads to, and every route of a function is served."""
    gateway = {(route.method, route.resource, route.function) for route in ROUTES}
    assert gateway == _of_functions()
    assert len(gateway) == len(ROUTES) >= 15


def test_the_openapi_document_says_the_same() -> None:
    """The OpenAPI document names these methods and paths and no others, with every path parameter."""
    document = yaml.safe_load((ROOT / "schemas/openapi.yaml").read_text(encoding="utf-8"))
    told = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method in METHODS
    }
    assert told == {(route.method, route.resource) for route in ROUTES}
    for path, operations in document["paths"].items():
        wanted = {part.strip("{}") for part in path.split("/") if part.startswith("{")}
        for method in METHODS & set(operations):
            given = operations[method].get("parameters", []) + operations.get("parameters", [])
            named = {str(one.get("name") or one["$ref"].rpartition("/")[2]) for one in given}
            assert wanted <= named, (method, path)


def test_every_route_is_served(stand: Stand) -> None:
    """Over HTTP each route reaches its function: none is answered by the gateway's own 404 or 405."""
    for route in ROUTES:
        path = "/".join("x" if part.startswith("{") else part for part in route.resource.split("/"))
        ask = stand.caller.get if route.method == "GET" else lambda who, where: stand.caller.post(who, where, {})
        answer = ask("social-worker", path)
        assert answer.status in {200, 404, 422}, (route, answer.raw)
        assert "x-request-id" in answer.headers  # the function's own mark
