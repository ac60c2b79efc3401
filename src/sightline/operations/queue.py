"""The queue: deviations in the order of what action can still avoid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sightline.operations.findings import Finding, priced
from sightline.operations.pricing import Lines, Yardstick
from sightline.records.deviations import Deviation

__all__ = ["queued"]


def queued(findings: Iterable[Finding], lines: Lines, goals: Mapping[str, Yardstick]) -> tuple[Deviation, ...]:
    """Return findings as deviations, the largest avoidable loss first.

    The order is the expected loss as a share of what its goal still has to go, times the goal's weight. A loss to a
    goal that has nothing to go comes after all others, what costs nothing after it, and what has no price last, by
    its size.
    """
    made = [(finding, *priced(finding, lines, goals)) for finding in findings]
    ordered = sorted(
        made,
        key=lambda one: (
            one[2].price is None, -one[1], (one[2].price or 0.0) <= 0, -one[0].size, one[2].deviation,
        ),
    )  # fmt: skip
    return tuple(deviation for _, _, deviation in ordered)
