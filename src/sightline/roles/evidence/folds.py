"""Folds: which cases the expectation of a case may rest on: those of other people.

A case's expectation is fitted on the cases of the other folds, and a fold holds whole people: so nobody's own way of
working is taken for a property of the cases. A shared case belongs to the fold of the first of its people by id.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from sightline.roles.evidence.coding import Coded

__all__ = ["FOLDS", "folds_of"]

FOLDS = 5


def folds_of(cases: Coded, folds: int = FOLDS) -> NDArray[np.int32]:
    """Return the fold of each case; the order of rows does not matter.

    People are spread by a hash of their ids, so that a fold says nothing about when somebody came or where they work.
    """
    order = sorted(range(len(cases.people)), key=lambda one: (zlib.crc32(cases.people[one].encode()), one))
    fold_of = np.empty(len(order), dtype=np.int32)
    fold_of[order] = np.arange(len(order)) % folds
    touches = cases.touches
    first = np.flatnonzero(np.diff(touches.row, prepend=-1) != 0)
    return np.asarray(fold_of[touches.person[first]], dtype=np.int32)
