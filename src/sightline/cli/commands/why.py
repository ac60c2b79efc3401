"""`why`: what made a metric move between two periods."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, dimension_names, metric_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("why", short_help="What made a metric change, without remainder.")
@click.argument("metric", shell_complete=completes(metric_names))
@click.option("--from", "from_", metavar="PERIOD", help="The period before; default: a year earlier.")
@click.option("--to", metavar="PERIOD", help="The period after; default: the newest whole one.")
@click.option(
    "--by",
    metavar="DIM",
    shell_complete=completes(dimension_names),
    help="The dimension to cut by; default: the first that each metric has.",
)
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, **asked: Any) -> int:
    """Take the change of METRIC between two periods apart: which metrics, where, how much.

    Formulas and dimensions are taken apart exactly; what reaches METRIC through an estimated effect has a 90 %
    interval. The parts and what is not explained add up to the whole change.

    \b
    Example: sightline why on_time_share --from 2025-10 --to 2026-10 --by region
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.why_table import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt)
