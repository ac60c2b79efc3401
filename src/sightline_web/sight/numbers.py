"""The numbers of this surface that can be talked about: effects, and lines of sight, each for a handy step."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor, Kind
from sightline_web.languages.marks import noted
from sightline_web.numbered import Number
from sightline_web.policy.words import Record
from sightline_web.shell.formats import Formats
from sightline_web.sight.effects import scaled
from sightline_web.sight.places import Places
from sightline_web.snapshot import Snapshot

__all__ = ["KIND", "of_effect", "of_origin"]

EFFECT = noted("The effect of {step} in {driver}")
LINE = noted("What {step} does for “{goal}”")


def _title(snapshot: Snapshot, parts: tuple[str, ...]) -> str:
    """Return what the page of an origin is called; a role is held by persons, and is not talked about."""
    origin = snapshot.origins[parts[0]]
    if origin.kind == "role":
        raise LookupError(origin.id)
    return _("What {metric} moves").format(metric=origin.title)


KIND = Kind("line-of-sight", "sight_from", ("origin",), Record.LINE_OF_SIGHT, _title, followed=False)


def of_effect(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, formats: Formats) -> Iterator[Number]:
    """Yield the size of an effect, for the step that its page is in."""
    places = Places(snapshot, formats)
    driver, on = anchor.parts
    effect = {(each.driver, each.on): each for each in snapshot.effects()}[driver, on]
    step = places.step(driver)
    middle, low, high = scaled((effect.per_unit, effect.low, effect.high), step.amount)
    names = {"step": step.words, "driver": places.title(driver)}
    yield Number(
        "effect", "effect", EFFECT, middle, snapshot.metrics[on].unit, names, on, low=low, high=high, moves=True
    )


def of_origin(snapshot: Snapshot, anchor: Anchor, _view: QueryDict, formats: Formats) -> Iterator[Number]:
    """Yield what an origin does for each goal, the largest share of a gap first."""
    places = Places(snapshot, formats)
    [origin] = anchor.parts
    for each in sorted(snapshot.sight(origin=origin, paths=1), key=lambda line: -abs(line.share_of_gap or 0.0)):
        goal, step = places.goal(each.goal), places.step(origin, each.unit)
        middle, low, high = scaled((each.per_unit, each.low, each.high), step.amount)
        names = {"step": step.words, "goal": goal.statement}
        yield Number(
            f"line:{goal.id}", "sight", LINE, middle, goal.unit, names, goal.metric, low=low, high=high, moves=True
        )
