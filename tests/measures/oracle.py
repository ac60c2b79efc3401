"""What the metrics of a process should be, in plain Python over a list of events: an independent second opinion."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

Values = dict[str, float]


@dataclass(frozen=True)
class Event:
    case: str
    activity: str
    at: datetime
    performer: str | None
    start: datetime | None
    row: int


def cases_of(events: Iterable[Event], own: set[str]) -> list[list[Event]]:
    """Return the events of each case in order, without activities that are not the process's own."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.activity in own:
            found[event.case].append(event)
    return [sorted(case, key=lambda event: (event.at, event.row)) for case in found.values()]


def month(event: Event) -> str:
    return f"{event.at:%Y-%m}"


def counted(events: Iterable[Event]) -> Values:
    found: dict[str, float] = defaultdict(float)
    for event in events:
        found[month(event)] += 1
    return dict(found)


def shared(pairs: Iterable[tuple[Event, bool]]) -> Values:
    yes, every = defaultdict(float), defaultdict(float)
    for event, is_so in pairs:
        every[month(event)] += 1
        yes[month(event)] += is_so
    return {period: yes[period] / every[period] for period in every}


def medians(pairs: Iterable[tuple[Event, timedelta]], unit: timedelta) -> Values:
    found: dict[str, list[float]] = defaultdict(list)
    for event, length in pairs:
        found[month(event)].append(length / unit)
    return {period: statistics.median(lengths) for period, lengths in found.items()}


def business(start: datetime, end: datetime) -> timedelta:
    """Return the time from start to end that lies on Monday to Friday."""
    total, at = timedelta(), start
    while at < end:
        midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        step = min(midnight, end)
        if at.weekday() < 5:
            total += step - at
        at = step
    return total


def first(case: Sequence[Event], activity: str) -> Event | None:
    return next((event for event in case if event.activity == activity), None)


def closing(case: Sequence[Event], closers: set[str]) -> Event | None:
    return next((event for event in case if event.activity in closers), None)


Clock = Callable[[datetime, datetime], timedelta]


def elapsed(start: datetime, end: datetime) -> timedelta:
    return end - start


def response(
    case: Sequence[Event], a: str, b: str, *, within: timedelta | None, closers: set[str], now: datetime, clock: Clock
) -> list[Event]:
    wrong = []
    for place, event in enumerate(case):
        if event.activity != a:
            continue
        answer = first(case[place + 1 :], b)
        if within is None:
            if answer is None and closing(case, closers):
                wrong.append(event)
        elif clock(event.at, answer.at if answer else now) > within or (not answer and clock(event.at, now) > within):
            wrong.append(event)
    return wrong


def precedence(case: Sequence[Event], a: str, b: str) -> list[Event]:
    return [e for place, e in enumerate(case) if e.activity == b and not first(case[:place], a)]


def chain_order(case: Sequence[Event], chain: Sequence[str]) -> list[Event]:
    wrong = []
    for place, event in enumerate(case):
        before = {chain.index(e.activity) for e in case[:place] if e.activity in chain}
        if event.activity in chain and before and chain.index(event.activity) < max(before):
            wrong.append(event)
    return wrong


def at_most(case: Sequence[Event], activity: str, times: int) -> list[Event]:
    return [event for event in case if event.activity == activity][times:]


def exclusive(case: Sequence[Event], a: str, b: str) -> list[Event]:
    pairs = {a: b, b: a}
    return [e for place, e in enumerate(case) if e.activity in pairs and first(case[:place], pairs[e.activity])]


def four_eyes(case: Sequence[Event], a: str, b: str) -> list[Event]:
    pairs = {a: b, b: a}
    return [
        event
        for place, event in enumerate(case)
        if event.activity in pairs
        and event.performer is not None
        and any(e.activity == pairs[event.activity] and e.performer == event.performer for e in case[:place])
    ]


def deadline(
    case: Sequence[Event], a: str, b: str, *, within: timedelta, closers: set[str], now: datetime
) -> list[Event]:
    start = first(case, a)
    if start is None:
        return []
    rest = case[case.index(start) + 1 :]
    end = first(rest, b)
    if end is not None:
        return [start] if end.at - start.at > within else []
    closed = next((e for e in rest if e.activity in closers and e.activity != b), None)
    if closed is not None and closed.at - start.at <= within:
        return []
    return [start] if now - start.at > within else []


def return_to_start(case: Sequence[Event], activity: str, start: str, closers: set[str]) -> list[Event]:
    wrong = []
    for place, event in enumerate(case):
        if event.activity != activity:
            continue
        following = case[place + 1] if place + 1 < len(case) else None
        if (following is None and closing(case, closers)) or (following is not None and following.activity != start):
            wrong.append(event)
    return wrong


def unbatched(events: Sequence[Event], activity: str, at_least: int, within: timedelta, now: datetime) -> list[Event]:
    """Return events that lie in no window of `within` that holds at least so many."""
    done = sorted((e for e in events if e.activity == activity), key=lambda e: (e.at, e.case, e.row))
    good: set[int] = set()
    for place in range(len(done) - at_least + 1):
        group = done[place : place + at_least]
        if group[-1].at - group[0].at <= within:
            good |= {event.row for event in group}
    return [event for event in done if event.row not in good and now - event.at > within]


def per_case(cases: Iterable[Sequence[Event]], rule: Callable[[Sequence[Event]], list[Event]]) -> Values:
    """Return how many cases violate a rule, dated at the first event that does."""
    return counted(wrong[0] for case in cases if (wrong := rule(case)))


def waits(cases: Iterable[Sequence[Event]], activity: str) -> list[tuple[Event, timedelta]]:
    found = []
    for case in cases:
        for before, event in pairwise(case):
            if event.activity == activity:
                found.append((event, max((event.start or event.at) - before.at, timedelta())))
    return found


def between(cases: Iterable[Sequence[Event]], a: str, b: str) -> list[tuple[Event, timedelta]]:
    found = []
    for case in cases:
        start = first(case, a)
        end = first(case[case.index(start) + 1 :], b) if start else None
        if start and end:
            found.append((end, end.at - start.at))
    return found


def filled(values: Mapping[str, float], periods: Iterable[str]) -> Values:
    """Return counts with 0 in periods that have rows, but none that counts."""
    return {period: values.get(period, 0.0) for period in periods}
