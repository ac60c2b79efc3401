"""What `import capabilities` does: writes what was chosen out of a catalogue as a model file, or prints it."""

from __future__ import annotations

import click

from sightline.cli.exchanging import ImportWanted, read_file, write_file
from sightline.cli.figures import counted
from sightline.cli.formats import write_lines
from sightline.cli.state import State
from sightline.errors import SourceError
from sightline.exchange.capabilities import LARGEST, chosen, model_text, read_esco, read_onet

__all__ = ["answer"]

FINDINGS = 1
MOST = 500  # without a choice: nobody keeps levels of thousands
_READERS = {"esco": read_esco, "onet": read_onet}


def answer(state: State, wanted: ImportWanted) -> int:
    """Print or write the text of a model file, and return the exit code: 1 where nothing was found."""
    if wanted.on or wanted.identifier or wanted.complete:
        raise click.UsageError("--on, --id and --complete are for people.")
    model = state.workspace().model()
    catalogue = _READERS[wanted.format](read_file(wanted.file, LARGEST), wanted.file)
    found = chosen(catalogue.entries, wanted.only) if wanted.only else catalogue.entries
    if len(found) > MOST:
        raise SourceError(
            f"{len(found):,} capabilities are more than anybody keeps levels of.", place=wanted.file,
            fix="Choose with --only WORD, which may be repeated: a word of a name, or the beginning of a number.",
        )  # fmt: skip
    references = {one.ids.esco or one.ids.onet for one in model.capabilities.values() if one.ids is not None}
    fresh = [one for one in found if one.reference not in references]
    text = model_text(fresh, taken=model.capabilities)
    if wanted.out is not None and text and not wanted.dry_run:
        if wanted.out.exists():
            raise click.BadParameter("that file exists already, and is not written over.", param_hint="--out")
        write_file(wanted.out, text)
        state.say(f"Wrote {wanted.out}.")
    elif text:
        write_lines(text.splitlines())
    declared = len(found) - len(fresh)
    known = f" {declared:,} declared already." if declared else ""
    lost = (
        f" {catalogue.left_out:,} rows of the file left out: no name, no reference or withdrawn."
        if catalogue.left_out
        else ""
    )
    state.say(f"{counted(len(fresh), 'capability', 'capabilities')} out of {len(catalogue.entries):,}.{known}{lost}")
    return 0 if found else FINDINGS
