"""`backup`: everything that people keep in the app, in one file that was restored before it counts."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.state import State, pass_state, shared_options


@click.command("backup", short_help="Back up what people keep in the app, and restore it to see.")
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--with-data", is_flag=True, help="Also the files that sources name within the workspace.")
@click.option(
    "--with-keys", "keys", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the keys to a file of their own; keep it elsewhere.",
)  # fmt: skip
@shared_options(shown=False)
@pass_state
def command(state: State, file: Path | None, keys: Path | None, *, with_data: bool) -> None:
    """Write the records, the files of the model and the end of the journal to FILE, while the app runs.

    The file is named by the moment where FILE is left out. It is restored to a scratch place and compared before it
    counts. Keys are never inside: without them what is sealed in the journal cannot be read.

    \b
    Example: sightline backup nightly.zip --with-keys keys.json
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.caring import care, size, some  # noqa: PLC0415 -- only here

    door = care()
    target = file or Path(door.default_name())
    taken = door.backup(state.workspace().root, target, data=with_data, keys=keys)
    held = f"{some(taken['rows'], 'rows')}, {some(taken['files'], 'files')}"
    click.echo(f"Wrote {target}: {size(taken['bytes'])}, {held}; restored to see that it can be.")
    if taken["left_out"]:
        state.say(f"Tables that are not Sightline's were left out: {', '.join(taken['left_out'])}.")
    if keys is None:
        state.say("Keys are not inside. Keep them once, elsewhere: sightline backup --with-keys FILE")
    else:
        state.say(f"Wrote {keys}: {some(taken['keys'], 'keys')}. Keep it elsewhere than the backup.")
