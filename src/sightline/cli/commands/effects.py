"""`effects`: how strongly one metric moves another, how late, and how sure that is."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, metric_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("effects", short_help="Each effect: size, delay, interval, evidence.")
@click.argument("metrics", metavar="[METRIC]...", nargs=-1, shell_complete=completes(metric_names))
@click.option("--suggest", is_flag=True, help="List undeclared pairs that stand out, as questions to ask.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, metrics: tuple[str, ...], fmt: str, *, suggest: bool) -> int:
    """Show how the model's metrics move each other: those declared, then those that formulas make.

    With a METRIC: the effects that start or end there. Each has its size with a 90 % interval, its delay, what the
    data say (supported, suggested, cannot say) and the kind of evidence. "Cannot say" is an answer.

    \b
    Example: sightline effects renewal_rate
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    if suggest:
        from sightline.cli.suggestion_table import answer as suggestions  # noqa: PLC0415 -- slow import

        return suggestions(state, metrics, fmt=fmt)
    from sightline.cli.effect_table import answer  # noqa: PLC0415 -- slow import

    return answer(state, metrics, fmt=fmt)
