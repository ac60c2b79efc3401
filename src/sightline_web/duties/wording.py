"""The sentences of duties: what a person is told, what a register holds, what an audit found."""

from __future__ import annotations

from collections.abc import Sequence

from sightline_web.duties.models import FairnessTable, Level, MetricEntry, PersonNotice, Switch
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, opening

__all__ = ["about_fairness", "about_notices", "about_register", "level_of", "notice_text", "switch_in_words"]

BEFORE = (
    "Before Sightline computes any of these about your work, it tells you what for. Nothing of it decides anything: a "
    "named person does, and gives a reason."
)
AFTER = (
    "You see each figure before anybody else does. Under “My record” you see who has looked, can download all that is "
    "held about you, and can object to any figure."
)
STATES = {
    "approved": Look("approved", TICK, "good"),
    "waits": Look("waits for approval", RING, "warn"),
    "team": Look("needs none", DASH, "dim"),
    "off": Look("switched off", CROSS, "bad"),
}


def level_of(entry: MetricEntry) -> str:
    """Return at which level a metric may be shown."""
    return str(Level(entry.level).label) if entry.level in Level.values else entry.level


def notice_text(entries: Sequence[MetricEntry]) -> str:
    """Return what a person is told before anything is computed about them."""
    lines = [
        f"{each.metric}: {each.purpose.rstrip('.')}. From {each.data.rstrip('.')}. "
        f"Legal basis: {each.legal_basis.rstrip('.')}. Shown of {level_of(each)}."
        for each in entries
    ]
    return "\n\n".join([BEFORE, *lines, AFTER])


def about_register(entries: Sequence[MetricEntry], waiting: int, off: Sequence[Switch]) -> str:
    """Return what may be computed about people's work, in a sentence."""
    if not entries:
        return "Nothing about single persons is computed: the register is empty."
    single = sum(each.level == Level.INDIVIDUAL for each in entries)
    said = f"{opening(counted(len(entries), 'metric'))} about people's work; "
    said += f"{counted(single, 'of them is', 'of them are') if single else 'none of them is'} for single persons"
    said += f", {counted(waiting, 'waits', 'wait')} for approval" if waiting else ""
    said += f", {counted(len(off), 'switch is', 'switches are')} off" if off else ""
    return f"{said}."


def switch_in_words(each: Switch) -> str:
    """Return what a switch switches off: "what the model “credit” suggests", "revenue of persons in finance"."""
    if each.computation:
        return f"what the model “{each.computation}” suggests"
    what = each.metric or "all figures"
    where = [each.unit.replace("_", " "), each.country]
    places = " in ".join(["", *(one for one in where if one)])
    return f"{what} of single persons{places}"


def about_notices(notices: Sequence[PersonNotice]) -> str:
    """Return whether a person has something to acknowledge."""
    waiting = sum(each.acknowledged_at is None for each in notices)
    if not notices:
        return "Nothing about you alone is computed, so there is nothing to tell."
    if not waiting:
        return "You have read all that you were told."
    return f"{opening(counted(waiting, 'notice waits', 'notices wait'))} for you to say that you have read it."


def about_fairness(tables: Sequence[FairnessTable], *, flagged: int) -> str:
    """Return what the newest audit found."""
    if not tables:
        return "No decisions were compared between groups yet."
    if not flagged:
        return "No group's rate is far enough below another's to be told from chance."
    return f"{opening(counted(flagged, 'group'))} fell short by more than chance would explain; look at how that came."
