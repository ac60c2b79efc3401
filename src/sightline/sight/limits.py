"""Where values stop: shares within 0 and 1, amounts that were never negative at 0; and levels never seen before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sightline.model.arithmetic import Array
from sightline.records import Paths
from sightline.saying import Said, phrase, say
from sightline.sight.graph import MetricGraph, Node
from sightline.units import format_value

__all__ = ["Limits", "beyond_the_past"]

_TOPS = {"share": 1.0, "percent": 100.0, "%": 100.0}
_OFTEN = 0.01  # of the draws: below that, being held changes no figure that is shown


class Limits:
    """The limits of metrics in one simulation, and how often each was held.

    Parameters
    ----------
    base : Paths
        A limit is one only for a metric that never passed it in the past: a share such as "price above the market" may
        well be negative.
    """

    def __init__(self, base: Paths) -> None:
        self._base = base
        self._held: dict[tuple[str, float], float] = {}

    def hold(self, node: Node, value: Array, before: Array) -> Array:
        """Return `value` within the metric's limits; what was beyond them before (`before`) may stay there."""
        past = self._base.values[node.id][0, : self._base.now]
        past = past[np.isfinite(past)]
        held = value
        if not len(past) or past.min() >= 0:
            held = self._noted(node, held, np.maximum(held, np.minimum(before, 0.0)), 0.0)
        top = _TOPS.get(node.unit)
        if top is not None and (not len(past) or past.max() <= top):
            held = self._noted(node, held, np.minimum(held, np.maximum(before, top)), top)
        return held

    def _noted(self, node: Node, value: Array, limited: Array, limit: float) -> Array:
        held = np.where(np.isnan(value) | np.isnan(limited), value, limited)
        share = float((held != value)[~np.isnan(value)].mean()) if not np.isnan(value).all() else 0.0
        self._held[node.id, limit] = max(share, self._held.get((node.id, limit), 0.0))
        return held

    def words(self, graph: MetricGraph) -> tuple[str, ...]:
        """Return which metrics were held at a limit often enough to matter."""
        return tuple(
            _held(graph.nodes[name], limit, share) for (name, limit), share in self._held.items() if share >= _OFTEN
        )


def _held(node: Node, limit: float, share: float) -> Said:
    level = format_value(limit, node.unit)
    if share >= 1 - _OFTEN:
        return say("{title} was held at {limit}.", title=node.title, limit=level)
    text = phrase("{title} was held at {limit} in {share:.0f} % of the paths.")
    return say(text, title=node.title, limit=level, share=100 * share)


def beyond_the_past(graph: MetricGraph, base: Paths, after: Paths, shifted: Sequence[str]) -> tuple[str, ...]:
    """Return which of the metrics that were shifted end at a level never seen, where effects are not known to hold."""
    found = []
    for name in dict.fromkeys(shifted):
        past = base.values[name][0, : base.now]
        past = past[np.isfinite(past)]
        ahead = after.values[name][:, base.now :]
        if not len(past) or not ahead.size or np.isnan(ahead).any():
            continue
        level = float(np.median(ahead[:, -1]))
        node = graph.nodes[name]
        if level < past.min() or level > past.max():
            low, high = phrase("{title} was never as low as {level}."), phrase("{title} was never as high as {level}.")
            text = low if level < past.min() else high
            found.append(say(text, title=node.title, level=format_value(level, node.unit)))
    return tuple(found)
