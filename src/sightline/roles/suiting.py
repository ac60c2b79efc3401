"""Who may do which work: by the roles they hold, the levels that these need, and what they wish to learn.

What a role needs, its holders need for all of its work. A level that nobody noted down is no level that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sightline.records.assigning import Performer

__all__ = ["Suit", "Suits", "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """What one activity takes.

    Parameters
    ----------
    activity, title : str
        Its id, and what people call it.
    needs : mapping of str to mapping of str to int
        Each role that does it -> capability -> level.
    declared : bool
        Whether the model says that these roles perform it; else they are those whose holders did it.
    """

    activity: str
    title: str
    needs: Mapping[str, Mapping[str, int]]
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Suit:
    """One person who may do an activity.

    Parameters
    ----------
    person : int
        Their place among the performers.
    role : str
        The role by which they may: the one of theirs whose needs they are nearest to.
    lacks : tuple of (str, int)
        Capabilities in which levels are missing, and how many.
    unknown : tuple of str
        Capabilities that are needed, of which no level is known.
    wishes : tuple of str
        Capabilities that are needed, and that they wish to learn.
    """

    person: int
    role: str
    lacks: tuple[tuple[str, int], ...] = ()
    unknown: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()

    @property
    def short(self) -> int:
        """How many levels are missing in all."""
        return sum(levels for _, levels in self.lacks)


@dataclass
class Suits:
    """All who may do each activity.

    Parameters
    ----------
    people : sequence of Performer
        Who is there.
    works : mapping of str to Work
        Activity -> what it takes.
    most_short : int
        Levels that somebody may lack in one capability.
    """

    people: Sequence[Performer]
    works: Mapping[str, Work]
    most_short: int
    _found: dict[str, tuple[tuple[Suit, ...], int]] = field(default_factory=dict)

    def of(self, activity: str) -> tuple[Suit, ...]:
        """Return those who may do an activity, in the order of the performers."""
        return self._of(activity)[0]

    def too_short(self, activity: str) -> int:
        """Return how many hold a role that does it, and lack too much of what it needs."""
        return self._of(activity)[1]

    def _of(self, activity: str) -> tuple[tuple[Suit, ...], int]:
        if activity not in self._found:
            work = self.works.get(activity)
            holders = [] if work is None else [
                [_suit(place, one, role, work.needs[role]) for role in one.roles if role in work.needs]
                for place, one in enumerate(self.people)
            ]  # fmt: skip
            fit = [[one for one in those if self._enough(one)] for those in holders]
            best = tuple(min(those, key=lambda one: (one.short, one.role)) for those in fit if those)
            self._found[activity] = (best, sum(bool(those) for those in holders) - len(best))
        return self._found[activity]

    def _enough(self, suit: Suit) -> bool:
        return all(levels <= self.most_short for _, levels in suit.lacks)


def _suit(place: int, person: Performer, role: str, needs: Mapping[str, int]) -> Suit:
    lacks = tuple(
        (name, level - person.levels[name])
        for name, level in sorted(needs.items())
        if name in person.levels and person.levels[name] < level
    )
    unknown = tuple(sorted(name for name in needs if name not in person.levels))
    return Suit(place, role, lacks, unknown, tuple(sorted(person.wishes & needs.keys())))
