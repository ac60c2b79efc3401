"""What went into numbers of one kind about one thing, in the reading that is shown: its size and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import Effect
from sightline_web.forecasting import method_word
from sightline_web.shell.formats import Formats
from sightline_web.shell.sizes import likely
from sightline_web.shell.support import grade_beside, support_of
from sightline_web.snapshot import Snapshot, UnanswerableError, UnderWayError

__all__ = ["Ingredient", "ingredients"]

MOST = 12


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing that went in: what it is, what is known of it, and where it is seen."""

    title: str
    words: str
    href: str


def ingredients(kind: str, of: str, snapshot: Snapshot, formats: Formats) -> tuple[Ingredient, ...] | None:
    """Return what went in, the most telling first; None while it is being estimated, nothing where nothing is told."""
    find = FINDS.get(kind)
    if find is None:
        return ()
    try:
        return tuple(islice(find(of, snapshot, formats), MOST))
    except UnderWayError:
        return None
    except UnanswerableError:
        return ()


def _forecasts(goal: str, snapshot: Snapshot, formats: Formats) -> Iterator[Ingredient]:
    """Give the measured metrics behind a goal, each with its method and how that did on the past."""
    outlook = snapshot.outlooks().get(goal)
    for each in outlook.methods if outlook else ():
        metric, tried = snapshot.metrics.get(each.metric), each.backtest
        words = _("{method}, from {count} values").format(method=method_word(each.method), count=each.n)
        if tried is not None and tried.mase is not None:
            words += "; " + _("error on the past {error} (MASE)").format(error=formats.decimal(tried.mase))
        if tried is not None and tried.coverage is not None:
            share = formats.share(tried.coverage)
            words += ", " + _("{share} of values inside 90 % intervals").format(share=share)
        yield Ingredient(metric.title if metric else each.metric, words, reverse("computed", args=[each.metric]))


def _lines(goal: str, snapshot: Snapshot, formats: Formats) -> Iterator[Ingredient]:
    """Give the effects that lines of sight to a goal run through."""
    left = {(each.driver, each.on): each for each in snapshot.effects() if each.kind != "exact"}
    for line in snapshot.sight(goal):
        for link in (link for path in line.paths for link in path.links):
            if (found := left.pop((link.driver, link.on), None)) is not None:
                yield _effect(found, snapshot, formats)


def _effects(metric: str, snapshot: Snapshot, formats: Formats) -> Iterator[Ingredient]:
    """Give the effects on a metric, and those of it."""
    for each in snapshot.effects():
        if metric in {each.on, each.driver}:
            yield _effect(each, snapshot, formats)


def _effect(found: Effect, snapshot: Snapshot, formats: Formats) -> Ingredient:
    titles = [snapshot.metrics[name].title if name in snapshot.metrics else name for name in (found.driver, found.on)]
    support = support_of(found.support, found.kind)
    words = str(support.word)
    if found.kind != "exact":
        words = ", ".join(filter(None, (words, grade_beside(support, found.grade))))
        if found.probability is not None:
            words += "; " + _("{chance} likely").format(chance=likely(found.probability, formats))
        if found.n:
            words += ", " + _("from {count} values").format(count=found.n)
    title = _("{driver} on {metric}").format(driver=titles[0], metric=titles[1])
    return Ingredient(title, words, reverse("effect", args=[found.driver, found.on]))


def _log(process: str, snapshot: Snapshot, formats: Formats) -> Iterator[Ingredient]:
    """Give the log of a process, with its rows and how new it is."""
    source = snapshot.sources.get(snapshot.processes[process].log)
    if source is not None:
        words = _("{rows} rows, {rejected} rejected, data to {moment}").format(
            rows=formats.count(source.rows),
            rejected=formats.count(source.rejects),
            moment=formats.moment(source.fresh_at),
        )
        yield Ingredient(source.id, words, reverse("source", args=[source.id]))


FINDS: Mapping[str, Callable[[str, Snapshot, Formats], Iterator[Ingredient]]] = {
    "forecast": _forecasts,
    "chance": _forecasts,
    "sight": _lines,
    "lever": _lines,
    "effect": _effects,
    "contribution": _effects,
    "cases": _log,
    "rule": _log,
}
