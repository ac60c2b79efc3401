"""`promises`: what was promised of initiatives when they were approved, and what came."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, initiative_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("promises", short_help="What was promised of initiatives, and what came.")
@click.argument("initiatives", metavar="[INITIATIVE...]", nargs=-1, shell_complete=completes(initiative_names))
@click.option("--approve", metavar="X", shell_complete=completes(initiative_names), help="Freeze what X promises now.")
@click.option(
    "--decline", metavar="X", shell_complete=completes(initiative_names), help="Write down that X is not done."
)
@click.option("--by", metavar="WHO", help="With --approve or --decline: who decides.")
@click.option("--reason", metavar="TEXT", help="With --approve or --decline: why.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State, initiatives: tuple[str, ...], approve: str | None, decline: str | None, by: str | None,
    reason: str | None, fmt: str,
) -> int:  # fmt: skip
    """Show what was promised of initiatives and what came of those that are delivered, beside what would have been.

    An initiative is delivered where the model says `delivered`, and `where` if only some segments got it: the others
    then show what would have been without it. With --approve a promise is written down for good, with who decided, why,
    and what was known of its worth; with --decline, that it is not done now.

    \b
    Example: sightline promises
             sightline promises --approve automate_credit_check --by "Steering committee" --reason "Best per euro"
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.promise_table import Question, answer  # noqa: PLC0415 -- slow import

    if approve is not None and decline is not None:
        raise click.UsageError("--approve and --decline are two decisions: take one after the other.")
    decided = approve or decline
    if decided is None and (by is not None or reason is not None):
        raise click.UsageError("--by and --reason go with --approve X or --decline X.")
    if decided is not None and not (by and reason):
        option = "--decline" if approve is None else "--approve"
        raise click.UsageError(f"{option} needs --by WHO and --reason TEXT: a decision without them is none.")
    return answer(state, Question(initiatives, decided, decline is not None, by or "", reason or "", fmt))
