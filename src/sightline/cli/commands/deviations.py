"""`deviations`: what is out of order, what it costs the goals, and who answers for it."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, goal_names, process_names, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("deviations", short_help="What is out of order, what it costs the goals, who answers.")
@click.option("--process", metavar="PROCESS", shell_complete=completes(process_names), help="Of this process alone.")
@click.option("--owner", metavar="ROLE", shell_complete=completes(role_names), help="Those that this role answers for.")
@click.option("--goal", metavar="GOAL", shell_complete=completes(goal_names), help="Those that cost this goal.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="No more than the N first rows.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State, process: str | None, owner: str | None, goal: str | None, top: int | None, fmt: str
) -> int:  # fmt: skip
    """List what deviates, the dearest for the goals first.

    Rules violated in the last seven days, deadlines that will probably be missed, behaviour charts that signal, limits
    of controls that are passed. The price is the expected loss of a goal that action can still avoid, with its 90 %
    interval.

    \b
    Example: sightline deviations --owner credit_analyst --top 3
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.deviation_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(process, owner, goal, top), fmt=fmt)
