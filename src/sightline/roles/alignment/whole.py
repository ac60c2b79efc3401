"""Agreed work against actual work, as a whole: roles, units and persons, over time, with what would restore it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sightline.periods import Period
from sightline.records.alignment import Agreed, Alignment, Alignments, UnseenWork
from sightline.records.people import Assignments
from sightline.records.work import Done
from sightline.roles.alignment.groups import Group, Judged, judged, role_group, unit_group
from sightline.roles.alignment.judging import LEVEL, holm
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.looking import WHOLE, told_apart, withheld
from sightline.roles.alignment.persons import Person, persons_of
from sightline.roles.alignment.restoring import restored
from sightline.roles.alignment.telling import NO_WORK, Telling
from sightline.roles.alignment.thin import THIN, without_thin
from sightline.roles.alignment.trend import points_of
from sightline.roles.alignment.wording import percent
from sightline.roles.alignment.worked import OUTSIDE, worked
from sightline.saying import say

__all__ = ["Asked", "aligned"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at.

    Parameters
    ----------
    periods : sequence of Period
        Oldest first: those before, then those looked at.
    before : int
        How many come before: they say how work was split then.
    agreed : Agreed
        What was agreed.
    performs : mapping of role to frozenset of activity
        What each role performs.
    titles : mapping of role to str
        How to call them.
    no_path : frozenset of str, optional
        Activities that no line of sight joins to a goal; None where that is not known.
    persons : collection of str, optional
        Of whom to tell; None for everybody. An empty one for nobody.
    draws, redraws : int
        Of chance, and of intervals.
    """

    periods: Sequence[Period]
    before: int
    agreed: Agreed = field(default_factory=Agreed)
    performs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    no_path: frozenset[str] | None = None
    persons: Collection[str] | None = None
    draws: int = 4_000
    redraws: int = 1_000

    @property
    def now(self) -> Sequence[Period]:
        """The periods looked at."""
        return self.periods[self.before :]


def aligned(done: Done, people: Assignments, asked: Asked, *, rng: np.random.Generator) -> Alignments:
    """Return how far the work of roles, units and persons is from what was agreed.

    Parameters
    ----------
    done : Done
        Work that was done.
    people : Assignments
        Who held which role.
    asked : Asked
        What is looked at.
    rng : Generator
        For all draws.

    Returns
    -------
    Alignments
        Roles, units and persons in the order of their ids.
    """
    everything = worked(done, people, asked.periods, asked.performs)
    work = without_thin(everything)
    ledger = Ledger(work, asked.before, asked.agreed.activities())
    hidden = withheld(ledger)
    telling = Telling(ledger, asked.now, asked.titles, asked.no_path, hidden)
    roles = {at: one for at in range(len(work.roles)) if (one := role_group(ledger, at, asked.agreed)) is not None}
    units = {at: one for at in range(len(work.units)) if (one := unit_group(ledger, at, roles)) is not None}
    of_roles, role_p = _judged(ledger, roles, asked, rng)
    of_units, unit_p = _judged(ledger, units, asked, rng)
    every: list[Alignment] = []
    every += [telling.group("role", at, of_roles.get(at), role_p.get(at)) for at in range(len(work.roles))]
    every += [telling.group("unit", at, of_units.get(at), unit_p.get(at)) for at in range(len(work.units))]
    every += _persons(ledger, of_roles, role_p, asked, telling, rng)
    points = points_of(
        ledger, [*of_roles.values(), *of_units.values()], [one.label for one in asked.now], hidden
    )  # fmt: skip
    drifted = [at for at, p in role_p.items() if p < LEVEL and ("role", work.roles[at]) not in hidden]
    remarks, lost = _remarks(done, ledger, asked, thin=work is not everything), _unseen(ledger, asked, hidden)
    moves, after = restored(
        ledger,
        of_roles,
        drifted,
        people,
        performs=asked.performs,
        titles=asked.titles,
        hidden=hidden,
        measured=done.measured,
    )
    return Alignments(
        asked.now[0].label, asked.now[-1].label, tuple(one.label for one in asked.periods[: asked.before]),
        done.measured, tuple(every), points, lost, moves, after, remarks,
    )  # fmt: skip


def _judged(
    ledger: Ledger, groups: Mapping[int, Group], asked: Asked, rng: np.random.Generator
) -> tuple[dict[int, Judged], dict[int, float]]:
    """Return what is known of groups that have work now, and their corrected p values where there are enough items."""
    found = {
        at: judged(ledger, one, rng=rng, draws=asked.draws, redraws=asked.redraws)
        for at, one in groups.items()
        if one.side.amounts[ledger.before :].sum() > 0
    }
    told = {at: one.null.p(one.distance) for at, one in found.items() if one.null is not None}
    return found, dict(zip(told, holm(list(told.values())), strict=True))


def _persons(
    ledger: Ledger,
    of_roles: Mapping[int, Judged],
    role_p: Mapping[int, float],
    asked: Asked,
    telling: Telling,
    rng: np.random.Generator,
) -> list[Alignment]:
    if asked.persons is not None and not asked.persons:
        return []
    found: list[tuple[Person, int]] = []
    for at, one in of_roles.items():
        if asked.persons is not None and not set(asked.persons) & set(ledger.people_now(role=at)):
            continue
        found += [
            (person, at)
            for person in persons_of(
                ledger, at, one, asked.agreed, rng=rng, draws=asked.draws // 2, redraws=asked.redraws // 2
            )
            if asked.persons is None or person.name in asked.persons
        ]
    found.sort(key=lambda pair: (pair[0].name, pair[1]))
    return [telling.person(person, ledger.work.roles[at], of_roles[at], role_p.get(at)) for person, at in found]


def _unseen(ledger: Ledger, asked: Asked, hidden: Mapping[tuple[str, str], str]) -> tuple[UnseenWork, ...]:
    """Return the work without line of sight, as far as it tells of five people or more."""
    if asked.no_path is None or WHOLE in hidden:
        return ()
    work = ledger.work
    inside = (work.period >= ledger.before) & (work.role != OUTSIDE)
    whole = float(work.amount[inside].sum())
    found = []
    for at, name in enumerate(ledger.activities):
        here = inside & (ledger.activity == at)
        if name not in asked.no_path or not here.any():
            continue
        roles = [work.roles[one] for one in np.unique(work.role[here]).tolist()]
        if told_apart(ledger, at, hidden):
            amount = float(work.amount[here].sum())
            found.append(UnseenWork(name, amount, amount / whole, tuple(roles)))
    return tuple(found)


def _remarks(done: Done, ledger: Ledger, asked: Asked, *, thin: bool) -> tuple[str, ...]:
    work = ledger.work
    now = work.period >= ledger.before
    said = [done.words] if done.words else []
    if not now.any():
        return (*said, say(NO_WORK))
    outside = float(work.amount[now & (work.role == OUTSIDE)].sum() / work.amount[now].sum())
    if outside > 0:
        said.append(
            say(
                "{share} of the work was done by performers who hold no role: part of the demand, and of no role.",
                share=percent(outside),
            )
        )
    if thin:
        said.append(THIN)
    if not asked.before:
        said.append(say("No earlier period is looked at, so where distances come from cannot be told."))
    return tuple(said)
