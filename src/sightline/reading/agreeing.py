"""Agreements of a reading: role goals frozen for a period, for a team or for one person, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import SightlineError, UnknownNameError
from sightline.facts.agreements import AgreementStore
from sightline.periods import Period
from sightline.records.agreements import Agreement
from sightline.records.people import Assignments
from sightline.records.roles import RoleGoals
from sightline.records.work import Done
from sightline.roles.agreements import AgreementError, Change, Side, draft, follows
from sightline.saying import joined, phrase, say

if TYPE_CHECKING:
    from sightline.reading.asking import Reading
    from sightline.workspace import Workspace

__all__ = ["Agreed", "Wish", "agree", "store"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be agreed upon.

    Parameters
    ----------
    period : str
        The label of the period.
    role : str, optional
        One role; all where left out.
    person : str, optional
        One person in it; the team where left out.
    changes : tuple of Change
        Weights and targets set by hand.
    rebaseline : bool
        Whether a new version is declared.
    reason : str
        Why, for changes by hand and for a re-baseline.
    """

    period: str
    role: str | None = None
    person: str | None = None
    changes: tuple[Change, ...] = ()
    rebaseline: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What became of the wish for one role.

    Parameters
    ----------
    role : str
        Which.
    agreement : Agreement, optional
        What is agreed; None where nothing could be.
    before : Agreement, optional
        The newest version before it.
    file : Path, optional
        Where it is kept; None where it was only tried, or refused.
    fault : SightlineError, optional
        Why nothing could be agreed.
    """

    role: str
    agreement: Agreement | None
    before: Agreement | None = None
    file: Path | None = None
    fault: SightlineError | None = None

    @property
    def new(self) -> bool:
        """Whether something is agreed that was not before."""
        return self.agreement is not None and (self.before is None or self.agreement.hash != self.before.hash)


def store(workspace: Workspace) -> AgreementStore:
    """Return where the agreements of a workspace are kept."""
    return AgreementStore(workspace.state / "agreements")


def agree(
    reading: Reading, wish: Wish, *, people: Assignments | None = None, done: Done | None = None, keep: bool = True
) -> tuple[Agreed, ...]:
    """Agree upon the goals of one role or of all, and keep what is agreed.

    Parameters
    ----------
    reading : Reading
        From which goals are derived.
    wish : Wish
        What is asked for.
    people : Assignments, optional
        Who holds which role; says the manager, and the roles of a person. Left out, with `done`: those of the model.
    done : Done, optional
        Past work.
    keep : bool
        False only tries.

    Returns
    -------
    tuple of Agreed
        One for each role in the order of the model. Where several were asked for, what one cannot agree upon does not
        keep the others from it.

    Raises
    ------
    PeriodError
        If the label names no period.
    UnknownNameError
        If there is no such role or person.
    AgreementError
        If the one role asked for cannot be agreed upon.
    """
    period = reading.model.calendar.parse(wish.period)
    if people is None and done is None:
        people, done = reading.staffed
    goals = {one.role: one for one in reading.roles(people, done)}
    roles = _roles(wish, period, goals, people)
    kept = store(reading.workspace)
    found = []
    for role in roles:
        try:
            found.append(_agreed(reading, wish, period, goals[role], people, kept, keep=keep))
        except SightlineError as fault:
            if len(roles) == 1:
                raise
            found.append(Agreed(role, None, fault=fault))
    return tuple(found)


def _roles(wish: Wish, period: Period, goals: dict[str, RoleGoals], people: Assignments | None) -> tuple[str, ...]:
    if wish.role is not None and wish.role not in goals:
        raise UnknownNameError("role", wish.role, goals)
    if wish.person is None:
        if wish.role is None and (wish.changes or wish.rebaseline):
            cause = say("a change by hand and a re-baseline are for one role.")
            raise AgreementError(cause, fix=say("Name it: --role ROLE."))
        return (wish.role,) if wish.role is not None else tuple(goals)
    if people is None:
        if wish.role is None:
            raise AgreementError(
                say("nothing says which roles a person holds."),
                fix=say("Name the role: --role ROLE, or declare people."),
            )
        return (wish.role,)
    if wish.person not in people.persons:
        raise UnknownNameError("person", wish.person, people.persons)
    holds = people.roles(wish.person, period.start)
    if (wish.role is not None and wish.role not in holds) or not holds:
        said = say("{person} holds no role on {day:%Y-%m-%d}.", person=wish.person, day=period.start)
        if holds:
            text = phrase("{person} holds {roles} on {day:%Y-%m-%d}.")
            said = say(text, person=wish.person, roles=joined(", ", holds), day=period.start)
        raise AgreementError(said, fix=say("Name a role that the person holds then."))
    return (wish.role,) if wish.role is not None else tuple(one for one in goals if one in holds)


def _agreed(
    reading: Reading,
    wish: Wish,
    period: Period,
    goals: RoleGoals,
    people: Assignments | None,
    kept: AgreementStore,
    *,
    keep: bool,
) -> Agreed:
    side = Side(wish.person, reading.model.roles[goals.role].unit, _manager(wish, goals.role, period, people))
    new = draft(
        goals, period, side, model=reading.model.hash, as_of=reading.as_of, changes=wish.changes, reason=wish.reason
    )
    before = kept.versions(new.key).newest(new.key)
    agreed = follows(new, before, rebaseline=wish.rebaseline, reason=wish.reason)
    return Agreed(goals.role, agreed, before, kept.keep(agreed) if keep else None)


def _manager(wish: Wish, role: str, period: Period, people: Assignments | None) -> str | None:
    """Return who leads the holder, or all holders, on the first day; None where nobody does, or several do."""
    if people is None:
        return None
    leading = {
        one.manager for one in people.on(period.start, wish.person) if one.role == role and one.manager is not None
    }
    return leading.pop() if len(leading) == 1 else None
