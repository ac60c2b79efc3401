"""`align`: how far work is from what was agreed, beyond what chance gives, and where that comes from."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("align", short_help="Agreed work against actual work: drift beyond chance, and why.")
@click.option("--period", metavar="P", help="The last period, such as 2026-10; default: the newest whole one.")
@click.option("--since", metavar="P", help="The first period; default: the first of its fiscal year.")
@click.option("--role", metavar="ROLE", shell_complete=completes(role_names), help="One role, in detail.")
@click.option("--person", "persons", metavar="ID", multiple=True, help="Also a person, by id; asks for --purpose.")
@click.option("--purpose", metavar="TEXT", help="What the numbers about persons are for; printed with them.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, **asked: Any) -> int:
    """Compare the work of roles and units with what was agreed, or with the year before where nothing was.

    A distance is the share of the work that is in other activities, and stands beside what chance alone gives. Beyond
    that it is split into: other work came, work was given to others, what is agreed changed.

    \b
    Example: sightline align --period 2026-10 --since 2026-05 --role credit_analyst
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if bool(asked["persons"]) != bool((asked["purpose"] or "").strip()):
        raise click.UsageError("--person and --purpose go together: say what the numbers about persons are for.")
    from sightline.cli.align_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt)
