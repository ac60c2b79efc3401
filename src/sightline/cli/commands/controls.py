"""`controls`: whether each governance requirement holds, and the cases that show it."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, control_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("controls", short_help="Does each control hold, and which cases show it?")
@click.argument("controls", metavar="[CONTROL...]", nargs=-1, shell_complete=completes(control_names))
@click.option("--since", metavar="P", help="The first period, such as 2026-07; left out: the newest alone.")
@click.option("--until", metavar="P", help="The last period; left out: the newest.")
@click.option("--all", "everything", is_flag=True, help="The twelve newest periods.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State, controls: tuple[str, ...], since: str | None, until: str | None, fmt: str, *, everything: bool
) -> int:
    """Show whether each control passes, fails, or could not be tested, in the newest period or in several.

    A control on a rule counts the same violations as everybody's figures; one with a limit looks at the same values.
    Exits with 1 when one fails in the newest period shown.

    \b
    Example: sightline controls credit_before_goods --all
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.control_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(controls, since, until, everything=everything), fmt=fmt)
