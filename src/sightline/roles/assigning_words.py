"""A proposal in words: why this person, why nobody, and what is to be known first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.records.assigning import Load, OpenItem, Performer, Proposal, ProposalState
from sightline.roles.suiting import Suit, Suits, Work
from sightline.roles.wording import listed

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
            state, reason = self._left(item, able)
            return Proposal(
                item.item,
                item.activity,
                None,
                item.holder,
                item.hours,
                item.due,
                urgent,
                state,
                reason,
                len(able),
                roles,
            )
        person = self.people[suit.person]
        stays = item.holder == person.person
        return Proposal(
            item.item, item.activity, person.person, item.holder, item.hours, item.due, urgent,
            "stays" if stays else "proposed", self._chosen(item, person, suit, len(able)), len(able), roles,
            suit.wishes,
        )  # fmt: skip

    def _chosen(self, item: OpenItem, person: Performer, suit: Suit, able: int) -> str:
        parts = [
            f"has {_hours(person.free)} of {_hours(person.capacity)} free until {self.until:%Y-%m-%d}",
            f"holds {self._title(suit.role)}, {self._by_role(item.activity)}",
        ]
        if item.holder == person.person:
            parts.insert(0, "has it already")
        elif item.holder is not None:
            parts.insert(0, f"takes it from {item.holder}")
        parts += [
            f"is {levels} {'level' if levels == 1 else 'levels'} short in {self._title(name)}"
            for name, levels in suit.lacks
        ]
        if suit.unknown:
            parts.append(f"has no level noted down in {listed([self._title(one) for one in suit.unknown])}")
        elif not suit.lacks:
            parts.append("has the levels that it needs" if self.works[item.activity].needs[suit.role] else "")
        if suit.wishes:
            parts.append(f"wishes to learn {listed([self._title(one) for one in suit.wishes])}")
        parts.append(_OTHERS.get(able, f"{able - 1:,} others may do it"))
        return _sentence([*filter(None, parts)], item.words)

    def _by_role(self, activity: str) -> str:
        work = self.works[activity]
        return f"which performs {work.title}" if work.declared else f"whose holders did {work.title} before"

    def _left(self, item: OpenItem, able: Sequence[Suit]) -> tuple[ProposalState, str]:
        if item.hours is not None and not item.hours > 0:
            return "refused", f"Its hours are {item.hours:g}: write more than 0."
        if not able:
            return "nobody", self._nobody(item.activity)
        if item.hours is None:
            return "no_hours", "Nobody noted down how long it takes, nor how long such work took: write its hours."
        most = max(self.people[one.person].free for one in able)
        if most + 1e-9 < item.hours:
            who = "The one who may do it has" if len(able) == 1 else f"Of {_persons(len(able))} who may do it none has"
            free = f"{_hours(most)} free" if len(able) == 1 else f"more than {_hours(most)} free"
            cause = f"{who} {free} until {self.until:%Y-%m-%d}; it takes {_hours(item.hours)}"
            return "no_capacity", _sentence([cause], item.words)
        one = "The one who may do it gets" if len(able) == 1 else f"The {_persons(len(able))} who may do it get"
        return "full", _sentence([f"{one} work that is worth more in these hours"], item.words)

    def _nobody(self, activity: str) -> str:
        work = self.works.get(activity)
        if work is None or not work.needs:
            return f"No role performs '{activity}', and nobody did it before: let a role perform it."
        roles = listed([self._title(one) for one in work.needs])
        if self.suits.too_short(activity):
            count = self.suits.too_short(activity)
            who = "The one who holds" if count == 1 else f"All {count:,} who hold"
            return f"{who} {roles} {'lacks' if count == 1 else 'lack'} too much of what it needs."
        return f"Nobody holds {roles} until {self.until:%Y-%m-%d}."

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
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}.{f' {words}' if words else ''}"


def _hours(hours: float) -> str:
    return f"{hours:,.1f}".removesuffix(".0") + " h"


def _persons(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"
