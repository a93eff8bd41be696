"""The clock's own code in a process of its own: `python -m tests.e2e.clock_process`.

It says that it is ready, waits for a line, runs once and prints what it did, so that several begin at the same moment.
"""

import json
import sys

from chalicelib.adapters import aws
from chalicelib.bootstrap import clock

aws.client("dynamodb")
aws.client("lambda")
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(clock.run(lambda: True)), flush=True)
