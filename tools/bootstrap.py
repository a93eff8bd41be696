"""Sets a working copy up from nothing: `python3 tools/bootstrap.py [--with PART ...]`.

This file is kept to syntax that old interpreters can read, so that they end with a sentence and not with a SyntaxError.
"""

import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(
        "Proviso needs Python 3.11 or newer, and this is Python %d.%d: install it, "
        "or name another interpreter, as in `make run PYTHON=python3.12`." % sys.version_info[:2]
    )

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.provision.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
