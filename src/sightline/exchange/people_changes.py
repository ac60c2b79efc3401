"""What another tool says of people, brought into the table of people as dated history.

Nothing that was is written over: who moves has the old assignment ended on the day before, and a new one begun on the
day. Only what began on that very day is corrected in place. Who is known keeps the past that the table tells; who is
new brings one along. Assignments that begin later are left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from sightline.errors import nearest
from sightline.exchange.people_state import Held, Incoming, LeftOut, Post
from sightline.exchange.people_table import Line, PeopleTable

__all__ = ["Change", "Merged", "merged"]

_DAY = timedelta(days=1)
Kind = Literal["begins", "changes", "ends", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an assignment.

    Parameters
    ----------
    person, role : str
        Whose, and which.
    kind : str
        It begins, it changes (the old one ends, another begins), it ends; or, where it began on the very day, it is
        corrected or withdrawn.
    day : date
        The first day on which it is so.
    words : str
        What is different.
    """

    person: str
    role: str
    kind: Kind
    day: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The table as it is to be.

    Parameters
    ----------
    lines : tuple of Line
        All rows: the old ones in their order, then those that begin.
    changes : tuple of Change
        In the order of persons and roles.
    unchanged : int
        People of the file of whom nothing changes.
    remarks : tuple of str
        What a reader should know.
    """

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    unchanged: int
    remarks: tuple[str, ...]


def merged(
    table: PeopleTable, incoming: Incoming, *, on: date, roles: Collection[str], complete: bool = False
) -> Merged:
    """Return the table with what a file says as of a day.

    Parameters
    ----------
    table : PeopleTable
        The table as it is.
    incoming : Incoming
        What the file says.
    on : date
        The day from which it holds.
    roles : collection of str
        The roles that the model declares; where there are none, every role counts.
    complete : bool
        Whether those whom the file does not name have left.
    """
    work = _Merging(table, on, frozenset(roles), incoming.left_out)
    unchanged = sum(work.bring(held) for held in incoming.held)
    if complete:
        named = {held.person for held in incoming.held}
        for person in sorted(set(work.of) - named):
            work.bring(Held(person, ()))
    gone = {id(line) for line in work.withdrawn}
    lines = (*(line for line in work.lines if id(line) not in gone), *work.begun)
    changes = sorted(work.changes, key=lambda one: (one.person, one.role, one.kind))
    return Merged(lines, tuple(changes), unchanged, (*incoming.remarks, *work.remarks()))


@dataclass
class _Merging:
    table: PeopleTable
    on: date
    roles: frozenset[str]
    left_out: LeftOut
    begun: list[Line] = field(default_factory=list)
    withdrawn: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    other_days: int = 0
    lines: list[Line] = field(init=False)
    of: dict[str, list[Line]] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = [line.copy() for line in self.table.lines]
        self.of = {}
        for line in self.lines:
            if line.said("person"):
                self.of.setdefault(line.said("person"), []).append(line)

    def bring(self, held: Held) -> bool:
        """Bring in what one person holds; return whether nothing changes."""
        before = len(self.changes)
        own = self.of.get(held.person, [])
        now = [line for line in own if self._holds(line)]
        if held.posts is None:
            self._roles_not_said(held, own, now)
        elif not own:
            for post in self._known(held):
                self._begin(held.person, post, own, from_file=True)
        elif len(posts := self._known(held)) == len(held.posts):  # else one cannot tell what ends
            self.other_days += sum(not post.holds(self.on) for post in posts)
            self._compare(held.person, [post for post in posts if post.holds(self.on)], own, now)
        return len(self.changes) == before

    def _holds(self, line: Line) -> bool:
        since, until = line.day("since"), line.day("until")
        return (since is None or since <= self.on) and (until is None or self.on <= until)

    def _known(self, held: Held) -> list[Post]:
        found = []
        for post in held.posts or ():
            if self.roles and post.role not in self.roles:
                close = nearest(post.role, self.roles)
                hint = f" (did you mean '{close}'?)" if close else ""
                self.left_out.add(f"the model declares no role '{post.role}'{hint}", held.person)
            else:
                found.append(post)
        return found

    def _roles_not_said(self, held: Held, own: Sequence[Line], now: Sequence[Line]) -> None:
        """Keep the roles of somebody of whom only manager and unit are said."""
        if not own:
            self.left_out.add("no role of the model is named, and the table knows none", held.person)
            return
        posts = [Post(line.said("role"), held.manager, held.unit) for line in now]
        self._compare(held.person, posts, own, now)

    def _compare(self, person: str, posts: Sequence[Post], own: Sequence[Line], now: Sequence[Line]) -> None:
        wanted = {post.role: post for post in posts}
        there: dict[str, Line] = {}
        for line in now:
            there.setdefault(line.said("role"), line)
        for line in now:
            role = line.said("role")
            if role not in wanted:
                self._end(person, line)
            elif line is there[role]:
                self._change(person, line, wanted[role], own)
        begun = [post for role, post in wanted.items() if role not in there]
        moves = (
            len(begun) == len(now) == 1 and now[0].said("role") not in wanted
        )  # from one role to another: the hours stay
        for post in begun:
            self._begin(
                person, replace(post, capacity=now[0].capacity) if moves and post.capacity is None else post, own
            )

    def _change(self, person: str, line: Line, post: Post, own: Sequence[Line]) -> None:
        said = _differences(line, post)
        if not said:
            return
        words = "; ".join(f"{part}: {before or 'none'} → {after or 'none'}" for part, before, after, _ in said)
        fresh = line if line.day("since") == self.on else line.copy()
        if fresh is not line:
            line.say("until", self.on - _DAY)
            fresh.say("since", self.on)
            self._before_later(fresh, own)
            self.begun.append(fresh)
        for part, _, _, value in said:
            fresh.say(part, value)
        self.changes.append(Change(person, post.role, "corrected" if fresh is line else "changes", self.on, words))

    def _end(self, person: str, line: Line) -> None:
        if line.day("since") == self.on:
            self.withdrawn.append(line)
            self.changes.append(Change(person, line.said("role"), "withdrawn", self.on))
            return
        line.say("until", self.on - _DAY)
        self.changes.append(Change(person, line.said("role"), "ends", self.on, f"last day {self.on - _DAY}"))

    def _begin(self, person: str, post: Post, own: Sequence[Line], *, from_file: bool = False) -> None:
        line = max(own, key=lambda one: one.day("since") or date.min).copy() if own else self.table.blank()
        since = (post.since or self.on) if from_file else self.on
        line.say("person", person)
        line.say("role", post.role)
        line.say("manager", post.manager)
        line.say("unit", post.unit)
        line.say("capacity", post.capacity)
        line.say("since", since)
        line.say("until", post.until)
        self._before_later(line, own)
        self.begun.append(line)
        self.changes.append(Change(person, post.role, "begins", since, _words(line)))

    def _before_later(self, line: Line, own: Iterable[Line]) -> None:
        """End a line that begins now before the same role begins anew, where that stands in the table already."""
        later = [day for one in own if one.said("role") == line.said("role") and (day := one.day("since"))]
        after = min((day for day in later if day > self.on), default=None)
        until = line.day("until")
        if after is not None and (until is None or until >= after):
            line.say("until", after - _DAY)

    def remarks(self) -> list[str]:
        """Return what a reader should know."""
        found = list(self.left_out.words())
        if self.other_days:
            found.append(
                f"{self.other_days:,} rows are of other days than {self.on}; of people whom the table knows, they"
                " change nothing."
            )
        return found


def _differences(line: Line, post: Post) -> list[tuple[str, str, str, str | float | None]]:
    """Return what a post says otherwise than a line: the part, before and after in words, and the value."""
    found: list[tuple[str, str, str, str | float | None]] = []
    for part, value in (("manager", post.manager), ("unit", post.unit)):
        if value is not None and part in line.at and value != line.said(part):
            found.append((part, line.said(part), value, value))
    told = line.capacity if line.said("capacity") else 1.0
    if post.capacity is not None and "capacity" in line.at and told != post.capacity:
        found.append(("capacity", line.said("capacity") or "1", f"{post.capacity:g}", float(post.capacity)))
    return found


def _words(line: Line) -> str:
    parts = [f"{part} {line.said(part)}" for part in ("manager", "unit", "capacity", "until") if line.said(part)]
    return ", ".join(parts)
