"""Disclosure: the one gate through which figures about people leave the library.

A figure about fewer than five people is withheld, and so is one that would give such a figure away: by a difference, by
sums, by what was published before, or because one person makes up most of it. Pure arithmetic on sets of people; knows
no database, no model and no web.

Reference: L. Willenborg, T. de Waal (2001), Elements of Statistical Disclosure Control, chapters 4 and 6.
"""

from sightline.disclosure.audit import Audit
from sightline.disclosure.gate import release
from sightline.disclosure.groups import (
    K_FIGURES,
    K_SENSITIVE,
    Cell,
    Group,
    Published,
    Release,
    Withheld,
)
from sightline.disclosure.lattice import filters_of, lattice

__all__ = [
    "K_FIGURES",
    "K_SENSITIVE",
    "Audit",
    "Cell",
    "Group",
    "Published",
    "Release",
    "Withheld",
    "filters_of",
    "lattice",
    "release",
]
