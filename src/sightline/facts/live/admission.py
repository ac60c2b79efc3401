"""What every live event must satisfy before it is landed, whatever form it came in.

A refusal names the field, the reason and what to do; neither repeats what the event says, because refusals are kept and
shown, and an event may be about a person.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from sightline.errors import nearest
from sightline.facts.live.rows import LAYOUT, EventRow, MemberKind
from sightline.model.model import Model

__all__ = ["AHEAD", "LONGEST_TEXT", "Admission", "Catalog", "Refused", "RefusedError"]

AHEAD = timedelta(hours=24)  # how far a sender's clock may be ahead of ours
LONGEST_TEXT = 1_000  # letters of an id, a case, an activity
LONGEST_VALUE = 10_000
LONGEST_NAME = 100
MOST_MEMBERS = 100  # of one event
MOST_COLUMNS = 400  # of one log
LARGEST = 2**63 - 1
LARGEST_SEQUENCE = 2**53
DIGITS = 16  # of the largest
MOST_SUGGESTED = 20  # names of one batch for which the nearest is looked for
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_US = 86_400 * 1_000_000
SECOND_US = 1_000_000
NAMES_SHOWN = 8
RESERVED = frozenset(LAYOUT.names) | {"row", "log", "day"}  # a folder of files says the last two
MEMBER = re.compile(r"[^\W\d][\w :.-]*")  # a letter first; `case:KEY` is how trace attributes are called

SEVERAL: Mapping[MemberKind, str] = {"number": "numbers", "boolean": "true or false", "text": "texts"}
AS_KIND: Mapping[MemberKind, str] = {
    "number": "Send a number without quotes.",
    "boolean": "Send true or false without quotes.",
    "text": "Send it in quotes.",
}

Member = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one event is not landed.

    Parameters
    ----------
    index : int
        Its place in the batch, from 0.
    field : str
        What is wrong about it, as `time` or `data.amount`.
    reason, fix : str
        Why, and what to do.
    """

    index: int
    field: str
    reason: str
    fix: str


class RefusedError(ValueError):
    """An event that is not landed; where it stands, its reader knows."""

    def __init__(self, field: str, reason: str, fix: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason, self.fix = field, reason, fix

    def at(self, index: int) -> Refused:
        """Return the refusal of the event at a place."""
        return Refused(index, self.field, self.reason, self.fix)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the model lets come in live.

    Parameters
    ----------
    types : mapping of str to tuple
        Each type of event to its log and, where the type says it, the label of its activity.
    labels : mapping of str to frozenset of str
        The labels that a process declares, by the type that names the process; a log takes any.
    closed : mapping of str to str
        Types that would be known if their log took live events, to that log.
    """

    types: Mapping[str, tuple[str, str | None]]
    labels: Mapping[str, frozenset[str]]
    closed: Mapping[str, str]

    @classmethod
    def of(cls, model: Model) -> Catalog:
        """Return what a model lets come in; a process goes before a log of the same name."""
        types: dict[str, tuple[str, str | None]] = {}
        closed: dict[str, str] = {}
        labels: dict[str, frozenset[str]] = {}
        for name, source in model.sources.items():
            if source.log is not None and source.live:
                types[name] = (name, None)
            else:
                closed[name] = name
        for name, process in model.processes.items():
            named = {key: activity.as_ or key for key, activity in process.activities.items()}
            if process.log not in types or types[process.log][0] != process.log:
                closed |= dict.fromkeys([name, *(f"{name}.{key}" for key in named)], process.log)
                continue
            types[name] = (process.log, None)
            types |= {f"{name}.{key}": (process.log, label) for key, label in named.items()}
            if named:
                labels[name] = frozenset(named.values())
        return cls(types, labels, closed)

    @property
    def logs(self) -> tuple[str, ...]:
        """The logs that take live events."""
        return tuple(sorted({log for log, _label in self.types.values()}))


def _listed(known: Iterable[str]) -> str:
    names = sorted(known)
    rest = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"Known: {', '.join(names[:NAMES_SHOWN])}{rest}." if names else "Say 'live: true' at a log in the model."


@dataclass(slots=True)
class Admission:
    """Checks the events of one batch.

    Parameters
    ----------
    catalog : Catalog
        What may come in.
    now_us : int
        The server's clock.
    kinds_of : callable
        What each further column of a log holds already.
    added : mapping
        The columns that the batch adds to each log.
    """

    catalog: Catalog
    now_us: int
    kinds_of: Callable[[str], Mapping[str, MemberKind]]
    added: dict[str, dict[str, MemberKind]] = field(default_factory=dict)
    _kinds: dict[str, dict[str, MemberKind]] = field(default_factory=dict)
    _folded: dict[str, dict[str, str]] = field(default_factory=dict)
    _near: dict[str, str] = field(default_factory=dict)

    def moment(self, time: datetime, name: str = "time") -> tuple[int, int]:
        """Return a moment in microseconds of UTC, and the minutes of its offset."""
        offset = time.utcoffset()
        if offset is None:
            raise RefusedError(name, "The time has no offset.", "Write 2026-03-31T14:05:00+02:00, or Z for UTC.")
        since = time - EPOCH
        at = since.days * DAY_US + since.seconds * SECOND_US + since.microseconds
        if at < 0:
            raise RefusedError(name, "The time lies before 1970.", "Check how the sender writes years.")
        if at > self.now_us + AHEAD // timedelta(microseconds=1):
            raise RefusedError(
                name,
                "The time is more than a day ahead of this server.",
                "Set the clock of the sender, or its time zone.",
            )
        return at, offset.days * 1_440 + offset.seconds // 60

    def event(
        self,
        *,
        kind: str,
        source: str,
        name: str,
        case: str,
        time: datetime,
        sequence: str | int | None,
        data: dict[str, Member],
        supersedes: str | None,
    ) -> EventRow:
        """Return an event as it is landed; `data` is used up.

        Raises
        ------
        RefusedError
            If it cannot be: says which field, why, and what to do.
        """
        log, label = self._place(kind)
        if label is None:
            label = self._label(kind, data.pop("activity", None))
        performer = data.pop("performer", None)
        if performer is not None and not isinstance(performer, str):
            raise RefusedError(
                "data.performer", "Who did it is not a text.", "Write the id in quotes, or leave it out."
            )
        for what, said in (("source", source), ("id", name), ("subject", case), ("data.activity", label)):
            if not said or len(said) > LONGEST_TEXT:
                raise _unfit(what, said)
        for what, given in (("supersedes", supersedes), ("data.performer", performer)):
            if given is not None and not 0 < len(given) <= LONGEST_TEXT:
                raise _unfit(what, given)
        at, offset = self.moment(time)
        return EventRow(
            log, source, name, case, label, at, offset,
            None if sequence is None else _whole(sequence),
            performer,
            self._members(log, data) if data else "{}",
            supersedes,
        )  # fmt: skip

    def _place(self, kind: str) -> tuple[str, str | None]:
        """Return the log and the label that a type of event stands for."""
        found = self.catalog.types.get(kind)
        if found is not None:
            return found
        closed = self.catalog.closed.get(kind)
        if closed is not None:
            fix = f"Say 'live: true' at the source '{closed}' in the model, or send another type."
            raise RefusedError("type", f"The log '{closed}' takes no live events.", fix)
        fix = self._suggest(kind, self.catalog.types)
        raise RefusedError("type", "No process, activity or live log has this name.", fix)

    def _label(self, kind: str, said: Member) -> str:
        """Return the label of an activity; of a process, one that it declares."""
        if type(said) is not str:
            reason = "The event does not say which activity it is." if said is None else "The activity is not a text."
            raise RefusedError(
                "data.activity", reason, "Send the type PROCESS.ACTIVITY, or the label as data.activity."
            )
        declared = self.catalog.labels.get(kind)
        if declared is not None and said not in declared:
            reason = f"The process '{kind}' declares no such activity."
            raise RefusedError("data.activity", reason, self._suggest(said, declared))
        return said

    def _suggest(self, name: str, known: Iterable[str]) -> str:
        """Return the nearest name, or the first few; it is looked for a few times in a batch, because it takes long."""
        name = name[:LONGEST_NAME]
        if name not in self._near:
            if len(self._near) >= MOST_SUGGESTED:
                return _listed(known)
            close = nearest(name, known)
            self._near[name] = f"Did you mean '{close}'?" if close is not None else _listed(known)
        return self._near[name]

    def _members(self, log: str, data: dict[str, Member]) -> str:
        """Return further columns as they are kept, in a fixed order."""
        if len(data) > MOST_MEMBERS:
            raise RefusedError("data", f"The event has more than {MOST_MEMBERS} members.", "Send what is looked at.")
        kinds = self._kinds.get(log)
        if kinds is None:
            kinds = self._kinds[log] = dict(self.kinds_of(log))
            self._folded[log] = {each.casefold(): each for each in kinds}
        kept: dict[str, Member] = {}
        added: dict[str, MemberKind] = {}
        for name, value in data.items():
            if value is None:
                continue
            kind: MemberKind = "text" if type(value) is str else "boolean" if type(value) is bool else "number"
            known = kinds.get(name)
            if known is None:
                self._refuse_column(log, name, len(kinds) + len(added))
                added[name] = kind
            elif known != kind:
                reason = f"The column holds {SEVERAL[known]}, this is a {kind}."
                raise RefusedError(f"data.{name}", reason, AS_KIND[known])
            _refuse_value(name, value)
            kept[name] = value
        if added:
            self._add(log, added)
        return msgspec.json.encode(kept, order="sorted").decode() if kept else "{}"

    def _add(self, log: str, added: Mapping[str, MemberKind]) -> None:
        folded = {name.casefold(): name for name in added}
        if len(folded) < len(added):
            twin = next(name for name in added if folded[name.casefold()] != name)
            raise RefusedError(f"data.{twin}", "Two members differ in case alone.", "Send one of them.")
        self._kinds[log].update(added)
        self._folded[log].update(folded)
        self.added.setdefault(log, {}).update(added)

    def _refuse_column(self, log: str, name: str, columns: int) -> None:
        """Refuse a name that cannot be one of a column."""
        shown = "".join(each for each in name[:LONGEST_NAME] if each.isprintable())
        folded = name.casefold()
        if folded in RESERVED:
            raise RefusedError(f"data.{shown}", "The log keeps a column of its own under this name.", "Rename it.")
        if len(name) > LONGEST_NAME or MEMBER.fullmatch(name) is None:
            fix = f"Begin with a letter; use letters, digits, _ - . : and spaces, at most {LONGEST_NAME}."
            raise RefusedError(f"data.{shown}", "This cannot be the name of a column.", fix)
        other = self._folded[log].get(folded)
        if other is not None:
            raise RefusedError(f"data.{shown}", "Another column has this name in other case.", f"Write '{other}'.")
        if columns >= MOST_COLUMNS:
            raise RefusedError(f"data.{shown}", f"The log has {MOST_COLUMNS} columns already.", "Use one of them.")


def _refuse_value(name: str, value: Member) -> None:
    if type(value) is str:
        if len(value) > LONGEST_VALUE:
            raise RefusedError(f"data.{name}", f"The text has more than {LONGEST_VALUE:,} letters.", "Shorten it.")
    elif type(value) is int and not -LARGEST <= value <= LARGEST:
        raise RefusedError(f"data.{name}", "The number is beyond 64 bits.", "Send it as a text, in quotes.")
    elif type(value) is float and not math.isfinite(value):
        raise RefusedError(f"data.{name}", "The number is not finite.", "Leave the member out.")


def _unfit(what: str, said: str) -> RefusedError:
    if not said:
        return RefusedError(what, "This is empty.", _NEEDED.get(what, "Leave it out, or say it."))
    return RefusedError(what, f"This has more than {LONGEST_TEXT:,} letters.", "Shorten it.")


_NEEDED = {
    "source": "Say who sends, as a path or an address.",
    "id": "Give each event an id of its own, and the same one again when it is sent again.",
    "subject": "Say which case the event belongs to.",
    "data.activity": "Say the label of the activity.",
}


def _whole(sequence: str | int) -> int:
    said = str(sequence) if type(sequence) is not int or abs(sequence) <= LARGEST_SEQUENCE else ""
    if said.isascii() and said.isdecimal() and len(said) <= DIGITS and int(said) <= LARGEST_SEQUENCE:
        return int(said)
    raise RefusedError("sequence", "This is no whole number from 0 to 2^53.", "Count the events of a source up.")
