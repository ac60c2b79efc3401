"""`evidence`: how much of a metric is individual, what teams take, and what can be said of one person."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, metric_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("evidence", short_help="How much of a metric is individual, and what teams take.")
@click.argument("metric", shell_complete=completes(metric_names))
@click.option("--person", metavar="ID", help="Also what can be said of one person; asks for --purpose.")
@click.option("--purpose", metavar="TEXT", help="What the numbers about the person are for; printed with them.")
@click.option("--raw", is_flag=True, help="With --person: the unadjusted value too, with a warning.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, **asked: Any) -> int:
    """Split METRIC into what comes of the cases, of the team, of the person and of nothing known.

    Values are adjusted for the case mix and shrunk; where there are too few cases nothing individual is shown. Nobody
    is listed or compared with others by name.

    \b
    Example: sightline evidence repair_hours
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if (asked["person"] is None) != (asked["purpose"] is None) or (asked["purpose"] or "x").strip() == "":
        raise click.UsageError("--person and --purpose go together: say what the numbers about one person are for.")
    if asked["raw"] and asked["person"] is None:
        raise click.UsageError("--raw is about one person: add --person and --purpose.")
    from sightline.cli.evidence_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt)
