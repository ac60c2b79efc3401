"""What a reading can be asked about people and roles: who holds and did what, what roles are for, what cases say.

Answers about persons are asked anew by each reading and stand on no shelf.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

from sightline.errors import SightlineError
from sightline.periods import Grain, Period
from sightline.reading.measuring import Measuring
from sightline.records.agreements import Agreement
from sightline.records.alignment import Agreed, Alignments
from sightline.records.evidence import Evidence, Workings
from sightline.records.people import Assignments, Misfit
from sightline.records.roles import GoalTargets, RoleGoals
from sightline.records.work import Done, WorkItems

if TYPE_CHECKING:
    from sightline.reading.asking import Reading
    from sightline.reading.evidencing import Evidencing
    from sightline.roles.goals import Derived

__all__ = ["Peopled"]


@dataclass
class Peopled(Measuring):
    """A reading that knows people, their work and their roles."""

    # of its own, so that values can be measured while another thread estimates; who holds both took this one first
    _ahead_lock: threading.RLock = field(default_factory=threading.RLock)
    _people: Assignments | None = None

    def people(self) -> Assignments:
        """Return who holds which role from when to when, with all that does not fit; empty without `people:`.

        Which roles have no holder is said for the last day that counts.

        Raises
        ------
        SightlineError
            If the table of people cannot be read, or lacks a column that the model names.
        """
        from sightline.reading.working import people  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            if self._people is None:
                self._people = people(self)
            return self._people

    def misfits(self, *, on: date | None = None) -> tuple[Misfit, ...]:
        """Return what does not fit between people, roles and work: that of `people`, and performers whom nobody knows.

        Parameters
        ----------
        on : date, optional
            The day on which each role is to have a holder; the last day that counts where left out.

        Raises
        ------
        SightlineError
            As `people`; work that cannot be read is left to `done`, which says so.
        """
        from sightline.reading.working import misfits  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return misfits(self, self.people(), on)

    def work(self) -> WorkItems:
        """Return all items of work, open and closed, as of the reading's moment; raises as `people`."""
        from sightline.reading.working import work  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return work(self)

    def done(
        self,
        since: str | None = None,
        until: str | None = None,
        *,
        grain: Grain | str | None = None,
        out_of: Literal["work", "logs"] | None = None,
    ) -> Done:
        """Return who did how much of which activity in which period.

        Parameters
        ----------
        since, until : str, optional
            Labels of the first and the last period; the twelve newest, with the one under way, where left out.
        grain : Grain or str, optional
            The size of periods; that of the labels, else of the calendar.
        out_of : str, optional
            `work`: items that were closed, in hours where they say them; `logs`: events of all processes. Left out:
            `work` where the model declares it.

        Raises
        ------
        PeriodError
            If a label names no period.
        SightlineError
            As `people`; a log that cannot be read is told in the words alone.
        """
        from sightline.reading.working import done  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return done(self, self.people(), since, until, Grain(grain) if grain else None, out_of)

    @cached_property
    def _weighed(self) -> dict[tuple[int, int], tuple[object, object, Derived]]:
        return {}  # by what was handed in, which is held so that no other gets its place

    @cached_property
    def _staff(self) -> Assignments | None:
        """The people that the model declares; None where it declares none, or they cannot be read."""
        with suppress(SightlineError):
            return self.people() if self.model.people is not None else None
        return None

    @cached_property
    def staffed(self) -> tuple[Assignments | None, Done | None]:
        """The people and the work that the model declares, as far as they can be read: goals of roles need neither."""
        with suppress(SightlineError):
            return self._staff, self.done(self._year_back) if self._staff is not None else None
        return None, None

    @property
    def _year_back(self) -> str:
        """The label of the first of the twelve newest whole periods; `done` left alone counts the one under way."""
        from sightline.reading.working import PERIODS  # noqa: PLC0415 -- measuring needs none of it

        calendar = self.model.calendar
        return calendar.shift(calendar.period_of(self.now.whole), -PERIODS).label

    def _roles(self, people: Assignments | None, done: Done | None) -> Derived:
        from sightline.reading.weighing import derived  # noqa: PLC0415 -- measuring needs none of it

        with self._ahead_lock:
            if people is None and done is None:
                people, done = self.staffed
            key = id(people), id(done)
            if key not in self._weighed:
                self._weighed[key] = people, done, derived(cast("Reading", self), people, done)
            return self._weighed[key][2]

    def roles(self, people: Assignments | None = None, done: Done | None = None) -> tuple[RoleGoals, ...]:
        """Return the goals of each role with their weights, in the order of the model.

        Parameters
        ----------
        people : Assignments, optional
            Who holds which role: says whose past work is whose. Those of the model where both are left out.
        done : Done, optional
            Past work; with both, the agreed split of work follows it. Without, it follows the weights alone.
        """
        return self._roles(people, done).roles

    def targets(self, people: Assignments | None = None, done: Done | None = None) -> tuple[GoalTargets, ...]:
        """Return what is still to go of each goal as it is handed down to roles, and what is left unassigned."""
        return self._roles(people, done).targets

    def agreements(self, period: str) -> tuple[Agreement, ...]:
        """Return the newest version of each agreement kept for a period; what was tampered with is not among them.

        Raises
        ------
        PeriodError
            If the label names no period.
        """
        from sightline.reading.agreeing import store  # noqa: PLC0415 -- measuring needs none of it

        return store(self.workspace).read().of(self.model.calendar.parse(period).label)

    def align(
        self,
        period: str | None = None,
        since: str | None = None,
        *,
        persons: Collection[str] | None = (),
        approved: Collection[str] = (),
        agreed: Agreed | None = None,
    ) -> Alignments:
        """Return how far the work of roles, units and persons is from what was agreed, and what would restore it.

        Never without what chance alone gives. Groups of fewer than five people are withheld.

        Parameters
        ----------
        period : str, optional
            The label of the last period; the newest whole one where left out.
        since : str, optional
            The label of the first; the first of its fiscal year where left out. The year before it says how work was
            split then.
        persons : collection of str, optional
            Of whom to tell as well: nobody where left out, everybody where None.
        approved : collection of str
            What the register of metrics allows to be computed about one person: `alignment`, to ask for persons.
        agreed : Agreed, optional
            What was agreed; the agreements kept in the workspace where left out. Roles without one are compared with
            their own work of the year before.

        Raises
        ------
        NotApprovedError
            If persons are asked for and that is not approved.
        PeriodError
            If a label names no period, or the first comes after the last.
        UnknownNameError
            If the table of people knows no such person.
        SightlineError
            As `people`.
        """
        from sightline.reading.aligning import align  # noqa: PLC0415 -- slow import: scipy

        with self.lock:
            return align(self, period, since, persons=persons, approved=approved, agreed=agreed)

    def aligned_periods(self, period: str | None = None, since: str | None = None) -> tuple[Period, ...]:
        """Return the periods that `align` looks at, oldest first; raises as it does for labels."""
        from sightline.reading.aligning import span  # noqa: PLC0415 -- slow import: scipy

        return tuple(self.model.calendar.between(*span(self, period, since)))

    @cached_property
    def _evidencing(self) -> Evidencing:
        from sightline.reading.evidencing import Evidencing  # noqa: PLC0415 -- slow import: scipy

        return Evidencing(cast("Reading", self))

    def evidence(
        self,
        metric: str,
        person: str | None = None,
        *,
        approved: Collection[str] = (),
        assignments: Assignments | None = None,
        goal: str | None = None,
        raw: bool = False,
        since: date | None = None,
        until: date | None = None,
    ) -> Evidence:
        """Return what the cases of a metric say: how much is individual, what teams take, and one person's where asked.

        Parameters
        ----------
        metric : str
            A mean or a share over the rows of a source that says who did what, a duration of a process, or
            `process.activity.duration`, `process.activity.waiting`, `process.lead_time`.
        person : str, optional
            One person's id. Left out, nobody is told of.
        approved : collection of str
            The metrics that the register of metrics allows to be computed about one person.
        assignments : Assignments, optional
            Who belongs to which unit from when to when; the people of the model where left out, and without those all
            are one team.
        goal : str, optional
            Credit for shared cases goes by time and by how far each activity moves this goal, too.
        raw : bool
            Whether the unadjusted value of the person is asked for; it comes with a warning.
        since, until : date, optional
            Only cases of the days from `since` up to, not including, `until` count; all where left out.

        Raises
        ------
        NotApprovedError
            If a person is asked about and the metric is not approved.
        UnknownNameError
            If there is no such metric or goal.
        EstimateError
            If the metric says nothing of one case.
        SightlineError
            If its source cannot be read, or does not say who did what.
        """
        with self._ahead_lock:
            held, asked = assignments or self._staff, self._evidencing
            return asked.evidence(
                metric, person, approved=approved, assignments=held, goal=goal, raw=raw, days=(since, until)
            )

    def evidence_metrics(self) -> tuple[str, ...]:
        """Return what `evidence` can be asked about: declared metrics that say something of one case, lead times.

        Whether their source says who did what, `evidence` finds out. Each activity of a process has a `.duration` and a
        `.waiting` besides.
        """
        return self._evidencing.metrics()

    def evidence_workings(
        self,
        metric: str,
        *,
        approved: Collection[str] = (),
        assignments: Assignments | None = None,
        goal: str | None = None,
    ) -> Workings:
        """Return all cases and parameters that the evidence of a metric rests on; raises as `evidence` of a person."""
        with self._ahead_lock:
            held = assignments or self._staff
            return self._evidencing.workings(metric, approved=approved, assignments=held, goal=goal)
