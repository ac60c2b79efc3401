"""Deadlines taken from the process's own stable history.

A deadline out of the air may call nearly every case late. Here it is what four in five, and nineteen in twenty, cases
kept over the newest phase in which the median did not change. Cases are dated by the first activity, so that
slow ones are not counted in another period than quick ones of the same age; a period counts once its slow
cases have had the time to end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sightline.events.features import Feature, feature
from sightline.events.steps import AFTER, Steps, span_us
from sightline.model.declarations import Rule
from sightline.operations.clocks import period_cuts
from sightline.operations.lengths import declared_length, length
from sightline.operations.own import Ask, seconds
from sightline.operations.phases import phases
from sightline.operations.rows import Stack, alone, search
from sightline.periods import Calendar, Period, Span
from sightline.records.processes import DeadlineProposal
from sightline.saying import Said, joined, labelled, phrase, say

__all__ = ["propose"]

_FEWEST_CASES, _FEWEST_PERIODS = 5, 6
_LEAST = 0.02  # a median that moves by 2 % has not changed
_MANY_LATE = 0.2  # what the proposal at 80 % itself calls late
_OLDEST = date(1970, 1, 1)
_US = 1_000_000
_WEEK_US = 7 * 86_400 * _US


@dataclass(frozen=True)
class _Pair:
    """Two activities, and what is declared of the time between them."""

    from_: str
    to: str
    business: bool = False
    declared_us: int | None = None
    declared: str = ""

    @property
    def declared_s(self) -> float | None:
        """What is declared, in seconds."""
        return seconds(self.declared_us)

    def taken(self, steps: Steps) -> Feature:
        """Return the feature: on the first `from_` of a case, the time to the first following `to`."""
        first, earlier = steps.first_of(steps.does(self.from_))
        clock, needed = steps.clock(business=self.business)
        value = f"CASE WHEN {steps.does(self.to)} THEN {clock} END"
        following = feature("next_clock", f"MIN({value}) OVER {steps.window(AFTER)}", needed)
        return feature("taken", f"CASE WHEN {first} THEN {following} - {clock} END", earlier, following, needed)


@dataclass(frozen=True)
class _Past:
    """What the periods say of one pair: the places of those that count, their cases, medians and 95th percentiles."""

    places: tuple[int, ...]
    medians: NDArray[np.float64]
    phases: tuple[tuple[int, int], ...]

    @property
    def stable(self) -> tuple[int, int] | None:
        """The newest phase that is long enough."""
        long = [one for one in self.phases if one[1] - one[0] >= _FEWEST_PERIODS]
        return long[-1] if long else None

    @property
    def chosen(self) -> tuple[int, int]:
        """That phase, or else everything."""
        return self.stable or (0, len(self.places))


def propose(
    steps: Steps, ask: Ask, calendar: Calendar, pairs: Sequence[tuple[str, str]] | None = None
) -> tuple[DeadlineProposal, ...]:
    """Return deadlines that the process has kept: 80th and 95th percentile of its newest stable phase.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    ask : callable
        Answers one SELECT; it is asked twice.
    calendar : Calendar
        Its grain is the size of the periods whose medians are compared.
    pairs : sequence of (from, to), optional
        Activities; left out, those whose time a deadline or a response limits, then neighbours in the chain.

    Returns
    -------
    tuple of DeadlineProposal
        In that order. Times count as the declared deadline of the pair does: in working time where it says so.

    Raises
    ------
    UnknownNameError
        If an activity is not known.
    """
    wanted = _pairs(steps, pairs)
    first = steps.relation.first
    if not wanted or first is None or first >= steps.now.end:
        return tuple(_nothing(steps, pair) for pair in wanted)
    periods = calendar.covering(max(first, _OLDEST), steps.now.end)
    own = alone(steps)
    stack = Stack.of(own, [pair.taken(own) for pair in wanted])
    pasts = _pasts(own, ask, stack, wanted, periods)
    return _proposals(own, ask, wanted, periods, pasts)


def _pairs(steps: Steps, given: Sequence[tuple[str, str]] | None) -> list[_Pair]:
    declared: dict[tuple[str, str], _Pair] = {}
    for rule in steps.process.rules.values():
        pair = _declared(rule)
        if pair is not None:
            declared.setdefault((pair.from_, pair.to), pair)
    every = [*declared, *pairwise(steps.process.chain)] if given is None else given
    return [declared.get(names, _Pair(*names)) for names in dict.fromkeys(every)]


def _declared(rule: Rule) -> _Pair | None:
    """Return the pair whose time a rule limits: that of a deadline, or of a response with a time limit."""
    if rule.deadline is not None:
        from_, to, within = rule.deadline.from_, rule.deadline.to, rule.deadline.within
    elif rule.response is not None and rule.within is not None:
        (from_, to), within = rule.response, rule.within
    else:
        return None
    span = Span.parse(within)
    business = rule.calendar == "business" and span.fixed
    return _Pair(from_, to, business, span_us(span) if span.fixed else None, declared_length(span))


def _pasts(steps: Steps, ask: Ask, stack: Stack, pairs: Sequence[_Pair], periods: Sequence[Period]) -> list[_Past]:
    place = search(f"SL_MICROS({steps.time})", period_cuts(periods, steps, business=False))
    columns = [f"{place} AS period"]
    for number, pair in enumerate(pairs):
        taken = pair.taken(steps)
        columns.append(f"COUNT({taken}) AS n_{number}")
        columns += [
            f"SL_PERCENTILE({taken}, {share}) AS {name}{number}" for share, name in ((0.5, "p50_"), (0.95, "p95_"))
        ]
    rows = sorted(ask(stack.query(columns, "GROUP BY period")).to_pylist(), key=lambda row: row["period"])
    return [_past(number, pair, rows, periods, steps) for number, pair in enumerate(pairs)]


def _past(
    number: int, pair: _Pair, rows: Sequence[Mapping[str, float]], periods: Sequence[Period], steps: Steps
) -> _Past:
    known = [row for row in rows if row[f"n_{number}"] >= _FEWEST_CASES]
    slow = float(np.median([row[f"p95_{number}"] for row in known])) if known else 0.0
    working = steps.now.calendar.working.week_us
    if pair.business and working:
        slow *= _WEEK_US / working
    ripe = steps.now.end - timedelta(days=slow / _US / 86_400)
    ended = [row for row in known if periods[int(row["period"])].end <= ripe]
    medians = np.asarray([row[f"p50_{number}"] for row in ended], dtype=np.float64)
    cut = phases(np.log1p(medians / _US), least=_LEAST)
    return _Past(tuple(int(row["period"]) for row in ended), medians, tuple(cut))


def _proposals(
    steps: Steps, ask: Ask, pairs: Sequence[_Pair], periods: Sequence[Period], pasts: Sequence[_Past]
) -> tuple[DeadlineProposal, ...]:
    stack = Stack.of(steps, [pair.taken(steps) for pair in pairs])
    columns = ["COUNT(*) AS events"]
    for number, (pair, past) in enumerate(zip(pairs, pasts, strict=True)):
        if past.places:
            columns += _within(steps, pair, number, _bounds(past, steps, periods))
    found = ask(stack.query(columns)).to_pylist()[0]
    return tuple(
        _proposal(
            steps, pair, past, {key: found.get(f"{key}_{number}") for key in ("p80", "p95", "n", "late")}, periods
        )
        for number, (pair, past) in enumerate(zip(pairs, pasts, strict=True))
    )


def _bounds(past: _Past, steps: Steps, periods: Sequence[Period]) -> tuple[int, int]:
    """Return from when up to when the cases of the chosen phase began, as `SL_MICROS` tells time."""
    low, high = past.chosen
    starts = [-(2**62), *period_cuts(periods, steps, business=False), 2**62]
    return starts[past.places[low]], starts[past.places[high - 1] + 1]


def _within(steps: Steps, pair: _Pair, number: int, bounds: tuple[int, int]) -> list[str]:
    """Return the columns of a pair over the cases that began between two moments."""
    micros = f"SL_MICROS({steps.time})"
    taken = f"CASE WHEN {micros} >= {bounds[0]} AND {micros} < {bounds[1]} THEN {pair.taken(steps)} END"
    columns = [f"SL_PERCENTILE({taken}, {share / 100}) AS p{share}_{number}" for share in (80, 95)]
    columns.append(f"COUNT({taken}) AS n_{number}")
    if pair.declared_us is not None:
        columns.append(f"COUNT(CASE WHEN {taken} > {pair.declared_us} THEN 1 END) AS late_{number}")
    return columns


def _proposal(
    steps: Steps, pair: _Pair, past: _Past, found: Mapping[str, float | None], periods: Sequence[Period]
) -> DeadlineProposal:
    if not past.places:
        return _nothing(steps, pair)
    low, high = past.chosen
    since, until = periods[past.places[low]].label, periods[past.places[high - 1]].label
    count, late = int(found["n"] or 0), found["late"]
    share = None if late is None or not count else late / count
    p80, p95 = (seconds(found[key]) if past.stable is not None else None for key in ("p80", "p95"))
    words = [_phase_words(past, periods), *_late_words(pair, share)]
    words += [say("Counted in working time.")] if pair.business else []
    return DeadlineProposal(
        steps.name, pair.from_, pair.to, since, until, count, p80, p95, pair.declared_s, share, joined(" ", words)
    )


def _nothing(steps: Steps, pair: _Pair) -> DeadlineProposal:
    words = say("No period that is over has {fewest} cases with both.", fewest=_FEWEST_CASES)
    return DeadlineProposal(steps.name, pair.from_, pair.to, "", "", 0, None, None, pair.declared_s, None, words)


def _phase_words(past: _Past, periods: Sequence[Period]) -> Said:
    stable, known = past.stable, len(past.places)
    if stable is None and known < _FEWEST_PERIODS:
        text = phrase("Too few periods to propose anything: {known} of the {needed} that it takes.")
        return say(text, known=known, needed=_FEWEST_PERIODS)
    if stable is None:
        return say("No {needed} periods in a row are stable: nothing is proposed.", needed=_FEWEST_PERIODS)
    low, high = stable
    at = past.phases.index(stable)
    if high < known:
        before, after = _medians(past, stable, past.phases[-1])
        return say(
            "The newest long phase without a change of the median; since {period} it went from {before} to {after}.",
            period=labelled(periods[past.places[high]].label), before=before, after=after,
        )  # fmt: skip
    if at:
        before, after = _medians(past, past.phases[at - 1], stable)
        return say(
            "The newest long phase without a change of the median; with {period} it went from {before} to {after}.",
            period=labelled(periods[past.places[low]].label), before=before, after=after,
        )  # fmt: skip
    return say("The newest long phase without a change of the median.")


def _medians(past: _Past, *spans: tuple[int, int]) -> tuple[Said, Said]:
    before, after = (length(float(np.median(past.medians[start:end])) / _US) for start, end in spans)
    return before, after


def _late_words(pair: _Pair, share: float | None) -> list[str]:
    if share is None or pair.declared_us is None or share <= _MANY_LATE:
        return []
    text = phrase("The declared limit of {limit} calls {percent:.0f} % of these cases late.")
    return [say(text, limit=pair.declared, percent=100 * share)]
