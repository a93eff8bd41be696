"""Prints a scene so that a practitioner would recognise the work, and checks what it claims."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import click

from workbench.audit.trail import Event
from workbench.seeds.api import Answer

WIDTH = 110


class SceneFailedError(AssertionError):
    """What the scene tells did not happen."""


def scene(number: str, title: str) -> None:
    """Open a scene."""
    click.echo()
    click.secho(f"{number} · {title} ".ljust(WIDTH, "─"), bold=True)


def line(label: str, text: str) -> None:
    """One labelled line, wrapped under its label."""
    body = textwrap.fill(text, WIDTH - 13, subsequent_indent=" " * 13)
    click.echo(click.style(f"  {label:<11}", fg="cyan") + body)


def asked(who: str, what: str) -> None:
    """What was asked, and by whom."""
    line("asked", f"{who}: {what}")


def expect(truth: object, claim: str) -> None:
    """State a claim and hold it.

    Raises:
        SceneFailedError: the claim is not true.
    """
    if not truth:
        raise SceneFailedError(claim)
    line("holds", claim)


def status(answer: Answer, wanted: int, claim: str) -> Answer:
    """Hold an answer's status and show the decision with its reasons and their law.

    Raises:
        SceneFailedError: another status came back.
    """
    if answer.status != wanted:
        detail = answer.raw[:1500].decode(errors="replace")
        message = f"{claim}: {wanted} was expected, {answer.status} came back\n{detail}"
        raise SceneFailedError(message)
    line("decision", f"{answer.status} {claim}" + _decision(answer))
    for reason in reasons_of(answer):
        line("because", f"{reason['code']}: {reason['message']}")
        line("law", reason["law"])
        line("remedy", reason["remedy"])
    return answer


def _decision(answer: Answer) -> str:
    found = answer.headers.get("proviso-decision")
    return f" (decision {found})" if found else ""


def reasons_of(answer: Answer) -> list[Mapping[str, Any]]:
    """The reasons of a refusal; empty for anything else."""
    return list(answer.body.get("reasons") or []) if isinstance(answer.body, dict) else []


def codes(answer: Answer) -> set[str]:
    """The reason codes of a refusal."""
    return {str(r["code"]) for r in reasons_of(answer)}


def trail(events: Iterable[Event]) -> None:
    """Show events of the trail: operation, who made it, and how it ended.

    CloudTrail gives whole seconds and no order; within them the order of a request's way is shown.
    """
    way = ["lambda:Invoke", "dynamodb:TransactGetItems", "dynamodb:PutItem", "sts:AssumeRole"]
    ordered = sorted(events, key=lambda e: way.index(e.name) if e.name in way else len(way))
    shown = [
        f"{e.name.split(':')[1]} by {e.role}" + (f" → {e['errorCode']}" if e["errorCode"] else "") for e in ordered
    ]
    line("trail", " · ".join(shown) if shown else "nothing")
