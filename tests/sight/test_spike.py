"""The sampler agrees with exact sums over all its states, and its inputs with textbook generalised least squares."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.sight.cleaning import cleaned, independent
from sightline.sight.nuisance import MEMORIES, Products, Rows, columns_of, products_of, season_columns
from sightline.sight.spike import EXISTS, WIDTH_WEIGHTS, WIDTHS, runs_of, sample
from tests.sight.simulator import remembering


def products(seed: int, sizes: tuple[float, ...], *, mixed: float = 0.0, n: int = 50) -> Products:
    rng = np.random.default_rng(seed)
    x = remembering(rng, (len(sizes), n), 0.5).T
    x = x + mixed * x[:, :1]
    y = x @ np.array(sizes) + remembering(rng, (1, n), 0.4)[0]
    time = np.arange(n)
    nuisance = columns_of(np.zeros(n, dtype=int), time, season=1, panel=False)
    return products_of(Rows(np.zeros(n, dtype=int), time, y, x), nuisance)


def exact(found: Products) -> np.ndarray:
    """P(effect exists) of each driver with one lag: the sum over memories, widths and who is there."""
    drivers = found.gram.shape[1] - 1
    logs, states = [], []
    for there in itertools.product([False, True], repeat=drivers):
        columns = np.flatnonzero(there)
        for widths in itertools.product(range(len(WIDTHS)), repeat=len(columns)):
            prior = np.diag([WIDTHS[w] ** -2.0 for w in widths])
            weight = sum(np.log(WIDTH_WEIGHTS[w] * EXISTS / (1 - EXISTS)) for w in widths)
            for gram, log_weight in zip(found.gram, found.log_weight, strict=True):
                inner, cross = gram[np.ix_(columns, columns)] + prior, gram[columns, -1]
                rest = gram[-1, -1] - cross @ np.linalg.solve(inner, cross)
                size = np.linalg.slogdet(inner)[1] - np.log(np.diag(prior)).sum()
                logs.append(weight + log_weight - 0.5 * size - 0.5 * found.freedom * np.log(rest))
                states.append(there)
    chance = np.exp(np.array(logs) - max(logs))
    return chance @ np.array(states) / chance.sum()


@pytest.mark.parametrize(
    ("sizes", "mixed"), [((0.0,), 0.0), ((0.3,), 0.0), ((0.35, 0.0), 0.0), ((0.3, 0.0), 2.0), ((0.3, 0.2, 0.0), 1.0)]
)
def test_probabilities_are_those_of_the_exact_sum(sizes, mixed):
    found = products(4, sizes, mixed=mixed)
    signs = np.zeros(len(sizes), dtype=np.int64)
    drawn = sample(found, runs_of((1,) * len(sizes)), signs, rng=np.random.default_rng(1), draws=20_000)
    assert drawn.probability == pytest.approx(exact(found), abs=0.02)
    assert (drawn.run >= 0).mean(axis=0) == pytest.approx(drawn.probability, abs=0.02)


def test_a_declared_sign_halves_what_is_possible_and_keeps_the_rest():
    found = products(4, (0.3,))
    runs, rng = runs_of((1,)), np.random.default_rng(1)
    free = sample(found, runs, np.array([0]), rng=rng, draws=20_000)
    signed = sample(found, runs, np.array([1]), rng=rng, draws=20_000)
    # twice the prior on one side: odds are those of the free sampler times twice its share of positive draws
    odds = free.probability / (1 - free.probability) * 2 * free.positive / free.probability
    assert signed.probability == pytest.approx(odds / (1 + odds), abs=0.02)
    assert (signed.size >= 0).all()


def test_runs_are_all_adjacent_lags_up_to_three_and_their_prior_sums_to_one():
    runs = runs_of((4, 1))
    told = {(int(start), int(length)) for start, length in zip(runs.start[:9], runs.length[:9], strict=True)}
    assert told == {(0, 1), (1, 1), (2, 1), (3, 1), (0, 2), (1, 2), (2, 2), (0, 3), (1, 3)}
    assert list(runs.offset) == [0, 9, 10]
    assert np.exp(runs.log_prior[:9]).sum() == pytest.approx(1)
    assert runs.log_prior[9] == pytest.approx(0)
    assert np.allclose(runs.mix.sum(axis=0), 1)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), memory=st.sampled_from(MEMORIES.tolist()), season=st.sampled_from([1, 4]))
def test_products_are_those_of_generalised_least_squares_also_over_gaps(seed, memory, season):
    rng = np.random.default_rng(seed)
    keep = np.sort(rng.choice(40, size=30, replace=False))
    cell, time = (keep >= 20).astype(int), keep % 20
    x, y = rng.standard_normal((30, 2)), rng.standard_normal(30)
    nuisance = columns_of(cell, time, season=season, panel=False)
    found = products_of(Rows(cell, time, y, x), nuisance, memories=np.array([memory]))
    apart = np.abs(time[:, None] - time)
    same = cell[:, None] == cell
    covariance = np.where(same, np.sign(memory) ** apart * abs(memory) ** apart, 0.0) / (1 - memory**2)
    inverse = np.linalg.inv(covariance)
    inner = nuisance.T @ inverse @ nuisance
    project = inverse - inverse @ nuisance @ np.linalg.solve(inner, nuisance.T @ inverse)
    data = np.column_stack([x, y])
    assert found.gram[0] == pytest.approx(data.T @ project @ data, rel=1e-7, abs=1e-8)
    weight = -0.5 * np.linalg.slogdet(covariance)[1] - 0.5 * np.linalg.slogdet(inner)[1]
    assert found.log_weight[0] == pytest.approx(weight, rel=1e-7, abs=1e-7)
    assert found.freedom == 30 - nuisance.shape[1]


def test_a_panel_has_levels_trends_and_periods_without_repeating_itself():
    cell, time = (grid.ravel() for grid in np.indices((3, 15)))
    columns = columns_of(cell, time, season=12, panel=True)
    assert columns.shape == (45, 3 + 14 + 2)  # one period and one trend are what the others make up
    assert np.linalg.matrix_rank(columns) == columns.shape[1]


@pytest.mark.parametrize(("periods", "columns"), [(40, 11), (30, 4), (20, 2), (15, 0)])
def test_the_season_is_as_fine_as_the_data_can_bear(periods, columns):
    assert season_columns(np.arange(periods), 12, periods).shape == (periods, columns)


def test_cleaning_is_ordinary_least_squares_and_large_levels_do_no_harm():
    rng = np.random.default_rng(2)
    nuisance = columns_of(np.zeros(40, dtype=int), np.arange(40), season=4, panel=False)
    values = rng.standard_normal(40)
    expected = values - nuisance @ np.linalg.lstsq(nuisance, values, rcond=None)[0]
    assert cleaned(values, nuisance) == pytest.approx(expected, abs=1e-10)
    assert cleaned(values + 1e9, nuisance) == pytest.approx(expected, abs=1e-6)


def test_columns_that_others_make_up_are_dropped():
    rng = np.random.default_rng(2)
    base = rng.standard_normal((20, 3))
    assert independent(np.column_stack([base, base[:, 0] - 2 * base[:, 2]])) == pytest.approx(base)
