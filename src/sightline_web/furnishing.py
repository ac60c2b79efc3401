"""What the demo is furnished with, so that its pages about people are not empty: each surface offers its own part.

All of it is invented, stands in the demo's records alone and goes with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sightline_web.policy.actor import Actor

__all__ = ["House", "furnish", "offer"]


@dataclass(frozen=True, slots=True)
class House:
    """Who lives in the demo.

    Parameters
    ----------
    actors : mapping of str to Actor
        By kind of user, such as `line_manager`.
    team : tuple of str
        The persons who report to the line manager.
    unit : str
        Where they work.
    now : datetime
        When the demo was entered first.
    """

    actors: Mapping[str, Actor]
    team: tuple[str, ...]
    unit: str
    now: datetime


Part = Callable[[House], None]
_parts: list[Part] = []


def offer(part: Part) -> None:
    """Take a part over; it does nothing where what it would bring is there."""
    if part not in _parts:
        _parts.append(part)


def furnish(house: House) -> None:
    """Bring everything that is offered."""
    for part in _parts:
        part(house)
