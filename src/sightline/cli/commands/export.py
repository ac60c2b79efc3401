"""`export`: what the model's sources know, in the formats of other tools."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sightline.cli.exchanging import EXPORTS, ExportWanted, formats, run
from sightline.cli.state import State, day, pass_state, shared_options


@click.command("export", short_help="Give out people for a directory or another tool.")
@click.argument("what", type=click.Choice(list(EXPORTS)))
@click.option(
    "--format", "fmt", type=click.Choice(formats(EXPORTS)), help="Default: by the name of the file, else scim."
)
@click.option("--on", type=day, metavar="DATE", help="As on this day. Default: the newest; of csv, the whole history.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file that you alone can read."
)
@shared_options(shown=False)
@pass_state
def command(state: State, *, what: str, fmt: str | None, on: date | None, out: Path | None) -> int:
    """Give out who holds which role: ids, roles, managers, units, capacity and days, and nothing else.

    \b
    Example: sightline export people --format scim --out people.json
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    thing = EXPORTS[what]
    chosen = thing.format(fmt, str(out)) if fmt or out else next(iter(thing.formats))
    return run(state, thing, ExportWanted(out, chosen, on))
