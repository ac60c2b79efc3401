"""What a reading can be asked about open work, capabilities and ways ahead.

Nothing here orders or marks persons. What is about one person is told to who has the right to ask, and of a group of
fewer than five (ten for how long people stay) nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from sightline.reading.peopled import Peopled
from sightline.records.assigning import Proposals
from sightline.records.development import Aspiration, Career, Coverage, Development, Skills
from sightline.records.retention import Group, RetentionCurve

if TYPE_CHECKING:
    from sightline.reading.asking import Reading
    from sightline.roles.assigning import Preferences

__all__ = ["Developed"]


@dataclass
class Developed(Peopled):
    """A reading that knows what people can do, and what is to be done."""

    _skills: Skills | None = None

    def assign(
        self,
        until: date | str | None = None,
        *,
        anew: bool = False,
        hours_a_day: float = 8.0,
        aspirations: Iterable[Aspiration] = (),
        preferences: Preferences | None = None,
        levels_of: Collection[str] | None = None,
    ) -> Proposals:
        """Return who should take which open work, and why; nothing is assigned.

        Parameters
        ----------
        until : date or str, optional
            The last day whose hours count, or the label of a period; four weeks ahead where left out.
        anew : bool
            Whether items that somebody has are handed out anew, too; who has one keeps it unless there is a reason.
        hours_a_day : float
            Of one full-time equivalent on a day with work.
        aspirations : iterable of Aspiration
            What people want to learn; only what its owner shared for `assigning` is used.
        preferences : Preferences, optional
            What counts how much.
        levels_of : collection of str, optional
            The persons whose noted levels count, as an approved entry of the register of metrics allows it; everybody
            where left out. A level that does not count is none that is missing.

        Raises
        ------
        PeriodError
            If the day is past or more than a year ahead, or a label names no period.
        SightlineError
            If people, work or skills cannot be read.
        """
        from sightline.reading.assigning import assign  # noqa: PLC0415 -- slow import: scipy, numba

        with self._ahead_lock:
            asked = cast("Reading", self)
            return assign(
                asked, until, anew=anew, hours_a_day=hours_a_day, aspirations=aspirations, preferences=preferences,
                levels_of=levels_of,
            )  # fmt: skip

    def skills(self) -> Skills:
        """Return the levels that are noted down, with what in the table cannot be used; empty without `skills:`.

        Raises
        ------
        SightlineError
            If the table cannot be read, or lacks a column that the model names.
        """
        from sightline.reading.developing import skills  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            if self._skills is None:
                self._skills = skills(self)
            return self._skills

    def coverage(self) -> Coverage:
        """Return where one departure would hurt, and what roles lack, in numbers; raises as `skills` and `people`."""
        from sightline.reading.developing import coverage  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return coverage(self)

    def careers(self, role: str) -> tuple[Career, ...]:
        """Return the shortest way from a role to each that it leads to, with what is to be learnt on it.

        Raises
        ------
        UnknownNameError
            If there is no such role.
        """
        from sightline.reading.developing import careers  # noqa: PLC0415 -- measuring needs none of it

        return careers(self, role)

    def development(self, person: str, *, approved: Collection[str] = (), day: date | None = None) -> Development:
        """Return what one person may want to look at: gaps in what their roles need, and where these lead.

        Parameters
        ----------
        person : str
            Whose.
        approved : collection of str
            What the register of metrics allows to be computed about one person: `capabilities`.
        day : date, optional
            On which roles and levels count; the last whole day where left out.

        Raises
        ------
        NotApprovedError
            If that is not approved.
        UnknownNameError
            If the table of people knows no such person.
        SightlineError
            As `skills` and `people`.
        """
        from sightline.reading.developing import development  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return development(self, person, approved=approved, day=day)

    def retention(self, by: Group = "role", *, watched_since: date | None = None) -> tuple[RetentionCurve, ...]:
        """Return how long people stay in each role or unit; nothing of fewer than ten people, nor of one person.

        Parameters
        ----------
        by : str
            `role` or `unit`.
        watched_since : date, optional
            From when on the table of people remembers who left; the first day on which an assignment in it ended.

        Raises
        ------
        SightlineError
            As `people`.
        """
        from sightline.reading.developing import retention  # noqa: PLC0415 -- slow import: scipy

        with self.lock:
            return retention(self, by, watched_since)
