"""What the policies of a template do at the endpoint: nothing works without a decision, and a decision is narrow."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from conftest_local import key, put

from workbench.local.clock import instant
from workbench.local.stack import LocalStack

DENIED = "AccessDeniedException"
TABLE = "arn:aws:dynamodb:eu-west-2:123456789012:table/records"
Code = Callable[[Callable[[], Any]], str]
