"""The counts, measured once, in a process of its own: the measurement sets up an environment for the functions."""

import json
import subprocess
import sys

import pytest

from workbench.cost.counting import Counted
from workbench.cost.prices import PriceList, price_list
from workbench.tools import ROOT


@pytest.fixture(scope="session")
def counts() -> dict[str, Counted]:
    """Counts by the name of the request."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench.cost.measure"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: Counted(**fields) for name, fields in json.loads(done.stdout).items()}


@pytest.fixture(scope="session")
def prices() -> PriceList:
    """The price list that ships."""
    return price_list()
