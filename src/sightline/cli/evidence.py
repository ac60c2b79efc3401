"""Words and shapes for how sure something is: what the data say, and what kind of evidence it is."""

from __future__ import annotations

from collections.abc import Collection

from sightline.cli.tables import Cell
from sightline.cli.terminal import Terminal

_WORDS = {
    "exact": "exact",
    "supported": "supported",
    "suggested": "suggested",
    "assumed": "assumed",
    "cannot_say": "cannot say",
    "no_path": "no path",
}
_LOOKS = {"supported": "good", "suggested": "watch", "cannot_say": "quiet", "no_path": "quiet"}
_MEANINGS = {
    "exact": "exact: arithmetic of a formula",
    "supported": "supported: a chance of 90 % or more that there is an effect",
    "suggested": "suggested: 50 to 90 %, or too few values for more",
    "assumed": "assumed: declared, until the data can say",
    "cannot_say": "cannot say: the data do not tell it from no effect",
    "no_path": "no path: nothing declared leads there",
}


def standing(kinds: Collection[str], support: str) -> str:
    """Return one word for an effect, or for a path of several: exact, supported, suggested, assumed or cannot_say.

    Parameters
    ----------
    kinds : collection of str
        Of the effects it rests on.
    support : str
        Of the weakest of them.
    """
    if kinds and set(kinds) == {"exact"}:
        return "exact"
    return "assumed" if "assumed" in kinds and support != "supported" else support


def evidence(word: str, terminal: Terminal) -> Cell:
    """Return the cell that says so, by shape and word."""
    return Cell(f"{terminal.sign(word)} {_WORDS[word]}", _LOOKS.get(word))


def legend(words: Collection[str]) -> str:
    """Return one sentence that explains the words in use."""
    return "; ".join(meaning for word, meaning in _MEANINGS.items() if word in words) + "."
