"""`assign`: who should take which open work, and why."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, role_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("assign", short_help="Who should take which open work, and why.")
@click.option("--period", metavar="P", help="Hours up to the end of it count, such as 2026-12.")
@click.option("--until", metavar="DATE", help="Hours up to that day count; default: four weeks ahead.")
@click.option("--role", metavar="ROLE", shell_complete=completes(role_names), help="Only work that this role does.")
@click.option("--anew", is_flag=True, help="Also what somebody has already; they keep it unless there is a reason.")
@click.option(
    "--hours", metavar="N", type=click.FloatRange(0, 24, min_open=True), default=8.0, show_default=True,
    help="Hours of a full-time day.",
)  # fmt: skip
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, **asked: Any) -> int:
    """Propose who takes which open work, with the reason of each.

    Weighed at once: what the work moves, when it is due, roles and levels, free hours, an even load. What stays open
    says why. Nothing is assigned by it.

    \b
    Example: sightline assign --role credit_analyst --anew
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if asked["period"] and asked["until"]:
        raise click.UsageError("--period and --until say the same thing: give one of them.")
    from sightline.cli.assign_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt)
