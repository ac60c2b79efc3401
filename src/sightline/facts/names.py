"""Which column of a source plays which part in an event, and what the others are called.

Column names differ only by more than letter case, as SQL asks; a name that is taken gets a number: `Activity_2`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sightline.errors import SourceError, nearest
from sightline.facts.request import own_name
from sightline.model.declarations import LogMapping
from sightline.saying import joined, say

__all__ = ["LAID_OUT", "Roles", "columns_meant", "distinct_names", "roles_of"]

LAID_OUT = ("case", "activity", "time", "start", "offset_min", "seq", "performer", "event_id")
_NEEDED = ("case", "activity", "time")
_SHOWN = 12  # columns that a message names


@dataclass(frozen=True, slots=True)
class Roles:
    """The column of the source for each part of an event; None where the source has none."""

    case: str
    activity: str
    time: str
    performer: str | None = None
    sequence: str | None = None
    id: str | None = None
    transition: str | None = None
    instance: str | None = None

    @property
    def laid_out(self) -> dict[str, str]:
        """Return source column to laid-out column, for the columns that get a new name."""
        pairs = {
            self.case: "case", self.activity: "activity", self.time: "time",
            self.performer: "performer", self.sequence: "seq", self.id: "event_id",
        }  # fmt: skip
        return {column: part for column, part in pairs.items() if column is not None}


def roles_of(mapping: LogMapping, standard: Mapping[str, str], columns: Iterable[str], *, place: str) -> Roles:
    """Return who is who among `columns`.

    Parameters
    ----------
    mapping : LogMapping
        What the model declares.
    standard : mapping of str to str
        What the format's own standard calls the parts; used where the model is silent.
    columns : iterable of str
        What the source has.
    place : str
        How messages call the source.

    Raises
    ------
    SourceError
        If a part that an event needs is declared nowhere, or a declared column is not there.
    """
    known = list(columns)
    found: dict[str, str | None] = {}
    for part in ("case", "activity", "time", "performer", "sequence", "id", "transition", "instance"):
        declared = getattr(mapping, part, None)
        name = declared or standard.get(part)
        if name is None and part in _NEEDED:
            raise SourceError(
                say("the log does not say which column is the {part}.", part=part),
                place=place,
                fix=say("Write `log: {{{part}: COLUMN}}`.", part=part),
            )
        if name is not None and name not in known:
            if declared is not None or part in _NEEDED:
                raise _missing(part, name, known, place)
            name = None
        found[part] = name
    return Roles(
        case=str(found["case"]),
        activity=str(found["activity"]),
        time=str(found["time"]),
        performer=found["performer"],
        sequence=found["sequence"],
        id=found["id"],
        transition=found["transition"],
        instance=found["instance"],
    )


def _missing(part: str, name: str, known: list[str], place: str) -> SourceError:
    cause = say("there is no column '{name}' for the {part}.", name=name, part=part)
    return SourceError(cause, place=place, fix=columns_meant(nearest(name, known), known))


def columns_meant(close: str | None, known: Sequence[str]) -> str:
    """Return what may be meant by the name of a column that is not there: the nearest one, and which ones are there."""
    shown, more = joined(", ", known[:_SHOWN]), len(known) - _SHOWN
    if not known:
        told = say("Columns: none.")
    elif more > 0:
        told = say("Columns: {names} and {more} more.", names=shown, more=more)
    else:
        told = say("Columns: {names}.", names=shown)
    return joined(" ", [say("Did you mean '{name}'?", name=close) if close else "", told])


def distinct_names(columns: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return a name for each column such that no two are equal or differ by letter case alone, nor are in `taken`.

    None is empty or holds a NUL, neither of which SQL can write.
    """
    listed = [own_name(column).replace("\x00", "\ufffd") or "unnamed" for column in columns]
    used = {name.casefold() for name in taken}
    own = {name.casefold() for name in listed}
    result = []
    for column in listed:
        name, number = column, 2
        while name.casefold() in used or (name != column and name.casefold() in own):
            name, number = f"{column}_{number}", number + 1
        used.add(name.casefold())
        result.append(name)
    return result
