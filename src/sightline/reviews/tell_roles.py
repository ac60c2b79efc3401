"""The third level told: what roles can do for the goals, and how far their work is from what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.lines import AlignedLine, Weight
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, percent, share_interval
from sightline.saying import joined, labelled, listed, phrase, say, say_in

__all__ = ["TOLD", "alignment_table", "drifted_sentence", "roles", "roles_sentence"]

TOLD = ("drifted", "within_noise")
STATES: dict[str, tuple[str, Tone]] = {
    "drifted": (say_in("a role", "drifted"), "warn"), "within_noise": (say_in("a role", "within noise"), "good"),
    "too_little": (say("too little work"), "dim"), "withheld": (say("withheld"), "dim"),
    "no_reference": (say("nothing to compare with"), "dim"),
}  # fmt: skip
KINDS = {"role": say_in("whose work it is", "role"), "unit": say_in("whose work it is", "unit")}


def roles(pack: Pack) -> Iterator[Block]:
    """Yield the section."""
    yield Heading(say("Roles"), 2, "roles")
    yield Paragraph(roles_sentence(pack), "lead")
    yield from remarks(pack, "roles")
    if any(one.state in TOLD for one in pack.aligned):
        yield alignment_table(pack)
    for one in pack.aligned:
        if one.state == "drifted" and one.parts:
            yield Paragraph(joined(": ", [one.title, joined(" ", one.parts)]), "quiet")
    if silent := [say("{title} ({state})", title=one.title, state=_state(one)[0]) for one in pack.aligned
                  if one.state not in TOLD]:  # fmt: skip
        yield Paragraph(say("Nothing can be told of {names}.", names=listed(silent, len(silent))), "quiet")
    if pack.roles:
        yield _weights(pack)


def roles_sentence(pack: Pack) -> str:
    """Return which roles drifted, in one sentence."""
    moved = drifted_sentence(pack)
    agreed = sum(one.agreed for one in pack.roles)
    frozen = (
        say("Goals are agreed for {agreed} of {all} roles.", agreed=agreed, all=len(pack.roles))
        if pack.roles
        else say("No role has goals.")
    )
    if not pack.aligned:
        return joined(" ", [frozen, say("No work is declared, so nobody can say how far it is from the goals.")])
    return joined(" ", [moved or say("No role drifted beyond noise."), frozen])


def drifted_sentence(pack: Pack) -> str:
    """Return which roles drifted; empty where none did."""
    drifted = [one.title for one in pack.aligned if one.state == "drifted" and one.kind == "role"]
    if not drifted:
        return ""
    return say("{roles} drifted from what was agreed or done before.", roles=listed(drifted, len(drifted)))


def alignment_table(pack: Pack) -> Table:
    """Return the table of roles and units that can be told of, with the noise that chance alone gives."""
    rows = tuple(_aligned(one) for one in pack.aligned if one.state in TOLD)
    columns = (
        Column(say("Whose work"), wide=True), Column(say("Kind")), Column(say("Elsewhere than agreed"), figures=True),
        Column(say("90 % interval"), figures=True), Column(say("Chance alone"), figures=True),
        Column(say("Items"), figures=True), Column(say("State")),
    )  # fmt: skip
    since, until = labelled(pack.aligned[0].since), labelled(pack.aligned[0].until)
    text = phrase("Work of {since} to {until} against what was agreed, or done before where nothing was")
    return Table(say(text, since=since, until=until), columns, rows, "alignment")


def _aligned(one: AlignedLine) -> tuple[Cell, ...]:
    return (
        Cell(one.title), Cell(KINDS.get(one.kind, one.kind)), Cell(percent(one.distance)),
        Cell(share_interval(one.low, one.high)), Cell(percent(one.noise)),
        Cell(NONE if one.items is None else say("{n:,}", n=one.items)), Cell(*_state(one)),
    )  # fmt: skip


def _state(one: AlignedLine) -> tuple[str, Tone]:
    return STATES.get(one.state, (one.state, ""))


def _weights(pack: Pack) -> Table:
    rows = tuple(
        (Cell(role.title), Cell(goal.title), _weight(goal), Cell(share_interval(goal.low, goal.high)),
         Cell(say_in("goals", "agreed") if role.agreed else say_in("goals", "not agreed")))
        for role in pack.roles
        for goal in role.goals
    )  # fmt: skip
    columns = (
        Column(say("Role")), Column(say("Goal of the role"), wide=True), Column(say("Weight"), figures=True),
        Column(say("80 % range"), figures=True), Column(say("For the period")),
    )  # fmt: skip
    return Table(say("Goals of roles, by their line of sight"), columns, rows, "weight")


def _weight(goal: Weight) -> Cell:
    if goal.weight is None:
        return Cell(say("undetermined"), "dim")
    return Cell(say("{share:.0f} %", share=goal.weight * 100))
