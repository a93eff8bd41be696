"""What rules may use of OPA: an allow-list, so that a new built-in function is a decision and not an accident.

Nothing here reaches the network, a clock, the environment or chance: a decision is a function of its input and of
the bundle, and can be made again as of any date.
"""

import json
from pathlib import Path
from typing import Any, Final

from workbench.policy.sources import opa_json

FILE: Final = Path(__file__).with_name("capabilities.json")
ALLOWED: Final = frozenset(
    {
        *("and", "assign", "concat", "count", "eq", "equal", "gt", "gte", "lt", "lte", "max", "min", "minus", "mul"),
        *("neq", "or", "plus", "replace", "set_diff", "sort", "sprintf", "startswith", "substring", "union"),
        *("array.concat", "array.flatten", "array.slice", "is_array", "is_boolean", "is_object", "is_string"),
        *("json.patch", "numbers.range", "object.filter", "object.get", "object.keys", "object.remove", "object.union"),
        *("rego.metadata.chain", "rego.metadata.rule", "time.format", "time.parse_ns", "time.parse_rfc3339_ns"),
        *(
            "time.weekday",
            "object.union_n",
            "graph.reachable",
            "div",
            "floor",
            "sum",
            "internal.member_2",
            "internal.member_3",
            "internal.print",
            "internal.test_case",
        ),
    }
)
BANNED: Final = ("http.", "net.", "rand.", "uuid.rfc4122", "opa.runtime", "time.now_ns", "providers.", "trace")
"""Never in the allow-list, whoever edits it."""


def text() -> str:
    """Content of the capabilities file for the pinned OPA."""
    current: dict[str, Any] = opa_json(["capabilities", "--current"])
    kept = [each for each in current["builtins"] if each["name"] in ALLOWED]
    made = {"builtins": kept, "future_keywords": current.get("future_keywords"), "features": current.get("features")}
    return json.dumps({**made, "allow_net": []}, indent=1) + "\n"


def banned() -> list[str]:
    """Functions in the file that must not be there."""
    listed = json.loads(FILE.read_text(encoding="utf-8"))["builtins"]
    return sorted(each["name"] for each in listed if each["name"].startswith(BANNED))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
