"""`measure`: metric values by period and dimension."""

from __future__ import annotations

from typing import Any

import click

from sightline.cli.completing import completes, dimension_names, metric_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("measure", short_help="Metric values by period and dimension.")
@click.argument("metrics", metavar="[METRIC]...", nargs=-1, shell_complete=completes(metric_names))
@click.option(
    "--by",
    multiple=True,
    metavar="DIM",
    shell_complete=completes(dimension_names),
    help="Split by a dimension; may be given several times.",
)
@click.option(
    "--since", metavar="PERIOD", help="The first period: 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15, FY2027."
)
@click.option("--until", metavar="PERIOD", help="The last period.")
@click.option(
    "--grain",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    help="The length of a period; default: the calendar's.",
)
@click.option("--explain", is_flag=True, help="Say how each number is made: definition, sources, SQL.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, fmt: str, *, explain: bool, **asked: Any) -> int:
    """Measure METRICs: a value per period, with its unit and the freshness of its source.

    Without a METRIC: every metric that the model declares (with `--by`, those that have the dimension). Metrics that
    a process yields by itself are measured when named: `order_to_cash.lead_time`, `order_to_cash.ship.waiting`.

    Without `--since` and `--until` the table shows the last six periods; JSON and CSV carry all. A dash means no
    data, never zero; an asterisk marks a period that is not over.
    """
    from sightline.cli.measuring import Question, answer  # noqa: PLC0415 -- slow import

    return answer(state, Question(**asked), fmt=fmt, explain=explain)
