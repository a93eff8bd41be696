"""Which modules of `chalicelib` a function reaches, read from the source and not by running it.

An import at the top of a module is always reached. An import inside a function (the wiring does it, so that a cold
start loads what it needs) is reached when something that is shipped says that function's name. Names are compared,
not types: this can ship a module too many, never one too few.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PACKAGE = "chalicelib"


class ReachError(RuntimeError):
    """A source imports in a way that cannot be followed; the message names file and line."""


@dataclass(frozen=True)
class Source:
    """What one file imports and says.

    Attributes:
        eager: Modules that its own import imports.
        late: Modules by the name of the function that imports them.
        names: Every identifier that it uses.
        texts: Every string in it, among them the names of data files.
    """

    eager: frozenset[str]
    late: dict[str, frozenset[str]] = field(hash=False)
    names: frozenset[str]
    texts: frozenset[str]


def reached(root: Path, app: Path) -> frozenset[Path]:
    """Follow a function's `app.py` through the `chalicelib` below `root`.

    Returns:
        The files of `chalicelib` that the function ships, relative to `root`: modules, and data that they name.

    Raises:
        ReachError: an import cannot be followed.
    """
    sources = {"app": read(root, app)}
    while True:
        names = frozenset[str]().union(*(source.names for source in sources.values()))
        wanted = {module for source in sources.values() for module in _asked(source, names)}
        new = {module for name in wanted for module in _with_parents(name)} - sources.keys()
        if not new:
            break
        for module in sorted(new):
            sources[module] = read(root, file_of(root, module))
    del sources["app"]
    files = {file_of(root, module).relative_to(root) for module in sources}
    return frozenset(files | {file for name, one in sources.items() for file in _data(root, name, one)})


def _asked(source: Source, names: frozenset[str]) -> Iterator[str]:
    yield from source.eager
    for function, modules in source.late.items():
        if function in names:
            yield from modules


def _data(root: Path, module: str, source: Source) -> Iterator[Path]:
    """Files, and folders of files, beside a module that it names: not imported, and needed all the same."""
    folder = file_of(root, module).parent
    for file in folder.iterdir():
        if file.suffix != ".py" and file.name in source.texts:
            inside = sorted(file.rglob("*")) if file.is_dir() else [file]
            yield from (each.relative_to(root) for each in inside if each.is_file())


def _with_parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def file_of(root: Path, module: str) -> Path:
    """The file of a module.

    Raises:
        ReachError: there is none.
    """
    place = root.joinpath(*module.split("."))
    for file in (place / "__init__.py", place.with_suffix(".py")):
        if file.is_file():
            return file
    message = f"there is no module {module}"
    raise ReachError(message)


@cache
def read(root: Path, file: Path) -> Source:
    """What a file imports and says.

    Raises:
        ReachError: it imports relatively, or by a computed name.
    """
    tree = ast.parse(file.read_text("utf-8"), str(file))
    eager: set[str] = set()
    late: dict[str, set[str]] = {}
    for function, node in _imports(tree.body, None):
        found = set(_modules(root, file, node))
        if function is None:
            eager |= found
        else:
            late.setdefault(function, set()).update(found)
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    if computed := names & {"__import__", "import_module"}:
        message = f"{file}: {sorted(computed)} imports by a computed name, which cannot be followed"
        raise ReachError(message)
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    frozen = {function: frozenset(modules) for function, modules in late.items()}
    return Source(frozenset(eager), frozen, frozenset(names), frozenset(texts))


Import = ast.Import | ast.ImportFrom


def _imports(body: Iterable[ast.AST], function: str | None) -> Iterator[tuple[str | None, Import]]:
    """Each import below these nodes, with the outermost function that it stands in.

    What only a type checker sees is left out.
    """
    for node in body:
        if isinstance(node, Import):
            yield function, node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imports(node.orelse, function)
        else:
            inner = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
            yield from _imports(ast.iter_child_nodes(node), function or inner)


def _modules(root: Path, file: Path, node: Import) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if _ours(alias.name))
        return
    if node.level:
        message = f"{file}:{node.lineno}: a relative import cannot be followed"
        raise ReachError(message)
    module = node.module or ""
    if not _ours(module):
        return
    yield module
    place = root.joinpath(*module.split("."))
    for alias in node.names:
        if (place / f"{alias.name}.py").is_file() or (place / alias.name / "__init__.py").is_file():
            yield f"{module}.{alias.name}"


def _ours(module: str) -> bool:
    return module == PACKAGE or module.startswith(f"{PACKAGE}.")
