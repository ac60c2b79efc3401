"""Throughput: how long cases take, with those that are still open neither left out nor taken for fast.

Beside the percentiles of closed cases stand those of all cases by the product-limit estimator: an open case counts as
one that took longer than its age. Reference: E. L. Kaplan and P. Meier (1958), Nonparametric Estimation from Incomplete
Observations, J. Amer. Statist. Assoc. 53, equation (2b).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sightline.operations.own import Ask, OwnEvents, seconds
from sightline.records.processes import Times

__all__ = ["product_limit", "times"]

_SHARES = (0.5, 0.9, 0.95)
_ROUNDING = 1e-12


def times(own: OwnEvents, ask: Ask) -> Times:
    """Return the throughput of a process; percentiles are None without a closed case."""
    if not own.activities:
        return Times(own.steps.name, 0, 0, 0, None, None, None)
    columns = ["case", "us", *(["step"] if own.closers else []), *(["begin_us"] if own.starts else [])]
    cases = (
        f'SELECT "case", COUNT(*) AS "events", {own.begun} AS "begun", {own.ended} AS "ended" FROM {{below}} '
        'GROUP BY "case"'
    )
    percentiles = [f'SL_PERCENTILE("ended" - "begun", {share}) AS "p{share * 100:.0f}"' for share in _SHARES]
    summed = (
        'SELECT COUNT(*) AS "cases", COUNT("ended") AS "closed", SUM("events") AS "events", '
        f"{', '.join(percentiles)} FROM {{below}}"
    )
    row = ask(own.query(columns, [cases, summed])).to_pylist()[0]
    still_open = row["cases"] - row["closed"]
    closed = [seconds(row[f"p{share * 100:.0f}"]) for share in _SHARES]
    censored = _censored(own, ask, columns, cases) if still_open else closed
    return Times(own.steps.name, row["cases"], still_open, row["events"] or 0, *closed, *censored)


def _censored(own: OwnEvents, ask: Ask, columns: list[str], cases: str) -> list[float | None]:
    now = own.steps.clock_now(business=False)
    lasted = f'COALESCE("ended", {now}) - "begun"'
    counted = (
        f'SELECT {lasted} AS "lasted", COUNT("ended") AS "closed", COUNT(*) AS "cases" FROM {{below}} GROUP BY {lasted}'
    )
    table = ask(own.query(columns, [cases, counted]))
    found = [table.column(name).to_numpy() for name in ("lasted", "closed", "cases")]
    return [seconds(one) for one in product_limit(*found, shares=_SHARES)]


def product_limit(
    lasted: NDArray[np.int64], closed: NDArray[np.int64], cases: NDArray[np.int64], *, shares: tuple[float, ...]
) -> list[float | None]:
    """Return the times by which shares of all cases are closed; None where too many are open to say.

    Parameters
    ----------
    lasted, closed, cases : arrays of int
        Each distinct duration or age, how many cases were closed at it, and how many in all.
    shares : tuple of float
        For example 0.5 for the median: the first time at which at most half of the cases are still open.

    Examples
    --------
    >>> import numpy as np
    >>> product_limit(np.array([1, 2, 3]), np.array([1, 0, 1]), np.array([1, 1, 1]), shares=(0.3, 0.5, 0.9))
    [1.0, 3.0, 3.0]
    """
    order = np.argsort(lasted, kind="stable")
    ends, counts = closed[order], cases[order]
    at_risk = counts[::-1].cumsum()[::-1]
    open_still = np.cumprod(1 - ends / at_risk)
    found: list[float | None] = []
    for share in shares:
        reached = np.flatnonzero(open_still <= 1 - share + _ROUNDING)
        found.append(float(lasted[order][reached[0]]) if len(reached) else None)
    return found
