"""What people can do and where it leads, asked of a reading: levels, coverage, careers, how long people stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from sightline.errors import UnknownNameError
from sightline.facts.skills import SKILLS_PARTS, read_skills
from sightline.model.model import Model
from sightline.reading.approval import refuse_unapproved
from sightline.reading.working import OutOf, asking, columns_of, without_rows
from sightline.records.development import Career, Coverage, Development, Skills
from sightline.records.retention import Group, RetentionCurve
from sightline.records.work import Done
from sightline.roles.careers import careers_from, gaps_of
from sightline.roles.coverage import Doers, doers_of
from sightline.roles.coverage import coverage as covered
from sightline.roles.retention import retention as curves
from sightline.saying import say

if TYPE_CHECKING:
    from sightline.reading.developed import Developed
    from sightline.reading.peopled import Peopled

__all__ = ["careers", "coverage", "development", "doers", "recent", "retention", "skills", "titles"]

METRIC = "capabilities"  # as the register of metrics calls it


def titles(model: Model, activities: Iterable[str] = ()) -> dict[str, str]:
    """Return what people call roles, capabilities and activities: the declared ones, and others by their names."""
    found = {name: name.rpartition(".")[2].replace("_", " ") for name in activities}
    found |= {name: role.title for name, role in model.roles.items()}
    found |= {name: one.title for name, one in model.capabilities.items()}
    for process, declared in model.processes.items():
        for name, activity in declared.activities.items():
            found[f"{process}.{name}"] = activity.title or (activity.as_ or name).replace("_", " ")
    return found


def recent(reading: Peopled) -> tuple[Done, ...]:
    """Return what was done in the newest periods: by items of work, and by events of processes, as far as declared."""
    model = reading.model
    sources: tuple[tuple[OutOf, bool], ...] = (("work", model.work is not None), ("logs", bool(model.processes)))
    return tuple(reading.done(out_of=source) for source, declared in sources if declared)


def doers(reading: Peopled, done: Iterable[Done]) -> dict[str, Doers]:
    """Return who did each activity; what the first of `done` says of an activity counts before what others say."""
    known = reading.people().persons
    found: dict[str, Doers] = {}
    for each in done:
        found = doers_of(each, known) | found
    return found


def skills(reading: Peopled) -> Skills:
    """Return the levels that are noted down; see `Reading.skills`."""
    declared = reading.model.skills
    if declared is None:
        return Skills(words=say("The model declares no `skills:`."))
    if without_rows(reading, declared.source):
        return Skills(words=say("The table of skills has no rows."))
    columns = columns_of(reading, declared, SKILLS_PARTS, "skills")
    return read_skills(
        declared.source, columns, asking(reading, declared.source), capabilities=reading.model.capabilities,
        timezone=reading.model.calendar.timezone,
    )  # fmt: skip


def coverage(reading: Developed) -> Coverage:
    """Return where one departure would hurt; see `Reading.coverage`."""
    model = reading.model
    by = doers(reading, recent(reading))
    named = titles(model, by)
    return covered(model, reading.people(), reading.skills(), by, day=reading.whole_day, titles=named)


def careers(reading: Peopled, role: str) -> tuple[Career, ...]:
    """Return where a role leads; see `Reading.careers`."""
    if role not in reading.model.roles:
        raise UnknownNameError("role", role, reading.model.roles)
    return careers_from(reading.model.roles, role)


def development(reading: Developed, person: str, *, approved: Collection[str], day: date | None = None) -> Development:
    """Return what one person may want to look at; see `Reading.development`."""
    refuse_unapproved(METRIC, approved, instead="Roles", what="levels of one person")
    people, model, on = reading.people(), reading.model, day or reading.whole_day
    if person not in people.persons:
        raise UnknownNameError("person", person, people.persons)
    levels = reading.skills().of(person, on)
    held = [name for name in people.roles(person, on) if name in model.roles]
    gaps = tuple((name, gaps_of(model.roles[name], levels)) for name in held)
    ways = tuple(way for name in held for way in careers_from(model.roles, name, levels) if way.to not in held)
    words: str = "" if held else say("{person} holds no role on {day:%Y-%m-%d}.", person=person, day=on)
    if held and not levels:
        words = say("No level of theirs is noted down: what is missing cannot be said.")
    return Development(person, gaps, ways, words)


def retention(reading: Peopled, by: Group, watched_since: date | None) -> tuple[RetentionCurve, ...]:
    """Return how long people stay; see `Reading.retention`."""
    return curves(reading.people(), by, day=reading.whole_day, watched_since=watched_since)
