"""`roles`: what each role can do for the goals, weighed, with the path behind each weight."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("roles", short_help="What each role can do for the goals: weights, targets, paths.")
@click.argument("roles", metavar="[ROLE]...", nargs=-1, shell_complete=completes(role_names))
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, roles: tuple[str, ...], fmt: str) -> int:
    """Show the goals of each ROLE (default: all), derived from the lines of sight of what it holds.

    A weight is the share of one metric in all that the role can do for the goals: line of sight, times how far the
    metric usually moves, times the role's share in it. What the data do not settle is undetermined. Targets hand down
    what is still to go of each goal. With a ROLE: the path behind each weight, and what is not to be agreed upon.

    \b
    Example: sightline roles credit_analyst
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.role_table import answer  # noqa: PLC0415 -- slow import

    return answer(state, roles, fmt=fmt)
