"""The sentences of duties: what a person is told, what a register holds, what an audit found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.duties.models import FairnessTable, Level, MetricEntry, PersonNotice, Switch
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import DEFAULT, speaking, spoken_now
from sightline_web.shell.looks import CROSS, DASH, RING, TICK, Look
from sightline_web.shell.sentences import counted, listed, numeral
from sightline_web.snapshot import Metric

__all__ = [
    "about_fairness", "about_notices", "about_register", "groups_in_words", "level_of", "metric_in_words",
    "notice_in_words", "notice_text", "switch_in_words",
]  # fmt: skip

BEFORE = later(
    "Before Sightline computes any of these about your work, it tells you what for. Nothing of it decides anything: a "
    "named person does, and gives a reason."
)
AFTER = later(
    "You see each figure before anybody else does. Under “My record” you see who has looked, can download all that is "
    "held about you, and can object to any figure."
)
STATES = {
    "approved": Look(later("approved"), TICK, "good"),
    "waits": Look(later("waits for approval"), RING, "warn"),
    "team": Look(later("needs none"), DASH, "dim"),
    "off": Look(later("switched off"), CROSS, "bad"),
}
METRICS = {  # what the register calls by a name that no model declares
    "alignment": later("Alignment"),
    "capabilities": later("Capabilities"),
}
GROUPS = {  # by what decisions are compared, as tables of the audit keep it
    "gender": later("gender"),
    "age group": later("age group"),
    "origin": later("origin"),
    "disability": later("disability"),
}


def level_of(entry: MetricEntry) -> str:
    """Return at which level a metric may be shown."""
    return str(Level(entry.level).label) if entry.level in Level.values else entry.level


def metric_in_words(metric: str, declared: Mapping[str, Metric]) -> str:
    """Return what a metric of the register is called; its id where nothing else is known of it."""
    return declared[metric].title if metric in declared else str(METRICS.get(metric, metric))


def notice_text(entries: Sequence[MetricEntry]) -> str:
    """Return what a person is told before anything is computed about them."""
    line = _("{metric}: {purpose}. From {data}. Legal basis: {basis}. Shown of {level}.")
    lines = [
        line.format(
            metric=each.metric, purpose=each.purpose.rstrip("."), data=each.data.rstrip("."),
            basis=each.legal_basis.rstrip("."), level=level_of(each),
        )
        for each in entries
    ]  # fmt: skip
    return "\n\n".join([str(BEFORE), *lines, str(AFTER)])


def notice_in_words(notice: PersonNotice, entries: Mapping[str, MetricEntry]) -> tuple[str, str]:
    """Return what a person was told, and in which language that is.

    It is kept as it was told, in English, and worded for the reader while the register still says the same.
    """
    named = [entries[each] for each in notice.metrics if each in entries]
    with speaking(DEFAULT):
        same = notice_text(named) == notice.text
    return (notice_text(named), spoken_now()) if same else (notice.text, DEFAULT)


def about_register(entries: Sequence[MetricEntry], waiting: int, off: Sequence[Switch]) -> str:
    """Return what may be computed about people's work, in a sentence."""
    if not entries:
        return _("Nothing about single persons is computed: the register is empty.")
    single = sum(each.level == Level.INDIVIDUAL for each in entries)
    text = _("{metrics} about people's work; none of them is for single persons")
    if single == len(entries):
        text = ngettext(
            "{metrics} about people's work; it is for single persons",
            "{metrics} about people's work; all of them are for single persons",
            single,
        )
    elif single:
        text = ngettext(
            "{metrics} about people's work; {number} of them is for single persons",
            "{metrics} about people's work; {number} of them are for single persons",
            single,
        )
    said = [text.format(metrics=opening(counted(len(entries), "metric")), number=numeral(single))]
    if waiting:
        text = ngettext("{number} waits for approval", "{number} wait for approval", waiting)
        said.append(text.format(number=numeral(waiting)))
    if off:
        text = ngettext("{switches} is off", "{switches} are off", len(off))
        said.append(text.format(switches=counted(len(off), "switch", "switches")))
    return f"{', '.join(said)}."


def switch_in_words(each: Switch) -> str:
    """Return what a switch switches off: "what the model “credit” suggests", "revenue of persons in finance"."""
    if each.computation:
        return _("what the model “{model}” suggests").format(model=each.computation)
    what, unit = each.metric or _("all figures"), each.unit.replace("_", " ")
    if unit and each.country:
        return _("{what} of single persons in {unit} in {country}").format(what=what, unit=unit, country=each.country)
    if unit or each.country:
        return _("{what} of single persons in {place}").format(what=what, place=unit or each.country)
    return _("{what} of single persons").format(what=what)


def groups_in_words(table: FairnessTable) -> str:
    """Return by which groups a table compares: "gender and origin"."""
    return listed([str(GROUPS.get(each, each)) for each in table.attribute.split(" and ")])


def about_notices(notices: Sequence[PersonNotice]) -> str:
    """Return whether a person has something to acknowledge."""
    waiting = sum(each.acknowledged_at is None for each in notices)
    if not notices:
        return _("Nothing about you alone is computed, so there is nothing to tell.")
    if not waiting:
        return _("You have read all that you were told.")
    text = ngettext(
        "{notices} waits for you to say that you have read it.",
        "{notices} wait for you to say that you have read it.",
        waiting,
    )
    return text.format(notices=opening(counted(waiting, "notice")))


def about_fairness(tables: Sequence[FairnessTable], *, flagged: int) -> str:
    """Return what the newest audit found."""
    if not tables:
        return _("No decisions were compared between groups yet.")
    if not any(each.rows for each in tables):
        return _("Too few decisions were compared to tell groups apart.")
    if not flagged:
        return _("No group's rate is far enough below another's to be told from chance.")
    text = ngettext(
        "{groups} fell short by more than chance would explain; look at how that came.",
        "{groups} fell short by more than chance would explain; look at how that came.",
        flagged,
    )
    return text.format(groups=opening(counted(flagged, "group")))
