"""What open cases will probably do: the time that they still take, and the chance that they miss a deadline.

From the activity a case is at and the time it has spent there, by survival curves of earlier cases at the same one,
where open ones count as censored. The floor is the median of the activity (for lateness its base rate). Both are tried
on the past, at moments spread over it, with what was known then: the first half of the moments chooses the method, the
second half is what `PredictionSkill` reports. A method that does not beat the floor there is not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.model.declarations import Rule
from sightline.operations.survival import Curve, curve
from sightline.operations.timelines import NEVER, Ints, Timelines
from sightline.operations.timing import Owed, moment, owed, timing_of
from sightline.records.deviations import Prediction, PredictionSkill
from sightline.records.history import Floats
from sightline.saying import Said, phrase, say

__all__ = ["FLOOR", "Visits", "predict"]

FLOOR = phrase("median of the activity")
AGED = phrase("activity and time spent there")
_US = 1e6
_LEAST = 20  # visits to an activity that a curve needs
_MOMENTS = 32
_FROM, _TO = 0.35, 0.9  # where in the past they lie
_MOST = 2000  # visits behind one curve, about
_REACH, _LONG = 10, 0.99  # a curve looks back ten times as far as long visits take
_BASE_RATE = phrase("base rate of the activity")
_CURVE = phrase("activity, time spent there and time left")
_BY = ", by "


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """Cases at an activity, by group and since when; `until` what is waited for came is NEVER while it has not."""

    since: Ints
    until: Ints
    bounds: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, group: NDArray[np.int64], since: Ints, until: Ints) -> Visits:
        """Return visits, in any order."""
        order = np.lexsort((since, group))
        names, first = np.unique(group[order], return_index=True)
        ends = [*first[1:].tolist(), len(order)][: len(names)]  # without visits there is no end either
        bounds = dict(zip(names.tolist(), zip(first.tolist(), ends, strict=True), strict=True))
        return cls(since[order], until[order], bounds)

    def curves(self, groups: Ints, when: int) -> dict[int, Curve]:
        """Return the curves of these groups, of what was known at a moment: open visits are censored."""
        found = {}
        for name in np.unique(groups).tolist():
            start, end = self.bounds.get(name, (0, 0))
            end = start + int(np.searchsorted(self.since[start:end], when, side="right"))
            chosen = self._chosen(start, end, when)
            length = np.minimum(self.until[chosen], when) - self.since[chosen]
            made = curve(length.astype(np.float64), self.until[chosen] <= when)
            if len(made.ends) >= _LEAST:
                found[name] = made
        return found

    def _chosen(self, start: int, end: int, when: int) -> slice:
        """Return the newest visits over a time in which long ones end too, evenly thinned."""
        every = slice(start, end, max((end - start) // _MOST, 1))
        length = (self.until[every] - self.since[every])[self.until[every] <= when]
        if not len(length):
            return every
        since = when - _REACH * float(np.quantile(length, _LONG))
        first = min(start + int(np.searchsorted(self.since[start:end], since)), max(start, end - _MOST))
        return slice(first, end, max((end - first) // _MOST, 1))


def predict(
    lines: Timelines, rules: Mapping[str, Rule], by: Sequence[str] = ()
) -> tuple[tuple[Prediction, ...], tuple[PredictionSkill, ...]]:
    """Return what the open cases of a process will probably do, and how such predictions did on the past.

    Parameters
    ----------
    lines : Timelines
        The process.
    rules : mapping of str to Rule
        Its rules; those about time can be missed.
    by : sequence of str
        Attributes by which curves may be split, each tried alone.

    Returns
    -------
    tuple
        One prediction for each open case and rule that it may still miss, and one without a rule where none applies,
        the likeliest to be late first; then the skill of the time that remains, and of each rule's lateness.
    """
    if not len(lines.at):
        return (), ()
    remaining, skill = _remaining(lines, by)
    found, skills = [], [skill]
    waits = {name: owed(lines, timing) for name, rule in rules.items() if (timing := timing_of(rule)) is not None}
    covered: set[int] = set()
    for name, one in waits.items():
        late, told = _lateness(lines, name, one, by)
        skills.append(told)
        for case, (chance, due) in late.items():
            covered.add(case)
            found.append(_record(lines, case, remaining, chance, name, due))
    found += [_record(lines, case, remaining, None, None, None) for case in remaining if case not in covered]
    found.sort(key=lambda one: (-(one.late if one.late is not None else -1.0), one.due is None, one.due, one.case))
    return tuple(found), tuple(skills)


def _record(
    lines: Timelines, case: int, remaining: Mapping[int, tuple[float, float, float]], late: float | None,
    rule: str | None, due: int | None,
) -> Prediction:  # fmt: skip
    last = int(np.searchsorted(lines.at[lines.first[case] : lines.first[case + 1]], lines.now, side="right")) - 1
    event = int(lines.first[case]) + max(last, 0)
    middle, low, high = (_known(one) for one in remaining.get(case, (np.nan, np.nan, np.nan)))
    age = (lines.now - int(lines.at[lines.first[case]])) / _US
    when = moment(lines, due) if due is not None and due != NEVER else None
    stage = lines.activities[int(lines.activity[event])]
    return Prediction(lines.process, str(lines.cases[case]), stage, age, middle, low, high, late, rule, when)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _groups(lines: Timelines, by: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """Return by method the number of the group of each event: its activity, or that and one attribute."""
    found = {AGED: lines.activity}
    for name in by:
        values = lines.attributes.get(name)
        if values is None:
            continue
        known, code = np.unique(np.array([str(one) for one in values]), return_inverse=True)
        found[f"{AGED}{_BY}{name}"] = lines.activity * len(known) + code[lines.case_of]
    return found


def _moments(lines: Timelines) -> Ints:
    """Return the moments at which predictions are tried, evenly spread over the events."""
    order = np.sort(lines.at)
    places = np.linspace(_FROM, _TO, _MOMENTS) * (len(order) - 1)
    return np.unique(order[places.astype(np.int64)])


def _open_at(lines: Timelines, when: int) -> Ints:
    """Return for each case that is open at a moment its last event up to then."""
    seen = np.cumsum(np.append(0, lines.at <= when))
    many = seen[lines.first[1:]] - seen[lines.first[:-1]]
    cases = np.flatnonzero((many > 0) & (lines.closed > when))
    return np.asarray(lines.first[:-1][cases] + many[cases] - 1)


def _ahead(curves: Mapping[int, Curve], group: Ints, spent: Floats, *, aged: bool) -> Floats:
    """Return median, 5 % and 95 % quantile of the time that remains, in rows; NaN where nothing is known."""
    found = np.full((3, len(group)), np.nan)
    for name, one in curves.items():
        mine = group == name
        if mine.any():
            given = spent[mine] if aged else np.zeros(int(mine.sum()))
            ends = [one.length(share, given) for share in (0.5, 0.05, 0.95)]
            taken = spent[mine] if aged else 0.0
            found[:, mine] = np.maximum(np.stack(ends) - taken, 0.0)
    return found


def _remaining(lines: Timelines, by: Sequence[str]) -> tuple[dict[int, tuple[float, float, float]], PredictionSkill]:
    until = lines.closed[lines.case_of]
    before = lines.at < until
    groups = _groups(lines, by)
    visits = {method: Visits.of(group[before], lines.at[before], until[before]) for method, group in groups.items()}
    tried: dict[str, list[tuple[Floats, Floats]]] = {}
    moments = _moments(lines)
    for when in moments.tolist():
        at = _open_at(lines, when)
        came = until[at] <= lines.now
        truth = (until[at] - when)[came].astype(np.float64)
        spent = (when - lines.at[at]).astype(np.float64)
        for method, one in visits.items():
            made = one.curves(groups[method][at], when)
            tried.setdefault(method, []).append((_ahead(made, groups[method][at], spent, aged=True)[:, came], truth))
            if method == AGED:
                floor = _ahead(made, groups[method][at], spent, aged=False)[:, came]
                tried.setdefault(FLOOR, []).append((floor, truth))
    method, skill = _chosen(lines.process, tried)
    at = _open_at(lines, lines.now)
    group = AGED if method == FLOOR else method
    spent = (lines.now - lines.at[at]).astype(np.float64)
    made = visits[group].curves(groups[group][at], lines.now)
    ahead = _ahead(made, groups[group][at], spent, aged=method != FLOOR) / _US
    cases = lines.case_of[at].tolist()
    return dict(zip(cases, zip(*ahead.tolist(), strict=True), strict=True)), skill


def _chosen(process: str, tried: Mapping[str, Sequence[tuple[Floats, Floats]]]) -> tuple[str, PredictionSkill]:
    """Return the method with the least error in the first half, if it beats the floor in both, and its skill."""
    half = len(tried[FLOOR]) // 2

    def errors(method: str, part: slice) -> Floats:
        off = [np.abs(ahead[0] - truth) for ahead, truth in tried[method][part]]
        return np.concatenate(off) if off else np.empty(0)

    def mae(method: str, part: slice) -> tuple[float, float, int]:
        mine, floor = errors(method, part), errors(FLOOR, part)
        both = np.isfinite(mine) & np.isfinite(floor)
        if not both.any():
            return np.nan, np.nan, 0
        return float(mine[both].mean()), float(floor[both].mean()), int(both.sum())

    early, late = slice(0, half), slice(half, None)
    found = {method: mae(method, early) for method in tried if method != FLOOR}
    best = min(found, key=lambda method: (np.nan_to_num(found[method][0], nan=np.inf), len(method), method))
    own, floor, n = mae(best, late)
    good = n >= _LEAST and found[best][0] < found[best][1] and own < floor
    method = best if good else FLOOR
    if not good:
        own, floor, n = mae(FLOOR, late)
    inside = [(truth >= ahead[1]) & (truth <= ahead[2]) for ahead, truth in tried[method][late] if len(truth)]
    known = [np.isfinite(ahead[1]) & np.isfinite(ahead[2]) for ahead, truth in tried[method][late] if len(truth)]
    covered = np.concatenate(inside)[np.concatenate(known)] if inside else np.empty(0)
    coverage = float(covered.mean()) if covered.size else None
    skill = PredictionSkill(
        process, method, n, own / _US if n else None, floor / _US if n else None, coverage, None, None,
        _remaining_words(method, n, own / floor if good else None),
    )  # fmt: skip
    return method, skill


def _remaining_words(method: str, count: int, error: float | None) -> Said:
    """Return how the time that remains is predicted, and how well; `error` is that of the floor times this."""
    if error is not None:
        text = phrase(
            "Of the time that remains: {method}; its error is {error:.0f} % of that of the median of the activity, "
            "over {count:,} predictions."
        )
        return say(text, method=_called(method), error=error * 100, count=count)
    if count:
        return say("Of the time that remains: {method}, since nothing tried beats it.", method=_called(method))
    text = phrase("Of the time that remains: {method}, since there are too few closed cases to try anything.")
    return say(text, method=_called(method))


def _called(method: str) -> Said:
    """Return a method as it is called in a sentence."""
    name, by, attribute = method.partition(_BY)
    return say("{method}, by {attribute}", method=say(name), attribute=attribute) if by else say(name)


def _lateness(
    lines: Timelines, rule: str, one: Owed, by: Sequence[str]
) -> tuple[dict[int, tuple[float, int]], PredictionSkill]:
    """Return for each open case that may still miss a rule its chance and when it is due, and the skill of that."""
    ended, due = one.ended, one.due
    groups = _groups(lines, by)
    event, owing = _owing(lines, one)
    visits = {method: Visits.of(group[event], lines.at[event], ended[owing]) for method, group in groups.items()}
    base_of = _BaseRates(lines.activity[event], np.maximum(np.minimum(ended, due)[owing], lines.at[event]))
    bad = np.where(one.came == NEVER, (ended > due), one.came > due)
    tried: dict[str, list[tuple[Floats, NDArray[np.bool_]]]] = {}
    for when in _moments(lines).tolist():
        place, last = _waiting(lines, one, when)
        settled = (ended[place] <= lines.now) | (due[place] <= lines.now)
        truth = bad[place][settled]
        for method, seen in visits.items():
            said = _chances(lines, seen, groups[method], place, last, one, when)
            tried.setdefault(method, []).append((said[settled], truth))
        base = base_of.rates(bad[owing], lines.activity[last], when)
        tried.setdefault(_BASE_RATE, []).append((base[settled], truth))
    method, skill = _chosen_chance(lines.process, rule, tried)
    place, last = _waiting(lines, one, lines.now)
    if method == _BASE_RATE:
        said = base_of.rates(bad[owing], lines.activity[last], lines.now)
    else:
        said = _chances(lines, visits[method], groups[method], place, last, one, lines.now)
    found: dict[int, tuple[float, int]] = {}
    for case, chance, until in zip(one.case[place].tolist(), said.tolist(), due[place].tolist(), strict=True):
        if np.isfinite(chance) and (case not in found or chance > found[case][0]):
            found[case] = (float(chance), int(until))
    return found, skill


def _owing(lines: Timelines, one: Owed) -> tuple[Ints, Ints]:
    """Return every event at which a case stands while something is owed, and the number of what is owed then."""
    many = lines.first[1:][one.case] - one.event
    owing = np.repeat(np.arange(len(one.event)), many)
    event = np.repeat(one.event - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
    inside = lines.at[event] < one.ended[owing]
    return event[inside], owing[inside]


def _waiting(lines: Timelines, one: Owed, when: int) -> tuple[Ints, Ints]:
    """Return what is owed and not yet late at a moment, and the last event of its case up to then."""
    place = np.flatnonzero((one.at <= when) & (one.ended > when) & (one.due > when))
    last_of = np.full(len(lines.cases), -1)
    open_ = _open_at(lines, when)
    last_of[lines.case_of[open_]] = open_
    last = last_of[one.case[place]]
    return place[last >= 0], last[last >= 0]


def _chances(lines: Timelines, seen: Visits, group: Ints, place: Ints, last: Ints, one: Owed, when: int) -> Floats:
    found = np.full(len(place), np.nan)
    spent = (when - lines.at[last]).astype(np.float64)
    horizon = (one.due[place] - lines.at[last]).astype(np.float64)
    mine = group[last]
    for name, made in seen.curves(mine, when).items():
        at = mine == name
        if at.any():
            left = made.left(spent[at])
            chance = made.beyond(horizon[at], spent[at])
            # one late and one in time more than were seen: a chance that rests on little is never 0 or 1
            found[at] = np.where(np.isfinite(chance), (chance * left + 0.5) / (left + 1), np.nan)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _BaseRates:
    """The activity of visits while something was owed, and when it was settled whether that came late."""

    activity: Ints
    settled: Ints

    def rates(self, bad: NDArray[np.bool_], wanted: Ints, when: int) -> Floats:
        """Return how often it came late at each of these activities, of what was settled by then."""
        known = self.settled <= when
        size = int(max(self.activity.max(initial=0), wanted.max(initial=0))) + 1
        many = np.bincount(self.activity[known], minlength=size)
        late = np.bincount(self.activity[known], weights=bad[known], minlength=size)
        return np.where(many >= _LEAST, (late + 0.5) / (many + 1), np.nan)[wanted]


def _chosen_chance(
    process: str, rule: str, tried: Mapping[str, Sequence[tuple[Floats, NDArray[np.bool_]]]]
) -> tuple[str, PredictionSkill]:
    half = len(tried[_BASE_RATE]) // 2

    def brier(method: str, part: slice) -> tuple[float, float, int]:
        mine = [(said - truth) ** 2 for said, truth in tried[method][part]]
        base = [(said - truth) ** 2 for said, truth in tried[_BASE_RATE][part]]
        own, floor = (np.concatenate(one) if one else np.empty(0) for one in (mine, base))
        both = np.isfinite(own) & np.isfinite(floor)
        if not both.any():
            return np.nan, np.nan, 0
        return float(own[both].mean()), float(floor[both].mean()), int(both.sum())

    early, late = slice(0, half), slice(half, None)
    found = {method: brier(method, early) for method in tried if method != _BASE_RATE}
    best = min(found, key=lambda method: (np.nan_to_num(found[method][0], nan=np.inf), len(method), method))
    own, floor, n = brier(best, late)
    good = n >= _LEAST and found[best][0] < found[best][1] and own < floor
    if not good:
        own, floor, n = brier(_BASE_RATE, late)
    name = best.replace(AGED, _CURVE) if good else _BASE_RATE
    skill = PredictionSkill(
        process, f"{rule}: {name}", n, None, None, None, own if n else None, floor if n else None,
        _lateness_words(rule, name, n, (own, floor) if good else None),
    )  # fmt: skip
    return (best if good else _BASE_RATE), skill


def _lateness_words(rule: str, method: str, count: int, scores: tuple[float, float] | None) -> Said:
    """Return how it is predicted that a rule is missed, and how well; `scores` are its own and that of the base."""
    if scores is not None:
        own, base = scores
        text = phrase(
            "Of missing {rule}: {method}; its Brier score over {count:,} predictions is {own:.3f}, "
            "that of the base rate of the activity {base:.3f}."
        )
        return say(text, rule=rule, method=_called(method), count=count, own=own, base=base)
    if count:
        return say("Of missing {rule}: {method}, since nothing tried beats it.", rule=rule, method=_called(method))
    text = phrase("Of missing {rule}: {method}, since there are too few settled cases to try anything.")
    return say(text, rule=rule, method=_called(method))
