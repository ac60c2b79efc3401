"""`person`: all that is held about a person, given out or erased."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.state import State, pass_state, shared_options


@click.command("person", short_help="Give out, or erase, all that is held about a person.")
@click.argument("person", metavar="PERSON")
@click.option(
    "--export", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Write all that is held to FILE: a page to read and a document to compute on.",
)  # fmt: skip
@click.option("--erase", is_flag=True, help="Erase the person from the records, for good.")
@click.option("--reason", metavar="TEXT", help="Why; it stays in the journal, so name nobody.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@shared_options(shown=False)
@pass_state
def command(state: State, person: str, target: Path | None, reason: str | None, *, erase: bool, yes: bool) -> None:
    """Give out or erase all that the records hold about PERSON: an id of the people source, or an account's address.

    \b
    Example: sightline person E1042 --export E1042.zip
    Example: sightline person E1042 --erase --reason "asked for it on 3 May"
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    from sightline.cli.caring import care, size, some  # noqa: PLC0415 -- only here

    if erase == (target is not None):
        raise click.UsageError("say one of --export FILE and --erase.")
    root = state.workspace().root
    if target is not None:
        written = care().person_export(root, person, target)
        click.echo(f"Wrote {target}: {size(written)}. It is personal: hand it over safely, then delete it.")
        return
    if not (reason or "").strip():
        raise click.UsageError("say why with --reason TEXT; it stays in the journal.")
    if not yes:
        click.confirm(f"Erase everything about '{person}' for good?", abort=True, err=True)
    done = care().person_erase(root, person, reason=str(reason).strip())
    gone = ", ".join(f"{count:,} {what}" for what, count in done["counts"].items()) or "no rows"
    click.echo(f"Erased: {gone}; {some(done['keys'], 'keys')} of sealed text destroyed.")
    if not done["forgotten"]:
        state.say("The database's log still holds copies, because somebody reads: stop the app and run this again.")
    for copy in done["copies"]:
        state.say(f"An older copy still holds them: {copy}")
    state.say("Take the person out of the files of the people source, too: those are yours.")
