"""`agree`: the goals of roles, frozen for a period."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("agree", short_help="Freeze the goals of roles for a period.")
@click.option("--period", metavar="P", required=True, help="The period, such as 2027-Q1 or 2026-11.")
@click.option("--role", metavar="ROLE", shell_complete=completes(role_names), help="One role; left out: all.")
@click.option("--person", metavar="ID", help="One person in it, by id; left out: the team.")
@click.option(
    "--set", "changes", metavar="METRIC.weight=X", multiple=True,
    help="Set a weight or a target by hand (METRIC.target=X); may be repeated. Needs a reason.",
)  # fmt: skip
@click.option("--rebaseline", is_flag=True, help="Make a new version of what is agreed. Needs a reason.")
@click.option("--reason", metavar="TEXT", default="", help="Why it is set by hand, or made anew.")
@click.option("--dry-run", is_flag=True, help="Show what would be agreed, and keep nothing.")
@format_option
@shared_options(shown=False)
@pass_state
def command(
    state: State,
    period: str,
    role: str | None,
    person: str | None,
    changes: tuple[str, ...],
    reason: str,
    fmt: str,
    *,
    rebaseline: bool,
    dry_run: bool,
) -> int:
    """Freeze goals, weights, targets and the split of work of roles for a period.

    What is agreed is kept under .sightline/agreements by the hash of its content, and never edited. Agreeing to the
    same once more changes nothing; agreeing to something else needs --rebaseline, which makes a new version that names
    the one before. What is set by hand keeps the derived value beside it.

    \b
    Example: sightline agree --period 2026-11 --role credit_analyst --dry-run
             sightline agree --period 2026-11 --role credit_analyst \\
               --set credit_check_time.weight=0.6 --reason "The backlog comes first."
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.agreement_table import Question, answer  # noqa: PLC0415 -- slow import

    question = Question(period, role, person, changes, reason, rebaseline=rebaseline, keep=not dry_run)
    return answer(state, question, fmt=fmt)
