"""How sure an effect is, as a reader sees it: a word, a shape and a tone; never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from sightline_web.languages.marks import later

__all__ = ["GRADES", "SUPPORTS", "Support", "grade_beside", "grade_word", "support_of"]


@dataclass(frozen=True, slots=True)
class Support:
    """How a degree of support looks; the word is always written too."""

    word: str
    shape: str
    tone: str


RING = "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 1.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8z"
SUPPORTS = {
    "exact": Support(later("exact"), "M1 1h9v9H1z", "good"),
    "supported": Support(later("supported"), "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10z", "good"),
    "suggested": Support(
        later("suggested"), "M5.5.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 1.6a3.4 3.4 0 1 1 0 6.8z", "plain"
    ),
    "assumed": Support(later("assumed"), "M5.5 0 11 5.5 5.5 11 0 5.5zm0 2.3L2.3 5.5l3.2 3.2 3.2-3.2z", "dim"),
    "cannot_say": Support(later("the data cannot say"), RING, "dim"),
}  # fmt: skip
GRADES = {
    "assumed": later("assumed: declared, and not yet tested against the data"),
    "correlational": later("correlational: the two move together, in time and beyond trend and season"),
    "quasi-experimental": later("quasi-experimental: something else decided when or where the driver moved"),
    "experimental": later("experimental: the driver was moved by lot"),
}
GRADE_WORDS = {
    "assumed": later("assumed"),
    "correlational": later("correlational"),
    "quasi-experimental": later("quasi-experimental"),
    "experimental": later("experimental"),
}


def support_of(support: str, kind: str = "estimated") -> Support:
    """Return how a degree of support looks; arithmetic is "exact", a declared size "assumed"."""
    if kind == "exact":
        return SUPPORTS["exact"]
    if kind == "assumed":
        return SUPPORTS["assumed"]
    return SUPPORTS.get(support, SUPPORTS["cannot_say"])


def grade_word(grade: str | None) -> str:
    """Return what a grade of evidence is called; as it stands where there is no other word for it."""
    return str(GRADE_WORDS.get(grade or "", grade or ""))


def grade_beside(support: Support, grade: str | None) -> str:
    """Return the word of a grade of evidence; empty where the word of the support beside it is the same."""
    return "" if SUPPORTS.get(grade or "") is support else grade_word(grade)
