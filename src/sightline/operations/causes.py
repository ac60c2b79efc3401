"""Causes: what the cases that violate a rule have more often in common than those that satisfy it.

Ranked associations, not proven causes. Every value of every attribute is tried and the false-discovery rate over all of
them controlled. Nothing that stands for a person is an attribute; of performers, only how many a case had.

References: Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in
Medicine 17, method 10; Benjamini and Hochberg (1995), J. Royal Statistical Society B 57.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, hypergeom

from sightline.operations.shares import wilson
from sightline.operations.timelines import Timelines
from sightline.records.deviations import Cause
from sightline.saying import say, say_in

__all__ = ["FALSE", "causes", "difference"]

FALSE = 0.1  # of the causes that are told, so many may be false
_LEAST = 20  # cases with a value, and without it
_LEAST_HIT = 5  # of them violated
_MANY = 3
_PERFORMERS, _NONE, _MORE = "performers", "none", f"{_MANY} or more"


def causes(lines: Timelines, outcomes: pa.Table, rule: str) -> tuple[Cause, ...]:
    """Return the attribute values that cases violating a rule have more often than others.

    Parameters
    ----------
    lines : Timelines
        The cases with their attributes.
    outcomes : pa.Table
        Of `CASE_OUTCOME_SCHEMA`, with the violated and the satisfied cases of the rule; pending ones say nothing yet.
    rule : str
        Its id.

    Returns
    -------
    tuple of Cause
        Those with a false-discovery rate of at most 10 %, the one first that goes with most violations beyond what
        other cases have. Values of fewer than 20 cases, or of fewer than 5 violations, are not tried.
    """
    place, violated = _settled(lines, outcomes, rule)
    total, hit = len(place), int(violated.sum())
    tried = []
    for attribute, values in _attributes(lines):
        for value, mine in _values(values[place]):
            of, cases = int(mine.sum()), int((mine & violated).sum())
            if min(of, total - of) >= _LEAST and cases >= _LEAST_HIT:
                p = float(hypergeom.sf(cases - 1, total, hit, of))
                tried.append((attribute, value, cases, of, p))
    if not tried:
        return ()
    q = false_discovery_control([one[-1] for one in tried])
    found = []
    for (attribute, value, cases, of, _), rate in zip(tried, q.tolist(), strict=True):
        others, rest = hit - cases, total - of
        if rate > FALSE or cases * rest <= others * of:
            continue
        lift = (cases / of) / (max(others, 0.5) / rest)  # half a case where no other violated it
        low, high = difference(cases, of, others, rest)
        beyond = cases - of * others / rest
        found.append((beyond, Cause(*_told(attribute, value), cases, of, lift, low, high, rate, len(tried))))
    found.sort(key=lambda one: (-one[0], one[1].attribute, one[1].value))
    return tuple(cause for _, cause in found)


def _settled(lines: Timelines, outcomes: pa.Table, rule: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    rows = [
        (case, outcome == "violated")
        for name, case, outcome in zip(
            *(outcomes.column(one).to_pylist() for one in ("rule", "case", "outcome")), strict=True
        )
        if name == rule and outcome in ("violated", "satisfied")
    ]
    place = lines.place([case for case, _ in rows])
    known = place >= 0
    return place[known], np.array([violated for _, violated in rows], dtype=bool)[known]


def _attributes(lines: Timelines) -> Iterator[tuple[str, NDArray[np.object_]]]:
    yield from lines.attributes.items()
    if lines.performers is not None and len(lines.performers):
        counts = np.minimum(lines.performers, _MANY)
        names = np.array([_NONE, "1", "2", _MORE], dtype=object)
        yield _PERFORMERS, names[counts]


def _told(attribute: str, value: str) -> tuple[str, str]:
    """Return an attribute and its value as sentences, where they are words of ours."""
    if attribute != _PERFORMERS:
        return attribute, value
    told = {_NONE: say_in("performers of a case", "none"), _MORE: say("{count} or more", count=_MANY)}
    return say_in("an attribute of cases", "performers"), told.get(value, value)


def _values(values: NDArray[np.object_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    said = np.array([one is not None for one in values], dtype=bool)
    texts = np.array(["" if one is None else str(one) for one in values], dtype=object)
    known, code, counts = np.unique(texts.astype(str), return_inverse=True, return_counts=True)
    for number, value in enumerate(known.tolist()):
        mine = (code == number) & said
        if counts[number] >= _LEAST and mine.any():
            yield value, mine


def difference(cases: int, of: int, others: int, rest: int) -> tuple[float, float]:
    """Return Newcombe's 90 % interval of the difference of two shares, `cases / of` less `others / rest`."""
    first, second = cases / of, others / rest
    low1, high1 = wilson(cases, of)
    low2, high2 = wilson(others, rest)
    gap = first - second
    return (
        gap - float(np.hypot(first - low1, high2 - second)),
        gap + float(np.hypot(high1 - first, second - low2)),
    )
