"""Candidates out of what the model declares: initiatives that are not delivered yet, costs in one currency."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.errors import DeclarationError
from sightline.model.backlogged import Initiative
from sightline.model.model import Model
from sightline.records.backlog import Candidate
from sightline.saying import say

__all__ = ["backlog_of", "candidate_of", "delivered_of"]


def backlog_of(model: Model) -> tuple[Candidate, ...]:
    """Return the initiatives that are not delivered, in the order of the model.

    Raises
    ------
    DeclarationError
        If a cost is in a currency without a rate.
    """
    return tuple(candidate_of(model, name) for name, one in model.initiatives.items() if one.delivered is None)


def delivered_of(model: Model) -> tuple[str, ...]:
    """Return the initiatives that are delivered."""
    return tuple(name for name, one in model.initiatives.items() if one.delivered is not None)


def candidate_of(model: Model, name: str) -> Candidate:
    """Return one initiative as a candidate.

    Raises
    ------
    DeclarationError
        If its cost is in a currency without a rate.
    """
    one = model.initiatives[name]
    return Candidate(
        name, one.title, {metric: _estimate(change.by) for metric, change in one.changes.items()},
        cost=_cost(one, model.settings.currency, model.settings.rates),
        effort={role: float(weeks) for role, weeks in one.effort.items()}, takes=one.takes, needs=one.needs,
        excludes=one.excludes, asked_by=one.asked_by, kind=one.kind, must=one.must or _dated(one),
        asked_on=one.asked_on,
        rank=one.committee_rank, must_by=one.must_by,
    )  # fmt: skip


def _dated(one: Initiative) -> str:
    return "" if one.must_by is None else say("It has to be there after {day:%Y-%m-%d}", day=one.must_by)


def _estimate(by: tuple[float, float, float]) -> tuple[float, float, float]:
    low, likely, high = (float(one) for one in by)
    return low, likely, high


def _cost(one: Initiative, home: str, rates: Mapping[str, float]) -> float:
    if one.currency is None or one.currency == home:
        return float(one.cost)
    if one.currency not in rates:
        raise DeclarationError(
            say("the cost of '{title}' is in {currency}, and there is no rate for it.", title=one.title,
                currency=one.currency),
            place="sightline.yml",
            fix=say("Add rates: {{{currency}: what 1 {currency} is in {home}}}.", currency=one.currency, home=home),
        )  # fmt: skip
    return float(one.cost) * float(rates[one.currency])
