"""Whether a frozen pack would be the same if it were made again: of its moment, today's model and today's facts."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sightline.reading import Reading
from sightline.reviews.composing import Brief, compose
from sightline.reviews.pack import Pack
from sightline.reviews.speech import speech_of, spoken

__all__ = ["Check", "compared", "made_again"]

PEOPLE = ("notes", "overrides", "decisions", "signatures", "due")
SPOKEN = ("language", "translated")  # how it is said


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a pack that was made again.

    Parameters
    ----------
    same : bool
        Whether every figure is as it was frozen.
    model : bool
        Whether the model is the one of then.
    differs : tuple of str
        The parts that differ: `goals`, `processes`...
    words : str
        One sentence.
    """

    same: bool
    model: bool
    differs: tuple[str, ...]
    words: str


def made_again(pack: Pack, reading: Reading) -> Check:
    """Compare a pack with what a reading of its moment gives, said as the pack says it.

    What people wrote is taken from the pack.

    Raises
    ------
    PeriodError
        If the calendar knows no such period any more.
    """
    brief = Brief(
        pack.period.label, pack.written_by, pack.example, pack.notes, pack.overrides, pack.decisions,
        signatures=pack.signatures,
    )  # fmt: skip
    return compared(pack, spoken(compose(reading, brief), speech_of(pack)))


def compared(pack: Pack, again: Pack) -> Check:
    """Compare the figures of a pack with those of the same made again."""
    differs = tuple(
        one.name for one in fields(Pack)
        if one.name not in (*PEOPLE, *SPOKEN) and getattr(again, one.name) != getattr(pack, one.name)
    )  # fmt: skip
    same_model = again.model == pack.model
    if not differs:
        words = "Made again of the same model and facts, it is the same in every figure."
    elif not same_model:
        words = f"The model is another than then ({again.model[:8]}, not {pack.model[:8]}), so figures may differ."
    else:
        words = f"The model is the same and the facts are not: {', '.join(differs)} differ."
    return Check(not differs, same_model, differs, words)
