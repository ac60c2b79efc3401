"""`whatif`: what the goals would do if metrics were other than forecast, and what it would take to reach one."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, goal_names, shift_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options

DEFAULT_PROBABILITY = 0.8


@click.command("whatif", short_help="What the goals would do, and what it would take.")
@click.argument("changes", metavar="[METRIC=CHANGE]...", nargs=-1, shell_complete=completes(shift_names))
@click.option(
    "--reach", metavar="GOAL", shell_complete=completes(goal_names), help="Ask what it would take to reach this goal."
)
@click.option(
    "--probability",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="With --reach: how likely the goal should be.  [default: 0.8]",
)
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, changes: tuple[str, ...], reach: str | None, probability: float | None, fmt: str) -> int:
    """Show what every goal would do if metrics changed for good, from now on, beside what is forecast.

    \b
    A CHANGE is written
      lead_time=-10%        by a tenth of what is forecast
      on_time_share=+2pp    by points of a share
      orders=+120           by an amount, in the metric's unit
      order_value=x1.1      times a factor
      on_time_share=95%     to a level

    With --reach: the reverse question. For each metric that moves the goal, the smallest plausible change that makes
    it likely enough, or that none suffices.

    \b
    Example: sightline whatif on_time_share=+2pp lead_time=-10%
             sightline whatif --reach grow_service --probability 0.8
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if reach is not None:
        if changes:
            raise click.UsageError(f"--reach asks the reverse question and takes no change; leave out '{changes[0]}'.")
        from sightline.cli.lever_table import answer as levers  # noqa: PLC0415 -- slow import

        return levers(state, reach, probability=DEFAULT_PROBABILITY if probability is None else probability, fmt=fmt)
    if probability is not None:
        raise click.UsageError("--probability goes with --reach GOAL.")
    if not changes:
        raise click.UsageError("say what changes, as in on_time_share=+2pp or lead_time=-10%, or ask --reach GOAL.")
    from sightline.cli.whatif_table import answer  # noqa: PLC0415 -- slow import

    return answer(state, changes, fmt=fmt)
