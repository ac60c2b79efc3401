"""What deviates now: what the newest reading found, and the cases that have violated a rule since.

A reading counts and prices the cases of a rule together. A case that comes in between is counted with those of its
rule, where the reading found its segment to stand out with those of the segment, and costs what they cost on average.
A reading counts the cases of seven days; of those, as many have left these days meanwhile as would have, were they
spread evenly. The next reading says it exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sightline_web.changes import Change
from sightline_web.deviations import Deviation, Segment
from sightline_web.engine.saying import say, say_many
from sightline_web.headlines import continued
from sightline_web.processes import Process

__all__ = ["Deviating"]

NAMED = 50
VIOLATED = "violated"
COUNTED = timedelta(days=7)  # the cases of a rule that a reading counts together
Place = tuple[str, str]


class Deviating:
    """What deviates now."""

    def __init__(self) -> None:
        self._found: list[Deviation] = []
        self._as_of = self._now = datetime.max.replace(tzinfo=UTC)
        self._processes: Mapping[str, Process] = {}
        self._since: dict[tuple[str, str], dict[str, Change]] = {}

    def renew(self, found: Sequence[Deviation], processes: Mapping[str, Process], as_of: datetime) -> None:
        """Take over what a reading found; what was noticed until its moment is among it."""
        self._found, self._processes = list(found), processes
        self._as_of = self._now = as_of
        for cases in self._since.values():
            for case, change in list(cases.items()):
                if change.noticed_at <= as_of:
                    del cases[case]

    def take(self, changes: Iterable[Change], now: datetime) -> tuple[Deviation, ...]:
        """Take in what has changed; returns all that deviates now of the rules and places that it touches."""
        self._now = now
        touched: dict[Place, None] = {}
        for each in changes:
            place = (each.process, each.rule)
            known = self._since.setdefault(place, {})
            if each.outcome == VIOLATED and each.case not in known:
                known[each.case] = each
                touched[place] = None
            elif each.outcome != VIOLATED and known.pop(each.case, None) is not None:
                touched[place] = None
        return tuple(one for place in touched for one in self._of(place))

    def all(self) -> tuple[Deviation, ...]:
        """Return all that deviates now."""
        more = {one.deviation: one for place, cases in self._since.items() if cases for one in self._of(place)}
        return (*(more.pop(one.deviation, one) for one in self._found), *more.values())

    def _of(self, place: Place) -> Iterable[Deviation]:
        """Yield what deviates of one rule: by segments that stand out, and all others together."""
        known = [one for one in self._found if (one.process, one.rule) == place]
        groups = {one.segment: one for one in known if one.kind == "rule"}
        new: dict[Segment, list[Change]] = {}
        for each in self._since[place].values():
            new.setdefault(each.segment if each.segment in groups else (), []).append(each)
        yield from (one for one in known if one.kind != "rule")
        for segment in dict.fromkeys((*groups, *new)):
            yield self._group(place, segment, groups.get(segment), new.get(segment, []))

    def _group(self, place: Place, segment: Segment, known: Deviation | None, new: list[Change]) -> Deviation:
        if known is None:
            return self._first(place, segment, new)
        if not new:
            return known
        left = max(1 - max(self._now - self._as_of, timedelta(0)) / COUNTED, 0.0)
        more = left + len(new) / max(known.count, 1)
        latest = tuple(each.case for each in sorted(new, key=_noticed, reverse=True))
        return replace(
            known,
            case=None,
            cases=(*latest, *known.cases)[:NAMED],
            count=round(known.count * left) + len(new),
            price=_times(known.price, more),
            low=_times(known.low, more),
            high=_times(known.high, more),
            price_share=_times(known.price_share, more),
            prices={goal: price * more for goal, price in known.prices.items()},
            sentence=continued(known.sentence, say("; {count} more since", count=len(new))),
        )

    def _first(self, place: Place, segment: Segment, new: list[Change]) -> Deviation:
        process = self._processes.get(place[0])
        rule = process.rules.get(place[1]) if process is not None else None
        title, many = (rule.title if rule else place[1]), len(new)
        latest = tuple(each.case for each in sorted(new, key=_noticed, reverse=True))
        violating = say_many(
            "{rule}: {count} case violates this", "{rule}: {count} cases violate this", many, rule=title
        )  # fmt: skip
        return Deviation(
            deviation=".".join((*place, *(f"{name}={value}" for name, value in segment))),
            kind="rule",
            process=place[0],
            rule=place[1],
            case=latest[0] if many == 1 else None,
            metric=None,
            segment=segment,
            since=min(map(_noticed, new)),
            due=None,
            outcome=VIOLATED,
            owner=rule.owner if rule else None,
            goal=None,
            price=None,
            low=None,
            high=None,
            price_share=None,
            probability=1.0,
            sentence=continued("", violating),
            words=say("The next reading says what it costs."),
            cases=latest[:NAMED],
            count=many,
        )


def _noticed(change: Change) -> datetime:
    return change.noticed_at


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
