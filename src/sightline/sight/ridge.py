"""The check: a ridge distributed lag, which lets every lag have its own coefficient.

It assumes the opposite of `spike.py`: every driver acts, over its whole window, a little. Where both agree, the answer
does not hang on either assumption. The width of the normal prior is integrated over a grid.

Reference: R. J. Shiller (1973), A distributed lag estimator derived from smoothness priors, Econometrica 41(4), here
with a prior on size instead of smoothness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.sight.nuisance import Products

__all__ = ["Ridge", "ridge"]

Floats = NDArray[np.float64]

WIDTHS = (0.1, 0.25, 0.6, 1.5, 4.0)  # of the prior, per lag, in standard deviations of the error


@dataclass(frozen=True, slots=True)
class Ridge:
    """Mean and standard deviation of each driver's cumulative effect, standardised as the products are."""

    mean: Floats
    deviation: Floats


def ridge(products: Products, memory: int, windows: tuple[int, ...]) -> Ridge:
    """Return the cumulative effects of all drivers together.

    Parameters
    ----------
    products : Products
        Of single-lag columns.
    memory : int
        Which of its memories to use.
    windows : tuple of int
        Number of lags of each driver, in the order of the columns.
    """
    gram = products.gram[memory]
    inner, cross, square = gram[:-1, :-1], gram[:-1, -1], gram[-1, -1]
    ends = np.cumsum((0, *windows))
    sums = np.zeros((len(windows), len(inner)))
    for at in range(len(windows)):
        sums[at, ends[at] : ends[at + 1]] = 1.0
    values, vectors = np.linalg.eigh(inner)
    turned, reach = vectors.T @ cross, sums @ vectors
    means, variances, logs = [], [], []
    for width in WIDTHS:
        precision = np.maximum(values, 0.0) + width**-2
        rest = max(float(square - (turned**2 / precision).sum()), 1e-12)
        means.append(reach @ (turned / precision))
        variances.append(rest / products.freedom * (reach**2 / precision).sum(axis=1))
        logs.append(-0.5 * np.log(precision * width**2).sum() - 0.5 * products.freedom * np.log(rest))
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    variance = weight @ (np.array(variances) + (np.array(means) - mean) ** 2)
    return Ridge(mean, np.sqrt(variance))
