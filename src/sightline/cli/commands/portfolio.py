"""`portfolio`: the backlog ranked by what it does for the goals, and the set that brings most within limits."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.completing import completes, goal_names, initiative_names, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("portfolio", short_help="Which initiatives bring most, within what can be done.")
@click.argument("initiative", metavar="[INITIATIVE]", required=False, shell_complete=completes(initiative_names))
@click.option("--budget", metavar="N", help="What all of it may cost, in the workspace's currency: 800_000 or 800k.")
@click.option(
    "--capacity", metavar="ROLE=N", multiple=True, shell_complete=completes(role_names),
    help="How many people of a role are free for it, or by period: 4,4,2. Roles not named limit nothing.",
)  # fmt: skip
@click.option("--must", metavar="X", multiple=True, shell_complete=completes(initiative_names), help="Has to be done.")
@click.option("--without", metavar="X", multiple=True, shell_complete=completes(initiative_names), help="Leave it out.")
@click.option(
    "--goal", metavar="GOAL", shell_complete=completes(goal_names), help="Count this goal alone, in its unit."
)
@click.option("--periods", type=click.IntRange(1, 120), metavar="N", help="Plan N review periods.  [default: up to 12]")
@click.option(
    "--ranking", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True, metavar="FILE",
    help="Compare with this ranking: a CSV with ranks, WSJF, RICE, or out of Jira.",
)  # fmt: skip
@click.option(
    "--cost", metavar="X=N", multiple=True, shell_complete=completes(initiative_names),
    help="Count N for what X costs, in place of what is declared.",
)  # fmt: skip
@click.option("--discount", is_flag=True, help="Count of each promise what earlier ones of its kind and asker kept.")
@click.option("--fixes", is_flag=True, help="Put the causes of violated rules into the backlog.")
@click.option("--quick", is_flag=True, help="Leave out chances, prices of limits and what to learn first.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, **asked: object) -> int:
    """Rank the backlog by what each initiative does for the goals, and show the set that brings most.

    Declared changes are carried along the line of sight, with their uncertainty and that of the effects. Exits with 1
    where no set keeps to the limits; it then says which of them conflict and what would be enough. With an INITIATIVE:
    what it does for each goal, by which way, and what that hangs on.

    \b
    Example: sightline portfolio --budget 800k --capacity integration_engineer=4
             sightline portfolio --budget 800k --ranking jira.csv
             sightline portfolio automate_credit_check --budget 800k
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.portfolio_answer import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked))  # type: ignore[arg-type] # click's own values
