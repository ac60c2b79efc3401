"""`capabilities`: where one departure would hurt, what roles lack and lead to, how long people stay."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("capabilities", short_help="Where one departure would hurt, and what roles lack.")
@click.option("--role", metavar="ROLE", shell_complete=completes(role_names), help="What it lacks, and where it leads.")
@click.option("--needs", is_flag=True, help="What all roles lack.")
@click.option("--stay", type=click.Choice(("role", "unit")), help="How long people stay, of ten people or more.")
@click.option("--person", metavar="ID", help="What one person may want to learn; asks for --purpose.")
@click.option("--purpose", metavar="TEXT", help="What that is for; printed with it.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, **asked: Any) -> int:
    """Say of each activity how many could go on with it, and what to do where that is one or nobody.

    Levels of fewer than five people are told nowhere, and nobody is listed.

    \b
    Example: sightline capabilities --role billing_clerk
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if (asked["person"] is None) != (not (asked["purpose"] or "").strip()):
        raise click.UsageError("--person and --purpose go together: say what it is for.")
    if sum(bool(asked[name]) for name in ("role", "needs", "stay", "person")) > 1:
        raise click.UsageError("--role, --needs, --stay and --person are different questions: give one of them.")
    from sightline.cli.capability_tables import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt)
