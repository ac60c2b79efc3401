"""Disclosure: the one gate through which figures about people leave the library.

A figure about fewer than five people is withheld, and so is one that would give such a figure away: by a difference, by
sums, by what was published before, or because one person makes up most of it. Sets of people and arithmetic; knows no
database and no web.

Reference: L. Willenborg, T. de Waal (2001), Elements of Statistical Disclosure Control, chapters 4 and 6.
"""

from sightline.disclosure.audit import Audit
from sightline.disclosure.gate import Gate, lattice, release
from sightline.disclosure.groups import K_FIGURES, K_SENSITIVE, Cell, Group, Published, Release, Withheld
from sightline.disclosure.personal import names_persons, persons_counted

__all__ = [
    "K_FIGURES",
    "K_SENSITIVE",
    "Audit",
    "Cell",
    "Gate",
    "Group",
    "Published",
    "Release",
    "Withheld",
    "lattice",
    "names_persons",
    "persons_counted",
    "release",
]
