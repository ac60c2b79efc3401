"""Where one departure would hurt: who keeps each activity going, and what the holders of roles lack, in numbers.

Ready to go on is whoever holds a role that performs the activity, did it lately, and is not known to lack a level that
the role needs. Levels of fewer than five people are not told, not even in sums.

Reference for the fewest people behind half of the work: the truck factor; Avelino, Passos, Hora and Valente (2016), A
novel approach for estimating truck factors, ICPC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sightline.disclosure.groups import K_FIGURES
from sightline.model.declarations import Role
from sightline.model.model import Model
from sightline.records.development import ActivityCoverage, Coverage, Exposure, RoleNeed, Skills
from sightline.records.people import Assignments
from sightline.records.work import Done
from sightline.saying import joined, listed, phrase, say, say_many

__all__ = ["Doers", "activity_roles", "coverage", "doers_of"]

OFTEN = 0.05  # of the work that the model gives to no role: what a role's holders did at least, to be one that does it
_TITLES_SHOWN = 3
_TWO = 2


@dataclass(frozen=True, slots=True)
class Doers:
    """Who did one activity, and how much of it.

    Parameters
    ----------
    amounts : mapping of str to float
        Person -> hours or cases.
    outside : float
        What people did whom the table of people does not know, in the same measure.
    """

    amounts: Mapping[str, float]
    outside: float = 0.0


def doers_of(done: Done, known: Iterable[str]) -> dict[str, Doers]:
    """Return who did each activity; `known` are the people of the table of people."""
    people = frozenset(known)
    amounts: dict[str, dict[str, float]] = {}
    outside: dict[str, float] = {}
    for row in done.table.to_pylist():
        amount, activity = float(row["amount"] or 0.0), row["activity"]
        amounts.setdefault(activity, {})
        if row["person"] in people:
            amounts[activity][row["person"]] = amounts[activity].get(row["person"], 0.0) + amount
        else:
            outside[activity] = outside.get(activity, 0.0) + amount
    return {name: Doers(amounts[name], outside.get(name, 0.0)) for name in sorted(amounts)}


def activity_roles(
    model: Model, people: Assignments, doers: Mapping[str, Doers], day: date
) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return which roles do each activity, and whether the model says so.

    An activity that the model gives to no role belongs to those whose holders on the day did a twentieth of it.
    """
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for process, declared in model.processes.items():
        for name, activity in declared.activities.items():
            own = [role for role, one in model.roles.items() if f"{process}.{name}" in one.performs]
            if activity.role and activity.role not in own:
                own.append(activity.role)
            found[f"{process}.{name}"] = (tuple(own), True)
    for name in dict.fromkeys(name for one in model.roles.values() for name in one.performs):
        if name not in found:  # of a process that takes every label of its log
            found[name] = (tuple(role for role, one in model.roles.items() if name in one.performs), True)
    for name, by in doers.items():
        if not found.get(name, ((), True))[0]:
            found[name] = (_did(people, by, day), False)
    return found


def _did(people: Assignments, by: Doers, day: date) -> tuple[str, ...]:
    total = sum(by.amounts.values()) + by.outside
    shares: dict[str, float] = {}
    for person, amount in by.amounts.items():
        for role in people.roles(person, day):
            shares[role] = shares.get(role, 0.0) + amount
    return tuple(role for role in sorted(shares) if shares[role] >= OFTEN * total > 0)


def coverage(
    model: Model,
    people: Assignments,
    skills: Skills,
    doers: Mapping[str, Doers],
    *,
    day: date,
    titles: Mapping[str, str],
) -> Coverage:
    """Return where one departure would hurt, and what roles lack.

    Parameters
    ----------
    model : Model
        Its roles, activities and capabilities.
    people : Assignments
        Who holds what.
    skills : Skills
        What is noted down.
    doers : mapping of str to Doers
        Who did each activity lately; one that is not there is not known to be done by anybody.
    day : date
        On which people hold roles and have levels.
    titles : mapping of str to str
        Of activities, roles and capabilities.
    """
    roles = activity_roles(model, people, doers, day)
    activities = tuple(
        _activity(name, own, model, people, skills, doers.get(name), day, titles)
        for name, (own, _) in roles.items()
    )  # fmt: skip
    needs = tuple(one for name, role in model.roles.items() for one in _needs(name, role, people, skills, day))
    return Coverage(activities, needs, _summary(activities, skills, titles))


def _activity(
    name: str, roles: tuple[str, ...], model: Model, people: Assignments, skills: Skills, did: Doers | None,
    day: date, titles: Mapping[str, str],
) -> ActivityCoverage:  # fmt: skip
    holders = sorted({person for role in roles for person in people.holders(role, day)})
    known = did is not None and bool(did.amounts or did.outside)
    doing = [one for one in holders if known and did is not None and did.amounts.get(one, 0.0) > 0]
    able = doing if known else holders
    told = len(holders) >= K_FIGURES
    ready = [one for one in able if not told or _enough(one, roles, model, people, skills, day)]
    half, outside = (_half(did), _outside(did)) if did is not None and known else (None, None)
    exposure: Exposure = (
        "unknown" if not roles and not known else "nobody" if not ready else "one" if len(ready) == 1 else "covered"
    )
    words = _words(
        exposure, [titles.get(one, one) for one in roles], len(holders), len(doing) if known else None, len(ready)
    )
    if outside is not None and outside >= OFTEN:
        unknown = say("{share:.0%} of it was done by people whom the table of people does not know.", share=outside)
        words = joined(" ", [words, unknown])
    title = titles.get(name, name)
    return ActivityCoverage(
        name, title, roles, len(holders), len(doing) if known else None, len(ready), half, outside, exposure, words
    )


def _enough(person: str, roles: tuple[str, ...], model: Model, people: Assignments, skills: Skills, day: date) -> bool:
    """Return whether somebody is not known to lack what one of the roles needs by which they do it."""
    levels = skills.of(person, day)
    held = [model.roles[one] for one in people.roles(person, day) if one in roles and one in model.roles]
    return not held or any(
        all(levels.get(name, need) >= need for name, need in role.needs.items()) for role in held
    )  # fmt: skip


def _half(did: Doers) -> int:
    total, reached = sum(did.amounts.values()) + did.outside, 0.0
    for count, amount in enumerate(sorted((*did.amounts.values(), did.outside), reverse=True), 1):
        reached += amount
        if reached * 2 >= total:
            return count
    return 0


def _outside(did: Doers) -> float:
    total = sum(did.amounts.values()) + did.outside
    return did.outside / total if total > 0 else 0.0


def _words(exposure: Exposure, roles: list[str], holders: int, doing: int | None, ready: int) -> str:
    named = listed(roles, _TITLES_SHOWN)
    if exposure == "unknown":
        return say("No role performs it, and nothing says who does it: let a role perform it.")
    if not roles:
        return say("No role performs it, and nobody in the table of people did it lately: say who is to do it.")
    if not holders:
        return say("Nobody holds {roles}: the post is empty.", roles=named)
    if exposure == "nobody" and doing == 0:
        return say("None of those who hold {roles} did it lately.", roles=named)
    if exposure == "nobody":
        return say("All who did it lately are short of what {roles} needs: train one of them first.", roles=named)
    if exposure == "one" and holders == 1:
        return say("One person holds {roles}: with that one it stops. Let a second one learn it.", roles=named)
    if exposure == "one":
        text = phrase("Of {holders} who hold {roles} one could go on with it: let a second one learn it.")
        return say(text, holders=holders, roles=named)
    if ready == _TWO:
        return say("Two could go on with it of {holders} who hold {roles}.", holders=holders, roles=named)
    return ""


def _needs(name: str, role: Role, people: Assignments, skills: Skills, day: date) -> Iterable[RoleNeed]:
    holders = people.holders(name, day)
    levels = [skills.of(one, day) for one in holders]
    for capability, need in role.needs.items():
        known = [one[capability] for one in levels if capability in one]
        enough = sum(level >= need for level in known)
        if len(holders) < K_FIGURES or not _told(len(known), enough):
            few = say("Levels of fewer than {people} people are not told.", people=K_FIGURES)
            words = few if holders else say("Nobody holds it.")
            yield RoleNeed(name, capability, int(need), len(holders), None, None, None, words)
        else:
            yield RoleNeed(name, capability, int(need), len(holders), len(known), enough, len(known) - enough)


def _told(known: int, enough: int) -> bool:
    """Return whether numbers may be told: of nobody, or of five; and not that all of them lack it, or none does not."""
    return known == 0 or (known >= K_FIGURES and enough > 0)


def _summary(activities: tuple[ActivityCoverage, ...], skills: Skills, titles: Mapping[str, str]) -> str:
    hurt = [titles.get(one.activity, one.activity) for one in activities if one.exposure in ("nobody", "one")]
    levels = "" if skills.every else say("No levels are noted down: declare skills: to have them counted.")
    if not activities:
        return joined(" ", [say("The model declares no activities."), levels])
    dark = sum(one.exposure == "unknown" for one in activities)
    unsaid = say("Of {dark} nothing says who does them.", dark=dark) if dark else ""
    known = len(activities) - dark
    if not hurt:
        said = say("Each of {known} activities has at least two people who could go on with it.", known=known)
    else:
        said = say_many(
            "{count} of {known} activities hangs on one person or nobody: {names}.",
            "{count} of {known} activities hang on one person or nobody: {names}.",
            len(hurt), known=known, names=listed(hurt, 5),
        )  # fmt: skip
    return joined(" ", [said, unsaid, levels])
