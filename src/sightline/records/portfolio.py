"""Portfolios: what each initiative of the backlog would do for the goals, and which of them belong together.

Values that compare goals of different units are *points*: 100 points are all goals won, each by its weight; a goal is
won by a move as large as the way from its forecast to its target. Where one goal alone was asked for, values are in the
unit of that goal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sightline.records.backlog import Candidate, Limits

__all__ = [
    "POINTS", "BestSet", "Comparison", "Conflict", "Difference", "Lesson", "Merger", "Portfolio", "Price", "SetMove",
    "Standing", "Sway", "Worth",
]  # fmt: skip

POINTS = "points"


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What one initiative alone, begun at once, does for one goal.

    Parameters
    ----------
    initiative, goal, unit : str
        The two, and the unit of the goal.
    worth, low, high : float, optional
        The mean over draws and the 90 % interval, in goal units, positive for the better; None where it cannot be said.
    before, after : float, optional
        The probability that the goal is reached without and with it.
    per_cost : float, optional
        `worth` per unit of the workspace's currency; None where it costs nothing or nobody knows.
    words : str
        What a reader should know: no path, too late for the date, effects that the data do not support.
    """

    initiative: str
    goal: str
    unit: str
    worth: float | None
    low: float | None
    high: float | None
    before: float | None = None
    after: float | None = None
    per_cost: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One initiative in the backlog.

    Parameters
    ----------
    candidate : Candidate
        What was declared.
    points, low, high : float
        What it brings alone, begun at once, over all goals: mean and 90 % interval.
    per_cost : float, optional
        `points` per unit of currency.
    in_best_set : bool
        Whether the best set holds it.
    start : str, optional
        The period in which it begins there.
    chance : float, optional
        The share of draws in whose own best set it is; None where that was not asked for.
    age_days : int, optional
        How long it has been asked for.
    delay : float
        What beginning one period later costs, in points.
    words : str
        Why it stands where it stands.
    goal : str, optional
        The goal that it does most for, as a share of what is to go; None where it moves none that counts.
    sighted : bool
        Whether anything that is declared leads from what it changes to a goal.
    notes : tuple of str
        Of `words`, the sentences that do not say what it does for a goal.
    unsighted : str
        Of `words`, that nothing leads from it to a goal; empty where something does.
    """

    candidate: Candidate
    points: float
    low: float
    high: float
    per_cost: float | None
    in_best_set: bool
    start: str | None
    chance: float | None
    age_days: int | None
    delay: float
    words: str = ""
    goal: str | None = None
    sighted: bool = True
    notes: tuple[str, ...] = ()
    unsighted: str = ""


@dataclass(frozen=True, slots=True)
class SetMove:
    """What a set does for one goal, all of it together.

    Parameters
    ----------
    goal, unit : str
        The goal and its unit.
    change, low, high : float, optional
        Mean and 90 % interval, in goal units, positive for the better.
    before, after : float, optional
        The probability that the goal is reached without and with the set.
    """

    goal: str
    unit: str
    change: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class BestSet:
    """The set that brings most within the limits.

    Parameters
    ----------
    starts : mapping of str to int
        What is done, and in which period it begins; 0 is the first.
    points, low, high : float
        What it brings: mean over draws and 90 % interval.
    bound : float
        No set brings more.
    gap : float
        What is open between the two, as a share; 0 for a proven optimum.
    cost : float
        What it costs.
    used : mapping of str to float
        Person-weeks by role.
    moves : tuple of SetMove
        What it does for each goal.
    words : str
        One sentence: whether it is proven, and what limits it.
    """

    starts: Mapping[str, int]
    points: float
    low: float
    high: float
    bound: float
    gap: float
    cost: float
    used: Mapping[str, float]
    moves: tuple[SetMove, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What one limit costs.

    Parameters
    ----------
    limit : str
        `budget`, the id of a role, or of an initiative that must, or must not, be done.
    kind : str
        `budget`, `role`, `must` or `without`.
    more : str
        What one step more is, in words: `one more integration_engineer`.
    points : float
        What that step is worth.
    solved : bool
        Whether the set was sought again with it; otherwise it is the difference of the relaxed problems, in which
        parts of initiatives can be done.
    words : str
        One sentence.
    step : float, optional
        How much one step more of a budget is, in the workspace's currency; None of other limits.
    """

    limit: str
    kind: Literal["budget", "role", "must", "without"]
    more: str
    points: float
    solved: bool
    words: str
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What it would be worth to know one thing before deciding.

    Parameters
    ----------
    about : str
        An effect (`driver > on`) or an initiative, whose change is uncertain.
    kind : str
        `effect` or `change`.
    points : float
        By how much the best set would be better on average if it were known: the expected value of partial perfect
        information, less what the same sum gives for an order of draws that tells nothing.
    changes : float
        The probability that knowing it changes the set.
    words : str
        One sentence.
    """

    about: str
    kind: Literal["effect", "change"]
    points: float
    changes: float
    words: str


@dataclass(frozen=True, slots=True)
class Sway:
    """An uncertain thing that the worth of one initiative hangs on.

    Parameters
    ----------
    initiative : str
        Its id.
    about : str
        An effect (`driver > on`), or the initiative itself, whose change is uncertain.
    kind : str
        `effect` or `change`.
    low, high : float
        What the initiative brings alone, on average, in the tenth of draws in which the thing is smallest and largest;
        as in `Standing`.
    share : float
        Which share of the variance of its worth goes with the thing.
    """

    initiative: str
    about: str
    kind: Literal["effect", "change"]
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why nothing can be chosen.

    Parameters
    ----------
    limits : tuple of str
        Limits that cannot hold together, in words; without any one of them the others can.
    relaxations : tuple of str
        For each of them the smallest change of it alone that makes the rest possible, in words.
    """

    limits: tuple[str, ...]
    relaxations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An initiative about which a ranking and the best set differ.

    Parameters
    ----------
    initiative : str
        Its id.
    place : int, optional
        Where the ranking put it.
    ranked, best : bool
        Whether what the ranking pays for holds it, and whether the best set does.
    why : str
        One sentence.
    """

    initiative: str
    place: int | None
    ranked: bool
    best: bool
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a ranking would bring under the same limits, taken from the top until nothing more fits.

    Parameters
    ----------
    name : str
        Whose ranking it is.
    starts : mapping of str to int
        What is done, and in which period it begins.
    points, low, high : float
        What it brings: mean and 90 % interval.
    less, less_low, less_high : float
        What the best set brings more, draw by draw: mean and 90 % interval.
    cost : float
        What it costs.
    differences : tuple of Difference
        In the order of the ranking, what it leaves out last.
    unknown : tuple of str
        Lines of the ranking that name nothing in the backlog.
    words : str
        One sentence.
    """

    name: str
    starts: Mapping[str, int]
    points: float
    low: float
    high: float
    less: float
    less_low: float
    less_high: float
    cost: float
    differences: tuple[Difference, ...]
    unknown: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Merger:
    """Initiatives that touch the same metrics, and might be one.

    Parameters
    ----------
    initiatives, metrics : tuple of str
        Which, and what they share.
    words : str
        One sentence.
    """

    initiatives: tuple[str, ...]
    metrics: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """The backlog, ranked by what it does for the goals, and the best set.

    Parameters
    ----------
    unit : str
        What values are in: `points`, or the unit of the one goal that was asked for.
    limits : Limits
        What was kept to.
    periods : tuple of str
        The labels of the periods that are planned.
    standings : tuple of Standing
        Worth most per unit of cost first.
    worths : tuple of Worth
        Of each initiative for each goal, in the order of `standings`.
    best : BestSet, optional
        None where nothing can be chosen.
    conflict : Conflict, optional
        Why not.
    prices : tuple of Price
        Dearest limit first.
    lessons : tuple of Lesson
        Worth most first.
    sways : tuple of Sway
        What the worth of each initiative hangs on, most first.
    comparisons : tuple of Comparison
        With each ranking that was handed in.
    mergers : tuple of Merger
        What might be one.
    words : tuple of str
        What a reader should know of the whole: goals whose date is past, values held at a limit.
    """

    unit: str
    limits: Limits
    periods: tuple[str, ...]
    standings: tuple[Standing, ...]
    worths: tuple[Worth, ...]
    best: BestSet | None
    conflict: Conflict | None = None
    prices: tuple[Price, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    mergers: tuple[Merger, ...] = ()
    words: tuple[str, ...] = ()
    sways: tuple[Sway, ...] = ()

    def of(self, initiative: str) -> Sequence[Worth]:
        """Return what one initiative does for each goal."""
        return [one for one in self.worths if one.initiative == initiative]
