"""The sentences of scenarios, made from the same numbers as their tables."""

from __future__ import annotations

from collections.abc import Sequence

from sightline_web.ahead import GoalShift, Shift, WhatIf
from sightline_web.scenarios.answers import GoalLine
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.snapshot import Snapshot

__all__ = ["SHOWN", "about_answer", "also", "in_words", "title_of"]

SHOWN = 0.005  # a change of a probability below which it is not worth a sentence
NAMED = 2  # so many changes are named in a sentence; more are counted
WHOLE = 1e-6


def title_of(metric: str, snapshot: Snapshot) -> str:
    """Return the title of a metric; its id, where the model no longer declares it."""
    found = snapshot.metrics.get(metric)
    return found.title if found else metric


def in_words(shift: Shift, snapshot: Snapshot, formats: Formats) -> str:
    """Return a change in words: "rises by 2.0 points", "falls by 10%", "is held at 95.0%"."""
    found = snapshot.metrics.get(shift.metric)
    unit = found.unit if found else ""
    if shift.how == "set":
        return f"is held at {formats.value(shift.amount, unit)}"
    if shift.how == "factor":
        return _multiplied(shift.amount, formats)
    if not shift.amount:
        return "stays as forecast"
    verb = "rises" if shift.amount > 0 else "falls"
    return f"{verb} by {formats.declared([abs(shift.amount)], unit)[0].removeprefix('+')}"


def _multiplied(factor: float, formats: Formats) -> str:
    part = abs(factor - 1)
    if not part:
        return "stays as forecast"
    whole = abs(part * 100 - round(part * 100)) < WHOLE
    text = formats.share(part) if whole else formats.value(part, "share")
    return f"{'rises' if factor > 1 else 'falls'} by {text}"


def about_answer(found: WhatIf, lines: Sequence[GoalLine], snapshot: Snapshot, formats: Formats) -> Sentence:
    """Return what changes do: to the goal whose chance they change most."""
    start = _if(found.shifts, snapshot, formats)
    sayable = [(each, line) for each, line in zip(found.goals, lines, strict=True) if _moved(each) is not None]
    if not sayable:
        return Sentence.of(f"{start}, the data cannot say what the goals would do.")
    each, line = max(sayable, key=lambda pair: abs(_moved(pair[0]) or 0.0))
    if abs(_moved(each) or 0.0) >= SHOWN:
        target = formats.value(line.goal.target, line.goal.unit, brief=True)
        return Sentence.of(
            f"{start}, {line.title} reaches {target} by {formats.month(line.goal.by)} with a chance of ",
            line.chance_after, ", not ", line.chance_before, ".",
        )  # fmt: skip
    changed = [line for _, line in sayable if line.verdict]
    if changed:
        return Sentence.of(
            f"{start}, {changed[0].title} changes by ", changed[0].change, "; no goal becomes likelier or less likely."
        )
    return Sentence.of(f"{start}, no goal is known to move.")


def also(found: WhatIf) -> str:
    """Return how many goals become likelier and less likely; nothing where it is one goal."""
    moves = [_moved(each) for each in found.goals]
    up = sum(each is not None and each >= SHOWN for each in moves)
    down = sum(each is not None and each <= -SHOWN for each in moves)
    blind = sum(each is None for each in moves)
    if len(moves) == 1:
        return ""
    said = [f"{numeral(up)} {'becomes' if up == 1 else 'become'} likelier"] if up else []
    said += [f"{numeral(down)} less likely"] if down else []
    said += [f"of {numeral(blind)} nothing can be said"] if blind else []
    return f"Of {counted(len(moves), 'goal')} {listed(said)}." if said else ""


def _if(shifts: Sequence[Shift], snapshot: Snapshot, formats: Formats) -> str:
    if len(shifts) > NAMED:
        return f"With these {counted(len(shifts), 'change')}"
    said = [f"{title_of(each.metric, snapshot)} {in_words(each, snapshot, formats)}" for each in shifts]
    return f"If {' and '.join(said)}"


def _moved(each: GoalShift) -> float | None:
    before, after = each.before.probability, each.after.probability
    return None if before is None or after is None else after - before
