"""What a probe is, and what it found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from workbench.doctor.site import NotGivenError, Site

Verdict = Literal["as expected", "NOT as expected", "not tried"]
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException"})


@dataclass(frozen=True)
class Finding:
    """What came of one probe: the verdict, what was seen, and how long it took."""

    probe: str
    expects: str
    verdict: Verdict
    seen: str
    took_ms: float


@dataclass(frozen=True)
class Probe:
    """One question to a deployment.

    Attributes:
        name: For the report.
        expects: What a sound deployment does, as a sentence.
        ask: Asks it; returns whether it is so, and what was seen.
    """

    name: str
    expects: str
    ask: Callable[[Site], tuple[bool, str]]


def examine(site: Site, probes: Sequence[Probe]) -> list[Finding]:
    """Ask each probe, whatever came of the ones before. What cannot be asked is not a failure and not a success."""
    return [_asked(site, probe) for probe in probes]


def _asked(site: Site, probe: Probe) -> Finding:
    began = time.perf_counter()
    verdict: Verdict
    try:
        well, seen = probe.ask(site)
        verdict = "as expected" if well else "NOT as expected"
    except NotGivenError as missing:
        verdict, seen = "not tried", str(missing)
    except (ClientError, BotoCoreError, OSError, ValueError, LookupError) as error:
        verdict, seen = "NOT as expected", f"{type(error).__name__}: {_short(error)}"
    return Finding(probe.name, probe.expects, verdict, seen, (time.perf_counter() - began) * 1000)


def _short(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response["Error"]["Code"])
    return str(error)[:200]


def refused(call: Callable[[], Any]) -> tuple[bool, str]:
    """Make a call that must be refused: whether it was, and what was answered.

    Raises:
        ClientError: it failed for another reason, which shows nothing.
    """
    try:
        call()
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code in DENIED:
            return True, code
        if code != "ConditionalCheckFailedException":
            raise
    return False, "it was let through"
