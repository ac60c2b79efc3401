"""The reading itself: what is measured, and what follows from it.

What is estimated stands in `foresight`, which is imported when it is first asked for: measuring needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sightline.periods import Grain
from sightline.reading.developed import Developed
from sightline.records import (
    Calibration,
    EffectRecord,
    GoalStatus,
    Lever,
    LineOfSight,
    Outlook,
    Shift,
    Suggestion,
    WhatIf,
    Why,
)
from sightline.records.backlog import Candidate
from sightline.records.controls import ControlResult
from sightline.records.deviations import BehaviourChart, Cause, Deviation, Prediction, PredictionSkill
from sightline.records.portfolio import Portfolio
from sightline.records.promises import Promise, PromiseBook
from sightline.strategy.shifts import parse_shift

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from sightline.reading.deciding import Choice
    from sightline.reading.deviating import Deviating
    from sightline.reading.foresight import Foresight
    from sightline.reading.operating import OperatingProcess

__all__ = ["Reading"]


@dataclass
class Reading(Developed):
    """All numbers of one model version at one moment; a context manager, safe to use from several threads.

    Parameters
    ----------
    workspace : Workspace
        Where the model and the data are.
    model : Model
        The checked model.
    day : date, optional
        The last local day that counts; the newest day in the facts where left out.
    answers : Answers
        The engines and the facts.
    at : datetime, optional
        A moment within that day; what comes at it or later does not count. The end of the day where left out.
    """

    @cached_property
    def ahead(self) -> Foresight:
        """What follows from the measured values, each computed once."""
        from sightline.reading.foresight import Foresight  # noqa: PLC0415 -- slow import: numba, scipy, pandas

        return Foresight(self)

    def goals(self) -> tuple[GoalStatus, ...]:
        """Return where each goal stands and where it is heading, in the order of the model."""
        with self._ahead_lock:
            ahead = {one.goal: one for one in self.outlook()}
            return tuple(_heading(status, ahead[status.goal]) for status in self.statuses())

    def outlook(self) -> tuple[Outlook, ...]:
        """Return the outlook of each goal, in the order of the model."""
        with self._ahead_lock:
            return self.ahead.outlook()

    def effects(self) -> tuple[EffectRecord, ...]:
        """Return the declared effects, estimated or assumed, then the exact ones that formulas give."""
        with self._ahead_lock:
            return self.ahead.effects()

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return effects that nobody declared and that the data suggest, behind a false-discovery control."""
        with self._ahead_lock:
            return self.ahead.suggestions()

    def sight(self, goal: str | None = None, from_: str | None = None, *, paths: int = 5) -> tuple[LineOfSight, ...]:
        """Return lines of sight: how far goals move when something is kept up from now on.

        Parameters
        ----------
        goal : str, optional
            One goal; all where left out.
        from_ : str, optional
            A metric, an activity (`process.activity`), a rule (`process.rule`), a role or an initiative. Left out: with
            a goal everything that moves it, without one all metrics.
        paths : int
            How many paths are told of each, strongest first.

        Raises
        ------
        UnknownNameError
            If there is no such goal or origin.
        """
        with self._ahead_lock:
            return self.ahead.sight(goal, from_, paths=paths)

    def process(self, name: str) -> OperatingProcess:
        """Return a process as it ran: its map, variants, throughput, rework, hand-overs, waiting and timelines.

        Raises
        ------
        UnknownNameError
            If there is no such process.
        SightlineError
            If its log cannot be read.
        """
        from sightline.reading.operating import operating_process  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return operating_process(self, name)

    def charts(self, grain: Grain | str | None = None) -> tuple[BehaviourChart, ...]:
        """Return the behaviour charts: metrics by segment, each against its own baseline, with what they signal.

        Parameters
        ----------
        grain : Grain or str, optional
            The size of periods: what is declared for it, and the lead metrics that effects name. Left out: all charts
            that are declared, and what effects name at the review grain. Each grain has the whole budget of false
            signals.

        Raises
        ------
        UnknownNameError
            If a declared chart cuts its metric by a dimension that is not there.
        """
        from sightline.reading.charting import behaviour  # noqa: PLC0415 -- slow import: scipy

        with self.lock:
            return behaviour(self, Grain(grain) if grain else None)

    @cached_property
    def _deviating(self) -> Deviating:
        from sightline.reading.deviating import Deviating  # noqa: PLC0415 -- slow import: scipy

        return Deviating(self)

    def deviations(self) -> tuple[Deviation, ...]:
        """Return what is out of order, with what it costs the goals as far as action can avoid it, the dearest first.

        Rules violated in the last seven days, deadlines that will probably be missed, behaviour charts that spoke (week
        by week, or as declared), limits of controls that are passed.
        """
        with self._ahead_lock:
            return self._deviating.deviations()

    def controls(self, since: str | None = None, until: str | None = None) -> tuple[ControlResult, ...]:
        """Return each control in each review period, in the order of the model, the oldest period first.

        A control on a rule counts the values of `process.rule.violations`, as `measure` gives them.

        Parameters
        ----------
        since, until : str, optional
            Labels of the first and the last period; the twelve newest, with the one under way, where left out.

        Raises
        ------
        PeriodError
            If a label names no period.
        """
        from sightline.reading.controlling import controls  # noqa: PLC0415 -- measuring needs none of it

        with self.lock:
            return controls(self, since, until)

    def causes(self, process: str, rule: str) -> tuple[Cause, ...]:
        """Return what the cases that violate a rule have more often in common than those that satisfy it.

        Raises
        ------
        UnknownNameError
            If there is no such process or rule.
        SightlineError
            If its log cannot be read.
        """
        with self._ahead_lock:
            return self._deviating.causes(process, rule)

    def predictions(self, process: str) -> tuple[Prediction, ...]:
        """Return what the open cases of a process will probably do, the likeliest to be late first; as `process`."""
        with self._ahead_lock:
            return self._deviating.predictions(process)

    def prediction_skill(self, process: str) -> tuple[PredictionSkill, ...]:
        """Return how such predictions did on closed cases, beside the median of their activity; raises as `process`."""
        with self._ahead_lock:
            return self._deviating.skill(process)

    def calibration(self) -> Calibration:
        """Return how probabilities did on the past of this workspace, its metrics as a whole and by segment."""
        with self._ahead_lock:
            return self.ahead.calibration()

    def why(self, metric: str, from_: str | None = None, to: str | None = None, *, by: str | None = None) -> Why:
        """Return why a metric changed between two periods, without remainder.

        Parameters
        ----------
        metric : str
            Its id.
        from_, to : str, optional
            Labels of the two periods; the newest whole period with a value, against a year (a season) before.
        by : str, optional
            The dimension that says where; each metric's first one where left out.

        Raises
        ------
        UnknownNameError
            If there is no such metric or dimension.
        PeriodError
            If a label names no period.
        EstimateError
            If there is no value in one of the two periods.
        """
        with self._ahead_lock:
            return self.ahead.why(metric, from_, to, by=by)

    def shift(self, text: str) -> Shift:
        """Return the change that a text such as `on_time_share=+2pp` asks for; raises as `whatif` does."""
        return parse_shift(text, lambda name: self.model.metric(name).unit)

    def whatif(self, shifts: Sequence[Shift | str]) -> WhatIf:
        """Return what all goals would do under sustained changes of metrics, from the first period ahead on.

        Parameters
        ----------
        shifts : sequence of Shift or str
            For example `on_time_share=+2pp`, `lead_time=-10%`, `orders=+120`, `price=x1.1`, `on_time_share=0.95`.

        Raises
        ------
        UnknownNameError
            If a metric is not there.
        DeclarationError
            If a text is no change.
        """
        with self._ahead_lock:
            return self.ahead.whatif(shifts)

    def portfolio(self, choice: Choice | None = None) -> Portfolio:
        """Return the backlog ranked by what it does for the goals, and the set that brings most within limits.

        Parameters
        ----------
        choice : Choice, optional
            Limits, the one goal that counts, rankings to compare with; no limits where left out.

        Raises
        ------
        UnknownNameError
            If there is no such goal, initiative or role.
        DeclarationError
            If limits contradict each other, a ranking cannot be read, or a cost has no rate.
        EstimateError
            If there is no goal.
        """
        from sightline.reading.deciding import Choice as _Choice  # noqa: PLC0415 -- slow import: scipy
        from sightline.reading.deciding import chosen  # noqa: PLC0415 -- as above

        return chosen(self.ahead, choice if choice is not None else _Choice(), self._ahead_lock)

    def promises(self) -> PromiseBook:
        """Return what was promised of initiatives, what came of those that were delivered, and how promises are kept.

        An initiative that was never approved here stands there with what the model says of it now.
        """
        from sightline.reading.promising import book  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return book(self.ahead)

    def promise(self, initiative: str) -> Promise:
        """Return what an initiative would promise if it were approved now, with what is known of its worth.

        Nothing is written down.

        Raises
        ------
        UnknownNameError
            If there is no such initiative.
        """
        from sightline.reading.promising import draft  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return draft(self.ahead, initiative)

    def approve(self, initiative: str, *, by: str, reason: str, on: date) -> Promise:
        """Write down for good what an initiative promises and what is known of its worth, and return it.

        Parameters
        ----------
        initiative : str
            Its id.
        by, reason : str
            Who decides, and why.
        on : date
            When.

        Raises
        ------
        UnknownNameError
            If there is no such initiative.
        DeclarationError
            If it was approved before, is delivered, or nobody says by whom and why.
        """
        from sightline.reading.promising import decide  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return decide(self.ahead, initiative, by=by, reason=reason, on=on)

    def decline(self, initiative: str, *, by: str, reason: str, on: date) -> Promise:
        """Write down for good that an initiative is not to be done now, and what is known of its worth.

        Parameters and errors are those of `approve`. It may be declined again on another day, or approved later.
        """
        from sightline.reading.promising import decide  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return decide(self.ahead, initiative, by=by, reason=reason, on=on, declined=True)

    def kept_of_promises(self) -> dict[str, NDArray[np.float64]]:
        """Return by what to multiply what each initiative promises: what its kind or asker has kept, by draws."""
        from sightline.reading.promising import trust  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return trust(self.ahead)

    def fixes(self) -> tuple[Candidate, ...]:
        """Return what would remove the causes of violated rules, as candidates for the portfolio, without costs."""
        from sightline.reading.fixing import fixes  # noqa: PLC0415 -- slow import: scipy

        with self._ahead_lock:
            return fixes(self.ahead, self._deviating.causes)

    def levers(self, goal: str, *, probability: float = 0.8) -> tuple[Lever, ...]:
        """Return what it would take of each metric alone to reach a goal with a probability.

        Raises
        ------
        UnknownNameError
            If there is no such goal.
        """
        with self._ahead_lock:
            return self.ahead.levers(goal, probability=probability)


def _heading(status: GoalStatus, ahead: Outlook) -> GoalStatus:
    return replace(status, forecast=ahead.forecast, low=ahead.low, high=ahead.high, probability=ahead.probability)
