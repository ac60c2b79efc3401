"""Findings of rules: cases that violated one of late or still do, and open ones that will probably miss a deadline.

Many cases of one rule are one finding: those of a segment that stands out against its own past, and all others
together, with the open ones there that will probably follow. A case that violated a rule costs what it adds to the
metrics that the rule touches, for one period: a late one its excess time over the number of cases of a period, any
other one more violation, where something uses their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.stats import nbinom

from sightline.model.model import Model
from sightline.operations.findings import Finding, Place, owner_of
from sightline.operations.pricing import DRAWS, Lines
from sightline.operations.rule_cases import NAMED, RuleCases
from sightline.operations.signals import Histories
from sightline.operations.timelines import NEVER, Timelines
from sightline.operations.timing import DAY_US, Owed, owed, timing_of
from sightline.operations.violation_words import beyond_tolerance, missing, violated_by, violated_by_one, waiting
from sightline.periods import Grain
from sightline.records import LineOfSight
from sightline.records.deviations import Prediction
from sightline.records.history import Floats
from sightline.saying import phrase, say

__all__ = ["HANDFUL", "WINDOW", "RuleWork", "tolerated"]

WINDOW = timedelta(days=7)
HANDFUL = 3
STALE = 4  # windows
_PAST = 26  # windows that say what is usual
_RARE = 0.01  # the chance of a segment of one rule to stand out by luck, shared by its segments
_LIKELY = 0.5
_RECENT = 12
_NEVER_LATE = phrase("No case was ever late by this rule, so that nothing says by how much.")
_EPOCH_US = timedelta(microseconds=1)
_YEAR = timedelta(days=366)


@dataclass(frozen=True, eq=False)
class RuleWork:
    """One rule of one process: its violated cases, and what they and the threatened ones come to.

    Parameters
    ----------
    model : Model
        What is declared.
    process, rule : str
        Which.
    outcomes : pa.Table
        Of `CASE_OUTCOME_SCHEMA`, of the whole process.
    lines : Timelines, optional
        The process's cases; without them there is no segment, and no time beyond a limit.
    now : datetime
        The moment of the reading.
    sight : mapping
        `(goal, origin)` to its line of sight.
    histories : mapping
        Of the metrics that rules touch.
    """

    model: Model
    process: str
    rule: str
    outcomes: pa.Table
    lines: Timelines | None
    now: datetime
    sight: Lines = field(repr=False)
    histories: Histories = field(repr=False)

    @property
    def origin(self) -> str:
        """The id under which lines of sight know it."""
        return f"{self.process}.{self.rule}"

    @cached_property
    def dimension(self) -> str | None:
        """The first dimension of the process that the cases have."""
        by = self.model.processes[self.process].by
        return next((name for name in by if self.lines is not None and name in self.lines.attributes), None)

    @cached_property
    def owed(self) -> Owed | None:
        """What it asks for in which time; None for a rule that is not about time."""
        timing = timing_of(self.model.processes[self.process].rules[self.rule])
        return owed(self.lines, timing) if timing is not None and self.lines is not None else None

    @cached_property
    def violated(self) -> RuleCases:
        """The cases that violated it in the last year."""
        table = self.outcomes
        mine = pc.and_(pc.equal(table.column("rule"), self.rule), pc.equal(table.column("outcome"), "violated"))
        year = pa.scalar(self.now - _YEAR, pa.timestamp("us", tz="UTC"))
        found = table.filter(pc.and_(mine, pc.greater_equal(table.column("at"), year)))
        case = np.array(found.column("case").to_pylist(), dtype=object)
        at = found.column("at").cast(pa.timestamp("us")).to_numpy()
        return RuleCases(case, self._broken(case, at), self._segments(case), *self._excess(case))

    def _segments(self, cases: NDArray[np.object_]) -> NDArray[np.object_]:
        if self.lines is None or self.dimension is None:
            return np.full(len(cases), None, dtype=object)
        place = self.lines.place(cases.tolist())
        found: NDArray[np.object_] = np.full(len(cases), None, dtype=object)
        found[place >= 0] = self.lines.attributes[self.dimension][place[place >= 0]]
        return found

    def _broken(self, cases: NDArray[np.object_], at: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
        """Return when each case had violated the rule: when its time was up, where it is about time."""
        if self.owed is None or self.lines is None:
            return at
        one = self.owed
        late = np.flatnonzero(np.minimum(one.ended, self.lines.now) > one.due)
        due = np.full(len(self.lines.cases) + 1, NEVER)
        np.minimum.at(due, one.case[late], one.due[late])
        known = due[self.lines.place(cases.tolist())]
        return np.where(known < NEVER, self.lines.utc(np.minimum(known, self.lines.now)), at)

    def _excess(self, cases: NDArray[np.object_]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the days beyond the time of each case, all that it owed late together, and whether it still owes."""
        if self.owed is None or self.lines is None:
            return np.full(len(cases), np.nan), np.zeros(len(cases), dtype=bool)
        one, now = self.owed, self.lines.now
        late = np.maximum(np.minimum(one.ended, now) - one.due, 0).astype(np.float64) / DAY_US
        still = (one.ended == NEVER) & (one.due < now)
        days = np.bincount(one.case, weights=late, minlength=len(self.lines.cases))
        running = np.bincount(one.case, weights=still, minlength=len(self.lines.cases)) > 0
        place = self.lines.place(cases.tolist())
        return np.append(days, np.nan)[place], np.append(running, values=False)[place]

    # --- what is new ------------------------------------------------------------------------------------------------

    @cached_property
    def recent(self) -> RuleCases:
        """The cases that violated it in the last seven days, or in the last four weeks and still do."""
        every = self.violated
        ago = self._ago(every)
        return every.of((ago >= 0) & ((ago < 1) | (every.running & (ago < STALE))))

    @cached_property
    def stuck(self) -> int:
        """How many have owed something for so long that nobody seems to act on them any more."""
        if self.owed is None or self.lines is None:
            return 0
        due = self.lines.now - STALE * (WINDOW // _EPOCH_US)
        return len(np.unique(self.owed.case[(self.owed.ended == NEVER) & (self.owed.due <= due)]))

    def _ago(self, cases: RuleCases) -> NDArray[np.int64]:
        """Return how many windows ago each was violated."""
        ago = np.datetime64(self.now.astimezone(UTC).replace(tzinfo=None), "us") - cases.at
        return np.asarray(ago // np.timedelta64(WINDOW // _EPOCH_US, "us"), dtype=np.int64)

    @cached_property
    def past(self) -> int:
        """How many windows of the half year before are known whole, at least one."""
        if self.lines is None or not len(self.lines.cases):
            return _PAST
        begun = self.lines.at[self.lines.first[:-1]][self.lines.closed < NEVER]  # open cases may be older than the rest
        known = self.lines.now - int(begun.min(initial=self.lines.now))
        return int(np.clip(known // (WINDOW // _EPOCH_US) - 1, 1, _PAST))

    def usual(self, segment: str | None) -> float:
        """Return how many cases violate it in seven days, by the half year before; of one segment or of all."""
        every = self.violated
        ago = self._ago(every)
        mine = (ago >= 1) & (ago <= self.past) & ((every.segment == segment) if segment is not None else True)
        return float(mine.sum()) / self.past

    def standing_out(self) -> tuple[str, ...]:
        """Return the segments in which more cases violated it than their past lets expect, the most first.

        The count of a window is negative binomial given the counts of the half year before (a Poisson count whose rate
        has Jeffreys' prior).
        """
        new = self.recent
        counts = {name: int((new.segment == name).sum()) for name in dict.fromkeys(new.segment.tolist()) if name}
        found = []
        for name, many in counts.items():
            chance = nbinom.sf(many - 1, self.usual(name) * self.past + 0.5, self.past / (self.past + 1))
            if many > HANDFUL and chance < _RARE / len(counts):
                found.append((many, name))
        return tuple(name for _, name in sorted(found, key=lambda one: (-one[0], one[1])))

    # --- how far it moves things --------------------------------------------------------------------------------------

    @cached_property
    def line(self) -> LineOfSight | None:
        """A line of sight of the rule, which says what one unit of it is."""
        ends = [one for (_, origin), one in self.sight.items() if origin == self.origin and one.paths]
        return ends[0] if ends else None

    def move(self, excess: Floats, chances: Sequence[Floats] | None = None) -> Floats | None:
        """Return how far cases with these days beyond the time move the rule's metric, in units of its line, by draws.

        None where it has no line of sight, or where nothing says how many cases a period has.
        """
        if self.line is None:
            return None
        happens = np.ones((len(excess), DRAWS)) if chances is None else np.stack(chances)
        if not self.line.unit.startswith("one day"):
            return np.asarray(happens.sum(axis=0))
        history = self.histories.get((self.line.paths[0].nodes[1], ()))
        known = history.n[0][-_RECENT:] if history is not None else np.empty(0)
        many = float(known[known > 0].mean()) if (known > 0).any() else 0.0
        if many <= 0 or not np.isfinite(excess).all():
            return None
        return np.asarray((excess[:, None] * happens).sum(axis=0) / many)

    # --- findings -----------------------------------------------------------------------------------------------------

    def findings(self, predictions: Sequence[Prediction], *, told: Sequence[str] = ()) -> Iterator[Finding]:
        """Yield what is out of order.

        Parameters
        ----------
        predictions : sequence of Prediction
            Of open cases.
        told : sequence of str
            Segments for which a chart of the same stretch has spoken: their cases belong to that finding.
        """
        new = self.recent
        new = new.of(~np.isin(new.segment.astype(str), [str(one) for one in told]) if told else np.full(len(new), True))
        loud = [name for name in self.standing_out() if name not in told]
        ahead = self._ahead(predictions, told)
        for name in loud:
            there = [one for one, segment in ahead if segment == name]
            yield self._group(new.of(new.segment == name), name, ((self.dimension or "", name),), there)
        rest = new.of(~np.isin(new.segment.astype(str), loud) if loud else np.full(len(new), True))
        others = [one for one, segment in ahead if segment not in loud]
        if len(rest) > HANDFUL:
            yield self._group(rest, None, (), others, elsewhere=bool(loud or told))
            return
        for number in range(len(rest)):
            yield self._single(rest.of(np.arange(len(rest)) == number))
        yield from self._threatened(others)

    @property
    def title(self) -> str:
        """The rule's title, or its id in words."""
        rule = self.model.processes[self.process].rules[self.rule]
        return rule.title or self.rule.replace("_", " ").capitalize()

    def _group(
        self, cases: RuleCases, segment: str | None, place: Place, ahead: Sequence[Prediction] = (), *,
        elsewhere: bool = False,
    ) -> Finding:  # fmt: skip
        usual = self.usual(segment) if segment is not None or not elsewhere else None
        new = len(cases) - int((self._ago(cases) >= 1).sum())
        stuck = self.stuck if segment is None else 0
        week = self.model.calendar.period_of(self.now.date(), Grain.WEEK).label
        found = self._finding(
            ("rule", self.origin, segment or "", week), cases, place,
            violated_by(self.title, len(cases), new, place, elsewhere=elsewhere),
            waiting(usual, int(cases.running.sum()), stuck, ahead),
        )  # fmt: skip
        extra = self._ahead_move(ahead) if ahead else None
        return found if extra is None or found.shift is None else replace(found, shift=found.shift + extra)

    def _single(self, cases: RuleCases) -> Finding:
        case, segment = str(cases.case[0]), cases.segment[0]
        place = ((self.dimension, str(segment)),) if self.dimension is not None and segment is not None else ()
        return self._finding(
            ("rule", self.origin, case), cases, place,
            violated_by_one(self.title, case, place), "", case=case,
        )  # fmt: skip

    def _finding(
        self, name: tuple[str, ...], cases: RuleCases, place: Place, said: str, words: str,
        case: str | None = None,
    ) -> Finding:  # fmt: skip
        first = cases.at.min().astype("datetime64[us]").astype(datetime)
        return Finding(
            name, "rule", "violated", first.replace(tzinfo=UTC), said, self.origin, self.move(cases.excess),
            sustained=False, segment=place, process=self.process, rule=self.rule, case=case,
            owner=owner_of(self.model, self.process, self.rule, None), words=words, size=float(len(cases)),
            cases=cases.newest, count=len(cases),
        )  # fmt: skip

    def _ahead(self, predictions: Sequence[Prediction], told: Sequence[str]) -> list[tuple[Prediction, str | None]]:
        """Return the open cases that will probably miss it, with where each belongs."""
        mine = [
            one for one in predictions
            if (one.process, one.rule) == (self.process, self.rule) and one.late is not None and one.late >= _LIKELY
        ]  # fmt: skip
        segments = self._segments(np.array([one.case for one in mine], dtype=object)).tolist()
        return [(one, segment) for one, segment in zip(mine, segments, strict=True) if segment not in told]

    def _ahead_move(self, ahead: Sequence[Prediction]) -> Floats | None:
        """Return how far open cases will move the rule's metric if they are as late as late ones usually are."""
        usual = self.violated.excess[self.violated.excess > 0][-500:]
        days = np.full(len(ahead), float(usual.mean()) if len(usual) else np.nan)
        return self.move(days, [_happens(one.case, one.late or 0.0) for one in ahead])

    def _threatened(self, mine: Sequence[Prediction]) -> Iterator[Finding]:
        if len(mine) <= HANDFUL:
            for one in mine:
                yield self._warning([one], ("deadline", self.origin, one.case), one.case)
        else:
            week = self.model.calendar.period_of(self.now.date(), Grain.WEEK).label
            yield self._warning(mine, ("deadline", self.origin, week), None)

    def _warning(self, mine: Sequence[Prediction], name: tuple[str, ...], case: str | None) -> Finding:
        late = [one.late or 0.0 for one in mine]
        due = min((one.due for one in mine if one.due is not None), default=None)
        segment = self._segments(np.array([case], dtype=object))[0] if case else None
        return Finding(
            name, "deadline", "pending", self.now - timedelta(seconds=max(one.age_s for one in mine)),
            missing(self.title, case, late), self.origin, self._ahead_move(mine), sustained=False,
            segment=((self.dimension, str(segment)),) if self.dimension is not None and segment is not None else (),
            process=self.process, rule=self.rule, case=case, due=due,
            owner=owner_of(self.model, self.process, self.rule, None), probability=float(np.mean(late)),
            words="" if (self.violated.excess > 0).any() else say(_NEVER_LATE),
            size=float(sum(late)), cases=tuple(one.case for one in mine[:NAMED]), count=len(mine),
        )  # fmt: skip


def tolerated(model: Model, works: Mapping[str, RuleWork], histories: Histories) -> Iterator[Finding]:
    """Yield a finding for each control that tolerates fewer violations than the newest whole period had.

    Parameters
    ----------
    model : Model
        What is declared.
    works : mapping of str to RuleWork
        By `process.rule`.
    histories : mapping
        Of the rules' `violations`.
    """
    for name, control in model.controls.items():
        history = histories.get((f"{control.enforces}.violations", ()))
        if control.enforces is None or history is None or not history.periods or control.enforces not in works:
            continue
        work, many, accepted = works[control.enforces], float(np.nan_to_num(history.total[-1])), control.tolerates or 0
        if many <= accepted:
            continue
        period, beyond = history.periods[-1], many - accepted
        known = work.violated.excess[work.violated.excess > 0]
        mean = float(known.mean()) if len(known) else np.nan
        one = work.move(np.array([mean]))
        yield Finding(
            ("control", name, period.label), "control", "beyond", model.calendar.instant(period.start),
            beyond_tolerance(control.title or name, many, period.label, accepted),
            work.origin, None if one is None else one * beyond, sustained=False, process=work.process, rule=work.rule,
            owner=control.owner or owner_of(model, work.process, work.rule, None),
            size=beyond / max(accepted, 1),
        )  # fmt: skip


def _happens(name: str, chance: float) -> Floats:
    """Return draws of 1 and 0 with this chance, to the nearest draw; always the same for the same case."""
    seed = np.random.default_rng([DRAWS, *name.encode()])
    return (seed.permutation(DRAWS) < round(chance * DRAWS)).astype(np.float64)
