"""What goes into the gate and what comes out: groups of people with a figure each, and cells, shown or withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sightline.saying import Said, phrase, say

__all__ = ["K_FIGURES", "K_SENSITIVE", "Cell", "Group", "Key", "Published", "Release", "Withheld"]

K_FIGURES = 5
K_SENSITIVE = 10  # for free text, and splits by what is sensitive
Key = tuple[tuple[str, str], ...]


class Withheld(StrEnum):
    """Why a figure is withheld, in words for its reader."""

    SMALL = phrase("fewer than {k} people")
    GIVES_AWAY = phrase("it would give a smaller group away")
    DOMINATED = phrase("one person makes more than half of it")
    ALL_ALIKE = phrase("it would say the same of every one of them")
    FROZEN = phrase("fewer than {k} people have come or left since it was published")
    OFF_LATTICE = phrase("only breakdowns by one or two published dimensions are answered")

    def words(self, k: int) -> Said:
        """Return the reason, with the size of the smallest group that is shown."""
        return say(self.value, k=k)


@dataclass(frozen=True, slots=True)
class Group:
    """People with one figure about them.

    Parameters
    ----------
    key : tuple of (dimension, value)
        Which people these are; empty for all.
    members : frozenset of str
        Their pseudonyms.
    amounts : mapping of str to float
        What each person adds to a sum or a mean; empty where each counts alike.
    share : float, optional
        The figure, where it is a share of them: one of 0 or 1 says the same of each.
    """

    key: Key
    members: frozenset[str]
    amounts: Mapping[str, float] = field(default_factory=dict)
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Of whom a published figure was."""

    key: Key
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of the gate: whether the figure of a group may be seen.

    Parameters
    ----------
    key : tuple of (dimension, value)
        Which people.
    n : int, optional
        How many; None where withheld: small numbers tell too.
    withheld : Withheld, optional
        Why; None where the figure may be seen.
    reason : str
        The same in words; empty where it may be seen.
    """

    key: Key
    n: int | None
    withheld: Withheld | None = None
    reason: str = ""

    @property
    def shown(self) -> bool:
        """Whether the figure may be seen."""
        return self.withheld is None


@dataclass(frozen=True, slots=True)
class Release:
    """A cell for each group, in the order of the groups, and the last publication of each key, to hand in next time."""

    cells: tuple[Cell, ...]
    published: tuple[Published, ...]
