"""`proviso demo`: ten scenes against a stack that the story starts itself."""

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from workbench.demo import enforcing, proving, scheme, sharing
from workbench.demo.telling import SceneFailedError
from workbench.demo.world import World, world

SESSION_SECONDS = 3

SCENES: Mapping[str, Callable[[World], None]] = {
    "1": sharing.referral_opens_a_case,
    "2": sharing.recipient_reads,
    "3": sharing.need_is_shown_then_met,
    "4": sharing.bases_are_weighed,
    "5": sharing.hidden_and_absent_are_one,
    "6": enforcing.skipping_the_decision,
    "7": enforcing.another_case_and_after_the_end,
    "8": scheme.scheme,
    "9": proving.opa_is_killed,
    "10": proving.reconcile,
}


def tell(wanted: tuple[str, ...] = ()) -> int:
    """Tell the scenes in order (all, or up to the last one wanted, since later scenes stand on earlier ones).

    Returns:
        0 when every scene held, 1 when one did not, 2 when there is no such scene.
    """
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        click.echo(f"no such scene: {', '.join(unknown)}; there are {', '.join(SCENES)}", err=True)
        return 2
    last = max((list(SCENES).index(name) for name in wanted), default=len(SCENES) - 1)
    started = time.monotonic()
    click.echo("Starting a stack of the story's own …")
    with (
        tempfile.TemporaryDirectory(prefix="proviso-demo-") as folder,
        world(Path(folder), session_seconds=SESSION_SECONDS) as told,
    ):
        for name, play in list(SCENES.items())[: last + 1]:
            try:
                play(told)
            except SceneFailedError as error:
                click.secho(f"\nScene {name} did not hold: {error}", fg="red", err=True)
                return 1
    click.secho(f"\nEvery scene held, in {time.monotonic() - started:.0f} s.", bold=True)
    return 0
