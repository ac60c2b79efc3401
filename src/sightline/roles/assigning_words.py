"""A proposal in words: why this person, why nobody, and what is to be known first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.disclosure.groups import K_FIGURES
from sightline.records.assigning import Load, OpenItem, Performer, Proposal, ProposalState
from sightline.roles.suiting import Suit, Suits, Work
from sightline.saying import Said, begun, joined, listed, phrase, say, say_many

__all__ = ["Rows", "summary"]

_LEFT: Mapping[ProposalState, str] = {
    "nobody": phrase("nobody may do {count:,}"),
    "no_capacity": phrase("nobody has enough free hours for {count:,}"),
    "full": phrase("{count:,} gave way to work that is worth more"),
    "no_hours": phrase("{count:,} have no known hours"),
    "refused": phrase("{count:,} cannot be read"),
}
_SMALL = 0.001


@dataclass(frozen=True)
class Rows:
    """Makes the row of an item.

    Parameters
    ----------
    items, people : sequences
        In the order in which they were solved.
    suits, works
        Who may do what.
    until : date
        The horizon.
    titles : mapping of str to str
        Of activities, roles and capabilities.
    """

    items: Sequence[OpenItem]
    people: Sequence[Performer]
    suits: Suits
    works: Mapping[str, Work]
    until: date
    titles: Mapping[str, str]

    def row(self, place: int, urgent: float, suit: Suit | None) -> Proposal:
        """Return what is proposed for an item: to the person of a suit, or to nobody."""
        item = self.items[place]
        able = self.suits.of(item.activity)
        work = self.works.get(item.activity)
        roles = tuple(work.needs) if work is not None else ()
        if suit is None:
            state, reason, open_reason = self._left(item, able)
            return Proposal(
                item.item, item.activity, None, item.holder, item.hours, item.due, urgent, state, reason, len(able),
                roles, open_reason=open_reason,
            )  # fmt: skip
        person = self.people[suit.person]
        stays = item.holder == person.person
        before, others = self._free(item, person, suit), _others(len(able) - 1)
        return Proposal(
            item.item, item.activity, person.person, item.holder, item.hours, item.due, urgent,
            "stays" if stays else "proposed", _sentence([*before, *self._own(item, suit), others], item.words),
            len(able), roles, suit.wishes, _sentence([*before, others if len(able) >= K_FIGURES else ""], item.words),
        )  # fmt: skip

    def _free(self, item: OpenItem, person: Performer, suit: Suit) -> list[str]:
        """Return what of a reason everybody who hands out work may read."""
        parts: list[str] = [
            say(
                "has {free} of {hours} free until {until:%Y-%m-%d}",
                free=_hours(person.free), hours=_hours(person.capacity), until=self.until,
            ),
            self._by_role(item.activity, suit.role),
        ]  # fmt: skip
        if item.holder == person.person:
            return [say("has it already"), *parts]
        return [say("takes it from {holder}", holder=item.holder), *parts] if item.holder is not None else parts

    def _own(self, item: OpenItem, suit: Suit) -> list[str]:
        """Return what of a reason is about what a person can do and wishes."""
        parts: list[str] = [
            say_many(
                "is {count} level short in {capability}", "is {count} levels short in {capability}",
                levels, capability=self._title(name),
            )
            for name, levels in suit.lacks
        ]  # fmt: skip
        if suit.unknown:
            parts.append(say("has no level noted down in {capabilities}", capabilities=self._titles(suit.unknown)))
        elif not suit.lacks and self.works[item.activity].needs[suit.role]:
            parts.append(say("has the levels that it needs"))
        if suit.wishes:
            parts.append(say("wishes to learn {capabilities}", capabilities=self._titles(suit.wishes)))
        return parts

    def _by_role(self, activity: str, role: str) -> Said:
        work = self.works[activity]
        performs = phrase("holds {role}, which performs {work}")
        did = phrase("holds {role}, whose holders did {work} before")
        return say(performs if work.declared else did, role=self._title(role), work=work.title)

    def _left(self, item: OpenItem, able: Sequence[Suit]) -> tuple[ProposalState, str, str]:
        """Return why an item stays open, and the same without what is known of fewer than five."""
        if item.hours is not None and not item.hours > 0:
            return "refused", *_twice(say("Its hours are {hours:g}: write more than 0.", hours=float(item.hours)))
        if not able:
            return "nobody", *self._nobody(item.activity)
        if item.hours is None:
            unknown = say("Nobody noted down how long it takes, nor how long such work took: write its hours.")
            return "no_hours", *_twice(unknown)
        most = max(self.people[one.person].free for one in able)
        if most + 1e-9 < item.hours:
            return "no_capacity", *_told(*self._too_long(most, item.hours, len(able)), able, item.words)
        said = say_many(
            "The one who may do it gets work that is worth more in these hours",
            "The {count:,} people who may do it get work that is worth more in these hours",
            len(able),
        )
        few = say("Those who may do it get work that is worth more in these hours")
        return "full", *_told(said, few, able, item.words)

    def _too_long(self, most: float, hours: float, able: int) -> tuple[Said, Said]:
        """Return that nobody has so many hours free, and the same without how many are free."""
        free, takes = _hours(most), _hours(hours)
        said = say_many(
            "The one who may do it has {free} free until {until:%Y-%m-%d}; it takes {takes}",
            "Of {count:,} people who may do it none has more than {free} free until {until:%Y-%m-%d}; it takes {takes}",
            able, free=free, until=self.until, takes=takes,
        )  # fmt: skip
        few = phrase("Nobody who may has so many hours free until {until:%Y-%m-%d}; it takes {takes}")
        return said, say(few, until=self.until, takes=takes)

    def _nobody(self, activity: str) -> tuple[str, str]:
        work = self.works.get(activity)
        if work is None or not work.needs:
            unheard = phrase("No role performs '{activity}', and nobody did it before: let a role perform it.")
            return _twice(say(unheard, activity=activity))
        roles = self._titles(tuple(work.needs))
        count = self.suits.too_short(activity)
        if not count:
            return _twice(say("Nobody holds {roles} until {until:%Y-%m-%d}.", roles=roles, until=self.until))
        said = say_many(
            "The one who holds {roles} lacks too much of what it needs.",
            "All {count:,} who hold {roles} lack too much of what it needs.",
            count, roles=roles,
        )  # fmt: skip
        few = say("None of those who hold {roles} may do it.", roles=roles)
        return said, said if count >= K_FIGURES else few

    def _title(self, name: str) -> str:
        return self.titles.get(name, name)

    def _titles(self, names: Sequence[str]) -> str:
        return listed([self._title(one) for one in names])


def summary(rows: Sequence[Proposal], loads: Sequence[Load], gap: float, until: date) -> str:
    """Return what is to be known first."""
    if not rows:
        return say("No work is open that nobody has.")
    if not loads:
        return say("Nobody holds a role until then, so nothing can be proposed.")
    count = Counter(one.state for one in rows)
    parts: list[str] = [
        say_many(
            "{count:,} of {all:,} open items goes to somebody until {until:%Y-%m-%d}",
            "{count:,} of {all:,} open items go to somebody until {until:%Y-%m-%d}",
            count["proposed"], all=len(rows), until=until,
        )
    ]  # fmt: skip
    if stay := count["stays"]:
        parts.append(say_many("{count:,} stays with whom they are", "{count:,} stay with whom they are", stay))
    parts += [say(text, count=count[state]) for state, text in _LEFT.items() if count[state]]
    proof = _proof(gap) if count["proposed"] or stay else ""
    return joined(" ", [_stopped(parts), proof, say("Nothing is assigned by it.")])


def _proof(gap: float) -> Said:
    if gap >= _SMALL:
        return say("The proposal is at most {gap:.1%} under the best possible.", gap=gap)
    return say("The proposal is less than {least:.1%} under the best possible.", least=_SMALL)


def _others(count: int) -> Said:
    if count == 0:
        return say("nobody else may do it")
    return say_many("one other may do it", "{count:,} others may do it", count)


def _sentence(parts: Sequence[str], words: str) -> str:
    return joined(" ", [begun(_stopped(parts)), words])


def _stopped(parts: Sequence[str]) -> str:
    return joined("", [joined("; ", parts), "."])


def _twice(said: str) -> tuple[str, str]:
    return said, said


def _told(said: str, few: str, able: Sequence[Suit], words: str) -> tuple[str, str]:
    """Return a reason, and the same without a count where fewer than five may do it: that tells of levels."""
    return _sentence([said], words), _sentence([said if len(able) >= K_FIGURES else few], words)


def _hours(hours: float) -> Said:
    whole = f"{hours:,.1f}".endswith(".0")
    return say(phrase("{hours:,.0f} h") if whole else phrase("{hours:,.1f} h"), hours=hours)
