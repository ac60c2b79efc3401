"""Accounts: what of the explained change is each metric's own doing, by segment and by draw of the effects.

Columns are draws; an account of arithmetic alone has one. Whatever is booked in one draw adds up to the explained
change in that draw, so that the means over draws add up to it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sightline.model.model import Model
from sightline.records import EffectRecord
from sightline.records.history import Floats
from sightline.sight.why_segments import Cut

__all__ = ["NOISE", "Account", "Journey", "Question"]


@dataclass(frozen=True, slots=True)
class Journey:
    """The strongest way from a metric to the explained one.

    Parameters
    ----------
    via : tuple of str
        The metrics between, nearest to the explained one last.
    lag : int
        How many periods it takes.
    effects : tuple of (driver, on)
        The effects on the way.
    window : bool
        Whether it passes a cumulative metric.
    strength : float
        How much came this way, in units of the explained metric.
    """

    via: tuple[str, ...] = ()
    lag: int = 0
    effects: tuple[tuple[str, str], ...] = ()
    window: bool = False
    strength: float = np.inf


NOISE = 1e-13  # of the size of the values: no contribution


@dataclass(frozen=True, slots=True)
class Question:
    """What is explained.

    Parameters
    ----------
    model : Model
        Titles and units.
    metric : str
        The explained metric.
    total, size : float
        Its change, and the size of its values.
    grain : str
        What a period is called.
    effects : mapping of (driver, on) to EffectRecord
        Those that count.
    """

    model: Model
    metric: str
    total: float
    size: float
    grain: str
    effects: Mapping[tuple[str, str], EffectRecord]

    def share(self, value: float) -> float | None:
        """Return a contribution as a share of the change; None where there is none to speak of."""
        return value / self.total if abs(self.total) > NOISE * self.size else None


def _none(*shape: int) -> Floats:
    return np.zeros(shape)


@dataclass(slots=True, eq=False)
class Account:
    """What one metric did to the explained one by itself, in units of the explained metric.

    Parameters
    ----------
    metric : str
        Which.
    dimension : str, optional
        What it is cut by.
    segments : tuple of str or None
        Their values.
    own, mix : array, segments x draws
        What each segment's own value and its weight did.
    whole, shift : array, draws
        What cannot be cut: the metric's own change, and the change of the weights of the periods in a window.
    moved, reweighed, heft, touched : array, segments
        Sums of weight x move and weight x change of the segment's share, and the sums of the weights themselves.
    there : array of bool, 2 x segments
        As in `Cut`.
    rate : bool
        As in `Cut`.
    moved_whole, heft_whole : float
        Likewise for the metric as a whole.
    driven : bool
        Whether an effect explains part of its change.
    """

    metric: str
    dimension: str | None = None
    segments: tuple[str | None, ...] = ()
    own: Floats = field(default_factory=lambda: _none(0, 1))
    mix: Floats = field(default_factory=lambda: _none(0, 1))
    whole: Floats = field(default_factory=lambda: _none(1))
    shift: Floats = field(default_factory=lambda: _none(1))
    moved: Floats = field(default_factory=lambda: _none(0))
    reweighed: Floats = field(default_factory=lambda: _none(0))
    heft: Floats = field(default_factory=lambda: _none(0))
    there: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((2, 0), dtype=bool))
    rate: bool = False
    moved_whole: float = 0.0
    heft_whole: float = 0.0
    driven: bool = False

    def book(self, cut: Cut, weights: Floats, explained: Floats) -> None:
        """Book a change by segment.

        Parameters
        ----------
        cut : Cut
            The change by segment and pair of periods.
        weights : array, pairs x draws
            What one unit of the metric is worth.
        explained : array, segments x draws
            What its drivers did there; it comes off.
        """
        self._open(cut.segments)
        self.rate = cut.rate
        self.own = self.own + cut.own @ weights - explained
        self.mix = self.mix + cut.mix @ weights
        self.there |= cut.there
        heft = np.abs(weights.mean(axis=1))
        known = np.isfinite(cut.moved)
        self.moved += np.where(known, cut.moved, 0.0) @ heft
        self.reweighed += cut.reweighed @ heft
        self.heft += known @ heft

    def book_within(self, segments: tuple[str | None, ...], change: Floats, weights: Floats, explained: Floats) -> None:
        """Book a change within each segment.

        Parameters
        ----------
        segments : tuple of str or None
            Which.
        change : array, pairs x segments
            How far the metric moved there.
        weights : array, pairs x segments x draws
            What one unit of it is worth.
        explained : array, segments x draws
            What its drivers did there; it comes off.
        """
        self._open(segments)
        self.own = self.own + np.einsum("ps,psk->sk", change, weights) - explained
        heft = np.abs(weights.mean(axis=2))
        self.there |= (heft > 0).any(axis=0)
        self.moved += (change * heft).sum(axis=0)
        self.heft += heft.sum(axis=0)

    def _open(self, segments: tuple[str | None, ...]) -> None:
        if not self.segments:
            size = len(segments)
            self.segments = segments
            self.own, self.mix, self.there = _none(size, 1), _none(size, 1), np.zeros((2, size), dtype=bool)
            self.moved, self.reweighed, self.heft = _none(size), _none(size), _none(size)

    def note_move(self, change: Floats, weights: Floats) -> None:
        """Keep how far the metric as a whole moved, weighted by what hangs on it: `change` by pair."""
        heft = np.abs(weights.mean(axis=1))
        known = np.isfinite(change)
        self.moved_whole += float(np.where(known, change, 0.0) @ heft)
        self.heft_whole += float(known @ heft)
