"""How much one token may send: requests, events and bytes a second, each saved up for a short burst.

Each process counts by itself, so several of them let through as many times as much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["BUDGET", "Budget"]

MOST_TOKENS = 4_096  # of which it is remembered what they have used


@dataclass
class _Purse:
    at: float
    left: list[float]


@dataclass
class Budget:
    """What each token may send a second, and for how many seconds it saves up."""

    requests: float = 5_000
    events: float = 60_000
    size: float = 64 * 1_024 * 1_024
    saved_seconds: float = 2.0
    _purses: dict[int, _Purse] = field(default_factory=dict)

    def spend(self, token: int, *, requests: int = 0, events: int = 0, size: int = 0, at: float) -> int | None:
        """Take from a token's budget; return after how many seconds to come again where it is used up.

        What is asked for may be more than is saved up at most: then it must be all there.
        """
        rates = (self.requests, self.events, self.size)
        fullest = [rate * self.saved_seconds for rate in rates]
        purse = self._purses.get(token)
        if purse is None:
            if len(self._purses) >= MOST_TOKENS:
                self._purses.pop(next(iter(self._purses)))
            purse = self._purses[token] = _Purse(at, fullest)
        since, purse.at = at - purse.at, at
        purse.left = [
            min(full, left + rate * since) for full, left, rate in zip(fullest, purse.left, rates, strict=True)
        ]
        wanted = [min(each, full) for each, full in zip((requests, events, size), fullest, strict=True)]
        short = max((each - left) / rate for each, left, rate in zip(wanted, purse.left, rates, strict=True))
        if short > 0:
            return max(1, round(short + 0.5))
        purse.left = [left - each for left, each in zip(purse.left, wanted, strict=True)]
        return None


BUDGET = Budget()
