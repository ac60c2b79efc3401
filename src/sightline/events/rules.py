"""The rules of a process in SQL: on which event a case violates a rule, owes something, or comes under it at all.

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

The same condition with its time still to come is what an event *owes*. A `calendar: business` counts working time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sightline.errors import DeclarationError
from sightline.events.features import Feature, feature, identifier, text
from sightline.events.steps import AFTER, BEFORE, Steps, span_us
from sightline.model.declarations import Rule
from sightline.periods import Span

__all__ = ["TEMPLATES", "Judgement", "judging", "violating"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the events of a case say of a rule, as features.

    Moments are microseconds, as `SL_MICROS` gives them; those of `due` on the working clock where `business`.

    Parameters
    ----------
    violates : Feature
        True on the events that violate it.
    applies : Feature, optional
        True on the events that make the rule the case's business; None where it is that of every case.
    owes : Feature, optional
        True on the events that owe something which can still come; None for what is only forbidden.
    due : Feature, optional
        Until when an event has time; None where no time is set.
    broken : Feature, optional
        When what an event owed was beyond repair; None where that is `due`, or the time of the event itself.
    met : Feature, optional
        When an event that the rule applies to had got what it owed; None for what is only forbidden.
    looks_at : tuple of str, optional
        The activities without which no other event makes a difference; None where every event does.
    business : bool
        Whether `due` is on the working clock.
    """

    violates: Feature
    applies: Feature | None
    owes: Feature | None = None
    due: Feature | None = None
    broken: Feature | None = None
    met: Feature | None = None
    looks_at: tuple[str, ...] | None = None
    business: bool = False


@dataclass(frozen=True, slots=True)
class _Limit:
    """A time limit: the conditions that an answer is late or missing, that it can still come, and when it is due."""

    late: str
    waits: str
    due: Feature
    needs: tuple[Feature | None, ...]
    business: bool


def judging(steps: Steps, rule: Rule) -> Judgement:
    """Return what the events of a case say of `rule`.

    Raises
    ------
    UnknownNameError
        If the process and its log do not know an activity.
    SourceError
        If the log lacks a column that it needs.
    DeclarationError
        If the rule has no template.
    """
    for template, builder in TEMPLATES.items():
        if getattr(rule, template) is not None:
            return builder(steps, rule)
    raise DeclarationError("the rule has no template.", place=steps.place, fix=f"Write one of {', '.join(TEMPLATES)}.")


def violating(steps: Steps, rule: Rule) -> Feature:
    """Return the feature: true on the events that violate `rule`; raises as `judging` does."""
    return judging(steps, rule).violates


def _response(steps: Steps, rule: Rule) -> Judgement:
    assert rule.response is not None  # noqa: S101 -- narrows the type
    before, after = (steps.does(activity) for activity in rule.response)
    applies, met = feature("applies", before), _answered(steps, after)
    if rule.within is not None:
        limit = _limit(steps, rule, after, rule.within)
        return Judgement(
            feature("violates", f"({before}) AND ({limit.late})", *limit.needs), applies,
            feature("owes", f"({before}) AND ({limit.waits})", *limit.needs), limit.due, met=met,
            looks_at=rule.response, business=limit.business,
        )  # fmt: skip
    closed, closing = steps.closed()
    answers = steps.count(after, AFTER)
    return Judgement(
        feature("violates", f"({before}) AND {answers} = 0 AND {closed}", answers, closing), applies,
        feature("owes", f"({before}) AND {answers} = 0 AND NOT ({closed})", answers, closing), met=met,
        broken=_when_closed(steps), looks_at=(*rule.response, *steps.closers),
    )  # fmt: skip


def _limit(steps: Steps, rule: Rule, answer: str, within: str) -> _Limit:
    """Return the limit that the next `answer` comes no later than `within` after an event."""
    business = rule.calendar == "business"
    span = Span.parse(within)
    if not span.fixed:
        following = steps.earliest(answer, AFTER)
        end = f"{steps.time} + INTERVAL '{span.count:.0f}' {span.unit.upper()}"
        up = f"{steps.time} < {steps.now.back(span, steps.relation.kind('time'))}"
        late = f"COALESCE({following} > {end}, {up})"
        due = feature("due", f"SL_MICROS({end})")
        return _Limit(late, f"{following} IS NULL AND NOT ({up})", due, (following,), business=False)
    clock, needed = steps.clock(business=business)
    value = f"CASE WHEN {answer} THEN {clock} END"
    following = feature("next_clock", f"MIN({value}) OVER {steps.window(AFTER)}", needed)
    length = span_us(span)
    up = f"{clock} < {steps.clock_now(business=business) - length}"
    late = f"COALESCE({following} - {clock} > {length}, {up})"
    due = feature("due", f"{clock} + {length}", needed)
    return _Limit(late, f"{following} IS NULL AND NOT ({up})", due, (following, needed), business)


def _precedence(steps: Steps, rule: Rule) -> Judgement:
    assert rule.precedence is not None  # noqa: S101 -- narrows the type
    before, after = (steps.does(activity) for activity in rule.precedence)
    return Judgement(_unprepared(steps, rule, before, after), feature("applies", after), looks_at=rule.precedence)


def _unprepared(steps: Steps, rule: Rule, before: str, after: str) -> Feature:
    """Return the feature: true on an `after` without a `before` (within the time, if one is given) ahead of it."""
    if rule.within is None:
        earlier = steps.count(before, BEFORE)
        return feature("violates", f"({after}) AND {earlier} = 0", earlier)
    span = Span.parse(rule.within)
    if not span.fixed:
        previous = steps.latest(before, BEFORE)
        length = f"INTERVAL '{span.count:.0f}' {span.unit.upper()}"
        late = f"COALESCE({steps.time} > {previous} + {length}, TRUE)"
        return feature("violates", f"({after}) AND {late}", previous)
    clock, needed = steps.clock(business=rule.calendar == "business")
    value = f"CASE WHEN {before} THEN {clock} END"
    previous = feature("last_clock", f"MAX({value}) OVER {steps.window(BEFORE)}", needed)
    late = f"COALESCE({clock} - {previous} > {span_us(span)}, TRUE)"
    return feature("violates", f"({after}) AND {late}", previous, needed)


def _chain_order(steps: Steps, rule: Rule) -> Judgement:
    assert rule.chain_order is not None  # noqa: S101 -- narrows the type
    cases = " ".join(f"WHEN {steps.does(activity)} THEN {place}" for place, activity in enumerate(rule.chain_order))
    place = f"CASE {cases} END"
    furthest = feature("furthest", f"MAX({place}) OVER {steps.window(BEFORE)}")
    return Judgement(
        feature("violates", f"COALESCE({place} < {furthest}, FALSE)", furthest),
        feature("applies", f"COALESCE({place} <> {furthest}, FALSE)", furthest),
        looks_at=rule.chain_order,
    )


def _absence(steps: Steps, rule: Rule) -> Judgement:
    assert rule.absence is not None  # noqa: S101 -- narrows the type
    return Judgement(feature("violates", steps.does(rule.absence)), None, looks_at=(rule.absence,))


def _at_most(steps: Steps, rule: Rule) -> Judgement:
    assert rule.at_most is not None  # noqa: S101 -- narrows the type
    done = steps.does(rule.at_most.activity)
    earlier = steps.count(done, BEFORE)
    violates = feature("violates", f"({done}) AND {earlier} >= {rule.at_most.times}", earlier)
    return Judgement(violates, feature("applies", done), looks_at=(rule.at_most.activity,))


def _exclusive(steps: Steps, rule: Rule) -> Judgement:
    assert rule.exclusive is not None  # noqa: S101 -- narrows the type
    violates = feature("violates", *_both(steps, rule.exclusive))
    return Judgement(violates, feature("applies", steps.does(*rule.exclusive)), looks_at=rule.exclusive)


def _four_eyes(steps: Steps, rule: Rule) -> Judgement:
    assert rule.four_eyes is not None  # noqa: S101 -- narrows the type
    performer = identifier(steps.relation.name("performer", place=steps.place))
    known = f"{performer} IS NOT NULL"
    same, *needs = _both(steps, rule.four_eyes, more=(performer,))
    met, *more = _both(steps, rule.four_eyes, known=f" AND {known}")
    return Judgement(
        feature("violates", f"{same} AND {known}", *needs),
        feature("applies", f"{met} AND {known}", *more),
        looks_at=rule.four_eyes,
    )


def _both(
    steps: Steps, pair: tuple[str, str], more: tuple[str, ...] = (), known: str = ""
) -> tuple[str, Feature, Feature]:
    """Return the condition that an event of one activity of `pair` comes after one of the other, and what it needs."""
    one, other = (steps.does(activity) for activity in pair)
    ones, others = (steps.count(f"{activity}{known}", BEFORE, more=more) for activity in (one, other))
    return f"(({one}) AND {others} > 0 OR ({other}) AND {ones} > 0)", ones, others


def _deadline(steps: Steps, rule: Rule) -> Judgement:
    assert rule.deadline is not None  # noqa: S101 -- narrows the type
    start, end = steps.does(rule.deadline.from_), steps.does(rule.deadline.to)
    limit = _limit(steps, rule, end, rule.deadline.within)
    first, earlier = steps.first_of(start)
    lapsed, more = _lapsed(steps, rule, end)
    needs = (earlier, *limit.needs, *more)
    return Judgement(
        feature("violates", f"{first} AND ({limit.late}) AND NOT ({lapsed})", *needs),
        feature("applies", f"{first} AND NOT ({lapsed})", *needs),
        feature("owes", f"{first} AND ({limit.waits}) AND NOT ({lapsed})", *needs),
        limit.due,
        met=_answered(steps, end),
        looks_at=tuple(dict.fromkeys((rule.deadline.from_, rule.deadline.to, *steps.closers))),
        business=limit.business,
    )


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


def _batching(steps: Steps, rule: Rule) -> Judgement:
    assert rule.batching is not None  # noqa: S101 -- narrows the type
    done, span = steps.does(rule.batching.activity), Span.parse(rule.batching.within)
    others, limit, business = rule.batching.at_least - 1, span_us(span), rule.calendar == "business"
    clock, needed = steps.clock(business=business)
    # events of all cases stand together; the others are cut by case, as in every other window, for small sorts
    others_apart = f"CASE WHEN {done} THEN NULL ELSE {identifier('case')} END"
    order = f"{steps.time}, {identifier('case')}, {identifier('seq')}"
    window = f"PARTITION BY ({done}), {others_apart} ORDER BY {order}"
    last = feature("batch_end", f"LEAD({clock}, {others}) OVER ({window})", needed)
    opens = feature("opens_batch", f"CASE WHEN {last} - {clock} <= {limit} THEN 1 ELSE 0 END", last, needed)
    within = feature("in_batch", f"MAX({opens}) OVER ({window} ROWS BETWEEN {others} PRECEDING AND CURRENT ROW)", opens)
    up = f"{clock} < {steps.clock_now(business=business) - limit}"
    return Judgement(
        feature("violates", f"({done}) AND {within} = 0 AND {up}", within, needed),
        feature("applies", done),
        feature("owes", f"({done}) AND {within} = 0 AND NOT ({up})", within, needed),
        feature("due", f"{clock} + {limit}", needed),
        met=feature("met", f"SL_MICROS({steps.time})"),
        looks_at=(rule.batching.activity,),
        business=business,
    )


def _return_to_start(steps: Steps, rule: Rule) -> Judgement:
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
    then = feature("next_time", f"LEAD({steps.time}) OVER {steps.window('')}")
    moved = feature("next_us", f"SL_MICROS(COALESCE({then}, {steps.time}))", then)
    return Judgement(
        feature("violates", f"({done}) AND COALESCE({wrong}, FALSE)", following, closing, begins),
        feature("applies", done),
        feature("owes", f"({done}) AND {following} IS NULL AND NOT ({closed})", following, closing),
        broken=moved,
        met=moved,
    )


def _answered(steps: Steps, answer: str) -> Feature:
    """Return the feature: when the next `answer` came, in microseconds."""
    following = steps.earliest(answer, AFTER)
    return feature("answered_us", f"SL_MICROS({following})", following)


def _when_closed(steps: Steps) -> Feature:
    """Return the feature: when the case was closed, or the event happened, whichever is later."""
    closing = steps.closing_time()
    return feature("closed_us", f"SL_MICROS(GREATEST({closing}, {steps.time}))", closing)


TEMPLATES: dict[str, Callable[[Steps, Rule], Judgement]] = {
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
