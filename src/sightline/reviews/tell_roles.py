"""The third level told: what roles can do for the goals, and how far their work is from what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.lines import AlignedLine, Weight
from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Table, Tone
from sightline.reviews.wording import NONE, listed, share_interval

__all__ = ["TOLD", "alignment_table", "drifted_sentence", "roles", "roles_sentence"]

TOLD = ("drifted", "within_noise")
STATES: dict[str, tuple[str, Tone]] = {
    "drifted": ("drifted", "warn"), "within_noise": ("within noise", "good"),
    "too_little": ("too little work", "dim"), "withheld": ("withheld", "dim"),
    "no_reference": ("nothing to compare with", "dim"),
}  # fmt: skip


def roles(pack: Pack) -> Iterator[Block]:
    """Yield the section."""
    yield Heading("Roles", 2, "roles")
    yield Paragraph(roles_sentence(pack), "lead")
    yield from remarks(pack, "roles")
    if any(one.state in TOLD for one in pack.aligned):
        yield alignment_table(pack)
    for one in pack.aligned:
        if one.state == "drifted" and one.parts:
            yield Paragraph(f"{one.title}: {' '.join(one.parts)}", "quiet")
    if silent := [f"{one.title} ({STATES.get(one.state, (one.state, ''))[0]})" for one in pack.aligned
                  if one.state not in TOLD]:  # fmt: skip
        yield Paragraph(f"Nothing can be told of {listed(silent)}.", "quiet")
    if pack.roles:
        yield _weights(pack)


def roles_sentence(pack: Pack) -> str:
    """Return which roles drifted, in one sentence."""
    moved = drifted_sentence(pack)
    agreed = sum(one.agreed for one in pack.roles)
    frozen = f"Goals are agreed for {agreed} of {len(pack.roles)} roles." if pack.roles else "No role has goals."
    if not pack.aligned:
        return f"{frozen} No work is declared, so nobody can say how far it is from the goals."
    return f"{moved or 'No role drifted beyond noise.'} {frozen}"


def drifted_sentence(pack: Pack) -> str:
    """Return which roles drifted; empty where none did."""
    drifted = [one.title for one in pack.aligned if one.state == "drifted" and one.kind == "role"]
    return f"{listed(drifted)} drifted from what was agreed or done before." if drifted else ""


def alignment_table(pack: Pack) -> Table:
    """Return the table of roles and units that can be told of, with the noise that chance alone gives."""
    rows = tuple(_aligned(one) for one in pack.aligned if one.state in TOLD)
    columns = (
        Column("Whose work", wide=True), Column("Kind"), Column("Elsewhere than agreed", figures=True),
        Column("90 % interval", figures=True), Column("Chance alone", figures=True), Column("Items", figures=True),
        Column("State"),
    )  # fmt: skip
    first = pack.aligned[0]
    span = f"{first.since} to {first.until}"
    return Table(
        f"Work of {span} against what was agreed, or done before where nothing was", columns, rows, "alignment"
    )


def _aligned(one: AlignedLine) -> tuple[Cell, ...]:
    return (
        Cell(one.title), Cell(one.kind), Cell(_percent(one.distance)), Cell(share_interval(one.low, one.high)),
        Cell(_percent(one.noise)), Cell(NONE if one.items is None else f"{one.items:,}"),
        Cell(*STATES.get(one.state, (one.state, ""))),
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{share * 100:.1f} %"


def _weights(pack: Pack) -> Table:
    rows = tuple(
        (Cell(role.title), Cell(goal.title), _weight(goal), Cell(share_interval(goal.low, goal.high)),
         Cell("agreed" if role.agreed else "not agreed"))
        for role in pack.roles
        for goal in role.goals
    )  # fmt: skip
    columns = (
        Column("Role"), Column("Goal of the role", wide=True), Column("Weight", figures=True),
        Column("80 % range", figures=True), Column("For the period"),
    )  # fmt: skip
    return Table("Goals of roles, by their line of sight", columns, rows, "weight")


def _weight(goal: Weight) -> Cell:
    return Cell("undetermined", "dim") if goal.weight is None else Cell(f"{goal.weight * 100:.0f} %")
