"""`import`: what other tools know, brought into the files of the model's sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sightline.cli.exchanging import IMPORTS, ImportWanted, formats, run
from sightline.cli.state import State, day, pass_state, shared_options


@click.command("import", short_help="Bring in people or capabilities from another tool.")
@click.argument("what", type=click.Choice(list(IMPORTS)))
@click.argument("file", metavar="FILE|-")
@click.option("--format", "fmt", type=click.Choice(formats(IMPORTS)), help="What FILE is. Default: by its name.")
@click.option("--on", type=day, metavar="DATE", help="The day from which it holds. Default: today.")
@click.option("--id", "identifier", metavar="ATTRIBUTE", help="Of SCIM: the attribute that is the id in the source.")
@click.option("--complete", is_flag=True, help="Whoever is not in FILE has left.")
@click.option("--only", metavar="WORD", multiple=True, help="Of capabilities: those with it in a name; repeatable.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Of capabilities: write them to a new model file. Default: print them.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@shared_options(shown=False)
@pass_state
def command(
    state: State,
    *,
    what: str,
    file: str,
    fmt: str | None,
    on: date | None,
    identifier: str | None,
    complete: bool,
    only: tuple[str, ...],
    out: Path | None,
    dry_run: bool,
) -> int:
    """Bring in what FILE says.

    People come into the CSV file of the people source, as dated history. Capabilities come out of the files that ESCO
    (skills_en.csv) and O*NET (Content Model Reference.txt) publish, as text of a model file.

    Who moves has the old assignment ended on the day before DATE and a new one begun on it. Nothing that was is
    written over.

    \b
    Example: sightline import people users.json --format scim --on 2026-08-01 --dry-run
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    thing = IMPORTS[what]
    if what != "capabilities" and (only or out):
        raise click.UsageError("--only and --out are for capabilities.")
    wanted = ImportWanted(
        file, thing.format(fmt, file), on, identifier, complete=complete, dry_run=dry_run, only=only, out=out
    )  # fmt: skip
    return run(state, thing, wanted)
