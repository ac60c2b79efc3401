"""What `portfolio` asks and prints: the arguments as limits, the answer as a document or a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.documents.portfolio import PORTFOLIO
from sightline.cli.formats import show
from sightline.cli.initiative_table import initiative_table
from sightline.cli.portfolio_table import table
from sightline.cli.state import State
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell
from sightline.errors import UnknownNameError

if TYPE_CHECKING:
    from sightline.reading import Reading
    from sightline.reading.deciding import Choice
    from sightline.records.portfolio import Portfolio, Standing, Worth

FINDINGS = 1
_MOST_BYTES = 5_000_000
_STEPS = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9}
_AMOUNT = re.compile(r"([0-9][0-9_]*(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)\s*(k|M|bn|)")


@dataclass(frozen=True, slots=True)
class Question:
    """The arguments of `portfolio`, as they were written."""

    initiative: str | None
    budget: str | None
    capacity: tuple[str, ...]
    cost: tuple[str, ...]
    must: tuple[str, ...]
    without: tuple[str, ...]
    goal: str | None
    periods: int | None
    ranking: tuple[Path, ...]
    discount: bool
    fixes: bool
    quick: bool
    fmt: str


def answer(state: State, question: Question) -> int:
    """Print the portfolio, and return the exit code: 1 where no set keeps to the limits."""
    from sightline.reading.quiet import kept_from_stdout  # noqa: PLC0415 -- with the reading

    with state.reading() as reading:
        choice = choice_of(question, reading)
        with kept_from_stdout():
            found = reading.portfolio(choice)
        paths = _paths(question.initiative, found, reading)
        model, as_of, problems = reading.model, reading.as_of, reading.problems
        state.hide_progress()
        touched = {metric for one in found.standings for metric in one.candidate.changes}
        code = tell(state, problems, touched)
        if code != ENVIRONMENT:
            show(
                state, PORTFOLIO, rows(found, question.initiative), fmt=question.fmt, model=model, as_of=as_of,
                problems=rows_of(problems), **extras(found),
                table=lambda out: (
                    table(found, model, out)
                    if question.initiative is None
                    else initiative_table(question.initiative, found, paths, model, out)
                ),
            )  # fmt: skip
        return code or (FINDINGS if found.conflict is not None else 0)


def _paths(name: str | None, found: Portfolio, reading: Reading) -> dict[str, str]:
    """Return the strongest way from what an initiative changes to each goal; none for what the model does not declare.

    Raises
    ------
    UnknownNameError
        If it is not in the backlog.
    """
    known = [one.candidate.id for one in found.standings]
    if name is not None and name not in known:
        raise UnknownNameError("initiative", name, known)
    if name is None or name not in reading.model.initiatives:
        return {}
    return {one.goal: " > ".join(one.paths[0].nodes[1:]) for one in reading.sight(from_=name) if one.paths}


def choice_of(question: Question, reading: Reading) -> Choice:
    """Return the arguments as what the reading is asked.

    Raises
    ------
    UsageError
        If an amount is no number, or a ranking no text.
    """
    from sightline.reading.deciding import Choice  # noqa: PLC0415 -- slow import

    capacity = {
        role: tuple(amount(one, "--capacity") for one in many.split(","))
        for role, many in _pairs(question.capacity, "--capacity is written ROLE=N, as in integration_engineer=2")
    }
    costs = {
        name: amount(one, "--cost")
        for name, one in _pairs(question.cost, "--cost is written X=N, as in price_review=90k")
    }
    return Choice(
        None if question.budget is None else amount(question.budget, "--budget"), capacity, question.must,
        question.without, question.goal, question.periods, {one.name: _text(one) for one in question.ranking},
        reading.fixes() if question.fixes else (), costs, reading.kept_of_promises() if question.discount else {},
        chances=not question.quick, prices=not question.quick, lessons=not question.quick,
    )  # fmt: skip


def _pairs(texts: tuple[str, ...], written: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, many = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise click.UsageError(f"{written}; not '{text}'.")
        yield name, many


def amount(text: str, option: str) -> float:
    """Return an amount as people write it: 800_000, 800,000, 800k, 1.2M."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(f"{option}: '{text}' is no amount of 0 or more; write 800_000, 800k or 1.2M.")
    return float(found[1].replace("_", "").replace(",", "")) * _STEPS[found[2]]


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise click.UsageError(f"{path} has more than {_MOST_BYTES:,} bytes; export fewer columns.")
    return path.read_text(encoding="utf-8", errors="replace")


def rows(found: Portfolio, initiative: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of the document: each initiative, or one, for each goal."""
    by_name = {one.candidate.id: one for one in found.standings}
    return [_row(one, by_name[one.initiative]) for one in found.worths if initiative in (None, one.initiative)]


def _row(worth: Worth, one: Standing) -> dict[str, Any]:
    return {
        "initiative": worth.initiative, "goal": worth.goal, "worth": worth.worth, "low": worth.low, "high": worth.high,
        "cost": one.candidate.cost, "in_best_set": one.in_best_set, "chance": one.chance,
    }  # fmt: skip


def extras(found: Portfolio) -> dict[str, Any]:
    """Return what the document holds beside its rows."""
    return {
        "unit": found.unit,
        "periods": list(found.periods),
        "limits": {
            "budget": found.limits.budget, "capacity": {role: list(one) for role, one in found.limits.capacity.items()},
            "must": dict(found.limits.must), "without": list(found.limits.without),
        },
        "initiatives": {one.candidate.id: _initiative(one) for one in found.standings},
        "worths": {
            f"{one.initiative} > {one.goal}": {
                "unit": one.unit, "before": one.before, "after": one.after, "per_cost": one.per_cost, "words": one.words
            }
            for one in found.worths
        },
        "best": None if found.best is None else {**asdict(found.best), "starts": _labelled(found, found.best.starts)},
        "conflict": None if found.conflict is None else asdict(found.conflict),
        "prices": [asdict(one) for one in found.prices],
        "lessons": [asdict(one) for one in found.lessons],
        "comparisons": [{**asdict(one), "starts": _labelled(found, one.starts)} for one in found.comparisons],
        "mergers": [asdict(one) for one in found.mergers],
        "words": list(found.words),
        "sways": [asdict(one) for one in found.sways],
    }  # fmt: skip


def _labelled(found: Portfolio, starts: Any) -> dict[str, str]:
    return {name: found.periods[start] for name, start in starts.items()}


def _initiative(one: Standing) -> dict[str, Any]:
    candidate = one.candidate
    return {
        "title": candidate.title, "origin": candidate.origin, "kind": candidate.kind, "asked_by": candidate.asked_by,
        "asked_on": candidate.asked_on, "age_days": one.age_days, "must": candidate.must, "must_by": candidate.must_by,
        "rank": candidate.rank,
        "takes": candidate.takes, "effort": dict(candidate.effort), "needs": list(candidate.needs),
        "excludes": list(candidate.excludes), "points": one.points, "low": one.low, "high": one.high,
        "per_cost": one.per_cost, "start": one.start, "delay": one.delay, "words": one.words,
    }  # fmt: skip
