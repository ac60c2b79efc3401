"""A proposal in words: why this person, why nobody, and what is to be known first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.disclosure.groups import K_FIGURES
from sightline.records.assigning import Load, OpenItem, Performer, Proposal, ProposalState
from sightline.roles.suiting import Suit, Suits, Work
from sightline.saying import listed

__all__ = ["Rows", "summary"]

_LEFT: Mapping[ProposalState, str] = {
    "nobody": "nobody may do", "no_capacity": "nobody has enough free hours for",
    "full": "gave way to work that is worth more", "no_hours": "have no known hours", "refused": "cannot be read",
}  # fmt: skip


_OTHERS = {1: "nobody else may do it", 2: "one other may do it"}
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
        before, others = self._free(item, person, suit), _OTHERS.get(len(able), f"{len(able) - 1:,} others may do it")
        return Proposal(
            item.item, item.activity, person.person, item.holder, item.hours, item.due, urgent,
            "stays" if stays else "proposed", _sentence([*before, *self._own(item, suit), others], item.words),
            len(able), roles, suit.wishes, _sentence([*before, others if len(able) >= K_FIGURES else ""], item.words),
        )  # fmt: skip

    def _free(self, item: OpenItem, person: Performer, suit: Suit) -> list[str]:
        """Return what of a reason everybody who hands out work may read."""
        parts = [
            f"has {_hours(person.free)} of {_hours(person.capacity)} free until {self.until:%Y-%m-%d}",
            f"holds {self._title(suit.role)}, {self._by_role(item.activity)}",
        ]
        if item.holder == person.person:
            return ["has it already", *parts]
        return [f"takes it from {item.holder}", *parts] if item.holder is not None else parts

    def _own(self, item: OpenItem, suit: Suit) -> list[str]:
        """Return what of a reason is about what a person can do and wishes."""
        parts = [
            f"is {levels} {'level' if levels == 1 else 'levels'} short in {self._title(name)}"
            for name, levels in suit.lacks
        ]
        if suit.unknown:
            parts.append(f"has no level noted down in {listed([self._title(one) for one in suit.unknown])}")
        elif not suit.lacks and self.works[item.activity].needs[suit.role]:
            parts.append("has the levels that it needs")
        if suit.wishes:
            parts.append(f"wishes to learn {listed([self._title(one) for one in suit.wishes])}")
        return parts

    def _by_role(self, activity: str) -> str:
        work = self.works[activity]
        return f"which performs {work.title}" if work.declared else f"whose holders did {work.title} before"

    def _left(self, item: OpenItem, able: Sequence[Suit]) -> tuple[ProposalState, str, str]:
        """Return why an item stays open, and the same without what is known of fewer than five."""
        if item.hours is not None and not item.hours > 0:
            return "refused", *_twice(f"Its hours are {item.hours:g}: write more than 0.")
        if not able:
            return "nobody", *self._nobody(item.activity)
        if item.hours is None:
            said = "Nobody noted down how long it takes, nor how long such work took: write its hours."
            return "no_hours", *_twice(said)
        most = max(self.people[one.person].free for one in able)
        if most + 1e-9 < item.hours:
            who = "The one who may do it has" if len(able) == 1 else f"Of {_persons(len(able))} who may do it none has"
            free = f"{_hours(most)} free" if len(able) == 1 else f"more than {_hours(most)} free"
            cause = f"{who} {free} until {self.until:%Y-%m-%d}; it takes {_hours(item.hours)}"
            few = f"Nobody who may has so many hours free until {self.until:%Y-%m-%d}; it takes {_hours(item.hours)}"
            return "no_capacity", *_told(cause, few, able, item.words)
        one = "The one who may do it gets" if len(able) == 1 else f"The {_persons(len(able))} who may do it get"
        said, few = (f"{who} work that is worth more in these hours" for who in (one, "Those who may do it get"))
        return "full", *_told(said, few, able, item.words)

    def _nobody(self, activity: str) -> tuple[str, str]:
        work = self.works.get(activity)
        if work is None or not work.needs:
            return _twice(f"No role performs '{activity}', and nobody did it before: let a role perform it.")
        roles = listed([self._title(one) for one in work.needs])
        count = self.suits.too_short(activity)
        if not count:
            return _twice(f"Nobody holds {roles} until {self.until:%Y-%m-%d}.")
        who = "The one who holds" if count == 1 else f"All {count:,} who hold"
        said = f"{who} {roles} {'lacks' if count == 1 else 'lack'} too much of what it needs."
        return said, said if count >= K_FIGURES else f"None of those who hold {roles} may do it."

    def _title(self, name: str) -> str:
        return self.titles.get(name, name)


def summary(rows: Sequence[Proposal], loads: Sequence[Load], gap: float, until: date) -> str:
    """Return what is to be known first."""
    if not rows:
        return "No work is open that nobody has."
    if not loads:
        return "Nobody holds a role until then, so nothing can be proposed."
    count = Counter(one.state for one in rows)
    moves = count["proposed"]
    parts = [
        f"{moves:,} of {len(rows):,} open items {'goes' if moves == 1 else 'go'} to somebody until {until:%Y-%m-%d}"
    ]
    if count["stays"]:
        parts.append(f"{count['stays']:,} {'stays' if count['stays'] == 1 else 'stay'} with whom they are")
    parts += [f"{text} {count[state]:,}" if state in ("nobody", "no_capacity") else f"{count[state]:,} {text}"
              for state, text in _LEFT.items() if count[state]]  # fmt: skip
    under = f"at most {gap:.1%}" if gap >= _SMALL else "less than 0.1%"
    proof = f" The proposal is {under} under the best possible." if moves or count["stays"] else ""
    return f"{'; '.join(parts)}.{proof} Nothing is assigned by it."


def _sentence(parts: Sequence[str], words: str) -> str:
    text = "; ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}.{f' {words}' if words else ''}"


def _twice(said: str) -> tuple[str, str]:
    return said, said


def _told(said: str, few: str, able: Sequence[Suit], words: str) -> tuple[str, str]:
    """Return a reason, and the same without a count where fewer than five may do it: that tells of levels."""
    return _sentence([said], words), _sentence([said if len(able) >= K_FIGURES else few], words)


def _hours(hours: float) -> str:
    return f"{hours:,.1f}".removesuffix(".0") + " h"


def _persons(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"
