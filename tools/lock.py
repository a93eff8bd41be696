"""Pins every dependency: requirements/*.in to requirements/*.txt, with hashes (`make lock`).

Existing pins stay unless `--upgrade` is given. A version counts only once it is a week old, so that a bad release has
been seen by others first. The results name no index and no host.
"""

import argparse
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COOLDOWN = timedelta(days=7)

# Each list with the list whose pins it shares: a function must ship what the tests ran. The rule packs of infra want
# older versions of some packages than the tests do, so that list stands for itself.
LISTS = {"uv": None, "go": None, "dev": "uv", "api": "dev", "decide": "dev", "infra": "uv"}


def compile_command(name: str, shared: str | None, *, upgrade: bool, now: datetime) -> list[str]:
    """The uv command that pins one list."""
    command = [
        *(str(ROOT / ".venv/bin/uv"), "pip", "compile", f"requirements/{name}.in"),
        *("--output-file", f"requirements/{name}.txt"),
        *("--generate-hashes", "--universal", "--python-version", "3.11", "--no-emit-index-url", "--quiet"),
        *("--custom-compile-command", "make lock"),
        *("--exclude-newer", (now - COOLDOWN).strftime("%Y-%m-%dT00:00:00Z")),
    ]
    if shared:
        command += ["--constraints", f"requirements/{shared}.txt"]
    if upgrade:
        command.append("--upgrade")
    return command


def main() -> int:
    """Pins all lists in order; stops at the first that cannot be resolved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that the .in files allow")
    options = parser.parse_args()
    for name, shared in LISTS.items():
        print(f"requirements/{name}.txt", flush=True)
        command = compile_command(name, shared, upgrade=options.upgrade, now=datetime.now(UTC))
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            print(f"lock: requirements/{name}.in has no solution; the reason is above.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
