"""`restore`: the workspace as a backup holds it, or nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from sightline.cli.state import State, pass_state, shared_options
from sightline.errors import SourceMissingError

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def _place(state: State, into: Path | None) -> Path:
    if into is not None:
        return into.resolve()
    try:
        return state.workspace().root
    except SourceMissingError:
        raise click.UsageError("there is no workspace here; name a folder for it: --into DIR") from None


def _remarks(done: Mapping[str, Any]) -> Iterator[str]:
    if done["erased"]:
        yield f"Erased again: {done['erased']} who had been erased since."
    if done["signed"] is False:
        yield "Its manifest was not signed with a key of this workspace: see that it comes from where you think."
    if done["other_keys"]:
        names = ", ".join(done["other_keys"])
        yield f"Taken under other keys than those here ({names}): what they sealed cannot be read. Give them by --keys."
    if done["kept"]:
        yield f"What was there is kept in {done['kept']}."


@click.command("restore", short_help="Put a backup back, whole or not at all.")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--into", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Restore into this folder instead."
)
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@click.option("--replace", is_flag=True, help="Put what is there aside; it is kept beside.")
@click.option("--unsigned", is_flag=True, help="Take it although no key of this workspace signed it.")
@click.option("--keys", metavar="FILE", type=FILE, help="The keys, as 'backup --with-keys' wrote them.")
@click.option("--erased", metavar="FILE", type=FILE, help="The list of erasures of the machine it comes from.")
@shared_options(shown=False)
@pass_state
def command(
    state: State, file: Path, into: Path | None, keys: Path | None, erased: Path | None, *, dry_run: bool,
    replace: bool, unsigned: bool,
) -> None:  # fmt: skip
    """Put the workspace back as FILE holds it: records, files of the model, and data where they are inside.

    Every hash is checked first. A damaged, foreign or newer backup is refused, and then nothing has changed. Whoever
    was erased since the backup is erased again.
    """
    from sightline.cli.caring import care, some  # noqa: PLC0415 -- only here

    root = _place(state, into)
    done = care().restore(file, root, dry_run=dry_run, replace=replace, unsigned=unsigned, keys=keys, erased=erased)
    when = f"{done['made_at'][:16].replace('T', ' ')} UTC"
    held = f"{some(done['rows'], 'rows')} and {some(done['files'], 'files')} of {when}"
    if dry_run:
        click.echo(f"{file} is sound: {held} can be restored. Nothing was changed.")
    else:
        click.echo(f"Restored {held} into {root}.")
    for remark in _remarks(done):
        state.say(remark)
