"""`doctor`: what is missing here, and how to mend it."""

from __future__ import annotations

import click

from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("doctor", short_help="What is missing here, and how to mend it.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, fmt: str) -> int:
    """Look at everything Sightline stands on: the machine, the workspace, the model and each source.

    Names every missing piece with its fix. Exits with 3 when something that this workspace needs is broken.
    """
    from sightline.cli.examining import examine  # noqa: PLC0415 -- slow import

    return examine(state, fmt)
