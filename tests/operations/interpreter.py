"""Rules, read case by case in plain Python from their written definitions: an independent second opinion.

Times are local, without a zone. Each reading gives the outcome, the event that violated or owes something, until when,
and when the case settled the rule.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sightline.model.declarations import Process, Rule
from sightline.periods import Span, WorkingTime

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    case: str
    activity: str
    at: datetime
    seq: int
    performer: str | None = None


@dataclass(frozen=True)
class Found:
    outcome: str
    at: datetime | None = None
    due: datetime | None = None
    settled: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """What one event says: it violates (since when for certain), it owes (until when), or it has got its due (when)."""

    at: datetime
    broken: datetime | None = None
    owes: bool = False
    due: datetime | None = None
    met: datetime | None = None


@dataclass(frozen=True)
class World:
    """What a case is read against: the process, the whole log, the end of the reading, the working hours."""

    process: Process
    log: tuple[Event, ...]
    now: datetime
    working: WorkingTime

    @property
    def closers(self) -> set[str]:
        return {*self.process.chain[-1:], *self.process.ends}

    def closed(self, case: Sequence[Event]) -> datetime | None:
        """Return when a case was closed."""
        if not self.closers:
            return case[-1].at
        return next((event.at for event in case if event.activity in self.closers), None)


def cases_of(world: World) -> dict[str, list[Event]]:
    """Return the events of each case that count, in order."""
    own = set(world.process.activities)
    found: dict[str, list[Event]] = {}
    for event in sorted(world.log, key=lambda event: (event.at, event.seq)):
        if event.at < world.now and (not own or event.activity in own):
            found.setdefault(event.case, []).append(event)
    return found


def interpret(rule: Rule, case: Sequence[Event], world: World) -> Found:
    """Return what became of a rule in one case."""
    template = next(key for key in TEMPLATES if getattr(rule, key) is not None)
    findings = list(TEMPLATES[template](rule, case, world))
    violations = [one for one in findings if one.broken is not None]
    debts = [one for one in findings if one.owes]
    if violations:
        return Found("violated", violations[0].at, None, min(one.broken for one in violations if one.broken))
    if debts:
        dues = [one.due for one in debts if one.due is not None]
        return Found("pending", debts[0].at, min(dues, default=None))
    if not findings:
        return Found("not_applicable")
    met = [one.met for one in findings]
    return Found("satisfied", settled=None if None in met else max(one for one in met if one is not None))


# time


def working(start: datetime, end: datetime, hours: WorkingTime) -> timedelta:
    """Return the working time from start to end, day by day."""
    total = timedelta()
    for opened, closes in _spans(start.date(), end.date(), hours):
        total += max(min(closes, end) - max(opened, start), timedelta())
    return total


def worked(start: datetime, length: timedelta, hours: WorkingTime) -> datetime:
    """Return the first moment at which so much working time has passed since `start`."""
    left = length
    for opened, closes in _spans(start.date() - DAY, date(start.year + 3, 1, 1), hours):
        if closes <= start:
            continue
        from_ = max(opened, start)
        if closes - from_ >= left:
            return from_ + left
        left -= closes - from_
    raise AssertionError("no working time")


def _spans(first: date, last: date, hours: WorkingTime) -> Iterable[tuple[datetime, datetime]]:
    day = first
    while day <= last:
        midnight = datetime.combine(day, time())
        for opened, closes in () if day in hours.holidays else hours.shifts[day.weekday()]:
            yield midnight + timedelta(minutes=opened), midnight + timedelta(minutes=closes)
        day += DAY


def _length(written: str) -> timedelta | int:
    """Return a length of time; whole months where it has no fixed length."""
    span = Span.parse(written)
    if span.fixed:
        return timedelta(seconds=span.seconds)
    return int(span.count) * {"month": 1, "quarter": 3, "year": 12}[span.unit]


def _months_later(moment: datetime, count: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    last = months.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def due(start: datetime, written: str, rule: Rule, world: World) -> datetime:
    """Return until when something that begins at `start` has time."""
    length = _length(written)
    if isinstance(length, int):
        return _months_later(start, length)
    return worked(start, length, world.working) if rule.calendar == "business" else start + length


def late(start: datetime, end: datetime, written: str, rule: Rule, world: World) -> bool:
    """Return whether `end` lies later than the time after `start`."""
    length = _length(written)
    if isinstance(length, int):
        return end > _months_later(start, length)
    passed = working(start, end, world.working) if rule.calendar == "business" else end - start
    return passed > length


def up(start: datetime, written: str, rule: Rule, world: World) -> bool:
    """Return whether the time after `start` has passed at the end of the reading."""
    length = _length(written)
    if isinstance(length, int):
        return start < _months_later(world.now, -length)
    passed = working(start, world.now, world.working) if rule.calendar == "business" else world.now - start
    return passed > length


# templates: a finding for each event that the rule is about


def _response(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    assert rule.response
    before, after = rule.response
    for place, event in enumerate(case):
        if event.activity == before:
            answer = next((one for one in case[place + 1 :] if one.activity == after), None)
            yield _owing(event, answer, rule.within, rule, world, case)


def _owing(
    event: Event, answer: Event | None, within: str | None, rule: Rule, world: World, case: Sequence[Event]
) -> Finding:
    if within is None:
        closed = world.closed(case)
        if answer is None and closed is not None:
            return Finding(event.at, broken=max(event.at, closed))
        return Finding(event.at, owes=answer is None, met=answer.at if answer else None)
    until = due(event.at, within, rule, world)
    if late(event.at, answer.at, within, rule, world) if answer else up(event.at, within, rule, world):
        return Finding(event.at, broken=until)
    return Finding(event.at, owes=answer is None, due=until, met=answer.at if answer else None)


def _forbidden(event: Event, world: World, case: Sequence[Event], *, wrong: bool) -> Finding:
    return Finding(event.at, broken=event.at) if wrong else Finding(event.at, met=world.closed(case))


def _precedence(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    assert rule.precedence
    before, after = rule.precedence
    for place, event in enumerate(case):
        if event.activity == after:
            ready = [one for one in case[:place] if one.activity == before]
            if rule.within is not None:
                ready = [one for one in ready if not late(one.at, event.at, rule.within, rule, world)]
            yield _forbidden(event, world, case, wrong=not ready)


def _chain_order(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    chain = rule.chain_order or ()
    for place, event in enumerate(case):
        earlier = {one.activity for one in case[:place]} & set(chain)
        if event.activity in chain and earlier - {event.activity}:
            wrong = any(chain.index(one) > chain.index(event.activity) for one in earlier)
            yield _forbidden(event, world, case, wrong=wrong)


def _absence(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    for event in case:
        yield _forbidden(event, world, case, wrong=event.activity == rule.absence)


def _at_most(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    assert rule.at_most
    done = [event for event in case if event.activity == rule.at_most.activity]
    for number, event in enumerate(done, start=1):
        yield _forbidden(event, world, case, wrong=number > rule.at_most.times)


def _exclusive(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    pair = set(rule.exclusive or ())
    for place, event in enumerate(case):
        if event.activity in pair:
            other = pair - {event.activity}
            yield _forbidden(event, world, case, wrong=any(one.activity in other for one in case[:place]))


def _four_eyes(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    pair = set(rule.four_eyes or ())
    for place, event in enumerate(case):
        if event.activity in pair and event.performer is not None:
            others = [one.performer for one in case[:place] if one.activity in pair - {event.activity}]
            if any(others):
                yield _forbidden(event, world, case, wrong=event.performer in others)


def _deadline(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    assert rule.deadline
    start = next((event for event in case if event.activity == rule.deadline.from_), None)
    if start is None:
        return
    rest = case[case.index(start) + 1 :]
    answer = next((one for one in rest if one.activity == rule.deadline.to), None)
    closing = next((one for one in rest if one.activity in world.closers - {rule.deadline.to}), None)
    lapses = Span.parse(rule.deadline.within).fixed and answer is None and closing is not None
    if lapses and closing and not late(start.at, closing.at, rule.deadline.within, rule, world):
        return
    yield _owing(start, answer, rule.deadline.within, rule, world, case)


def _batching(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    assert rule.batching
    every = [one for events in cases_of(world).values() for one in events if one.activity == rule.batching.activity]
    every.sort(key=lambda one: (one.at, one.case, one.seq))
    size = rule.batching.at_least
    for event in case:
        if event.activity == rule.batching.activity:
            place = every.index(event)
            groups = [every[first : first + size] for first in range(max(place - size + 1, 0), place + 1)]
            within = rule.batching.within
            if any(len(one) == size and not late(one[0].at, one[-1].at, within, rule, world) for one in groups):
                yield Finding(event.at, met=event.at)
            elif up(event.at, within, rule, world):
                yield Finding(event.at, broken=due(event.at, within, rule, world))
            else:
                yield Finding(event.at, owes=True, due=due(event.at, within, rule, world))


def _return_to_start(rule: Rule, case: Sequence[Event], world: World) -> Iterable[Finding]:
    start = world.process.chain[0] if world.process.chain else case[0].activity
    for place, event in enumerate(case):
        if event.activity == rule.return_to_start:
            following = case[place + 1] if place + 1 < len(case) else None
            if following is None:
                closed = world.closed(case) is not None
                yield Finding(event.at, broken=event.at if closed else None, owes=not closed)
            elif following.activity != start:
                yield Finding(event.at, broken=following.at)
            else:
                yield Finding(event.at, met=following.at)


TEMPLATES: dict[str, Callable[[Rule, Sequence[Event], World], Iterable[Finding]]] = {
    "response": _response,
    "precedence": _precedence,
    "chain_order": _chain_order,
    "absence": _absence,
    "at_most": _at_most,
    "exclusive": _exclusive,
    "four_eyes": _four_eyes,
    "deadline": _deadline,
    "batching": _batching,
    "return_to_start": _return_to_start,
}
