"""A pack told from its first sentence to how it was made; and the few slides that a meeting needs of it."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Slide, Table
from sightline.reviews.tell_decisions import backlog, best_moves, decisions, due_table
from sightline.reviews.tell_operations import dearest, operations, operations_sentence
from sightline.reviews.tell_roles import TOLD, alignment_table, drifted_sentence, roles, roles_sentence
from sightline.reviews.tell_strategy import all_goals, one_goal, strategy
from sightline.reviews.wording import chance, day, period_words

__all__ = ["byline", "headline", "lead", "slides", "tell", "title"]

GOOD = ("reached", "on course")
ON_A_SLIDE, ON_A_GOAL = 5, 4


def title(pack: Pack) -> str:
    """Return what the document is called."""
    return f"{pack.enterprise}: review of {period_words(pack.period)}"


def byline(pack: Pack) -> str:
    """Return of when it is and of what, in one line."""
    example = " · an example with invented data" if pack.example else ""
    return f"As of {day(pack.as_of.date())} · model {pack.model[:8]}{example}"


def lead(pack: Pack) -> str:
    """Return the whole pack in a few sentences."""
    if not pack.goals:
        return operations_sentence(pack)
    least = min((goal for goal in pack.goals if goal.probability is not None), key=lambda one: one.probability or 0.0,
                default=None)  # fmt: skip
    told = [f"{headline(pack)}."]
    if least is not None:
        told.append(f"Least likely is “{least.statement}”, with a chance of {chance(least.probability)}.")
    told.append(operations_sentence(pack))
    if moved := drifted_sentence(pack):
        told.append(moved)
    if pack.due:
        told.append(f"{len(pack.due)} {'thing is' if len(pack.due) == 1 else 'things are'} to be decided.")
    return " ".join(told)


def headline(pack: Pack) -> str:
    """Return how many goals are well; that no goal is declared, where none is."""
    if not pack.goals:
        return "No goal is declared"
    well = sum(pack.status(goal) in GOOD for goal in pack.goals)
    return f"{well} of {len(pack.goals)} goals {'is' if well == 1 else 'are'} reached or on course"


def tell(pack: Pack) -> tuple[Block, ...]:
    """Return the document; its title and byline come before it."""
    return (
        Paragraph(lead(pack), "lead"), *remarks(pack, ""), *strategy(pack), *operations(pack), *roles(pack),
        *backlog(pack), *decisions(pack), *_made(pack),
    )  # fmt: skip


def _made(pack: Pack) -> Iterator[Block]:
    """Yield how the numbers were made, what is missing, and who stands for it."""
    yield Heading("How this was made", 2, "made")
    for one in pack.words:
        yield Paragraph(one)
    if pack.withheld:
        rows = tuple((Cell(one.part), Cell(one.cause, detail=one.fix)) for one in pack.withheld)
        yield Table("What is missing", (Column("Part"), Column("Why", wide=True)), rows)
    yield Paragraph(
        "A forecast is the median of simulated ways ahead, its interval holds 90 % of them; a chance is the share of "
        "ways that reach the target in time. An effect is assumed, correlational, quasi-experimental or experimental, "
        "by what its evidence is; “exact” is arithmetic. Work counts as drifted only beyond what chance alone gives. "
        "Groups of fewer than five people are withheld, and nothing here is about one person.",
        "quiet",
    )
    command = f"sightline review --period {pack.period.label} --as-of {pack.as_of.date()}"
    yield Paragraph(
        f"Figures of {pack.as_of.isoformat()}, model {pack.model}, Sightline {pack.written_by or 'unknown'}. "
        f"Made again by: {command}",
        "quiet",
    )
    if pack.signatures:
        signed = tuple((Cell(one.part), Cell(one.who), Cell(day(one.on))) for one in pack.signatures)
        yield Table("Who stands for it", (Column("Part"), Column("Who", wide=True), Column("On")), signed)


def slides(pack: Pack) -> tuple[Slide, ...]:
    """Return the slides: the whole in a sentence, goals, each goal, operations, roles, initiatives, decisions."""
    found = [Slide(title(pack), (Paragraph(lead(pack), "lead"), Paragraph(byline(pack), "quiet")))]
    if pack.goals:
        found.append(Slide(headline(pack), (all_goals(pack),)))
    for goal in pack.goals:
        told = [one for one in one_goal(goal, pack) if not isinstance(one, Table)]
        found.append(Slide(goal.statement, tuple(told[:ON_A_GOAL])))
    if pack.deviations:
        found.append(Slide("Operations", (Paragraph(operations_sentence(pack), "lead"), dearest(pack, ON_A_SLIDE))))
    if any(one.state in TOLD for one in pack.aligned):
        found.append(Slide("Roles", (Paragraph(roles_sentence(pack), "lead"), alignment_table(pack))))
    if pack.moves:
        found.append(Slide("What the best set of initiatives brings", (best_moves(pack),)))
    if pack.due:
        found.append(Slide("To be decided", (due_table(pack),)))
    return tuple(found)
