"""What answers of the API are made of: a document with rows, as the JSON twin of a page, with where the next ones are.

A shape describes an answer; it does not make it. Tests hold answers against their shapes, and allow nothing besides.
What a field means stands once, in `words.py`, since a word means the same in all answers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CURSOR_LETTERS", "MOST", "USUAL", "Answer", "Body", "Done", "Id", "Letters", "Paging", "Shape"]

USUAL, MOST = 100, 1_000  # rows of one answer
CURSOR_LETTERS = 600
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=200)]
Letters = Annotated[str, Field(max_length=200)]


class Shape(BaseModel):
    """A part of an answer; within one version of the API fields are added and none goes."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Body(BaseModel):
    """What is sent; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(Shape):
    """What every answer says of the reading that it comes from, and where the next rows are."""

    sightline: str
    model: str
    as_of: datetime
    example: bool
    reading: str
    count: int
    next: str | None


class Done(Shape):
    """What an act led to: the row as it stands now."""

    sightline: str
    reading: str


class Paging(BaseModel):
    """Which rows of an answer are asked for; `more` are beginnings of further parameters, with a name in each."""

    more: ClassVar[tuple[str, ...]] = ()
    limit: int = Field(USUAL, ge=1, le=MOST, description="How many rows at most.")
    cursor: str | None = Field(
        None,
        max_length=CURSOR_LETTERS,
        description="Where to go on: taken from `next` of the answer before; good for the same question only.",
    )
