"""One case as rows: its timeline, its rules, what it will probably do.

Nobody is named: a step says whether the same person did it, or another, and in which role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sightline_web.deviations import Prediction, PredictionSkill
from sightline_web.languages.marks import later
from sightline_web.operations.durations import between, duration
from sightline_web.operations.flow import name_of
from sightline_web.processes import CaseEvent, Process
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.sizes import likely

__all__ = ["EventRow", "ForecastRow", "about_case", "event_row", "event_rows", "forecast_rows", "skill_words"]

PERSONS = (later("one person"), later("another person"), later("a third person"), later("a fourth person"))


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event on the timeline."""

    title: str
    at: datetime
    wait: str
    who: str


def who(event: CaseEvent, process: Process) -> str:
    """Return who did a step, by role and without a name: "Credit analyst, another person"."""
    activity = process.activities.get(event.activity)
    role = activity.role if activity else None
    person = ""
    if event.person is not None:
        known = event.person <= len(PERSONS)
        person = str(PERSONS[event.person - 1]) if known else _("person {number}").format(number=event.person)
    return ", ".join(filter(None, (role, person))) or NONE


def event_rows(events: Sequence[CaseEvent], process: Process, formats: Formats) -> list[EventRow]:
    """Return the timeline as rows."""
    return [
        EventRow(
            name_of(process, each.activity) if each.activity in process.activities else each.label or each.activity,
            each.at,
            "" if each.wait_s is None else _("after {time}").format(time=duration(each.wait_s, formats)),
            who(each, process),
        )
        for each in events
    ]


def event_row(each: CaseEvent, process: Process) -> dict[str, object]:
    """Return an event for the twins."""
    return {"activity": each.activity, "at": each.at, "wait_s": each.wait_s, "who": who(each, process)}


def about_case(case: str, events: Sequence[CaseEvent], process: Process, formats: Formats) -> str:
    """Return how far a case is, in one sentence."""
    first, last = events[0], events[-1]
    said = (
        _("Case {case}: one event; the last is {step}, on {when}.")
        if len(events) == 1
        else _("Case {case}: {count} events in {time}; the last is {step}, on {when}.")
    )
    return said.format(
        case=case,
        count=formats.count(len(events)),
        time=duration((last.at - first.at).total_seconds(), formats),
        step=event_rows([last], process, formats)[0].title,
        when=formats.moment(last.at),
    )


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """What an open case will probably do, in words."""

    stage: str
    age: str
    remaining: str
    span: str
    late: str
    rule: str
    rule_id: str | None
    due: datetime | None


def _title(process: Process, rule: str | None) -> str:
    found = process.rules.get(rule or "")
    return found.title if found else rule or ""


def forecast_rows(
    case: str, predictions: Sequence[Prediction], process: Process, formats: Formats
) -> list[ForecastRow]:
    """Return the predictions of a case as rows; none for one that is closed."""
    return [
        ForecastRow(
            name_of(process, each.stage), duration(each.age_s, formats), duration(each.remaining_s, formats),
            between(each.low_s, each.high_s, formats), likely(each.late, formats),
            _title(process, each.rule), each.rule, each.due,
        )
        for each in predictions
        if each.case == case
    ]  # fmt: skip


def skill_words(case: str, predictions: Sequence[Prediction], skill: Sequence[PredictionSkill]) -> list[str]:
    """Return how such predictions did on closed cases: of the time that remains, and of the rules of this case."""
    rules = {each.rule for each in predictions if each.case == case}
    parts = [
        (each.method.partition(": "), each.words) for each in skill
    ]  # "ship_in_time: activity and time spent there"
    return [words for (rule, of_rule, _), words in parts if words and (not of_rule or rule in rules)]
