"""Effects: is a declared driver leading, by how much, how late, and how sure is that.

For each outcome all its declared drivers are fitted together, since they are confounded: over the segments of a
dimension where that helps, else over the enterprise as a whole. The method and what was measured of it stand in
`docs/explanation/effects.md`; `spike.py` holds the sampler. Bad data never raise: the record says why it cannot say.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.model.declarations import Effect
from sightline.model.model import Model
from sightline.periods import Calendar
from sightline.records import EffectRecord, History
from sightline.saying import Said, joined, phrase, say, say_many
from sightline.sight.answers import acts, assumed, estimated, likely_lags, unanswered
from sightline.sight.fit import Fit, fit
from sightline.sight.panels import (
    Histories,
    Panel,
    Window,
    company_factor,
    enough,
    joint,
    largest,
    panel_of,
    segment_name,
    varies,
)
from sightline.sight.skill import Skill, skill_of

__all__ = ["asked", "estimate"]

Floats = NDArray[np.float64]
Dimensions = Callable[[str], tuple[str, ...]]

WORKERS = 2
MOST_SEGMENTS = 150  # fitted together; more cost time and tell little
LONGEST_SHARE = 3  # lags beyond a third of the periods are not tried
_SIGNS = {None: 0, "positive": 1, "negative": -1}


def asked(model: Model, dimensions_of: Dimensions) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the (metric, dimensions) of every history that `estimate` works on.

    Parameters
    ----------
    model : Model
        Whose effects.
    dimensions_of : callable
        Metric id -> the dimensions by which it can be asked.
    """
    wanted: dict[tuple[str, tuple[str, ...]], None] = {}
    for effect in model.effects:
        for by in ((), *((name,) for name in _dimensions(effect, dimensions_of))):
            wanted[effect.driver, by] = None
            wanted[effect.on, by] = None
    return tuple(wanted)


def _dimensions(effect: Effect, dimensions_of: Dimensions) -> tuple[str, ...]:
    """Return the dimensions that an effect may be fitted over, the first choice first."""
    shared = set(dimensions_of(effect.driver))
    both = tuple(name for name in dimensions_of(effect.on) if name in shared)
    return both if effect.by is None else tuple(name for name in both if name == effect.by)


def estimate(
    model: Model, histories: Histories, *, dimensions_of: Dimensions, draws: int = 1000, seed: int = 0
) -> tuple[EffectRecord, ...]:
    """Estimate all declared effects.

    Parameters
    ----------
    model : Model
        Whose effects.
    histories : mapping of (metric, dimensions) to History
        Those of `asked`, as far as there are any.
    dimensions_of : callable
        Metric id -> the dimensions by which it can be asked.
    draws : int
        Draws kept of each effect.
    seed : int
        Equal seeds give equal results, whatever the order of the effects and the number of threads.

    Returns
    -------
    tuple of EffectRecord
        One per effect, in their order.
    """
    by_outcome: dict[str, list[Effect]] = {}
    for effect in sorted(model.effects, key=lambda one: (one.on, one.driver)):
        by_outcome.setdefault(effect.on, []).append(effect)
    tasks = [
        _Outcome(on, tuple(effects), histories, model.calendar, dimensions_of, draws, seed)
        for on, effects in by_outcome.items()
    ]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = {(one.driver, one.on): one for part in pool.map(_Outcome.records, tasks) for one in part}
    return tuple(found[effect.driver, effect.on] for effect in model.effects)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One moved metric with all effects declared on it."""

    on: str
    effects: tuple[Effect, ...]
    histories: Histories
    calendar: Calendar
    dimensions_of: Dimensions
    draws: int
    seed: int

    def records(self) -> list[EffectRecord]:
        """Return the record of each effect."""
        groups: dict[tuple[str, ...], list[Effect]] = {}
        for effect in self.effects:
            groups.setdefault(self._by(effect), []).append(effect)
        return [record for by, effects in groups.items() for record in self._group(by, effects)]

    def _by(self, effect: Effect) -> tuple[str, ...]:
        """Choose the dimension: the first whose segments know enough and in which both metrics differ."""
        for name in _dimensions(effect, self.dimensions_of):
            panel, windows = self._panel((name,), [effect])
            kept = enough(panel, windows) if panel is not None and windows else None
            if kept is not None and len(kept.segments) > 1 and varies(kept.x[effect.driver]) and varies(kept.y):
                return (name,)
        return ()

    def _panel(self, by: tuple[str, ...], effects: Sequence[Effect]) -> tuple[Panel | None, dict[str, Window]]:
        """Return the panel with all drivers that have a history in it, and the lags to try of each."""
        outcome = self._history(self.on, by)
        drivers = {one.driver: found for one in effects if (found := self._history(one.driver, by)) is not None}
        if outcome is None or not drivers:
            return None, {}
        panel = panel_of(outcome, drivers, self.calendar, segments=largest(outcome, MOST_SEGMENTS))
        longest = max(len(outcome.periods) // LONGEST_SHARE, 1)
        windows = {
            one.driver: (one.lag[0], min(one.lag[1], longest))
            for one in sorted(effects, key=lambda one: one.driver)
            if one.driver in drivers and one.lag[0] <= longest
        }
        return panel, windows

    def _history(self, metric: str, by: tuple[str, ...]) -> History | None:
        found = self.histories.get((metric, by))
        return found if found is not None and found.periods and found.segments else None

    def _group(self, by: tuple[str, ...], effects: Sequence[Effect]) -> list[EffectRecord]:
        """Return the records of effects that are fitted over one dimension, or over the enterprise as a whole."""
        panel, windows = self._panel(by, self.effects)
        core: tuple[str, ...] = joint(panel, windows) if panel is not None and windows else ()
        fits: dict[tuple[str, ...], tuple[Panel, Fit]] = {}
        records = []
        for effect in effects:
            if panel is None or effect.driver not in windows:
                records.append(_settled(effect, unanswered(effect, self._missing(effect)), self._rng(effect)))
                continue
            together = core if effect.driver in core else joint(panel, windows, needs=effect.driver)
            if by and len(enough(panel, {name: windows[name] for name in together}).segments) < 2:  # noqa: PLR2004 -- a panel is several
                together = (effect.driver,)
            if together not in fits:
                fits[together] = self._fit(panel, {name: windows[name] for name in together}, by)
            records.append(self._record(effect, *fits[together], panel))
        return records

    def _missing(self, effect: Effect) -> Said:
        for name in (effect.on, effect.driver):
            if self._history(name, ()) is None:
                return say("{metric} has no data", metric=name)
        return say("the delays begin later than a third of the data of {metric}", metric=effect.on)

    def _fit(self, panel: Panel, windows: Mapping[str, Window], by: tuple[str, ...]) -> tuple[Panel, Fit]:
        kept = enough(panel, windows)
        signs = {one.driver: _SIGNS[one.sign] for one in self.effects}
        name = "|".join([self.on, *by, *windows])
        rng = np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        season = self.calendar.grain.season
        return kept, fit(kept, windows, signs, season=season, rng=rng, draws=self.draws)

    def _record(self, effect: Effect, panel: Panel, found: Fit, whole: Panel) -> EffectRecord:
        notes = self._notes(effect, panel, found, whole)
        if effect.driver not in found.drivers:
            reason = found.silent.get(effect.driver, say("there are too few periods"))
            answer = unanswered(effect, reason, found=found, notes=notes)
            return _settled(effect, answer, self._rng(effect))

        acting = {name: likely_lags(found, at) for at, name in enumerate(found.drivers) if acts(found, at)}
        others = {name: lags for name, lags in acting.items() if name != effect.driver}

        def skill(lags: Sequence[int]) -> Skill:
            return skill_of(panel, effect.driver, lags=lags, others=others, season=self.calendar.grain.season)

        labels = tuple(period.label for period in panel.periods)
        answer = estimated(
            effect, found, factor=self._factor(effect, panel), by=panel.by, skill_of=skill, labels=labels, notes=notes
        )
        return _settled(effect, answer, self._rng(effect))

    def _factor(self, effect: Effect, panel: Panel) -> float:
        if not panel.by:
            return 1.0
        return company_factor(
            self.histories[self.on, panel.by],
            self.histories[effect.driver, panel.by],
            outcome_whole=self._history(self.on, ()),
            driver_whole=self._history(effect.driver, ()),
        )

    def _rng(self, effect: Effect) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(f"assumed|{self.on}|{effect.driver}".encode())])

    def _notes(self, effect: Effect, panel: Panel, found: Fit, whole: Panel) -> list[str]:
        """Say what a reader should know of the data behind an estimate."""
        notes: list[str] = []
        segments = len(self.histories[self.on, panel.by].segments)
        if segments > len(whole.segments):
            text = phrase("Estimated from the {most} largest of {segments} segments.")
            notes.append(say(text, most=len(whole.segments), segments=segments))
        left_out = [segment_name(one) for one in whole.segments if one not in panel.segments]
        if left_out and panel.by:
            notes.append(say("Left out, with too little data: {names}.", names=joined(", ", left_out)))
        for name in (effect.on, effect.driver):
            if count := whole.odd.get(name):
                told = say_many(
                    "{count} value of {metric} cannot be right and is left out.",
                    "{count} values of {metric} cannot be right and are left out.",
                    count,
                    metric=name,
                )
                notes.append(told)
        apart = sorted({one.driver for one in self.effects} - {*found.drivers, *found.silent})
        if apart and effect.driver in found.drivers:
            text = phrase("Estimated without {names}, whose data do not overlap enough.")
            notes.append(say(text, names=joined(", ", apart)))
        high = found.windows[effect.driver][1] if effect.driver in found.windows else effect.lag[1]
        if high < effect.lag[1]:
            told = say_many(
                "Delays beyond {count} period were not tried: the data are too short.",
                "Delays beyond {count} periods were not tried: the data are too short.",
                high,
            )
            notes.append(told)
        return notes


def _settled(effect: Effect, record: EffectRecord, rng: np.random.Generator) -> EffectRecord:
    """Return the declared assumption in place of an estimate that does not settle the effect."""
    if effect.assume is None or record.support == "supported":
        return record
    return assumed(effect, effect.assume, record, rng=rng)
