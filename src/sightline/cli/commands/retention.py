"""`retention`: how long each class of record is kept, and what would go next."""

from __future__ import annotations

import click

from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("retention", short_help="How long records are kept, and what would go next.")
@click.option("--apply", "applying", is_flag=True, help="Take away what is due now.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, fmt: str, *, applying: bool) -> None:
    """List each class of record with the time it is kept, how much is due, and when the next goes. Nothing is changed.

    The worker takes away each day what is due; --apply does it now, and then lists what is left.
    """
    from sightline.cli.retention_table import answer  # noqa: PLC0415 -- slow import

    answer(state, fmt=fmt, applying=applying)
