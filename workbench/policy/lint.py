"""What the compiler lets pass and we do not, read from the syntax tree of each file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from workbench.policy.findings import Finding, shown
from workbench.policy.sources import TEST_SUFFIX, OpaError, opa_json

LINES: Final = 150
_TABLES: Final = (("data", "proviso", "directory", "agencies"), ("data", "proviso", "directory", "issuers"))

Node = Mapping[str, Any]


def check(path: Path) -> Iterator[Finding]:
    """Findings about one file of rules."""
    name = shown(path)
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if path.name.endswith(TEST_SUFFIX):
        return
    if lines > LINES:
        yield Finding(name, LINES, f"the file has {lines} lines", "Split it by meaning; a package can have many files.")
    try:
        tree = opa_json(["parse", "--format", "json", "--json-include", "locations", str(path)])
    except OpaError as error:
        yield Finding(name, 1, "the file cannot be parsed", str(error))
        return
    aliases = _aliases(tree.get("imports") or [])
    for rule in tree.get("rules") or []:
        yield from _rule(name, rule, aliases)


def _rule(name: str, rule: Node, aliases: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    line = rule["location"]["row"]
    if rule["head"].get("name") == "deny" and not _has_code(rule):
        yield Finding(
            name,
            line,
            "a deny rule has no annotation with a code of its own",
            "Put METADATA with custom.code above it; a second body of the same rule would never fire without one.",
        )
    arguments = {arg.get("value") for arg in rule["head"].get("args") or [] if arg.get("type") == "var"}
    for node in _nodes(rule):
        if node.get("negated") is True and _hoisted(node["terms"]):
            yield Finding(
                name,
                _line(node, line),
                "a negated expression looks something up inside of another look-up",
                "With the inner part undefined the rule silently does not fire. Write a helper rule and negate that.",
            )
        if node.get("type") == "ref" and _scans(node["value"], aliases, arguments):
            yield Finding(
                name,
                _line(node, line),
                "agencies or issuers are walked through or taken as a whole",
                "There are tens of thousands. Look one up by its id: data.proviso.directory.agencies[id].",
            )


def _has_code(rule: Node) -> bool:
    return any("code" in (each.get("custom") or {}) for each in rule.get("annotations") or [])


def _hoisted(terms: Any) -> bool:
    """Whether a part of a negated expression is evaluated before, and outside of, the negation.

    OPA rewrites `not table[entry.code]` to `x = entry.code; not table[x]`, and `not entry.code in codes` likewise.
    """
    if isinstance(terms, Mapping):
        return terms.get("type") == "ref" and any(part.get("type") in {"ref", "call"} for part in terms["value"][1:])
    operator, *operands = terms
    member = _names(operator["value"]) == ("internal", "member_2")
    references = [operand["value"] for operand in operands if operand.get("type") == "ref"]
    nested = any(part.get("type") in {"ref", "call"} for reference in references for part in reference[1:])
    return nested or (member and operands[0].get("type") == "ref")


def _scans(ref: list[Node], aliases: Mapping[str, tuple[str, ...]], arguments: set[Any]) -> bool:
    names = _names(ref)
    whole = aliases.get(str(names[0]), names[:1]) + names[1:]
    extra = len(whole) - len(names)
    for table in _TABLES:
        if whole[: len(table)] != table:
            continue
        position = len(table) - extra
        if position >= len(ref):
            return True
        key = ref[position]
        if key.get("type") == "var" and key.get("value") not in arguments:
            return True
    return False


def _names(ref: list[Node]) -> tuple[Any, ...]:
    return tuple(part["value"] if isinstance(part.get("value"), str) else None for part in ref)


def _aliases(imports: list[Node]) -> dict[str, tuple[str, ...]]:
    found = {}
    for each in imports:
        names = tuple(str(part["value"]) for part in each["path"]["value"])
        found[str(each.get("alias") or names[-1])] = names
    return found


def _nodes(node: Any) -> Iterator[Node]:
    if isinstance(node, Mapping):
        yield node
        for name, part in node.items():
            if name not in {"location", "annotations"}:
                yield from _nodes(part)
    elif isinstance(node, list):
        for part in node:
            yield from _nodes(part)


def _line(node: Node, otherwise: int) -> int:
    return int((node.get("location") or {}).get("row", otherwise))
