"""`worker`: what the app does by itself, in a process of its own."""

from __future__ import annotations

import click

from sightline.cli.state import State, pass_state, shared_options


@click.command("worker", short_help="Do what is due: sessions, retention, checks.")
@click.option("--once", is_flag=True, help="Do what is due now and stop; for cron and timers.")
@shared_options(shown=False)
@pass_state
def command(state: State, once: bool) -> int:  # noqa: FBT001 -- click's signature
    """Do what is due on this workspace's records until Ctrl-C.

    `serve` does the same beside its pages; a process of its own suits a team whose servers come and go. However many
    run at once, each job is done by one of them. With --once, exits with 1 when a job failed.
    """
    from sightline.cli.serving import work  # noqa: PLC0415 -- only here

    return work(state.workspace().root, once=once)
