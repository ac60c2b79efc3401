"""Exceptions asked of the library: what deviations make, what becomes of one, what thresholds would have done.

The app keeps what comes out. A reading brings its model along; without one, what a snapshot declares stands for it:
who owns goals and rules, and no control.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sightline.errors import SightlineError
from sightline_web.deviations import Deviation
from sightline_web.engine.faults import fault_of
from sightline_web.engine.saying import joined
from sightline_web.mirroring import mirrored
from sightline_web.raised import (
    Advice,
    Budget,
    Consequence,
    Estimate,
    Figure,
    Judged,
    Life,
    Occurring,
    Past,
    Proposal,
    Raised,
    Threshold,
    Turn,
    Workload,
)
from sightline_web.snapshot import Fault, Snapshot

if TYPE_CHECKING:
    from sightline.operations.exceptions.figures import Estimate as Estimated
    from sightline.operations.exceptions.policy import Policy
    from sightline.operations.exceptions.thresholds import Past as Known
    from sightline.records.exceptions import ExceptionRecord

__all__ = ["DEFAULT", "RefusedError", "Rules", "What", "keys_of", "workload"]

T = TypeVar("T")
What = Literal["acknowledged", "in action", "muted", "resolved", "handed over", "reopened"]
DEFAULT = "*"  # the threshold of whatever has none of its own


class RefusedError(RuntimeError):
    """Something that cannot be done with an exception as it stands."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.cause)
        self.fault = fault


def keys_of(deviations: Iterable[Deviation]) -> dict[str, str]:
    """Return by which key each deviation is grouped, by its id."""
    from sightline.operations.exceptions.grouping import key_of  # noqa: PLC0415 -- NumPy, with a reading

    return {each.deviation: key_of(_given(each)) for each in deviations}


class Rules:
    """The rules of exceptions, with one model and the thresholds that hold now.

    Parameters
    ----------
    snapshot : Snapshot, optional
        The reading whose model counts.
    thresholds : mapping of str to Threshold
        By rule or metric; under `*` that of all others. They come before those of the model.
    """

    def __init__(self, snapshot: Snapshot | None, thresholds: Mapping[str, Threshold]) -> None:
        self._model = _model(snapshot)
        self._declared = _policy(self._model, {})
        self._policy = _policy(self._model, thresholds)

    @property
    def budget(self) -> Budget:
        """How often a role may be interrupted, and from what price on."""
        one = self._policy
        return Budget(one.price_share, one.interrupting_per_shift, one.per_hour, one.shift / timedelta(hours=1))

    @property
    def longest_mute_days(self) -> int:
        """For how many days something may be muted at most."""
        return self._policy.mute_at_most.days

    def threshold(self, subject: str) -> Threshold:
        """Return the threshold that holds for a rule or metric."""
        if subject == DEFAULT:
            return Threshold(self._policy.price_share)
        found = self._policy.threshold(subject)
        return Threshold(found.price_share, found.price, found.retired)

    def declared(self) -> frozenset[str]:
        """Return the rules and metrics with a threshold of their own."""
        return frozenset(self._policy.thresholds)

    def grouped(self, deviations: Iterable[Deviation]) -> tuple[Occurring, ...]:
        """Return what deviations make, grouped by cause."""
        from sightline.operations.exceptions.grouping import grouped  # noqa: PLC0415 -- NumPy, with a reading

        found = grouped([_given(each) for each in deviations], self._model, self._policy)
        return tuple(
            Occurring(each.key, each.owner, each.forced, each.goal, each.price, each.price_share, each)
            for each in found
        )

    def seen(self, raised: Raised | None, occurring: Occurring, at: datetime) -> Raised | None:
        """Return what becomes of an exception, or of none, when it is seen; None where it is a line in the log."""
        from sightline.operations.exceptions.lifecycle import Seen  # noqa: PLC0415 -- NumPy, with a reading

        return self._step(raised, Seen(occurring.of, at))  # type: ignore[arg-type]  # the library's own, handed back

    def gone(self, raised: Raised, at: datetime) -> Raised:
        """Return what becomes of an exception when it was looked for and not there."""
        from sightline.operations.exceptions.lifecycle import Gone  # noqa: PLC0415 -- NumPy, with a reading

        return self._step(raised, Gone(at)) or raised

    def told(self, raised: Raised, at: datetime) -> Raised:
        """Return an exception by which its owner was interrupted."""
        from sightline.operations.exceptions.lifecycle import Told  # noqa: PLC0415 -- NumPy, with a reading

        return self._step(raised, Told(at)) or raised

    def done(self, raised: Raised, what: What, *, by: str, at: datetime, **more: Any) -> Raised:
        """Return what becomes of an exception when somebody does something; itself where that changes nothing.

        Parameters
        ----------
        raised : Raised
            As it stands.
        what : str
            `acknowledged`, `in action` (with `note`), `muted` (with `above`, `until`), `resolved` (with `outcome`,
            `reason`), `handed over` (with `to`) or `reopened`.
        by, at : str, datetime
            Who does it, and when.

        Raises
        ------
        RefusedError
            If it cannot be done with this exception as it stands.
        """
        from sightline.operations.exceptions import lifecycle  # noqa: PLC0415 -- NumPy, with a reading

        acts: Mapping[What, Any] = {
            "acknowledged": lifecycle.Acknowledged,
            "in action": lifecycle.ActedOn,
            "muted": lifecycle.Muted,
            "resolved": lifecycle.Resolved,
            "handed over": lifecycle.HandedOver,
            "reopened": lifecycle.Reopened,
        }
        try:
            return self._step(raised, acts[what](by=by, at=at, **more)) or raised
        except SightlineError as error:
            raise RefusedError(fault_of(error)) from error

    def undone(self, raised: Raised, before: Raised) -> Raised:
        """Return an exception as it would stand had somebody not done the last thing."""
        from sightline.operations.exceptions.lifecycle import undone  # noqa: PLC0415 -- NumPy, with a reading

        back = undone(_record(raised), _record(before))
        first = back.interrupted_at or before.interrupted_at  # handing over forgot it
        return mirrored(Raised, replace(back, interrupted_at=first))

    def life(self, raised: Raised) -> Life:
        """Return the life that an exception has now."""
        from sightline.records.exceptions import episode_of  # noqa: PLC0415 -- NumPy, with a reading

        return mirrored(Life, episode_of(_record(raised)))

    def turns(
        self, raised: Iterable[Raised], at: datetime, told: Iterable[tuple[str | None, datetime]]
    ) -> tuple[Turn, ...]:
        """Return for each role which of its exceptions interrupt it now, and which wait; `told` are past ones."""
        from sightline.operations.exceptions.budget import Interruption, allot  # noqa: PLC0415 -- NumPy

        past = [Interruption(*each) for each in told]
        found = allot([_record(each) for each in raised], self._policy, at, told=past)
        return tuple(
            Turn(one.owner, tuple(it.key for it in one.now), tuple(it.key for it in one.waiting), one.room)
            for one in found
        )

    def room(self, owner: str | None, at: datetime, told: Iterable[tuple[str | None, datetime]]) -> tuple[int, int]:
        """Return how often a role was interrupted in the shift that ends now, and how often it may be."""
        many = sum(name == owner and at - self._policy.shift < when <= at for name, when in told)
        return many, self._policy.interrupting_per_shift

    def consequence(
        self, past: Past, subject: str, threshold: Threshold | None, *, since: datetime, until: datetime
    ) -> Consequence:
        """Return what another threshold would have raised; None for what holds where none is set here.

        Under `*` it is asked about all that have none, each by itself.
        """
        from sightline.operations.exceptions import policy, thresholds  # noqa: PLC0415 -- NumPy, with a reading

        known = _past(past)
        ask = partial(thresholds.consequence, known, since=since, until=until)
        if subject != DEFAULT:
            asked = self._declared.thresholds.get(subject, policy.Threshold())
            if threshold is not None:
                asked = policy.Threshold(threshold.price_share, threshold.price, threshold.retired)
            return mirrored(Consequence, ask(self._policy, subject, asked))
        none = policy.Threshold()  # of its own: a threshold of its own would decide over a chart's signal, too
        share = self._declared.price_share if threshold is None else threshold.price_share
        other = self._policy if share is None else replace(self._policy, price_share=share)
        found = []
        for name in sorted({each.subject for each in known.sightings} - set(self._policy.thresholds)):
            before = ask(self._policy, name, none).raised
            found.append(replace(mirrored(Consequence, ask(other, name, none)), raised_before=before))
        return _together(found, since, until)

    def proposed(self, past: Past, owner: str | None, *, since: datetime, until: datetime) -> Proposal:
        """Return the lowest price with which a role would have been asked for no more than its budget."""
        from sightline.operations.exceptions.thresholds import proposed  # noqa: PLC0415 -- NumPy, with a reading

        return mirrored(Proposal, proposed(_past(past), self._policy, owner, since=since, until=until))

    def judged(self, past: Past, *, since: datetime, until: datetime) -> tuple[Judged, ...]:
        """Return the rules and metrics judged by the outcomes of their exceptions."""
        from sightline.operations.exceptions.judging import judged  # noqa: PLC0415 -- SciPy, with a reading

        return tuple(_judged(each) for each in judged(_past(past), self._policy, since=since, until=until))

    def figures(self, past: Past, *, since: datetime, until: datetime) -> dict[str | None, tuple[Figure, ...]]:
        """Return the figures of the workload, by role."""
        from sightline.operations.exceptions.alarms import alarm_figures  # noqa: PLC0415 -- SciPy, with a reading

        found = alarm_figures(_past(past).episodes, self._policy, since=since, until=until)
        return {
            owner: tuple(
                Figure(each.name, _estimate(each.estimate), float(each.goal), each.verdict, each.words)
                for each in figures
            )
            for owner, figures in found.items()
        }

    def _step(self, raised: Raised | None, happening: Any) -> Raised | None:
        from sightline.operations.exceptions.lifecycle import step  # noqa: PLC0415 -- NumPy, with a reading

        before = None if raised is None else _record(raised)
        after = step(before, happening, self._policy)
        return raised if after is before or after == before else _maybe(after)


def workload(raised: Sequence[datetime], changed_at: datetime, *, since: datetime, until: datetime) -> Workload:
    """Return exceptions a week before and after a change."""
    from sightline.operations.exceptions.judging import workload as found  # noqa: PLC0415 -- SciPy, with a reading

    one = found(raised, changed_at, since=since, until=until)
    before, after, ratio = (_estimate(each) for each in (one.before, one.after, one.ratio))
    return Workload(one.weeks, changed_at, before, after, ratio, one.words)


def _maybe(after: ExceptionRecord | None) -> Raised | None:
    return None if after is None else mirrored(Raised, after)


def _record(raised: Raised) -> ExceptionRecord:
    from sightline.records.exceptions import ExceptionRecord  # noqa: PLC0415 -- NumPy, with a reading

    return ExceptionRecord(**{each.name: getattr(raised, each.name) for each in fields(Raised)})


def _given(each: Deviation) -> Any:
    """Return a deviation as the library knows it."""
    from sightline.records import deviations  # noqa: PLC0415 -- NumPy, with a reading

    known = {part.name: getattr(each, part.name) for part in fields(Deviation)}
    return deviations.Deviation(**known | {"probability": 1.0 if each.probability is None else each.probability})


def _past(past: Past) -> Known:
    from sightline.operations.exceptions import thresholds  # noqa: PLC0415 -- NumPy, with a reading
    from sightline.records import exceptions as records  # noqa: PLC0415 -- likewise

    def again(kind: type[T], found: Iterable[object]) -> list[T]:
        return [kind(**{part.name: getattr(each, part.name) for part in fields(kind)}) for each in found]  # type: ignore[arg-type]  # dataclasses

    sightings, lives = again(records.Sighting, past.sightings), again(records.Episode, past.lives)
    return thresholds.Past(sightings, past.looked, lives)


def _estimate(one: Estimated) -> Estimate:
    return mirrored(Estimate, one)


def _together(found: Sequence[Consequence], since: datetime, until: datetime) -> Consequence:
    """Return the consequences for several rules and metrics as one."""
    from sightline.operations.exceptions import thresholds  # noqa: PLC0415 -- NumPy, with a reading

    raised, before = sum(each.raised for each in found), sum(each.raised_before for each in found)
    outcomes = dict(sum((Counter(each.outcomes) for each in found), Counter[str]()))
    missed = dict(sum((Counter(each.missed) for each in found), Counter[str]()))
    counted = thresholds.raised_in_words(raised, before, until - since)
    said = joined(" ", [counted, thresholds.came_of(outcomes), thresholds.lost(missed)])
    return Consequence(since, until, raised, before, outcomes, missed, said)


def _judged(one: Any) -> Judged:
    better = None if one.advice.threshold is None else mirrored(Threshold, one.advice.threshold)
    return Judged(
        one.subject, one.raised, one.open, one.acted, one.accepted, one.false_alarm, one.duplicate, one.went,
        _estimate(one.precision), _estimate(one.hours_to_act), _estimate(one.avoided), _estimate(one.fell_anyway),
        Advice(one.advice.what, better, one.advice.words),
    )  # fmt: skip


def _model(snapshot: Snapshot | None) -> Any:
    """Return the model of a reading; where there is none, what the snapshot declares in its place."""
    model = getattr(snapshot, "_model", None)
    if model is not None or snapshot is None:
        return model or SimpleNamespace(goals={}, processes={}, controls={}, settings=None)
    return SimpleNamespace(
        goals={each.id: each for each in snapshot.goals}, processes=snapshot.processes, controls={}, settings=None
    )


def _policy(model: Any, thresholds: Mapping[str, Threshold]) -> Policy:
    from sightline.operations.exceptions import policy  # noqa: PLC0415 -- NumPy, with a reading

    declared = getattr(model.settings, "exceptions", None)
    found = policy.Policy.of(declared) if declared is not None else policy.Policy()
    general = thresholds.get(DEFAULT)
    if general is not None and general.price_share is not None:
        found = replace(found, price_share=general.price_share)
    own = {
        name: policy.Threshold(one.price_share, one.price, one.retired)
        for name, one in thresholds.items()
        if name != DEFAULT
    }
    return replace(found, thresholds={**found.thresholds, **own})
