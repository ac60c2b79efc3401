"""Long answers: what a code means, how a number is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.figures import day_of
from sightline.cli.tables import paragraph
from sightline.cli.terminal import Terminal
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.reading import Computation


def explained(code: str, terminal: Terminal) -> Iterator[str]:
    """Yield what a finding's code means, with a wrong and a right example.

    Raises
    ------
    UnknownNameError
        If there is no such code.
    """
    from sightline.model import CODES  # noqa: PLC0415 -- slow import

    known = CODES.get(code.upper())
    if known is None:
        raise UnknownNameError("code", code, CODES)
    yield terminal.style(f"{known.code}  {known.title} ({known.severity})", "strong")
    yield ""
    yield from paragraph(known.explanation, terminal)
    for title, example in (("Wrong", known.example_bad), ("Right", known.example_good)):
        if example:
            yield ""
            yield f"{title}:"
            yield from (f"    {line}" for line in example.strip("\n").splitlines())


def computations(made: Sequence[Computation], terminal: Terminal) -> Iterator[str]:
    """Yield how each metric is made: definition, inputs, sources with their rows, SQL."""
    for one in made:
        yield ""
        yield terminal.style(f"How {one.metric} is computed", "strong")
        yield from paragraph(f"{one.kind}: {one.definition}", terminal, indent=2)
        if one.inputs:
            yield from paragraph(f"from {', '.join(one.inputs)}", terminal, indent=2)
        for source in one.sources:
            rejected = f", {source.rejects:,} set aside" if source.rejects else ""
            yield from paragraph(
                f"source {source.id}: {source.rows:,} rows{rejected}, data to {day_of(source.fresh_at)}",
                terminal,
                indent=2,
            )
        for sql in one.sql:
            yield ""
            yield from (f"    {line}" for line in sql.strip().splitlines())
