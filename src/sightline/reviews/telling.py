"""A pack told from its first sentence to how it was made; and the few slides that a meeting needs of it."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reviews.pack import Pack
from sightline.reviews.remarks import remarks
from sightline.reviews.speech import Speech, as_it_is, spoken
from sightline.reviews.story import Block, Cell, Column, Heading, Paragraph, Slide, Table
from sightline.reviews.tell_decisions import backlog, best_moves, decisions, due_table
from sightline.reviews.tell_operations import dearest, operations, operations_sentence
from sightline.reviews.tell_roles import TOLD, alignment_table, drifted_sentence, roles, roles_sentence
from sightline.reviews.tell_strategy import all_goals, one_goal, strategy
from sightline.reviews.wording import chance, day, period_words
from sightline.saying import joined, phrase, say, say_in, say_many

__all__ = ["byline", "headline", "lead", "slides", "tell", "title"]

GOOD = ("reached", "on course")
ON_A_SLIDE, ON_A_GOAL = 5, 4


def title(pack: Pack) -> str:
    """Return what the document is called."""
    return say("{enterprise}: review of {period}", enterprise=pack.enterprise, period=period_words(pack.period))


def byline(pack: Pack) -> str:
    """Return of when it is and of what, in one line."""
    told = [say("As of {day}", day=day(pack.as_of.date())), say("model {hash}", hash=pack.model[:8])]
    return joined(" · ", [*told, say("an example with invented data") if pack.example else ""])


def lead(pack: Pack) -> str:
    """Return the whole pack in a few sentences."""
    if not pack.goals:
        return operations_sentence(pack)
    least = min((goal for goal in pack.goals if goal.probability is not None), key=lambda one: one.probability or 0.0,
                default=None)  # fmt: skip
    told = [joined("", [headline(pack), "."])]
    if least is not None:
        text = phrase("Least likely is “{goal}”, with a chance of {chance}.")
        told.append(say(text, goal=least.statement, chance=chance(least.probability)))
    told.append(operations_sentence(pack))
    if moved := drifted_sentence(pack):
        told.append(moved)
    if pack.due:
        told.append(say_many("{count} thing is to be decided.", "{count} things are to be decided.", len(pack.due)))
    return joined(" ", told)


def headline(pack: Pack) -> str:
    """Return how many goals are well; that no goal is declared, where none is."""
    if not pack.goals:
        return say("No goal is declared")
    well = sum(pack.status(goal) in GOOD for goal in pack.goals)
    return say_many(
        "{count} of {all} goals is reached or on course", "{count} of {all} goals are reached or on course", well,
        all=len(pack.goals),
    )  # fmt: skip


def tell(pack: Pack, speech: Speech = as_it_is) -> tuple[Block, ...]:
    """Return the document, said in a speech; its title and byline come before it."""
    told = (
        Paragraph(lead(pack), "lead"), *remarks(pack, ""), *strategy(pack, speech), *operations(pack), *roles(pack),
        *backlog(pack), *decisions(pack), *_made(pack),
    )  # fmt: skip
    return spoken(told, speech)


def _made(pack: Pack) -> Iterator[Block]:
    """Yield how the numbers were made, what is missing, and who stands for it."""
    yield Heading(say("How this was made"), 2, "made")
    for one in pack.words:
        yield Paragraph(one)
    if pack.withheld:
        rows = tuple((Cell(one.part), Cell(one.cause, detail=one.fix)) for one in pack.withheld)
        yield Table(say("What is missing"), (Column(say("Part")), Column(say("Why"), wide=True)), rows)
    yield Paragraph(say(
        "A forecast is the median of simulated ways ahead, its interval holds 90 % of them; a chance is the share of "
        "ways that reach the target in time. An effect is assumed, correlational, quasi-experimental or experimental, "
        "by what its evidence is; “exact” is arithmetic. Work counts as drifted only beyond what chance alone gives. "
        "Groups of fewer than five people are withheld, and nothing here is about one person."
    ), "quiet")  # fmt: skip
    command = f"sightline review --period {pack.period.label} --as-of {pack.as_of.date()}"
    yield Paragraph(say(
        "Figures of {moment}, model {hash}, Sightline {version}. Made again by: {command}", hash=pack.model,
        moment=pack.as_of.isoformat(), version=pack.written_by or say("unknown"), command=command,
    ), "quiet")  # fmt: skip
    if pack.signatures:
        signed = tuple((Cell(one.part), Cell(one.who), Cell(day(one.on))) for one in pack.signatures)
        columns = Column(say("Part")), Column(say("Who"), wide=True), Column(say_in("a day", "On"))
        yield Table(say("Who stands for it"), columns, signed)


def slides(pack: Pack, speech: Speech = as_it_is) -> tuple[Slide, ...]:
    """Return the slides, said in a speech: the whole in a sentence, each goal, operations, roles, decisions."""
    found = [Slide(title(pack), (Paragraph(lead(pack), "lead"), Paragraph(byline(pack), "quiet")))]
    if pack.goals:
        found.append(Slide(headline(pack), (all_goals(pack),)))
    for goal in pack.goals:
        told = [one for one in one_goal(goal, pack, speech) if not isinstance(one, Table)]
        found.append(Slide(goal.statement, tuple(told[:ON_A_GOAL])))
    if pack.deviations:
        found.append(
            Slide(say("Operations"), (Paragraph(operations_sentence(pack), "lead"), dearest(pack, ON_A_SLIDE)))
        )
    if any(one.state in TOLD for one in pack.aligned):
        found.append(Slide(say("Roles"), (Paragraph(roles_sentence(pack), "lead"), alignment_table(pack))))
    if pack.moves:
        found.append(Slide(say("What the best set of initiatives brings"), (best_moves(pack),)))
    if pack.due:
        found.append(Slide(say("To be decided"), (due_table(pack),)))
    return spoken(tuple(found), speech)
