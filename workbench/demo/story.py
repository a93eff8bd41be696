"""`proviso demo`: the running story, a chapter for each part of the work, against a stack that it starts itself."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from workbench.demo import (
    domestic,
    encompass,
    enforcing,
    offender,
    proving,
    requests,
    scheme,
    sharing,
    together,
    wiltshire,
)
from workbench.demo.telling import SceneFailedError
from workbench.demo.world import World, world

SESSION_SECONDS = 3

CHAPTERS: Mapping[str, Sequence[Callable[[World], None]]] = {
    "sharing": (
        sharing.referral_opens_a_case,
        sharing.recipient_reads,
        sharing.need_is_shown_then_met,
        sharing.bases_are_weighed,
        sharing.hidden_and_absent_are_one,
        enforcing.skipping_the_decision,
        enforcing.another_case_and_after_the_end,
    ),
    "together": (together.together,),
    "requests": (requests.asked_and_answered, requests.refused_and_escalated, requests.deferred_and_nothing_held),
    "csods": (scheme.scheme,),
    "dvds-ask": (domestic.right_to_ask,),
    "dvds-know": (domestic.right_to_know,),
    "mappa": (offender.offender,),
    "encompass": (encompass.encompass,),
    "history": (wiltshire.wiltshire,),
    "proof": (proving.opa_is_killed, proving.reconcile),
}
"""Each chapter stands alone; within one, later scenes stand on earlier ones."""


def tell(wanted: tuple[str, ...] = ()) -> int:
    """Tell these chapters, or all, in order.

    Returns:
        0 when every scene held, 1 when one did not, 2 when there is no such chapter.
    """
    unknown = [name for name in wanted if name not in CHAPTERS]
    if unknown:
        click.echo(f"no such story: {', '.join(unknown)}; there are {', '.join(CHAPTERS)}", err=True)
        return 2
    started = time.monotonic()
    click.echo("Starting a stack of the story's own …")
    with (
        tempfile.TemporaryDirectory(prefix="proviso-demo-") as folder,
        world(Path(folder), session_seconds=SESSION_SECONDS) as told,
    ):
        for name in wanted or CHAPTERS:
            try:
                for play in CHAPTERS[name]:
                    play(told)
            except SceneFailedError as error:
                click.secho(f"\nThe story {name} did not hold: {error}", fg="red", err=True)
                return 1
    click.secho(f"\nEvery scene held, in {time.monotonic() - started:.0f} s.", bold=True)
    return 0
