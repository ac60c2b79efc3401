"""Links of a way: the edges of the graph, and what joins an activity, a role or an initiative to its metric."""

from __future__ import annotations

import numpy as np

from sightline.records import Link, SightPath
from sightline.records.effects import SUPPORTS, Support
from sightline.sight.graph import Edge
from sightline.sight.origins import Attachment, Start
from sightline.sight.sensitivity import Linear

__all__ = ["link_of", "origin_link", "weakest"]


def link_of(linear: Linear, edge: Edge) -> Link:
    """Return an edge as a link: an effect with its own figures, arithmetic with its slope in the last period."""
    effect = edge.effect
    if effect is None:
        slope = _exact_slope(linear, edge)
        lag = edge.lags[0] if edge.lags else 0
        return Link(edge.driver, edge.on, "exact", lag, slope, slope, slope, "supported", None)
    assert edge.beta is not None  # noqa: S101 -- an effect has draws
    low, middle, high = np.quantile(edge.beta.sum(axis=1), (0.05, 0.5, 0.95)).tolist()
    lag = effect.window[0] if effect.lag is None else effect.lag
    return Link(edge.driver, edge.on, effect.kind, lag, middle, low, high, effect.support, effect.grade)


def _exact_slope(linear: Linear, edge: Edge) -> float:
    """Return what a sustained unit change does in the end: in the last period, of a window as far as it reaches."""
    if linear.graph.nodes[edge.on].window is not None:
        return float(linear.whole_window(edge.on))
    slopes = linear.slopes(edge)
    return float(slopes[-1]) if len(slopes) else float("nan")


def origin_link(start: Start, one: Attachment) -> Link:
    """Return the link from an origin to a metric that it moves itself: declared, not estimated."""
    low, middle, high = np.quantile(np.atleast_1d(one.slope), (0.05, 0.5, 0.95)).tolist()
    return Link(start.id, one.metric, one.kind, one.delay, middle, low, high, "supported", one.grade)


def weakest(path: SightPath | None) -> Support:
    """Return the support of the weakest link of a way; without a way there is nothing to support."""
    if path is None:
        return "cannot_say"
    worst = max((SUPPORTS.index(link.support) for link in path.links), default=0)
    found: Support = ("supported", "suggested", "cannot_say")[worst]
    return found
