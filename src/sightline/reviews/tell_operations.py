"""The second level told: how processes ran, what controls say, and which deviations cost the goals most."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, changed, listed, owner, period_words, value, within

__all__ = ["dearest", "operations", "operations_sentence"]

OUTCOMES: dict[str, tuple[str, Tone]] = {
    "pass": ("passed", "good"), "fail": ("failed", "bad"), "not_tested": ("not tested", "dim"),
}  # fmt: skip


def operations(pack: Pack) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("Operations", 2, "operations")
    yield Paragraph(operations_sentence(pack), "lead")
    yield from remarks(pack, "operations")
    if pack.processes:
        yield _processes(pack)
    if pack.controls:
        yield _controls(pack)
    if pack.deviations:
        yield dearest(pack)
        if pack.deviations_in_all > len(pack.deviations):
            yield Paragraph(
                f"{len(pack.deviations)} of {pack.deviations_in_all} open deviations, the dearest first.", "quiet"
            )


def operations_sentence(pack: Pack) -> str:
    """Return what is out of order, in one sentence."""
    failed = [one.title for one in pack.controls if one.outcome == "fail"]
    told = []
    if pack.controls:
        told.append(f"{_counted(len(failed), 'control')} of {len(pack.controls)} failed" if failed else
                    f"all {len(pack.controls)} controls passed or were not tested")  # fmt: skip
    priced = next((one for one in pack.deviations if one.price_share), None)
    if pack.deviations_in_all:
        are = "is" if pack.deviations_in_all == 1 else "are"
        told.append(f"{_counted(pack.deviations_in_all, 'deviation')} {are} open")
    if not told:
        return "Nothing is out of order as far as rules, charts and controls are declared."
    first = listed(told)
    dear = f" The dearest: {priced.sentence}" if priced is not None else ""
    return f"{first[0].upper()}{first[1:]}.{dear}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _processes(pack: Pack) -> Table:
    columns = (
        Column("Process", wide=True), Column("Figure"), Column(period_words(pack.period), figures=True),
        Column(period_words(pack.previous), figures=True), Column("Change", figures=True), Column("n", figures=True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.title, about=f"process:{one.process}"), Cell(one.figure),
            Cell(value(one.value, one.unit)), Cell(value(one.previous, one.unit)),
            Cell(changed(one.value, one.previous, one.unit)), Cell(NONE if one.n is None else f"{one.n:,}"),
        )
        for one in pack.processes
    )  # fmt: skip
    return Table("Processes", columns, rows, "cases")


def _controls(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=one.requirement, about=f"control:{one.control}"),
            Cell(*OUTCOMES.get(one.outcome, (one.outcome, ""))),
            Cell(", ".join(one.failed) or NONE), Cell(owner(one.owner, pack)),
        )
        for one in pack.controls
    )  # fmt: skip
    columns = (Column("Control", wide=True), Column("Outcome"), Column("Failed in"), Column("Owner"))
    return Table("Controls", columns, rows, "control")


def dearest(pack: Pack, most: int | None = None) -> Table:
    """Return the table of the dearest deviations."""
    rows = tuple(
        (
            Cell(one.sentence), within(one.price, one.low, one.high, one.unit),
            Cell(NONE if one.price_share is None else f"{one.price_share * 100:.1f} %"), Cell(owner(one.owner, pack)),
        )
        for one in pack.deviations[:most]
    )  # fmt: skip
    columns = (
        Column("Deviation", wide=True), Column("Costs its goal, 90 %", figures=True),
        Column("Of what is to go", figures=True), Column("Owner"),
    )  # fmt: skip
    return Table("Open deviations, the dearest first", columns, rows, "price")
