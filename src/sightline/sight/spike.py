"""Spike and slab: which drivers move a metric, over which delays, and by how much, as draws with exact zeros.

Each driver is absent, or acts with one coefficient on its mean over a *run* of adjacent lags. The slab is a normal of
unknown width on the standardised scale, cut to the declared sign; errors are AR(1) with memory on a grid. All that the
sampler needs of the data are cross products of whitened, cleaned columns, one set for each memory (`nuisance.py`), so
that its cost does not depend on how many values there are.

References: T. J. Mitchell and J. J. Beauchamp (1988), Bayesian variable selection in linear regression, JASA 83(404);
E. I. George and R. E. McCulloch (1993), Variable selection via Gibbs sampling, JASA 88(423); C. P. Robert (1995),
Simulation of truncated normal variables, Statistics and Computing 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sightline.sight.nuisance import Products

__all__ = ["ABSENT", "Posterior", "Runs", "runs_of", "sample"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ABSENT = -1
LONGEST_RUN = 3
RUN_WEIGHTS = (0.3, 0.3, 0.4)  # prior of a run of one, two or three lags
WIDTHS = (0.5, 0.8, 2.0, 8.0)  # widths of the slab, in standard deviations of the error per one of the driver
WIDTH_WEIGHTS = (0.40, 0.40, 0.15, 0.05)
EXISTS = 0.6  # prior probability of an effect: somebody who knows the enterprise declared it
CHAINS = 2
BURN_IN = 300


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of adjacent lags of each driver, as combinations of its single lags.

    Parameters
    ----------
    mix : array, singles x runs
        Weights of the single-lag columns in each run: a mean, so that a coefficient is the cumulative effect.
    start, length : array of int, runs
        First lag, counted from the window's beginning, and number of lags.
    offset : array of int, drivers + 1
        Where the runs of each driver begin.
    log_prior : array, runs
        Log of the prior probability of each run, given that there is an effect.
    """

    mix: Floats
    start: Ints
    length: Ints
    offset: Ints
    log_prior: Floats


def runs_of(windows: tuple[int, ...]) -> Runs:
    """Return all runs for drivers whose windows hold so many lags each."""
    rows: list[tuple[int, int, int, float]] = []
    offset, single = [0], 0
    for lags in windows:
        lengths = range(1, min(LONGEST_RUN, lags) + 1)
        total = sum(RUN_WEIGHTS[: len(lengths)])
        for length in lengths:
            places = lags - length + 1
            weight = math.log(RUN_WEIGHTS[length - 1] / total / places)
            rows += [(single, start, length, weight) for start in range(places)]
        offset.append(len(rows))
        single += lags
    mix = np.zeros((single, len(rows)))
    for column, (first, start, length, _) in enumerate(rows):
        mix[first + start : first + start + length, column] = 1.0 / length
    starts = np.array([row[1] for row in rows], dtype=np.int64)
    lengths_of = np.array([row[2] for row in rows], dtype=np.int64)
    return Runs(mix, starts, lengths_of, np.array(offset, dtype=np.int64), np.array([row[3] for row in rows]))


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the sampler found.

    Parameters
    ----------
    run : array of int, draws x drivers
        The run in force, as an index into `Runs`; `ABSENT` where there is no effect.
    size : array, draws x drivers
        The cumulative effect on the standardised scale; 0 where there is none.
    memory : array of int, draws
        Index into the grid of memories.
    probability : array, drivers
        That there is an effect: the mean of the conditional probabilities, steadier than the share of draws.
    positive : array, drivers
        That there is an effect and it is positive.
    """

    run: Ints
    size: Floats
    memory: Ints
    probability: Floats
    positive: Floats


def sample(
    products: Products, runs: Runs, signs: Ints, *, rng: np.random.Generator, draws: int, thin: int = 2
) -> Posterior:
    """Draw from the posterior.

    Parameters
    ----------
    products : Products
        Cross products of single-lag columns (standardised) and the outcome last, one matrix per memory.
    runs : Runs
        As `runs_of` the windows in the same order.
    signs : array of int, drivers
        1 or -1 for a declared direction, 0 for none.
    rng : Generator
        Where chance comes from.
    draws : int
        How many draws to return, of all chains together.
    thin : int
        Sweeps per draw.
    """
    full = np.zeros((runs.mix.shape[0] + 1, runs.mix.shape[1] + 1))
    full[:-1, :-1], full[-1, -1] = runs.mix, 1.0
    gram = np.ascontiguousarray(full.T @ products.gram @ full)
    log_odds = runs.log_prior[:, None] + np.log(WIDTH_WEIGHTS) + math.log(EXISTS / (1 - EXISTS))
    problem = _Problem(
        gram, products.log_weight, float(products.freedom), runs.offset, log_odds, signs, np.array(WIDTHS)
    )
    per_chain = -(-draws // CHAINS)
    parts = [_chain(problem, generator, per_chain, thin) for generator in rng.spawn(CHAINS)]
    run, size, memory, probability, positive = (np.stack(part) for part in zip(*parts, strict=True))
    return Posterior(
        np.concatenate(run)[:draws],
        np.concatenate(size)[:draws],
        np.concatenate(memory)[:draws],
        probability.mean(axis=0),
        positive.mean(axis=0),
    )


class _Problem(NamedTuple):
    """What stays the same in a chain; the last row and column of each matrix are the outcome's."""

    gram: Floats
    log_weight: Floats
    freedom: float
    offset: Ints
    log_odds: Floats
    signs: Ints
    widths: Floats


class _State(NamedTuple):
    """Where the chain is: each driver's run, size and width; and room for the weights of all (run, width) of one."""

    run: Ints
    size: Floats
    width: Floats
    weight: Floats
    centre: Floats
    spread: Floats


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _log_normal_cdf(z: float) -> float:
    if z > -30.0:  # noqa: PLR2004 -- below it erfc underflows soon, and the first term of its series is exact enough
        return math.log(0.5 * math.erfc(-z / math.sqrt(2.0)))
    return -0.5 * z * z - math.log(-z) - 0.5 * math.log(2.0 * math.pi)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _above(rng: np.random.Generator, low: float) -> float:
    """Draw a standard normal that is above `low` (Robert, 1995)."""
    if low < 0.5:  # noqa: PLR2004 -- below it plain rejection takes fewer tries
        while True:
            z = rng.standard_normal()
            if z > low:
                return z
    rate = 0.5 * (low + math.sqrt(low * low + 4.0))
    while True:
        z = low - math.log(1.0 - rng.random()) / rate
        if rng.random() <= math.exp(-0.5 * (z - rate) ** 2):
            return z


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _weigh(problem: _Problem, state: _State, rho: int, variance: float, driver: int) -> tuple[float, float]:
    """Weigh every (run, width) of a driver against its absence, given all others, with its size integrated out.

    Returns the log odds of its presence, and the sum of the weights, which are relative to the largest.
    """
    gram, widths, last = problem.gram, problem.widths, problem.gram.shape[1] - 1
    first, sign, top = problem.offset[driver], problem.signs[driver], -np.inf
    count = problem.offset[driver + 1] - first
    for i in range(count):
        r = first + i
        cross = gram[rho, r, last]
        for other in range(state.run.shape[0]):
            if other != driver and state.run[other] >= 0:
                cross -= gram[rho, r, state.run[other]] * state.size[other]
        for w in range(widths.shape[0]):
            prior = 1.0 / (widths[w] * widths[w])
            precision = gram[rho, r, r] + prior
            centre, spread = cross / precision, math.sqrt(variance / precision)
            odds = 0.5 * math.log(prior / precision) + 0.5 * (centre / spread) ** 2
            if sign != 0:
                odds += math.log(2.0) + _log_normal_cdf(sign * centre / spread)
            odds += problem.log_odds[r, w]
            state.weight[i, w], state.centre[i, w], state.spread[i, w] = odds, centre, spread
            top = max(top, odds)
    total = 0.0
    for i in range(count):
        for w in range(widths.shape[0]):
            state.weight[i, w] = math.exp(state.weight[i, w] - top)
            total += state.weight[i, w]
    return top + math.log(total), total


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _pick(problem: _Problem, state: _State, driver: int, total: float, rng: np.random.Generator) -> None:
    """Draw the run, the width and the size of a driver that is there, by the weights of `_weigh`."""
    widths, sign = problem.widths, problem.signs[driver]
    count = problem.offset[driver + 1] - problem.offset[driver]
    left = rng.random() * total
    i, w = 0, 0
    for k in range(count * widths.shape[0]):
        i, w = k // widths.shape[0], k % widths.shape[0]
        left -= state.weight[i, w]
        if left <= 0.0:
            break
    centre, spread = state.centre[i, w], state.spread[i, w]
    state.run[driver] = problem.offset[driver] + i
    state.width[driver] = widths[w]
    if sign == 0:
        state.size[driver] = centre + spread * rng.standard_normal()
    else:
        state.size[driver] = sign * max(sign * centre + spread * _above(rng, -sign * centre / spread), 0.0)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _upward(problem: _Problem, state: _State, driver: int, total: float) -> float:
    """Return the share of the weights of `_weigh` that lies on positive sizes."""
    if problem.signs[driver] != 0:
        return 1.0 if problem.signs[driver] > 0 else 0.0
    part = 0.0
    for i in range(problem.offset[driver + 1] - problem.offset[driver]):
        for w in range(problem.widths.shape[0]):
            part += state.weight[i, w] * 0.5 * math.erfc(-state.centre[i, w] / state.spread[i, w] / math.sqrt(2.0))
    return part / total


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _rest(gram: Floats, state: _State) -> float:
    """Return the sum of squares that the effects in force leave, at one memory."""
    last = gram.shape[0] - 1
    rest = gram[last, last]
    for j in range(state.run.shape[0]):
        if state.run[j] >= 0:
            rest -= 2.0 * state.size[j] * gram[state.run[j], last]
            for k in range(state.run.shape[0]):
                if state.run[k] >= 0:
                    rest += state.size[j] * state.size[k] * gram[state.run[j], state.run[k]]
    return float(max(rest, 1e-12))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _errors(problem: _Problem, state: _State, scratch: Floats, rng: np.random.Generator) -> tuple[int, float]:
    """Draw the memory of the errors with their variance integrated out, then the variance."""
    memories, penalty, freedom = problem.gram.shape[0], 0.0, problem.freedom
    for j in range(state.run.shape[0]):
        if state.run[j] >= 0:
            penalty += (state.size[j] / state.width[j]) ** 2
            freedom += 1.0
    top = -np.inf
    for rho in range(memories):
        scratch[rho, 0] = _rest(problem.gram[rho], state) + penalty
        scratch[rho, 1] = problem.log_weight[rho] - 0.5 * freedom * math.log(scratch[rho, 0])
        top = max(top, scratch[rho, 1])
    total = 0.0
    for rho in range(memories):
        scratch[rho, 1] = math.exp(scratch[rho, 1] - top)
        total += scratch[rho, 1]
    left = rng.random() * total
    chosen = 0
    for rho in range(memories):
        chosen = rho
        left -= scratch[rho, 1]
        if left <= 0.0:
            break
    return chosen, 0.5 * scratch[chosen, 0] / rng.standard_gamma(0.5 * freedom)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _swap(problem: _Problem, state: _State, rho: int, variance: float, rng: np.random.Generator) -> None:
    """Try to hand an effect from one driver to another: what single updates cannot do where drivers move together.

    Both ends are drawn from their full conditionals, so the chance to accept is the ratio of their total odds.
    """
    drivers = state.run.shape[0]
    one, other = int(rng.random() * drivers), int(rng.random() * drivers)
    if state.run[one] < 0 or state.run[other] >= 0:
        return
    run, size = state.run[one], state.size[one]
    state.run[one], state.size[one] = ABSENT, 0.0
    back, _ = _weigh(problem, state, rho, variance, one)
    ahead, total = _weigh(problem, state, rho, variance, other)
    if math.log(1.0 - rng.random()) < ahead - back:
        _pick(problem, state, other, total, rng)
    else:
        state.run[one], state.size[one] = run, size


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _visit(
    problem: _Problem, state: _State, rho: int, variance: float, driver: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Draw a driver anew given all others; return its chance to be there, and to be there and positive."""
    odds, total = _weigh(problem, state, rho, variance, driver)
    chance = 1.0 / (1.0 + math.exp(-min(max(odds, -700.0), 700.0)))
    upward = chance * _upward(problem, state, driver, total)
    if rng.random() < chance:
        _pick(problem, state, driver, total, rng)
    else:
        state.run[driver], state.size[driver] = ABSENT, 0.0
    return chance, upward


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def _chain(
    problem: _Problem, rng: np.random.Generator, draws: int, thin: int
) -> tuple[Ints, Floats, Ints, Floats, Floats]:
    drivers = problem.offset.shape[0] - 1
    room = (np.diff(problem.offset).max(), problem.widths.shape[0])
    state = _State(
        np.full(drivers, ABSENT), np.zeros(drivers), np.ones(drivers), np.empty(room), np.empty(room), np.empty(room)
    )
    scratch = np.empty((problem.gram.shape[0], 2))
    run, size, memory = np.empty((draws, drivers), np.int64), np.empty((draws, drivers)), np.empty(draws, np.int64)
    exists, positive = np.zeros(drivers), np.zeros(drivers)
    rho, variance = _errors(problem, state, scratch, rng)
    for sweep in range(-BURN_IN, draws * thin):
        for j in range(drivers):
            chance, upward = _visit(problem, state, rho, variance, j, rng)
            if sweep >= 0:
                exists[j] += chance
                positive[j] += upward
        if drivers > 1:
            _swap(problem, state, rho, variance, rng)
        rho, variance = _errors(problem, state, scratch, rng)
        if sweep >= 0 and sweep % thin == thin - 1:
            at = sweep // thin
            run[at], size[at], memory[at] = state.run, state.size, rho
    return run, size, memory, exists / (draws * thin), positive / (draws * thin)
