"""Suppression in a table whose parts add up to a total that is known: what is hidden must not follow from the rest."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.disclosure.groups import K_FIGURES

__all__ = ["hidden_parts"]


def hidden_parts(people: Sequence[int], *, k: int = K_FIGURES) -> tuple[bool, ...]:
    """Return which parts of a whole are hidden, given how many people each is about.

    A part of 1 to k - 1 people is hidden. Where what is hidden comes to fewer than k people, or is a single part, the
    next smallest parts are hidden too, since the total less the rest would tell. Empty parts say nothing and stay.
    """
    hidden = [0 < many < k for many in people]
    if not any(hidden):
        return tuple(hidden)
    rest = sorted((many, number) for number, many in enumerate(people) if many >= k)
    while rest and (sum(hidden) == 1 or sum(many for many, hide in zip(people, hidden, strict=True) if hide) < k):
        hidden[rest.pop(0)[1]] = True
    return tuple(hidden)
