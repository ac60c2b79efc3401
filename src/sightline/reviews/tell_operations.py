"""The second level told: how processes ran, what controls say, and which deviations cost the goals most."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, changed, owner, percent, period_words, value, within
from sightline.saying import begun, joined, labelled, listed, say, say_in, say_many

__all__ = ["dearest", "operations", "operations_sentence"]

OUTCOMES: dict[str, tuple[str, Tone]] = {
    "pass": (say_in("a control", "passed"), "good"), "fail": (say_in("a control", "failed"), "bad"),
    "not_tested": (say("not tested"), "dim"),
}  # fmt: skip


def operations(pack: Pack) -> Iterator[Block]:
    """Yield the section."""
    yield Heading(say("Operations"), 2, "operations")
    yield Paragraph(operations_sentence(pack), "lead")
    yield from remarks(pack, "operations")
    if pack.processes:
        yield _processes(pack)
    if pack.controls:
        yield _controls(pack)
    if pack.deviations:
        yield dearest(pack)
        if pack.deviations_in_all > len(pack.deviations):
            shown, all_ = len(pack.deviations), pack.deviations_in_all
            text = say("{shown} of {all} open deviations, the dearest first.", shown=shown, all=all_)
            yield Paragraph(text, "quiet")


def operations_sentence(pack: Pack) -> str:
    """Return what is out of order, in one sentence."""
    told: list[str] = []
    if pack.controls:
        told.append(_controlled(sum(one.outcome == "fail" for one in pack.controls), len(pack.controls)))
    priced = next((one for one in pack.deviations if one.price_share), None)
    if pack.deviations_in_all:
        told.append(say_many("{count} deviation is open", "{count} deviations are open", pack.deviations_in_all))
    if not told:
        return say("Nothing is out of order as far as rules, charts and controls are declared.")
    first = joined("", [begun(listed(told)), "."])
    return first if priced is None else joined(" ", [first, say("The dearest: {words}", words=priced.sentence)])


def _controlled(failed: int, all_: int) -> str:
    if not failed:
        return say("all {all} controls passed or were not tested", all=all_)
    return say_many("{count} control of {all} failed", "{count} controls of {all} failed", failed, all=all_)


def _processes(pack: Pack) -> Table:
    columns = (
        Column(say("Process"), wide=True), Column(say("Figure")), Column(period_words(pack.period), figures=True),
        Column(period_words(pack.previous), figures=True), Column(say_in("of a value", "Change"), figures=True),
        Column("n", figures=True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.title, about=f"process:{one.process}"), Cell(one.figure),
            Cell(value(one.value, one.unit)), Cell(value(one.previous, one.unit)),
            Cell(changed(one.value, one.previous, one.unit)), Cell(NONE if one.n is None else say("{n:,}", n=one.n)),
        )
        for one in pack.processes
    )  # fmt: skip
    return Table(say("Processes"), columns, rows, "cases")


def _controls(pack: Pack) -> Table:
    rows = tuple(
        (
            Cell(one.title, detail=one.requirement, about=f"control:{one.control}"),
            Cell(*OUTCOMES.get(one.outcome, (one.outcome, ""))),
            Cell(joined(", ", [labelled(each) for each in one.failed]) or NONE), Cell(owner(one.owner, pack)),
        )
        for one in pack.controls
    )  # fmt: skip
    columns = (
        Column(say("Control"), wide=True), Column(say("Outcome")), Column(say("Failed in")), Column(say("Owner")),
    )  # fmt: skip
    return Table(say("Controls"), columns, rows, "control")


def dearest(pack: Pack, most: int | None = None) -> Table:
    """Return the table of the dearest deviations."""
    rows = tuple(
        (
            Cell(one.sentence), within(one.price, one.low, one.high, one.unit),
            Cell(percent(one.price_share)), Cell(owner(one.owner, pack)),
        )
        for one in pack.deviations[:most]
    )  # fmt: skip
    columns = (
        Column(say("Deviation"), wide=True), Column(say("Costs its goal, 90 %"), figures=True),
        Column(say("Of what is to go"), figures=True), Column(say("Owner")),
    )  # fmt: skip
    return Table(say("Open deviations, the dearest first"), columns, rows, "price")
