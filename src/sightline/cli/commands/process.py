"""`process`: how a process ran."""

from __future__ import annotations

import click

from sightline.cli.completing import completes, process_names
from sightline.cli.formats import format_option
from sightline.cli.state import State, pass_state, shared_options


@click.command("process", short_help="How a process ran: map, variants, throughput, waiting, rules.")
@click.argument("process", shell_complete=completes(process_names))
@click.option("--map", is_flag=True, help="Which activity comes right after which, how often, after how long.")
@click.option("--variants", is_flag=True, help="The orders of activities that cases took.")
@click.option("--times", is_flag=True, help="How long cases take, open ones counted as open.")
@click.option("--rework", is_flag=True, help="Activities that are done again in the same case.")
@click.option("--handovers", is_flag=True, help="How often work passes to another performer, and what it costs.")
@click.option("--waiting", is_flag=True, help="Where the time before each activity goes.")
@click.option("--rules", is_flag=True, help="How many cases satisfy each rule, violate it, or have it pending.")
@click.option("--deadlines", is_flag=True, help="Deadlines that the process kept while it was stable.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="No more than the N first rows.")
@format_option
@shared_options(shown=False)
@pass_state
def command(state: State, /, process: str, top: int | None, fmt: str, **views: bool) -> int:
    """Show how PROCESS ran: its throughput, its most frequent variants and steps.

    Events later than the reading's day and of activities that the model does not declare do not count; the answer says
    how many. One of the options at a time shows one thing in full.

    \b
    Example: sightline process order_to_cash --variants --top 5
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    chosen = [name for name, wanted in views.items() if wanted]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} are two questions; ask one at a time.")
    from sightline.cli.process_answers import answer  # noqa: PLC0415 -- slow import

    return answer(state, process, view=chosen[0] if chosen else None, top=top, fmt=fmt)
