"""What a rule says, in words, with its quantifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sightline.model.declarations import Process, Rule
from sightline.operations.lengths import declared_length, working_length
from sightline.periods import Span
from sightline.saying import Said, phrase, say

__all__ = ["definition"]

_VOWELS = "aeiouAEIOU"


def definition(rule: Rule, process: Process) -> str:
    """Return what a rule says of every case.

    Examples
    --------
    >>> process = Process(log="log", activities={"ship": {"title": "Ship"}, "invoice": {"title": "Invoice"}})
    >>> definition(Rule(response=("ship", "invoice"), within="4 days"), process)
    'Every Ship is followed by an Invoice within 4 days.'
    """
    for template, words in _WORDS.items():
        if getattr(rule, template) is not None:
            return words(rule, _Names(process))
    return ""


class _Names:
    """How activities are called in a sentence."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def of(self, activity: str) -> str:
        declared = self.process.activities.get(activity)
        return (declared.title or declared.as_ if declared is not None else None) or activity

    def one(self, activity: str) -> Said:
        name = self.of(activity)
        return say("an {activity}", activity=name) if name[:1] in _VOWELS else say("a {activity}", activity=name)

    def all(self, activities: Sequence[str]) -> str:
        return ", ".join(self.of(activity) for activity in activities)


def _length(written: str, rule: Rule) -> Said:
    """Return a length of time; in hours where it counts working time alone, whose days have fewer than 24."""
    span = Span.parse(written)
    if rule.calendar != "business" or not span.fixed:
        return declared_length(span)
    return working_length(span)


def _response(rule: Rule, names: _Names) -> Said:
    before, after = rule.response or ("", "")
    first, then = names.of(before), names.one(after)
    if not rule.within:
        return say("Every {before} is followed by {after}.", before=first, after=then)
    text = phrase("Every {before} is followed by {after} within {time}.")
    return say(text, before=first, after=then, time=_length(rule.within, rule))


def _precedence(rule: Rule, names: _Names) -> Said:
    before, after = rule.precedence or ("", "")
    first, then = names.one(before), names.of(after)
    if not rule.within:
        return say("Before every {after} there is {before}.", after=then, before=first)
    text = phrase("Before every {after} there is {before}, at most {time} earlier.")
    return say(text, after=then, before=first, time=_length(rule.within, rule))


def _chain_order(rule: Rule, names: _Names) -> Said:
    text = phrase("Of {activities}, none happens after one that stands later in this list.")
    return say(text, activities=names.all(rule.chain_order or ()))


def _absence(rule: Rule, names: _Names) -> Said:
    return say("No case has {activity}.", activity=names.one(rule.absence or ""))


def _at_most(rule: Rule, names: _Names) -> Said:
    assert rule.at_most is not None  # noqa: S101 -- narrows the type
    activity, times = names.one(rule.at_most.activity), rule.at_most.times
    if times == 1:
        return say("No case has {activity} more than once.", activity=activity)
    if times == 2:  # noqa: PLR2004 -- twice
        return say("No case has {activity} more than twice.", activity=activity)
    return say("No case has {activity} more than {times} times.", activity=activity, times=times)


def _exclusive(rule: Rule, names: _Names) -> Said:
    one, other = rule.exclusive or ("", "")
    return say("No case has both {one} and {other}.", one=names.one(one), other=names.one(other))


def _four_eyes(rule: Rule, names: _Names) -> Said:
    one, other = rule.four_eyes or ("", "")
    text = phrase("In no case does one performer do both {one} and {other}.")
    return say(text, one=names.of(one), other=names.of(other))


def _deadline(rule: Rule, names: _Names) -> Said:
    assert rule.deadline is not None  # noqa: S101 -- narrows the type
    start, end = names.of(rule.deadline.from_), names.one(rule.deadline.to)
    plain = phrase("The first {start} of a case is followed by {end} within {time}.")
    lapsing = phrase(
        "The first {start} of a case is followed by {end} within {time}, unless the case is closed in that time."
    )
    lapses = names.process.chain or names.process.ends
    return say(lapsing if lapses else plain, start=start, end=end, time=_length(rule.deadline.within, rule))


def _batching(rule: Rule, names: _Names) -> Said:
    assert rule.batching is not None  # noqa: S101 -- narrows the type
    text = phrase("Every {activity} is one of at least {size}, of any cases, within {time}.")
    done, size = names.of(rule.batching.activity), rule.batching.at_least
    return say(text, activity=done, size=size, time=_length(rule.batching.within, rule))


def _return_to_start(rule: Rule, names: _Names) -> Said:
    chain, activity = names.process.chain, names.of(rule.return_to_start or "")
    if not chain:
        return say("Every {activity} is directly followed by what the case began with.", activity=activity)
    return say("Every {activity} is directly followed by {start}.", activity=activity, start=names.one(chain[0]))


_WORDS: dict[str, Callable[[Rule, _Names], Said]] = {
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
