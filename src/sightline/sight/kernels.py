"""Large graphs: values over periods and draws, compiled.

Draws are worked in blocks of sixty-four, whose coefficients lie together, so that one pass over the edges streams
through them; only as many periods are kept as the longest lag needs (a ring). Numbers are of single precision, and
indices are unsigned, without which no loop over a block becomes a few wide instructions. The kernel holds no lock: two
threads share the blocks.

Importing this module imports numba, and the first call ever compiles (some seconds, kept on disk afterwards): small
graphs are worked by `sensitivity.py` alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["WIDTH", "Rows", "Slopes", "propagate"]

WIDTH = 64
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
_U = np.uint64
_compiled = njit(cache=True, nogil=True, fastmath={"contract"}, error_model="numpy")


class Slopes(NamedTuple):
    """The edges of a graph.

    Parameters
    ----------
    first : array, nodes + 1
        Where the edges into each node begin.
    driver, lag : array, edges
        Where each edge comes from, and how many periods it is late.
    scale : array, edges x (periods or 1)
        The part of the slope that changes with the period.
    coefficient : array, blocks x edges x 64
        The part of the slope that changes with the draw.
    """

    first: I32
    driver: I32
    lag: I32
    scale: F32
    coefficient: F32


class Rows(NamedTuple):
    """What is asked of each node: sums over periods.

    Parameters
    ----------
    first : array, nodes + 1
        Where the rows of each node begin.
    start, stop : array, rows
        From which period on, and up to which, each row sums.
    """

    first: I32
    start: I32
    stop: I32


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def propagate(slopes: Slopes, blocks: I32, shift: F32, order: I32, asked: Rows, out: F32) -> None:
    """Work out x_i(t) = shift_i(t) + sum over edges of slope_e(t) x_j(t - lag_e), for blocks of draws.

    Parameters
    ----------
    slopes : Slopes
        The edges, of which there is one at least.
    blocks : array
        Which blocks to work.
    shift : array, nodes x periods
        What is added to each node.
    order : array
        The nodes to work: each after what moves it within one period. The others stay at 0.
    asked : Rows
        What to sum.
    out : array, rows x draws
        Receives the sums.
    """
    first, driver, lag, scale = slopes.first, slopes.driver, slopes.lag, slopes.scale
    nodes, periods = shift.shape
    edges, ring, steady = len(driver), lag.max() + 1, scale.shape[1] == 1
    betas = slopes.coefficient.reshape(-1)
    values = np.zeros(ring * nodes * WIDTH, dtype=np.float32)
    sums = np.zeros(len(out) * WIDTH, dtype=np.float32)
    for block in blocks:
        sums[:] = np.float32(0)
        for t in range(periods):
            slot = t % ring
            for node in order:
                into = _U((slot * nodes + node) * WIDTH)
                for d in range(_U(WIDTH)):
                    values[into + d] = shift[node, t]
                for edge in range(first[node], first[node + 1]):
                    if lag[edge] <= t:
                        ago = slot - lag[edge]
                        source = _U(((ago + ring if ago < 0 else ago) * nodes + driver[edge]) * WIDTH)
                        slope = scale[edge, 0] if steady else scale[edge, t]
                        _add(values, into, source, slope, betas, _U((block * edges + edge) * WIDTH))
                for row in range(asked.first[node], asked.first[node + 1]):
                    if asked.start[row] <= t < asked.stop[row]:
                        for d in range(_U(WIDTH)):
                            sums[_U(row * WIDTH) + d] += values[into + d]
        out[:, block * WIDTH : (block + 1) * WIDTH] = sums.reshape(-1, WIDTH)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _add(values: F32, into: int, source: int, slope: float, betas: F32, beta: int) -> None:
    """Add slope x beta x source, over one block of draws."""
    for d in range(_U(WIDTH)):
        values[into + d] += slope * betas[beta + d] * values[source + d]
