"""Agreements as the app cares for them: given out with a person's record, and taken away when the person is erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["agreements_of", "erased_from_agreements", "erased_where_agreed", "have_agreed"]


def agreements_of(state: Path, person: str) -> list[dict[str, Any]]:
    """Return every version of an agreement that a person is a side of, as plain values with its hash."""
    return [
        {name: value for name, value in one.content().items() if name != "sources"} | {"hash": one.hash}
        for one in _store(state).read().of_person(person)
    ]


def have_agreed(state: Path) -> set[str]:
    """Return all who hold an agreement of their own."""
    return {one.person for one in _store(state).read().every if one.person is not None}


def erased_from_agreements(state: Path, person: str) -> int:
    """Take away the agreements that a person holds; return how many versions that were.

    One in which the person leads somebody else is the other's: it stays, because its hash could not be changed.
    """
    return int(_store(state).forget(person))


def erased_where_agreed(state: Path, met: Callable[[str], bool]) -> int:
    """Take away the agreements of each holder that meets a condition; return how many persons that were."""
    return sum(bool(erased_from_agreements(state, each)) for each in have_agreed(state) if met(each))


def _store(state: Path) -> Any:
    from sightline.facts.agreements import AgreementStore  # noqa: PLC0415 -- Arrow, with the facts

    return AgreementStore(state / "agreements")
