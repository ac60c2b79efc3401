"""What goes into the gate and what comes out: groups of people with a figure each, and cells, shown or withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

__all__ = ["K_FIGURES", "K_SENSITIVE", "Cell", "Group", "Key", "Published", "Release", "Withheld"]

K_FIGURES = 5
K_SENSITIVE = 10  # for free text, and splits by what is sensitive
Key = tuple[tuple[str, str], ...]


class Withheld(StrEnum):
    """Why a figure is withheld, in words for its reader."""

    SMALL = "fewer than {k} people"
    GIVES_AWAY = "would give a smaller group away"
    DOMINATED = "one person makes up more than half of it"
    ALL_ALIKE = "everyone in it would be known to be alike"
    FROZEN = "fewer than {k} people joined or left since it was last published"
    OFF_LATTICE = "only published breakdowns of at most two dimensions are answered"

    def words(self, k: int) -> str:
        """Return the reason, with the size of the smallest group that is shown."""
        return self.value.format(k=k)


@dataclass(frozen=True, slots=True)
class Group:
    """People with one figure about them.

    Parameters
    ----------
    key : tuple of (dimension, value)
        Which people these are; empty for all.
    members : frozenset of str
        Their pseudonyms.
    value : float, optional
        The figure; None where there is none.
    kind : {"sum", "mean", "share", "count"}
        What the figure is. A share of 0 or 1 says the same of everyone.
    parts : mapping of str to float
        What each person contributes to the sum; empty where unknown, or where each counts alike.
    """

    key: Key
    members: frozenset[str]
    value: float | None = None
    kind: Literal["sum", "mean", "share", "count"] = "mean"
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """A cell as it was published: its people then, its value then, in which period."""

    key: Key
    members: frozenset[str]
    value: float | None
    period: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of the gate.

    Parameters
    ----------
    key : tuple of (dimension, value)
        Which people.
    value : float, optional
        None where withheld, and where there is none.
    people : int, optional
        How many; None where withheld: small numbers tell too.
    withheld : Withheld, optional
        Why; None where shown.
    reason : str
        The same in words; empty where shown.
    """

    key: Key
    value: float | None
    people: int | None
    withheld: Withheld | None = None
    reason: str = ""

    @property
    def shown(self) -> bool:
        """Whether the figure may be seen."""
        return self.withheld is None


@dataclass(frozen=True, slots=True)
class Release:
    """What the gate lets through, in the order of the groups, and what is published from now on."""

    cells: tuple[Cell, ...]
    published: tuple[Published, ...]

    @property
    def shown(self) -> Sequence[Cell]:
        """The cells that may be seen."""
        return [one for one in self.cells if one.shown]

    @property
    def share_shown(self) -> float:
        """The share of cells that may be seen; 1 where none was asked."""
        return len(self.shown) / len(self.cells) if self.cells else 1.0

    def cell(self, key: Key) -> Cell:
        """Return the cell of a key.

        Raises
        ------
        KeyError
            If no group had it.
        """
        return {one.key: one for one in self.cells}[key]
