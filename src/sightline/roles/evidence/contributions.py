"""What makes a person's cases take more or less than average ones: the case mix, attribute by attribute.

The parts and the expectation sum up: had the cases been average in one attribute, the expectation would differ by that
part. So each part is a counterfactual, of the cases alone.
"""

from __future__ import annotations

import numpy as np

from sightline.records.cases import Scale
from sightline.records.evidence import CaseMixPart
from sightline.roles.evidence.case_mix import CaseMix
from sightline.roles.evidence.coding import MONTH, OTHERS, UNKNOWN, Codes, Floats, Ints
from sightline.roles.evidence.scales import distance, percent
from sightline.saying import labelled, phrase, say

__all__ = ["COMBINATION", "attribute_words", "averages", "contributions", "nobody_else"]

COMBINATION = "combination"
_ADDED = {MONTH: phrase("month"), COMBINATION: phrase("combination")}  # to the attributes of the cases
_STANDS_OUT = 0.05
_FEW = 10


def contributions(mix: CaseMix, rows: Ints, weight: Floats, average: Floats, base: float, scale: Scale) -> tuple[
    CaseMixPart, ...
]:  # fmt: skip
    """Return each attribute's part, the largest first.

    Parameters
    ----------
    mix : CaseMix
        Of all cases.
    rows, weight : array
        The person's cases, and the share in each.
    average : array
        What each attribute adds on average over all cases: see `averages`.
    base : float
        What is expected of an average case.
    """
    found = []
    for number, one in enumerate(mix.attributes):
        apart = mix.part(number, rows) - average[mix.fold[rows], number]
        found.append((float(np.average(apart, weights=weight)), one.name, _level(mix, number, one, rows)))
    whole = float(np.average(mix.expected[rows], weights=weight)) - base
    found.append((whole - sum(change for change, *_ in found), COMBINATION, ""))
    found.sort(key=lambda each: (-abs(each[0]), each[1]))
    return tuple(CaseMixPart(name, distance(change, scale), level) for change, name, level in found)


def averages(mix: CaseMix) -> Floats:
    """Return what each attribute adds on average over all cases, as each fold's coefficients have it: folds x names."""
    found = np.zeros((len(mix.coefficients), len(mix.attributes)))
    offset = 1
    for number, one in enumerate(mix.attributes):
        size = len(one.levels)
        share = np.bincount(one.code, minlength=size) / max(len(one.code), 1)
        found[:, number] = mix.coefficients[:, offset : offset + size] @ share
        offset += size
    return found


def attribute_words(name: str) -> str:
    """Return what an attribute is called."""
    return say(_ADDED[name]) if name in _ADDED else name


def nobody_else(attributes: tuple[Codes, ...], rows: Ints) -> tuple[float, str]:
    """Return the share of these cases with a value that fewer than ten cases of others have, and which attribute."""
    worst, name = 0.0, ""
    for one in attributes:
        size = max(len(one.levels), 1)
        mine = np.bincount(one.code[rows], minlength=size)
        others = np.bincount(one.code, minlength=size) - mine
        share = float(mine[others < _FEW].sum()) / max(len(rows), 1)
        if share > worst:
            worst, name = share, one.name
    return worst, name


def _level(mix: CaseMix, number: int, one: Codes, rows: Ints) -> str:
    """Return the value of an attribute whose frequency does most, in words."""
    size = max(len(one.levels), 1)
    mine = np.bincount(one.code[rows], minlength=size) / max(len(rows), 1)
    everyone = np.bincount(one.code, minlength=size) / max(len(one.code), 1)
    offset = 1 + sum(len(other.levels) for other in mix.attributes[:number])
    effect = mix.coefficients[:, offset : offset + size].mean(axis=0)
    does = np.abs((mine - everyone) * effect)
    if not len(one.levels) or float(does.max()) == 0:
        return ""
    place = int(does.argmax())
    if abs(mine[place] - everyone[place]) < _STANDS_OUT:
        return ""
    return say(
        "{level}: {these} of these cases, {all} of all",
        level=_level_words(one, place), these=percent(mine[place]), all=percent(everyone[place]),
    )  # fmt: skip


def _level_words(one: Codes, place: int) -> str:
    level = one.levels[place]
    if one.name == MONTH:
        return labelled(level)
    return say(level) if level in (OTHERS, UNKNOWN) else level
