"""What `export people` does: gives out who holds which role, in the format of another tool."""

from __future__ import annotations

from sightline.cli.exchanging import ExportWanted, write_file
from sightline.cli.figures import counted
from sightline.cli.formats import write_bytes
from sightline.cli.state import State
from sightline.errors import SourceError
from sightline.exchange.people_formats import PEOPLE_FORMATS

__all__ = ["answer"]


def answer(state: State, wanted: ExportWanted) -> int:
    """Print or write the people, and return the exit code."""
    with state.reading() as reading:
        if reading.model.people is None:
            raise SourceError("the model declares no people.", fix="Declare people: with its source and columns.")
        people = reading.people()
        text = PEOPLE_FORMATS[wanted.format].write(people, wanted.on, reading.last_day, reading.model)
        state.hide_progress()
    if wanted.out is None:
        write_bytes(text)
    else:
        write_file(wanted.out, text)
        some = counted(len(people.persons), "person", "people")
        state.say(f"Wrote {wanted.out}: {some}. It is personal: delete it when it has served.")
    if people.misfits:
        state.say(f"{counted(len(people.misfits), 'misfit')} in the table: sightline people --misfits")
    return 0
