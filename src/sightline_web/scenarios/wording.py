"""The sentences of scenarios, made from the same numbers as their tables."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.ahead import GoalShift, Shift, WhatIf
from sightline_web.languages.marks import later, later_in
from sightline_web.scenarios.answers import GoalLine
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.snapshot import Snapshot

__all__ = ["SHOWN", "about_answer", "also", "in_words", "title_of"]

SHOWN = 0.005  # a change of a probability below which it is not worth a sentence
NAMED = 2  # so many changes are named in a sentence; more are counted
WHOLE = 1e-6
HELD, SAME, RISES, FALLS = "held", "same", "rises", "falls"
AFTER_NAME = {  # the metric stands before it
    HELD: later("is held at {value}"),
    SAME: later("stays as forecast"),
    RISES: later("rises by {value}"),
    FALLS: later("falls by {value}"),
}
AFTER_IF = {
    HELD: later_in("after if", "{metric} is held at {value}"),
    SAME: later_in("after if", "{metric} stays as forecast"),
    RISES: later_in("after if", "{metric} rises by {value}"),
    FALLS: later_in("after if", "{metric} falls by {value}"),
}


def title_of(metric: str, snapshot: Snapshot) -> str:
    """Return the title of a metric; its id, where the model no longer declares it."""
    found = snapshot.metrics.get(metric)
    return found.title if found else metric


def in_words(shift: Shift, snapshot: Snapshot, formats: Formats) -> str:
    """Return a change in words: "rises by 2.0 points", "falls by 10%", "is held at 95.0%"."""
    becomes, value = _becomes(shift, snapshot, formats)
    return str(AFTER_NAME[becomes]).format(value=value)


def _becomes(shift: Shift, snapshot: Snapshot, formats: Formats) -> tuple[str, str]:
    """Return what becomes of a metric, and by how much or at which level."""
    found = snapshot.metrics.get(shift.metric)
    unit = found.unit if found else ""
    if shift.how == "set":
        return HELD, formats.value(shift.amount, unit)
    if shift.how == "factor":
        return _multiplied(shift.amount, formats)
    if not shift.amount:
        return SAME, ""
    size = formats.declared([abs(shift.amount)], unit)[0].removeprefix("+")
    return RISES if shift.amount > 0 else FALLS, size


def _multiplied(factor: float, formats: Formats) -> tuple[str, str]:
    part = abs(factor - 1)
    if not part:
        return SAME, ""
    whole = abs(part * 100 - round(part * 100)) < WHOLE
    text = formats.share(part) if whole else formats.value(part, "share")
    return RISES if factor > 1 else FALLS, text


def about_answer(found: WhatIf, lines: Sequence[GoalLine], snapshot: Snapshot, formats: Formats) -> Sentence:
    """Return what changes do: to the goal whose chance they change most."""
    start = _if(found.shifts, snapshot, formats)
    sayable = [(each, line) for each, line in zip(found.goals, lines, strict=True) if _moved(each) is not None]
    if not sayable:
        return Sentence.put(_("{start}, the data cannot say what the goals would do."), start=start)
    each, line = max(sayable, key=lambda pair: abs(_moved(pair[0]) or 0.0))
    if abs(_moved(each) or 0.0) >= SHOWN:
        return Sentence.put(
            _("{start}, {metric} reaches {target} by {month} with a chance of {after}, not {before}."),
            start=start,
            metric=line.title,
            target=formats.value(line.goal.target, line.goal.unit, brief=True),
            month=formats.month(line.goal.by),
            after=line.chance_after,
            before=line.chance_before,
        )
    changed = [line for _, line in sayable if line.verdict]
    if changed:
        text = _("{start}, {metric} changes by {change}; no goal becomes likelier or less likely.")
        return Sentence.put(text, start=start, metric=changed[0].title, change=changed[0].change)
    return Sentence.put(_("{start}, no goal is known to move."), start=start)


def also(found: WhatIf) -> str:
    """Return how many goals become likelier and less likely; nothing where it is one goal."""
    moves = [_moved(each) for each in found.goals]
    up = sum(each is not None and each >= SHOWN for each in moves)
    down = sum(each is not None and each <= -SHOWN for each in moves)
    blind = sum(each is None for each in moves)
    if len(moves) == 1:
        return ""
    parts = (
        (up, ngettext("{number} becomes likelier", "{number} become likelier", up)),
        (down, _("{number} less likely")),
        (blind, _("of {number} nothing can be said")),
    )
    said = [text.format(number=numeral(count)) for count, text in parts if count]
    text = _("Of {goals} {parts}.")
    return text.format(goals=counted(len(moves), "goal"), parts=listed(said)) if said else ""


def _if(shifts: Sequence[Shift], snapshot: Snapshot, formats: Formats) -> str:
    if len(shifts) > NAMED:
        return _("With these {changes}").format(changes=counted(len(shifts), "change"))
    said = []
    for each in shifts:
        becomes, value = _becomes(each, snapshot, formats)
        said.append(str(AFTER_IF[becomes]).format(metric=title_of(each.metric, snapshot), value=value))
    text = _("If {first}") if len(said) == 1 else _("If {first} and {second}")
    return text.format(first=said[0], second=said[-1])


def _moved(each: GoalShift) -> float | None:
    before, after = each.before.probability, each.after.probability
    return None if before is None or after is None else after - before
