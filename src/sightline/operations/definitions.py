"""What a rule says, in words, with its quantifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sightline.model.declarations import Process, Rule
from sightline.periods import Span

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

    def one(self, activity: str) -> str:
        name = self.of(activity)
        return f"{'an' if name[:1] in _VOWELS else 'a'} {name}"

    def all(self, activities: Sequence[str]) -> str:
        return ", ".join(self.of(activity) for activity in activities)


def _length(written: str, rule: Rule) -> str:
    """Return a length of time; in hours where it counts working time alone, whose days have fewer than 24."""
    span = Span.parse(written)
    if rule.calendar != "business" or not span.fixed:
        return str(span)
    if span.unit == "minute":
        return f"{span.count:g} working {'minute' if span.count == 1 else 'minutes'}"
    hours = span.seconds / 3_600
    return f"{hours:g} working {'hour' if hours == 1 else 'hours'}"


def _response(rule: Rule, names: _Names) -> str:
    before, after = rule.response or ("", "")
    within = f" within {_length(rule.within, rule)}" if rule.within else ""
    return f"Every {names.of(before)} is followed by {names.one(after)}{within}."


def _precedence(rule: Rule, names: _Names) -> str:
    before, after = rule.precedence or ("", "")
    within = f", at most {_length(rule.within, rule)} earlier" if rule.within else ""
    return f"Before every {names.of(after)} there is {names.one(before)}{within}."


def _chain_order(rule: Rule, names: _Names) -> str:
    return f"Of {names.all(rule.chain_order or ())}, none happens after one that stands later in this list."


def _absence(rule: Rule, names: _Names) -> str:
    return f"No case has {names.one(rule.absence or '')}."


def _at_most(rule: Rule, names: _Names) -> str:
    assert rule.at_most is not None  # noqa: S101 -- narrows the type
    times = {1: "once", 2: "twice"}.get(rule.at_most.times, f"{rule.at_most.times} times")
    return f"No case has {names.one(rule.at_most.activity)} more than {times}."


def _exclusive(rule: Rule, names: _Names) -> str:
    one, other = rule.exclusive or ("", "")
    return f"No case has both {names.one(one)} and {names.one(other)}."


def _four_eyes(rule: Rule, names: _Names) -> str:
    one, other = rule.four_eyes or ("", "")
    return f"In no case does one performer do both {names.of(one)} and {names.of(other)}."


def _deadline(rule: Rule, names: _Names) -> str:
    assert rule.deadline is not None  # noqa: S101 -- narrows the type
    start, end = names.of(rule.deadline.from_), names.one(rule.deadline.to)
    within = _length(rule.deadline.within, rule)
    lapses = ", unless the case is closed in that time" if names.process.chain or names.process.ends else ""
    return f"The first {start} of a case is followed by {end} within {within}{lapses}."


def _batching(rule: Rule, names: _Names) -> str:
    assert rule.batching is not None  # noqa: S101 -- narrows the type
    done, size = names.of(rule.batching.activity), rule.batching.at_least
    return f"Every {done} is one of at least {size}, of any cases, within {_length(rule.batching.within, rule)}."


def _return_to_start(rule: Rule, names: _Names) -> str:
    chain = names.process.chain
    start = names.one(chain[0]) if chain else "what the case began with"
    return f"Every {names.of(rule.return_to_start or '')} is directly followed by {start}."


_WORDS: dict[str, Callable[[Rule, _Names], str]] = {
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
