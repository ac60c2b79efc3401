"""The fixed lattice: everyone, and one- and two-way breakdowns of declared dimensions. Free filters are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from sightline.disclosure.groups import Key

__all__ = ["filters_of", "lattice"]


def lattice(people: Mapping[str, Mapping[str, str]], dimensions: Sequence[str]) -> dict[Key, frozenset[str]]:
    """Return the people of each cell of the lattice.

    Parameters
    ----------
    people : mapping of str to mapping of str to str
        Of each person, the value of each dimension; a person without a value is in no cell of that dimension.
    dimensions : sequence of str
        Which are declared.

    Returns
    -------
    dict of key to frozenset of str
        Cells that hold nobody are left out.
    """
    ways = [(), *((one,) for one in sorted(dimensions)), *combinations(sorted(dimensions), 2)]
    return _cells(people, ways)


def filters_of(people: Mapping[str, Mapping[str, str]], dimensions: Sequence[str]) -> dict[Key, frozenset[str]]:
    """Return the people of every possible conjunction of values: what free filters would ask, for audits and tests."""
    names = sorted(dimensions)
    return _cells(people, [way for many in range(len(names) + 1) for way in combinations(names, many)])


def _cells(people: Mapping[str, Mapping[str, str]], ways: Iterable[tuple[str, ...]]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for way in ways:
        for person, said in people.items():
            if all(name in said for name in way):
                found.setdefault(tuple((name, said[name]) for name in way), set()).add(person)
    return {key: frozenset(members) for key, members in found.items()}
