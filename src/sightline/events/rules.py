"""The rules of a process in SQL: on which event a case violates a rule.

Each template says which events violate it; a case counts once, at the first of them. A violation is dated at the event
that owed something, or that broke a prohibition:

- `response` [a, b]: *every* a is followed by a b. Violated at an a without a later b once its time is up (`within`), or
  else once the case is closed; also at an a whose next b comes too late.
- `precedence` [a, b]: no b without an a before it (within the time, if one is given).
- `chain_order` [a, b, c]: none of them occurs after one that stands later in the list.
- `absence`, `at_most`, `exclusive`: at the event that is one too many.
- `four_eyes` [a, b]: the same performer did both; events without a performer violate nothing.
- `deadline`: from the first `from` to the first following `to`; dated at `from`. It lapses when the case is closed
  before the time is up.
- `batching`: an event that lies in no group of at least so many, of all cases, within the time.
- `return_to_start`: the next event after the activity is not the one the process starts with (the first of the chain,
  else the first of the case); also where the case is closed and none follows.

A `calendar: business` counts Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Callable

from sightline.errors import DeclarationError
from sightline.events.features import Feature, feature, identifier, text
from sightline.events.steps import AFTER, BEFORE, Steps, span_us
from sightline.model.declarations import Rule
from sightline.periods import Span

__all__ = ["TEMPLATES", "violating"]


def violating(steps: Steps, rule: Rule) -> Feature:
    """Return the feature: true on the events that violate `rule`."""
    for template, builder in TEMPLATES.items():
        if getattr(rule, template) is not None:
            return builder(steps, rule)
    raise DeclarationError("the rule has no template.", place=steps.place, fix=f"Write one of {', '.join(TEMPLATES)}.")


def _response(steps: Steps, rule: Rule) -> Feature:
    assert rule.response is not None  # noqa: S101 -- narrows the type
    before, after = (steps.does(activity) for activity in rule.response)
    closed, closing = steps.closed()
    if rule.within is None:
        answers = steps.count(after, AFTER)
        return _flag(f"({before}) AND {answers} = 0 AND {closed}", answers, closing)
    late, needs = _late(steps, rule, after, rule.within)
    return _flag(f"({before}) AND ({late})", *needs)


def _late(steps: Steps, rule: Rule, answer: str, within: str) -> tuple[str, tuple[Feature | None, ...]]:
    """Return the condition that the next `answer` comes later than `within`, or has not come in that time."""
    business = rule.calendar == "business"
    span = Span.parse(within)
    if not span.fixed:
        following = steps.earliest(answer, AFTER)
        length = f"INTERVAL '{span.count:.0f}' {span.unit.upper()}"
        due = f"{steps.time} <= {steps.now.back(span, steps.relation.kind('time'))}"
        return f"COALESCE({following} > {steps.time} + {length}, {due})", (following,)
    clock, needed = steps.clock(business=business)
    value = f"CASE WHEN {answer} THEN {clock} END"
    following = feature("next_clock", f"MIN({value}) OVER {steps.window(AFTER)}", needed)
    limit = span_us(span)
    unanswered = f"{clock} <= {steps.clock_now(business=business) - limit}"
    return f"COALESCE({following} - {clock} > {limit}, {unanswered})", (following, needed)


def _precedence(steps: Steps, rule: Rule) -> Feature:
    assert rule.precedence is not None  # noqa: S101 -- narrows the type
    before, after = (steps.does(activity) for activity in rule.precedence)
    if rule.within is None:
        earlier = steps.count(before, BEFORE)
        return _flag(f"({after}) AND {earlier} = 0", earlier)
    span = Span.parse(rule.within)
    if not span.fixed:
        previous = steps.latest(before, BEFORE)
        length = f"INTERVAL '{span.count:.0f}' {span.unit.upper()}"
        return _flag(f"({after}) AND COALESCE({steps.time} > {previous} + {length}, TRUE)", previous)
    clock, needed = steps.clock(business=rule.calendar == "business")
    value = f"CASE WHEN {before} THEN {clock} END"
    previous = feature("last_clock", f"MAX({value}) OVER {steps.window(BEFORE)}", needed)
    return _flag(f"({after}) AND COALESCE({clock} - {previous} > {span_us(span)}, TRUE)", previous, needed)


def _chain_order(steps: Steps, rule: Rule) -> Feature:
    assert rule.chain_order is not None  # noqa: S101 -- narrows the type
    cases = " ".join(f"WHEN {steps.does(activity)} THEN {place}" for place, activity in enumerate(rule.chain_order))
    place = f"CASE {cases} END"
    furthest = feature("furthest", f"MAX({place}) OVER {steps.window(BEFORE)}")
    return _flag(f"COALESCE({place} < {furthest}, FALSE)", furthest)


def _absence(steps: Steps, rule: Rule) -> Feature:
    assert rule.absence is not None  # noqa: S101 -- narrows the type
    return _flag(steps.does(rule.absence))


def _at_most(steps: Steps, rule: Rule) -> Feature:
    assert rule.at_most is not None  # noqa: S101 -- narrows the type
    done = steps.does(rule.at_most.activity)
    earlier = steps.count(done, BEFORE)
    return _flag(f"({done}) AND {earlier} >= {rule.at_most.times}", earlier)


def _exclusive(steps: Steps, rule: Rule) -> Feature:
    assert rule.exclusive is not None  # noqa: S101 -- narrows the type
    return _both(steps, rule.exclusive)


def _four_eyes(steps: Steps, rule: Rule) -> Feature:
    assert rule.four_eyes is not None  # noqa: S101 -- narrows the type
    performer = identifier(steps.relation.name("performer", place=steps.place))
    return _both(steps, rule.four_eyes, more=(performer,), known=f" AND {performer} IS NOT NULL")


def _both(steps: Steps, pair: tuple[str, str], more: tuple[str, ...] = (), known: str = "") -> Feature:
    """Return the feature: true on an event of one activity of `pair` after one of the other."""
    one, other = (steps.does(activity) for activity in pair)
    ones, others = (steps.count(activity, BEFORE, more=more) for activity in (one, other))
    return _flag(f"(({one}) AND {others} > 0 OR ({other}) AND {ones} > 0){known}", ones, others)


def _deadline(steps: Steps, rule: Rule) -> Feature:
    assert rule.deadline is not None  # noqa: S101 -- narrows the type
    start, end = steps.does(rule.deadline.from_), steps.does(rule.deadline.to)
    late, needs = _late(steps, rule, end, rule.deadline.within)
    first, earlier = steps.first_of(start)
    lapsed, more = _lapsed(steps, rule, end)
    return _flag(f"{first} AND ({late}) AND NOT ({lapsed})", earlier, *needs, *more)


def _lapsed(steps: Steps, rule: Rule, end: str) -> tuple[str, tuple[Feature | None, ...]]:
    """Return the condition that the case is closed in time by another event than the one that is due."""
    assert rule.deadline is not None  # noqa: S101 -- narrows the type
    span = Span.parse(rule.deadline.within)
    if not steps.closers or not span.fixed:
        return "FALSE", ()
    clock, needed = steps.clock(business=rule.calendar == "business")
    closes = steps.does(*steps.closers)
    closing = feature(
        "closing_clock", f"MIN(CASE WHEN {closes} AND NOT ({end}) THEN {clock} END) OVER {steps.window(AFTER)}", needed
    )
    answered = steps.count(end, AFTER)
    return f"{answered} = 0 AND COALESCE({closing} - {clock} <= {span_us(span)}, FALSE)", (closing, answered, needed)


def _batching(steps: Steps, rule: Rule) -> Feature:
    assert rule.batching is not None  # noqa: S101 -- narrows the type
    done, span = steps.does(rule.batching.activity), Span.parse(rule.batching.within)
    others, limit = rule.batching.at_least - 1, span_us(span)
    clock, needed = steps.clock(business=rule.calendar == "business")
    window = f"PARTITION BY ({done}) ORDER BY {steps.time}, {identifier('case')}, {identifier('seq')}"
    last = feature("batch_end", f"LEAD({clock}, {others}) OVER ({window})", needed)
    opens = feature("opens_batch", f"CASE WHEN {last} - {clock} <= {limit} THEN 1 ELSE 0 END", last, needed)
    within = feature("in_batch", f"MAX({opens}) OVER ({window} ROWS BETWEEN {others} PRECEDING AND CURRENT ROW)", opens)
    due = f"{clock} <= {steps.clock_now(business=rule.calendar == 'business') - limit}"
    return _flag(f"({done}) AND {within} = 0 AND {due}", within, needed)


def _return_to_start(steps: Steps, rule: Rule) -> Feature:
    assert rule.return_to_start is not None  # noqa: S101 -- narrows the type
    done = steps.does(rule.return_to_start)
    activity = identifier("activity")
    following = feature("next_activity", f"LEAD({activity}) OVER {steps.window('')}")
    closed, closing = steps.closed()
    if steps.process.chain:
        start, begins = ", ".join(text(label) for label in steps.labels(steps.process.chain[0])), None
    else:
        begins = feature("start_activity", f"FIRST_VALUE({activity}) OVER {steps.window('')}")
        start = str(begins)
    wrong = f"{following} NOT IN ({start}) OR ({following} IS NULL AND {closed})"
    return _flag(f"({done}) AND COALESCE({wrong}, FALSE)", following, closing, begins)


def _flag(condition: str, *needs: Feature | None) -> Feature:
    return feature("violates", condition, *needs)


TEMPLATES: dict[str, Callable[[Steps, Rule], Feature]] = {
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
