"""The detail of one role or person: where the distance comes from, activity by activity, and over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.cli.tables import Cell, Column, paragraph, render
from sightline.cli.terminal import Terminal

if TYPE_CHECKING:
    from sightline.records.alignment import Alignment, Alignments

__all__ = ["detail", "moves_table", "share"]


def share(value: float | None) -> str:
    """Return a share in percent; nothing where there is none."""
    return "" if value is None else f"{100 * value:.1f}%"


def detail(one: Alignment, found: Alignments, terminal: Terminal) -> Iterator[str]:
    """Yield the detail of a role or person."""
    yield ""
    yield from paragraph(f"{one.title}: {one.words}", terminal)
    for part in one.parts:
        yield from paragraph(f"- {part.words}", terminal, indent=2)
    yield ""
    columns = [
        Column("Activity"), Column("Agreed" if one.against == "agreement" else "Before", figures=True),
        Column("By demand", figures=True), Column("Actual", figures=True), Column("Moved", figures=True),
        Column("Path to a goal"),
    ]  # fmt: skip
    cells: list[list[str | Cell]] = [
        [
            each.activity, share(each.agreed), share(each.demanded), share(each.actual),
            f"{100 * (each.actual - each.agreed):+.1f} pp", "yes" if each.path else "none",
        ]
        for each in one.activities
    ]  # fmt: skip
    yield from render(columns, cells, terminal)
    points = [each for each in found.points if (each.kind, each.name) == (one.kind, one.name)]
    if points:
        yield ""
        heads = [
            Column("Period"), Column("Items", figures=True), Column("Differs", figures=True),
            Column("Chance", figures=True), Column(""), Column("All so far", figures=True),
            Column("Chance", figures=True),
        ]  # fmt: skip
        lines: list[list[str | Cell]] = [
            [
                each.period, f"{each.items:,}", share(each.distance), share(each.noise),
                Cell(f"{terminal.sign('warn')} drifted", "watch") if each.drifted else "", share(each.total_distance),
                share(each.total_noise),
            ]
            for each in points
        ]  # fmt: skip
        yield from render(heads, lines, terminal)


def moves_table(found: Alignments, terminal: Terminal) -> Iterator[str]:
    """Yield what would restore alignment, for whoever assigns the work."""
    yield ""
    after = "; ".join(f"{role} from {share(now)} to {share(then)}" for role, now, then in found.restored)
    yield from paragraph(f"For whoever assigns the work: these moves would bring {after}.", terminal)
    for one in found.moves:
        yield from paragraph(f"- {one.words}", terminal, indent=2)
