"""One cold start of the share function: its own app.py, its own code, the decision and AWS canned.

Run in a fresh interpreter with the path of a plan (see `cold.py`); prints the answer's status. Nothing is imported,
built or cached before the function itself would do it, except the clients: they are made here, by the function's
own code, because the canned answers are hung onto them.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def main() -> None:
    """Answer one share, and say so."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, plan["root"])
    os.environ.update(plan["env"])

    spec = importlib.util.spec_from_file_location("app", Path(plan["root"], "functions", "share", "app.py"))
    if spec is None or spec.loader is None:
        raise SystemExit(1)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    from chalicelib.adapters import aws
    from workbench.bench.canned import CannedAws

    canned = CannedAws(lambda _: plan["decision"])
    for service in ("lambda", "kms", "dynamodb"):
        canned.attach(aws.client(service))

    answer = module.app(plan["event"], SimpleNamespace(**plan["context"]))
    print(answer["statusCode"], flush=True)
    if canned.calls != plan["calls"]:
        print(f"unexpected calls: {canned.calls}", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
