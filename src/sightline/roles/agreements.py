"""Agreements: the goals of a role, frozen for a period.

Weights are agreed in whole percent, and make a hundred; targets are rounded so that the way to them has three figures.
Both may be set by hand, with a reason: what was derived stands beside it. Weights that are not set share what is left
as they did before. An agreement is never edited: a re-baseline is a new version that names the one before and says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sightline.errors import DeclarationError, nearest
from sightline.periods import Period
from sightline.records.agreements import AgreedGoal, Agreement
from sightline.records.roles import RoleGoal, RoleGoals
from sightline.roles.goals import MOST
from sightline.saying import joined, labelled, phrase, say

__all__ = ["AgreementError", "Change", "NothingToAgreeError", "Side", "change_of", "draft", "follows"]

What = Literal["weight", "target"]
_CENT = 100
_FORM = "Write METRIC.weight=0.4 or METRIC.target=0.93; a share may be written as 40%."

_TWICE: Mapping[What, str] = {
    "weight": phrase("The weight of '{metric}' is set twice."),
    "target": phrase("The target of '{metric}' is set twice."),
}


class AgreementError(DeclarationError):
    """What was asked for cannot be agreed upon."""

    exit_code = 2


class NothingToAgreeError(AgreementError):
    """A role holds nothing whose weight the data settle, and nobody knows how its work splits."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Change:
    """One change by hand.

    Parameters
    ----------
    metric : str
        Of which goal.
    what : str
        `weight` or `target`.
    value : float
        The weight as a share of 1; the target in the metric's unit.
    """

    metric: str
    what: What
    value: float


@dataclass(frozen=True, slots=True)
class Side:
    """For whom an agreement is made.

    Parameters
    ----------
    person : str, optional
        The holder; None for the team.
    team : str, optional
        The unit.
    manager : str, optional
        Who agrees for the enterprise.
    """

    person: str | None = None
    team: str | None = None
    manager: str | None = None


def change_of(text: str) -> Change:
    """Return the change that a text such as `on_time_share.weight=0.4` asks for.

    Raises
    ------
    AgreementError
        If it asks for none.

    Examples
    --------
    >>> change_of("lead_time.target=3.1"), change_of("orders.weight=40%").value
    (Change(metric='lead_time', what='target', value=3.1), 0.4)
    """
    name, equals, number = text.partition("=")
    metric, _, what = name.strip().rpartition(".")
    if not equals or not metric or what not in ("weight", "target"):
        raise AgreementError(f"'{text}' is no change of a weight or a target.", fix=_FORM)
    number = number.strip()
    try:
        value = float(number.removesuffix("%").replace("_", "")) / (_CENT if number.endswith("%") else 1)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise AgreementError(f"'{number}' in '{text}' is no number.", fix=_FORM)
    return Change(metric, "weight" if what == "weight" else "target", value)


def draft(
    goals: RoleGoals,
    period: Period,
    side: Side,
    *,
    model: str,
    as_of: datetime,
    changes: Sequence[Change] = (),
    reason: str = "",
) -> Agreement:
    """Return the first version of an agreement.

    Parameters
    ----------
    goals : RoleGoals
        What was derived.
    period : Period
        For which it is to hold.
    side : Side
        For whom.
    model : str
        The hash of the model behind it.
    as_of : datetime
        The moment up to which facts counted.
    changes : sequence of Change
        By hand.
    reason : str
        Why.

    Raises
    ------
    AgreementError
        With everything that is wrong: a change without a reason or for a metric that the role does not hold, weights
        that make no hundred percent, more than five goals, nothing to agree upon.
    """
    reason = " ".join(reason.split())
    faults = [*_faults(goals, changes, reason)]
    chosen = _chosen(goals, changes)
    place = _place(goals.role, period.label)
    if not faults and not chosen and not goals.activities:
        raise NothingToAgreeError(goals.words, place=place, fix=_fix(goals, changes))
    if not faults and len(chosen) > MOST:
        text = phrase("{count} goals are more than {most}: set the weight of another one to 0.")
        faults = [say(text, count=len(chosen), most=MOST)]
    weights, said = _weights(chosen, changes) if not faults else ({}, [])
    faults += said
    if faults:
        raise AgreementError(joined(" ", faults), place=place, fix=_fix(goals, changes))
    derived = _derived(goals.goals)
    agreed = [_agreed(one, weights, changes, reason, derived=derived) for one in chosen]
    agreed.sort(key=lambda one: (-one.weight, one.metric))
    return Agreement(
        period.label, period.start, period.end - timedelta(days=1), goals.role, goals.title, side.person, side.team,
        side.manager, tuple(agreed), _rounded(goals.activities), 1, None, "", model, as_of,
    )  # fmt: skip


def follows(new: Agreement, before: Agreement | None, *, rebaseline: bool, reason: str) -> Agreement:
    """Return an agreement as what comes after the newest version there is.

    Parameters
    ----------
    new : Agreement
        A draft.
    before : Agreement, optional
        The newest version for the same role, person and period; None where there is none.
    rebaseline : bool
        Whether a new version is declared.
    reason : str
        Why.

    Returns
    -------
    Agreement
        `before` itself, where the same was agreed already and no new version is declared.

    Raises
    ------
    AgreementError
        If something else was agreed already and no re-baseline is declared, or if one is declared without a reason,
        without anything before it, or without any change.
    """
    reason = " ".join(reason.split())
    place = _place(new.role, new.period)
    if before is None:
        if rebaseline:
            said = say("there is no agreement to re-baseline.")
            raise AgreementError(said, place=place, fix=say("Leave out --rebaseline."))
        return new
    same = before.terms() == new.terms()
    if not rebaseline:
        if same:
            return before
        text = phrase("version {version} is agreed already ({hash}), and an agreement is never edited.")
        raise AgreementError(
            say(text, version=before.version, hash=before.hash[:8]),
            place=place, fix=say("Declare a new version: --rebaseline --reason TEXT."),
        )  # fmt: skip
    if not reason:
        raise AgreementError(say("a re-baseline needs a reason."), place=place, fix=say("Say why: --reason TEXT."))
    if same:
        raise AgreementError(say("nothing has changed since version {version}.", version=before.version), place=place)
    return replace(new, version=before.version + 1, previous=before.hash, reason=reason)


def _place(role: str, period: str) -> str:
    return say("role '{role}', {period}", role=role, period=labelled(period))


def _faults(goals: RoleGoals, changes: Sequence[Change], reason: str) -> Iterable[str]:
    known = {one.metric for one in (*goals.goals, *goals.more)}
    if changes and not reason:
        yield say("A change by hand needs a reason.")
    said: set[tuple[str, str]] = set()
    for one in changes:
        if one.metric not in known:
            yield say("It holds no '{metric}'.", metric=one.metric)
            if close := nearest(one.metric, known):
                yield say("Did you mean '{name}'?", name=close)
        if (one.metric, one.what) in said:
            yield say(_TWICE[one.what], metric=one.metric)
        said.add((one.metric, one.what))
        if one.what == "weight":
            if not 0 <= one.value <= 1:
                text = phrase("A weight of {value:g} for '{metric}' does not lie between 0 and 1.")
                yield say(text, value=one.value, metric=one.metric)
            elif not math.isclose(one.value * _CENT, round(one.value * _CENT), abs_tol=1e-9):
                text = phrase("A weight of {value:g} for '{metric}' is no whole percent.")
                yield say(text, value=one.value, metric=one.metric)


def _fix(goals: RoleGoals, changes: Sequence[Change]) -> str:
    if not changes:
        return say("Set a weight by hand: --set METRIC.weight=1 --reason TEXT.") if goals.more else ""
    held = sorted(one.metric for one in (*goals.goals, *goals.more))
    return say("It holds {metrics}.", metrics=joined(", ", held)) if held else say("It holds nothing.")


def _chosen(goals: RoleGoals, changes: Sequence[Change]) -> list[RoleGoal]:
    """Return the goals to agree upon: those that follow, without what weighs nothing by hand, with what is added."""
    by_hand = {one.metric: one.value for one in changes if one.what == "weight"}
    named = {one.metric for one in changes}
    kept = [one for one in goals.goals if by_hand.get(one.metric, 1) > 0]
    return kept + [one for one in goals.more if one.metric in named and by_hand.get(one.metric, 0) > 0]


def _derived(goals: Sequence[RoleGoal]) -> dict[str, float]:
    """Return derived weights as whole percents that make a hundred."""
    return _percents({one.metric: one.weight or 0.0 for one in goals}, _CENT)


def _weights(chosen: Sequence[RoleGoal], changes: Sequence[Change]) -> tuple[dict[str, float], list[str]]:
    """Return the weight of each goal, and what is wrong with those that were set."""
    fixed = {one.metric: round(one.value * _CENT) for one in changes if one.what == "weight" and one.value > 0}
    free = {one.metric: one.weight or 0.0 for one in chosen if one.metric not in fixed}
    left = _CENT - sum(fixed.values())
    if not chosen:  # the split of work alone
        return {}, []
    if left < 0 or (left > 0 and not sum(free.values())):
        return {}, [say("The weights that are set make {sum} %, not 100 %.", sum=_CENT - left)]
    weights = _percents(free, left)
    return {**{metric: cents / _CENT for metric, cents in fixed.items()}, **weights}, []


def _percents(sizes: Mapping[str, float], cents: int) -> dict[str, float]:
    """Return whole percents in proportion to sizes that make `cents`: the largest remainders are rounded up."""
    total = sum(sizes[one] for one in sorted(sizes))
    if total <= 0:
        return dict.fromkeys(sizes, 0.0)
    exact = {one: size / total * cents for one, size in sizes.items()}
    whole = {one: math.floor(size) for one, size in exact.items()}
    order = sorted(exact, key=lambda one: (whole[one] - exact[one], one))
    for one in order[: cents - sum(whole.values())]:
        whole[one] += 1
    return {one: size / _CENT for one, size in whole.items()}


def _agreed(
    one: RoleGoal, weights: Mapping[str, float], changes: Sequence[Change], reason: str, *, derived: Mapping[str, float]
) -> AgreedGoal:
    target = _target(one)
    mine = {change.what: change.value for change in changes if change.metric == one.metric}
    weight = weights[one.metric]
    moved = weight != derived.get(one.metric)
    return AgreedGoal(
        metric=one.metric, title=one.title, unit=one.unit, better=one.better, goal=one.goal, weight=weight,
        derived_weight=derived.get(one.metric, _short(one.weight)), low=_short(one.low), high=_short(one.high),
        baseline=_digits(one.baseline, 12), target=mine.get("target", target), derived_target=target,
        contribution=_digits(one.contribution, 6), share=one.share, counter=one.counter, path=one.path, words=one.words,
        by_hand=tuple(sorted(mine)), reason=reason if mine or moved else "",
    )  # fmt: skip


def _target(one: RoleGoal) -> float | None:
    """Return a target so rounded that the way to it keeps three figures."""
    if one.target is None or one.baseline is None or one.target == one.baseline:
        return one.target
    return round(one.target, 2 - math.floor(math.log10(abs(one.target - one.baseline))))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _digits(value: float | None, figures: int) -> float | None:
    return None if value is None else float(f"{value:.{figures}g}")


def _rounded(shares: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return shares of work in tenths of a percent that make one: the same on every machine."""
    tenths = _percents(dict(shares), 10 * _CENT)
    return tuple((name, round(tenths[name] / 10, 3)) for name, _ in shares)
