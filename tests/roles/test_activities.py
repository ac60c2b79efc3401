"""The agreed split of work: the weights where nothing is known, past work where much is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sightline.records.work import DONE, Done
from sightline.roles.activities import Past, past_work, split
from sightline.roles.holding import Held
from sightline.roles.weights import Weighed


def weighed(metric, size, activities):
    return Weighed(Held(metric, 1.0, activities), 1.0, np.full(3, size), {})


WEIGHTS = (weighed("a", 0.6, ("x", "y")), weighed("b", 0.2, ("y",)), weighed("c", 0.2, ()))


def done(*rows):
    columns = zip(*rows, strict=True)
    return Done(pa.table(dict(zip(DONE.names, columns, strict=True)), DONE), "hours")


def test_without_past_work_it_is_what_the_weights_say():
    found = dict(split(("x", "y", "z"), WEIGHTS, None).shares)
    assert found == pytest.approx({"x": 0.3 / 0.8, "y": 0.5 / 0.8, "z": 0.0})


def test_with_much_past_work_it_is_what_was_done():
    past = Past({"x": 100.0, "z": 300.0}, 40_000, 9)
    assert dict(split(("x", "y", "z"), WEIGHTS, past).shares) == pytest.approx({"x": 0.25, "y": 0, "z": 0.75}, abs=1e-3)


def test_with_little_it_lies_between_as_the_posterior_says():
    past = Past({"z": 5.0}, 20, 9)
    found = split(("x", "y", "z"), WEIGHTS, past, measured="hours")
    assert dict(found.shares) == pytest.approx({"x": 0.5 * 0.375, "y": 0.5 * 0.625, "z": 0.5})
    assert "20 items by 9 people" in found.words


def test_the_past_of_fewer_than_five_people_is_left_out():
    found = split(("x", "y", "z"), WEIGHTS, Past({"z": 5.0}, 20_000, 4))
    assert dict(found.shares)["z"] == 0
    assert "fewer than 5 people" in found.words


@pytest.mark.parametrize("past", [None, Past({}, 0, 0), Past({"z": 2.0, "x": 1.0}, 3, 6)])
def test_it_sums_to_one(past):
    assert sum(share for _, share in split(("x", "y"), WEIGHTS, past).shares) == pytest.approx(1)


def test_where_neither_says_anything_there_is_none():
    found = split(("x",), (), None)
    assert found.shares == ()
    assert "line of sight" in found.words
    assert split((), (), None).words == ""


def test_work_counts_for_the_role_that_performs_it_and_else_for_all_that_the_person_holds():
    roles = {"one": ("x",), "two": ("y",)}
    holds = {"ann": frozenset({"one", "two"}), "bob": frozenset({"two"})}
    table = done(
        ("ann", "x", "2026-01", 4.0, 2), ("ann", "other", "2026-01", 6.0, 2), ("bob", "y", "2026-01", 1.0, 1),
        ("eve", "y", "2026-01", 9.0, 9),
    )  # fmt: skip
    found = past_work(table, roles, lambda person, _: holds.get(person, frozenset()))
    assert found["one"].amounts == {"x": 4.0, "other": 3.0}
    assert found["two"].amounts == {"other": 3.0, "y": 1.0}
    assert (found["two"].items, found["two"].people) == (2, 2)
