"""How a pack is told: headings, paragraphs, tables and figures, before anybody says how they look.

One story is set as a page, as paper and as slides. Every figure has words that say the same, and a table near it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Block", "Cell", "Column", "Figure", "Heading", "Paragraph", "Remark", "Slide", "Table", "Tone"]

Tone = Literal["", "good", "bad", "warn", "dim"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` is its place within the document."""

    text: str
    level: int
    anchor: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: `lead` answers, `text` explains, `quiet` is for who wants to know more."""

    text: str
    weight: Literal["lead", "text", "quiet"] = "text"
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; figures stand on the right."""

    title: str
    figures: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; a tone always comes with a word that says it. `about` is what it names, as `goal:ID`."""

    text: str
    tone: Tone = ""
    detail: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, one row of cells for each thing; `numbers` is of which kind they are, as `price`."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: str = ""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, what it shows in words, and its caption."""

    svg: str
    alt: str
    caption: str
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote, with their name and day."""

    text: str
    by: str
    kind: str = "remark"


Block = Heading | Paragraph | Table | Figure | Remark


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: a title that says it, and few blocks."""

    title: str
    blocks: tuple[Block, ...] = ()
