"""`sight`: what moves a goal, and which goals a thing moves."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, goal_names, origin_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("sight", short_help="Line of sight: what moves a goal, by how much, how sure.")
@click.option("--goal", metavar="GOAL", shell_complete=completes(goal_names), help="What moves this goal.")
@click.option(
    "--from",
    "from_",
    metavar="ID",
    shell_complete=completes(origin_names),
    help="What this moves: a metric, role, initiative, process.activity or process.rule.",
)
@click.option(
    "--paths", type=click.IntRange(1, 50), default=5, show_default=True, help="At most so many paths for each."
)
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, goal: str | None, from_: str | None, paths: int, fmt: str) -> int:
    """Show how far goals move when something moves for good, from now on, along all paths.

    With a goal: everything that moves it, the strongest first. With an origin: every goal that it moves. With both:
    the paths between the two, effect by effect. With neither: the strongest metrics of every goal.

    \b
    Example: sightline sight --goal grow_service
             sightline sight --from order_to_cash.check_credit
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.sight_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(goal, from_, paths), fmt=fmt)
