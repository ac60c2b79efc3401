"""Answers: one record per declared effect, out of a fit, in numbers and in words.

Three kinds: estimated from data; assumed, where data do not settle it and an assumption is declared; and unanswered,
where the data are such that there is nothing to estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sightline.model.declarations import Assumption, Effect
from sightline.records import EffectRecord, PanelEffect
from sightline.records.effects import Support
from sightline.saying import joined, labelled, phrase, say, say_many
from sightline.sight.fit import Estimates, Fit
from sightline.sight.skill import Skill

__all__ = ["acts", "assumed", "estimated", "likely_lags", "support_of", "unanswered"]

Floats = NDArray[np.float64]

SUPPORTED, SUGGESTED = 0.9, 0.5
FEWEST = 36  # values below which an effect is suggested at most
INTERVAL = (5.0, 95.0)
DRAWS_OF_ASSUMPTION = 1000
_Z = 1.645


def support_of(probability: float, n: int, *, alone: bool = True) -> Support:
    """Return how well an effect is supported; a copy of another driver (not `alone`) is suggested at most."""
    if probability >= SUPPORTED and n >= FEWEST and alone:
        return "supported"
    return "suggested" if probability >= SUGGESTED else "cannot_say"


def unanswered(effect: Effect, reason: str, *, found: Fit | None = None, notes: Sequence[str] = ()) -> EffectRecord:
    """Return the record of an effect that there is nothing to estimate from."""
    words = joined(" ", [say("The data cannot say: {reason}.", reason=reason), *notes])
    return EffectRecord(
        driver=effect.driver, on=effect.on, kind="estimated", lag=None, per_unit=None, low=None, high=None,
        probability=None, support="cannot_say", grade=effect.grade, skill=None, skill_p=None,
        n=found.n if found else 0, periods=found.periods if found else 0, series=found.series if found else 0,
        window=effect.lag, sign=effect.sign, words=words,
    )  # fmt: skip


def estimated(
    effect: Effect,
    found: Fit,
    *,
    factor: float,
    by: tuple[str, ...],
    skill_of: Callable[[Sequence[int]], Skill],
    labels: Sequence[str],
    notes: Sequence[str] = (),
) -> EffectRecord:
    """Return the record of an estimate.

    Parameters
    ----------
    effect : Effect
        As declared.
    found : Fit
        In which it was estimated.
    factor : float
        What a segment's effect is multiplied with to be the enterprise's.
    by : tuple of str
        The dimension of the segments; empty for none.
    skill_of : callable
        Lags -> the skill of a driver that acts over them.
    labels : sequence of str
        The labels of the panel's periods.
    notes : sequence of str
        Sentences on the data.
    """
    at = found.drivers.index(effect.driver)
    known, first = found.known, found.windows[effect.driver][0]
    draws = _by_lag(known, at, first=first, last=effect.lag[1])
    size = known.posterior.size[:, at] * known.per_unit[at]
    probability = float(known.posterior.probability[at])
    support = support_of(probability, found.n, alone=effect.driver not in known.copies)
    skill = skill_of(likely_lags(found, at))
    expired = skill.failed and support != "cannot_say"
    middle = float(np.median(size))
    low, high = (float(one) for one in np.percentile(size, INTERVAL))
    sentences = _sentences(effect, found, at, support=support, probability=probability)
    if expired and skill.since is not None:
        text = phrase("Expired: since {period} forecasts are no better with the driver.")
        sentences.insert(0, say(text, period=labelled(labels[skill.since])))
    mode = int(np.abs(draws).sum(axis=0).argmax()) if support != "cannot_say" else None
    ends = sorted((low * factor, high * factor))
    return EffectRecord(
        driver=effect.driver, on=effect.on, kind="estimated", lag=mode, per_unit=middle * factor, low=ends[0],
        high=ends[1], probability=probability, support="cannot_say" if expired else support, grade=effect.grade,
        skill=skill.skill, skill_p=skill.p, n=found.n, periods=found.periods, series=found.series, window=effect.lag,
        sign=effect.sign, two_sided=_two_sided(effect, found, at), expired=expired,
        panel=PanelEffect(by[0], found.series, middle, low, high) if by else None,
        words=joined(" ", [*sentences, *notes]), draws=draws * factor,
    )  # fmt: skip


def _by_lag(known: Estimates, at: int, *, first: int, last: int) -> Floats:
    """Return draws x lags from 0 to `last`: each run's cumulative effect shared by its lags."""
    chosen = known.posterior.run[:, at]
    spread = np.zeros((len(chosen), last + 1))
    there = np.flatnonzero(chosen >= 0)
    start, length = known.runs.start[chosen[there]] + first, known.runs.length[chosen[there]]
    share = known.posterior.size[there, at] * known.per_unit[at] / length
    for more in range(int(length.max(initial=0))):
        inside = more < length
        spread[there[inside], start[inside] + more] = share[inside]
    return spread


def acts(found: Fit, at: int) -> bool:
    """Return whether a driver more likely acts than not."""
    return float(found.known.posterior.probability[at]) >= SUGGESTED


def likely_lags(found: Fit, at: int) -> list[int]:
    """Return the lags of a driver's most frequent run; of its first one where it never acts."""
    runs = found.known.runs
    chosen = found.known.posterior.run[:, at]
    chosen = chosen[chosen >= 0]
    run = int(np.bincount(chosen).argmax()) if len(chosen) else int(runs.offset[at])
    start = found.windows[found.drivers[at]][0] + int(runs.start[run])
    return list(range(start, start + int(runs.length[run])))


def _two_sided(effect: Effect, found: Fit, at: int) -> float | None:
    """Return the probability of the declared direction, given that there is an effect and no sign was declared."""
    free = found.known.free
    if effect.sign is None or free.probability[at] <= 0:
        return None
    up = float(free.positive[at] / free.probability[at])
    return min(max(up if effect.sign == "positive" else 1 - up, 0.0), 1.0)


def _sentences(effect: Effect, found: Fit, at: int, *, support: Support, probability: float) -> list[str]:
    sentences: list[str] = []
    if support == "cannot_say":
        sentences.append(say("The data cannot say."))
    if probability >= SUPPORTED and found.n < FEWEST:
        sentences.append(say("Suggested at most: {n} values are fewer than {least}.", n=found.n, least=FEWEST))
    if twin := found.known.copies.get(effect.driver):
        sentences.append(say("It moves just as {twin} does: the data cannot tell which of them acts.", twin=twin))
    against = _two_sided(effect, found, at)
    if against is not None and against < 0.2 and found.known.free.probability[at] >= SUGGESTED:  # noqa: PLR2004 -- clearly the other way
        positive = say("The data point the other way than declared (positive).")
        negative = say("The data point the other way than declared (negative).")
        sentences.append(positive if effect.sign == "positive" else negative)
    if support != "cannot_say" and _disagrees(found, at):
        sentences.append(say("A ridge distributed lag disagrees on the size."))
    return sentences


def _disagrees(found: Fit, at: int) -> bool:
    """Return whether each form's interval excludes the other's estimate.

    Short series make the ridge form shrink hard, so that its estimate alone often lies outside; this says nothing.
    """
    check, size = found.known.check, found.known.posterior.size[:, at]
    low, high = np.percentile(size, INTERVAL)
    middle, reach = float(check.mean[at]), _Z * float(check.deviation[at])
    return not low <= middle <= high and abs(float(np.median(size)) - middle) > reach


def assumed(effect: Effect, assumption: Assumption, record: EffectRecord, *, rng: np.random.Generator) -> EffectRecord:
    """Return the declared assumption as the effect, keeping how many values could not settle it.

    Half of the draws lie evenly between the lower bound and the assumed size, half between it and the upper bound;
    the delay is equally likely anywhere in the window.
    """
    size = float(assumption.per_unit)
    low, high = (float(one) for one in assumption.between or (size, size))
    count = len(record.draws) if record.draws is not None else DRAWS_OF_ASSUMPTION
    place = rng.permutation((np.arange(count) + 0.5) / count)
    drawn = np.interp(place, [0.0, 0.5, 1.0], [low, size, high])
    lag = rng.integers(effect.lag[0], effect.lag[1] + 1, size=count)
    draws = np.zeros((count, effect.lag[1] + 1))
    draws[np.arange(count), lag] = drawn
    return replace(
        record, kind="assumed", lag=sum(effect.lag) // 2, per_unit=size, low=low, high=high, probability=None,
        grade="assumed", panel=None, draws=draws,
        words=joined(" ", [_assumed_delay(*effect.lag), record.words or say("The data only suggest an effect.")]),
    )  # fmt: skip


def _assumed_delay(first: int, last: int) -> str:
    if first == last:
        return say_many("Assumed, with a delay of {count} period.", "Assumed, with a delay of {count} periods.", last)
    return say("Assumed, with a delay of anywhere from {first} to {last} periods.", first=first, last=last)
