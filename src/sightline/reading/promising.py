"""Promises of a reading: frozen when an initiative is approved, compared with the measured past when it is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sightline.errors import DeclarationError, UnknownNameError
from sightline.reading.deciding import Choice, backlog
from sightline.reading.promise_files import PromisedBeforeError, keep, kept, promises_in
from sightline.records.promises import Known, Promise, PromiseBook, Realised
from sightline.saying import phrase, say
from sightline.sight.coefficients import generator
from sightline.strategy.portfolio.candidates import backlog_of, candidate_of
from sightline.strategy.portfolio.worths import worths
from sightline.strategy.promises.keeping import factors, kept_of
from sightline.strategy.promises.realised import Delivery, realised

if TYPE_CHECKING:
    from sightline.reading.foresight import Foresight

__all__ = ["book", "decide", "draft", "trust"]

_SEE = phrase("See 'sightline promises'.")


def decide(ahead: Foresight, name: str, *, by: str, reason: str, on: date, declined: bool = False) -> Promise:
    """Write down that an initiative is approved or declined; see `Reading.approve` and `Reading.decline`."""
    model, folder = ahead.base.model, promises_in(ahead.base.workspace.state)
    if name not in model.initiatives:
        raise UnknownNameError("initiative", name, model.initiatives)
    if model.initiatives[name].delivered is not None:
        raise DeclarationError(say("'{name}' is delivered; a promise is made before.", name=name), fix=say(_SEE))
    if declined and any(one.initiative == name and not one.declined for one in kept(folder)[0]):
        raise PromisedBeforeError(say("'{name}' was approved before.", name=name), fix=say(_SEE))
    verb = "declined" if declined else "approved"
    for what, text in (("by whom", by), ("for what reason", reason)):
        if not text.strip():
            raise DeclarationError(f"nobody says {what} '{name}' is {verb}.", fix="Give --by and --reason.")
    known = _known(ahead, name)
    promise = _declared(ahead, name, on=on, by=by.strip(), reason=reason.strip(), known=known, declined=declined)
    keep(folder, promise)
    return promise


def draft(ahead: Foresight, name: str) -> Promise:
    """Return what an initiative would promise now; see `Reading.promise`."""
    if name not in ahead.base.model.initiatives:
        raise UnknownNameError("initiative", name, ahead.base.model.initiatives)
    return _declared(ahead, name, known=_known(ahead, name))


def _known(ahead: Foresight, name: str) -> tuple[Known, ...]:
    """Return what is known of an initiative's worth, by goal."""
    found = backlog(ahead, Choice())
    mine = [one for one in found.candidates if one.id == name]
    return tuple(
        Known(one.goal, one.unit, one.worth, one.low, one.high, one.before, one.after, one.words)
        for one in worths(mine, found.changes, found.reaches, found.rooms, found.told)
    )


def _declared(
    ahead: Foresight, name: str, *, on: date | None = None, by: str = "", reason: str = "",
    known: tuple[Known, ...] = (), declined: bool = False,
) -> Promise:  # fmt: skip
    model, one = ahead.base.model, candidate_of(ahead.base.model, name)
    return Promise(
        name, one.title, one.changes, one.takes, one.cost, model.settings.currency, one.effort, one.asked_by, one.kind,
        on, by, reason, model.hash, ahead.base.whole_day, known,
        declined,
    )  # fmt: skip


def book(ahead: Foresight) -> PromiseBook:
    """Return all promises and what came of them; see `Reading.promises`."""
    model = ahead.base.model
    frozen, faults = kept(promises_in(ahead.base.workspace.state))
    declined = tuple(one for one in frozen if one.declined)
    frozen = tuple(one for one in frozen if not one.declined)
    by_name = {one.initiative: one for one in frozen}
    names = [name for name, one in model.initiatives.items() if one.delivered is not None or name in by_name]
    promises = [by_name.get(name) or _declared(ahead, name) for name in names]
    promises += [one for one in frozen if one.initiative not in model.initiatives]
    deliveries = {name: Delivery(name, one.delivered, one.where) for name, one in model.initiatives.items()}
    found = [_realised(ahead, promise, metric, deliveries) for promise in promises for metric in promise.changes]
    return PromiseBook(tuple(promises), tuple(found), kept_of(promises, found), faults, declined)


def _realised(ahead: Foresight, promise: Promise, metric: str, deliveries: dict[str, Delivery]) -> Realised:
    base, estimates = ahead.base, ahead.estimates
    delivery = deliveries.get(promise.initiative) or Delivery(promise.initiative, None)
    if delivery.on is not None and delivery.on > base.whole_day:
        delivery = Delivery(promise.initiative, None)
    others = [
        deliveries[name] for name, one in base.model.initiatives.items()
        if name != promise.initiative and metric in one.changes and one.delivered is not None
    ]  # fmt: skip
    try:
        unit = base.model.metric(metric).unit
    except UnknownNameError:  # the model has changed since
        return realised(delivery, metric, "1", promise.changes[metric], None, season=1)
    wanted = {name for one in (delivery, *(o for o in others if delivery.on is not None)) for name in one.where}
    by = tuple(name for name in estimates.dimensions(metric) if name in wanted)
    past = estimates.history([(metric, by)]).get((metric, by))
    season = base.model.calendar.grain.season
    return realised(delivery, metric, unit, promise.changes[metric], past, others, season=season)


def trust(ahead: Foresight) -> dict[str, NDArray[np.float64]]:
    """Return by what to multiply what each initiative promises, by draws; empty where nothing is known."""
    candidates, view = backlog_of(ahead.base.model), ahead.estimates.view()
    draws = {
        one.id: generator(view.graph.seed, one.id, "promise kept").standard_normal(view.graph.draws)
        for one in candidates
    }
    return factors(candidates, book(ahead).kept, draws)
