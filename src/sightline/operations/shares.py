"""Shares of few cases: their intervals."""

from __future__ import annotations

import math

__all__ = ["wilson"]

_Z90 = 1.6448536269514722  # of the normal distribution, 5 % in each tail


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 90 % interval of a share.

    Reference: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, J. Am. Stat.
    Assoc. 22(158).

    Examples
    --------
    >>> low, high = wilson(5, 10)
    >>> round(low, 3), round(high, 3)
    (0.269, 0.731)
    """
    share, z2 = hits / of, _Z90 * _Z90
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z90 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (0.0 if not hits else max(middle - half, 0.0)), (1.0 if hits == of else min(middle + half, 1.0))
