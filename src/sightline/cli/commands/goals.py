"""`goals`: where each goal stands and is heading."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, goal_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("goals", short_help="Status, forecast and chance of each goal.")
@click.argument("goals", metavar="[GOAL]...", nargs=-1, shell_complete=completes(goal_names))
@click.option("--calibration", is_flag=True, help="Show how probabilities did on the past of this workspace.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, goals: tuple[str, ...], fmt: str, *, calibration: bool) -> int:
    """Show where each GOAL (default: all) stands and is heading: value, target, forecast and chance at its date.

    A goal is reached, on course (at or ahead of its path), behind, missed (its date has passed) or has no data. The
    path is the straight line from the baseline to the target, unless the goal declares another. The forecast is the
    median with a 90 % interval; the chance, the share of simulated ways ahead that reach the target in time.

    \b
    Example: sightline goals grow_service
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if calibration:
        if goals:
            raise click.UsageError("--calibration is about all probabilities and takes no GOAL.")
        from sightline.cli.calibration_table import answer as calibrated  # noqa: PLC0415 -- slow import

        return calibrated(state, fmt=fmt)
    from sightline.cli.goal_table import answer  # noqa: PLC0415 -- slow import

    return answer(state, goals, fmt=fmt)
