"""Verifying the chain: every entry is read in its order, its hash made anew, and held against the heads outside.

Names the first entry that is wrong. What was done to it is found out from the entries about it, as far as that can be:
an entry keeps its own place and the hash before it, so one that was moved still says where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from sightline_web import rows, store
from sightline_web.journal.chain import COLUMNS, START, chain_key, digest, key_id
from sightline_web.journal.head import Head, HeadError, daily_heads, last_head
from sightline_web.journal.models import Entry
from sightline_web.policy.actor import SYSTEM

__all__ = ["Verdict", "verify"]

TABLE = "journal_entry"
BATCH = 5_000
FAR = 1_000  # so far a moved entry is looked for
PREVIOUS, KEY_ID = COLUMNS.index("previous"), COLUMNS.index("key_id")
Row = tuple[object, ...]  # the values of COLUMNS, then the hash


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found.

    Parameters
    ----------
    rows : int
        How many entries were read; where one is wrong, so many before it are as they were written.
    until : str
        The moment of the last entry that is right; empty where there is none.
    first_bad : int or None
        The place of the first entry that is wrong; None where the chain is unbroken.
    cause : str
        What is wrong: "edited", "missing", "moved", "inserted", "another key", "tail deleted", "no head", "bad head".
    sentence : str
        The same in a sentence, in the language that is spoken now, with named places; empty where nothing is wrong.
    places : mapping
        What stands in these places; numbers are of entries.
    """

    rows: int
    until: str = ""
    first_bad: int | None = None
    cause: str = ""
    sentence: str = ""
    places: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def unbroken(self) -> bool:
        """Whether nothing is wrong."""
        return not self.cause

    @property
    def words(self) -> str:
        """What is wrong, with numbers as programs and logs write them."""
        return self.told("{:,}".format)

    def told(self, count: Callable[[int], str]) -> str:
        """Return what is wrong, with numbers written by a function."""
        known = {name: each if isinstance(each, str) else count(each) for name, each in self.places.items()}
        return self.sentence.format(**known)


@store.reading()
@rows.acting_as(SYSTEM)
def verify() -> Verdict:
    """Verify the whole journal; entries that are written meanwhile are not waited for."""
    try:
        heads = [*daily_heads(), *([head] if (head := last_head()) else [])]  # before the entries: they only grow
    except HeadError as error:
        said = _("The head of the journal outside the database is not ours: {why}.")
        return Verdict(0, cause="bad head", sentence=said, places={"why": str(error)})
    found = _walk(chain_key(), {each.count: each for each in heads})
    if not found.unbroken:
        return found
    return _tail(found, heads)


def _tail(found: Verdict, heads: Sequence[Head]) -> Verdict:
    """Return the verdict on the end of an unbroken chain, which its head outside decides."""
    most = max((each.count for each in heads), default=0)
    if most > found.rows:
        first = found.rows + 1
        said = _("The end is cut off: the entries {entry} to {last} are gone, as the head outside the database shows.")
        if most == first:
            said = _("The end is cut off: entry {entry} is gone, as the head outside the database shows.")
        return Verdict(found.rows, found.until, first, "tail deleted", said, {"entry": first, "last": most})
    if found.rows and not heads:
        said = _("The head outside the database is gone, so nothing shows whether the last entries are all there.")
        return Verdict(found.rows, found.until, None, "no head", said)
    return found


def _walk(key: bytes, heads: dict[int, Head]) -> Verdict:
    """Read the entries in their order, up to the first that is wrong."""
    rows, last, until = 0, START, ""
    for row in _rows():
        *values, kept = row
        if values[0] != rows + 1 or values[PREVIOUS] != last or digest(key, values) != kept:
            return _wrong(key, rows, until, last, row)
        rows += 1
        last, until = str(kept), str(values[1])
        if rows in heads and heads[rows].hash != last:
            said = _("Entry {entry} is not the one that stood there on {day}, as its head shows.")
            return Verdict(rows - 1, until, rows, "edited", said, {"entry": rows, "day": heads[rows].at[:10]})
    return Verdict(rows, until)


def _rows() -> Iterator[Row]:
    names = ", ".join(connection.ops.quote_name(name) for name in (*COLUMNS, "hash"))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {TABLE} ORDER BY seq")
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _wrong(key: bytes, rows: int, until: str, last: str, row: Row) -> Verdict:
    """Return what was done to the entry after `rows` good ones; `row` is the one that stands there now."""
    place = rows + 1

    def verdict(cause: str, sentence: str, stood: int = 0) -> Verdict:
        return Verdict(rows, until, place, cause, sentence, {"entry": place, "stood": stood})

    *values, kept = row
    if values[0] != place:
        return verdict("missing", _("Entry {entry} is missing: it was deleted, or never came to be."))
    if values[KEY_ID] != key_id(key):
        return verdict("another key", _("Entry {entry} was not written with the key that this journal has now."))
    if digest(key, values) == kept:  # a true entry of ours at its own place, so what stood before it is gone
        said = _("Entry {entry} does not follow the one before it: what stood between them is gone.")
        return verdict("missing", said)
    stood = _stood(key, values, str(kept))
    if stood is None:
        following = Entry.objects.filter(seq=place + 1).values_list(*COLUMNS, "hash").first()
        if following and _fits(key, list(following[:-1]), str(following[-1]), place):
            return verdict("inserted", _("Entry {entry} was put in: the one that stood here comes after it."))
        return verdict("edited", _("Entry {entry} is not as it was written."))
    if stood > place and values[PREVIOUS] != last and not Entry.objects.filter(hash=values[PREVIOUS]).exists():
        return verdict("missing", _("Entry {entry} is missing: what stands in its place was entry {stood}."), stood)
    return verdict("moved", _("Entry {entry} is not the one that stood here: this one was entry {stood}."), stood)


def _stood(key: bytes, values: list[object], kept: str) -> int | None:
    """Return the place that an entry of ours had when it was written; None where it is none of ours."""
    before: int | None = Entry.objects.filter(hash=values[PREVIOUS]).values_list("seq", flat=True).first()
    start = int(str(values[0]))
    near = (place for step in range(1, FAR) for place in (start - step, start + step) if place > 0)
    for place in (*(() if before is None else (before + 1,)), *near):
        if _fits(key, values, kept, place):
            return int(place)
    return None


def _fits(key: bytes, values: list[object], kept: str, place: int) -> bool:
    """Return whether an entry was written at a place."""
    return digest(key, [place, *values[1:]]) == kept
