"""`goals`: where each goal stands."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, goal_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("goals", short_help="Status of each goal against its target and path.")
@click.argument("goals", metavar="[GOAL]...", nargs=-1, shell_complete=completes(goal_names))
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, goals: tuple[str, ...], fmt: str) -> int:
    """Show where each GOAL (default: all) stands: its value beside the target and the path that leads there.

    A goal is reached, on course (at or ahead of its path), behind, missed (its date has passed) or has no data. The
    path is the straight line from the baseline to the target, unless the goal declares another.
    """
    from sightline.cli.goal_table import answer  # noqa: PLC0415 -- slow import

    return answer(state, goals, fmt=fmt)
