"""Runs a function from the content of its zip and nothing else: `python -I -S -B alone.py FOLDER HANDLER`.

-I leaves out this file's folder, the user's packages and PYTHONPATH, -S the packages of the environment. The event
comes on standard input; the answer, and where each imported module came from, go to standard output.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import SimpleNamespace

folder, handler = Path(sys.argv[1]).resolve(), sys.argv[2]
sys.path.insert(0, str(folder))
module, _, attribute = handler.partition(".")
run = getattr(importlib.import_module(module), attribute)
context = SimpleNamespace(
    aws_request_id="00000000-0000-4000-8000-000000000000",
    invoked_function_arn="arn:aws:lambda:eu-west-2:123456789012:function:proviso:live",
    get_remaining_time_in_millis=lambda: 300_000,
)
try:
    said = {"answer": run(json.load(sys.stdin), context)}
except Exception as error:  # noqa: BLE001 - Lambda reports whatever a handler raises
    said = {"error": type(error).__name__, "message": str(error)}
answered_with = sorted(name for name in sys.modules if name.startswith("chalicelib"))
shipped = importlib.import_module("chalicelib")
for found in pkgutil.walk_packages(shipped.__path__, "chalicelib."):
    importlib.import_module(found.name)
files = {str(Path(file).resolve()) for m in sys.modules.values() if (file := getattr(m, "__file__", None))}
standard = Path(json.__file__).resolve().parents[1]
outside = sorted(f for f in files if not Path(f).is_relative_to(folder) and not Path(f).is_relative_to(standard))
outside += sorted(f for f in files if "site-packages" in f)
print(
    json.dumps(said | {"outside": [f for f in outside if f != str(Path(__file__).resolve())], "modules": answered_with})
)
