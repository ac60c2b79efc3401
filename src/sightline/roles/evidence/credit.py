"""Credit: whose a case is that several people touched, under rules that are known beforehand.

The credits of a case sum to it, do not depend on the order of touches, and who did not touch it has none. Where nothing
is known of the time people took (or nothing of what their activities move), they are credited equally.

References: W. J. Browne, H. Goldstein, J. Rasbash (2001), Multiple membership multiple classification models,
Statistical Modelling 1(2); L. S. Shapley (1953), A value for n-person games.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np

from sightline.errors import EstimateError
from sightline.roles.evidence.coding import Floats, Touches

__all__ = ["MOST_PLAYERS", "RULES", "credits_of", "rules_for", "shapley"]

Player = TypeVar("Player", bound=Hashable)
RULES = ("equal", "time", "effect")
MOST_PLAYERS = 8


def credits_of(touches: Touches, rule: str) -> Floats:
    """Return the share of its case that each touch has.

    Parameters
    ----------
    touches : Touches
        In the order of cases.
    rule : str
        `equal`; `time`: by the hours that were each person's; `effect`: by these hours, each times how far its activity
        moves the goals.
    """
    first = np.flatnonzero(np.diff(touches.row, prepend=-1) != 0)
    many = np.diff(np.append(first, len(touches.row)))
    equal = 1.0 / np.repeat(many, many)
    if rule == "equal" or not len(first):
        return equal
    amount = np.abs(touches.time if rule == "time" else touches.effect)
    whole = np.repeat(np.add.reduceat(amount, first), many)
    known = np.isfinite(whole) & (whole > 0)
    return np.where(known, np.divide(amount, whole, out=np.zeros(len(amount)), where=known), equal)


def rules_for(touches: Touches) -> tuple[str, ...]:
    """Return the rules that can differ: the first is the one by which values are shown.

    Where no case is shared there is one. Equal shares come first: who took longer has more of a long case by time, so
    credit by time goes with what it is to explain.
    """
    if touches.single:
        return ("equal",)
    if np.isfinite(touches.effect).any():
        return ("equal", "effect")
    return ("equal", "time") if np.isfinite(touches.time).any() else ("equal",)


def shapley(players: Sequence[Player], value: Callable[[frozenset[Player]], float]) -> dict[Player, float]:
    """Return what each of a case's people adds to it, on average over all orders in which they could have come.

    Parameters
    ----------
    players : sequence
        The people; at most eight, since every group of them is valued.
    value : callable
        What a group of people alone would have brought about.

    Returns
    -------
    dict
        Sums to the value of all less that of nobody.

    Raises
    ------
    EstimateError
        If there are more people.

    Examples
    --------
    >>> shapley(["a", "b"], lambda group: 10.0 * ("a" in group) + 4.0 * (len(group) == 2))
    {'a': 12.0, 'b': 2.0}
    """
    everyone = list(dict.fromkeys(players))
    many = len(everyone)
    if many > MOST_PLAYERS:
        raise EstimateError(
            f"{many} people touched the case; the value of every group of them is known for {MOST_PLAYERS} at most.",
            fix="Credit it by equal shares, or by time.",
        )
    worth = {
        frozenset(group): value(frozenset(group)) for size in range(many + 1) for group in combinations(everyone, size)
    }
    found = {}
    for one in everyone:
        others = [other for other in everyone if other != one]
        found[one] = sum(
            factorial(size) * factorial(many - size - 1) / factorial(many)
            * (worth[frozenset((*group, one))] - worth[frozenset(group)])
            for size in range(many) for group in combinations(others, size)
        )  # fmt: skip
    return found
