"""Records of the library as view records: the same fields, plain values, nothing that is no number."""

from dataclasses import dataclass

import numpy as np
import pytest

from sightline_web.mirroring import mirrored, number, plain


@dataclass(frozen=True)
class Found:
    name: str
    value: float
    points: object
    kept_back: str = "not for pages"


@dataclass(frozen=True)
class View:
    name: str
    value: float | None
    points: tuple[float | None, ...] = ()


def test_a_view_takes_the_fields_it_names_and_no_other():
    assert mirrored(View, Found("x", 1.5, [1.0, 2.0])) == View("x", 1.5, (1.0, 2.0))


def test_what_is_given_stands_in_place_of_what_the_record_says():
    assert mirrored(View, Found("x", 1.5, ()), name="y", value=None) == View("y", None)


def test_a_field_that_the_record_lacks_is_a_fault_of_the_code():
    with pytest.raises(AttributeError, match="value"):
        mirrored(View, object(), name="x")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, np.float64("nan"), float("inf")])
def test_what_is_not_finite_is_nothing(value):
    assert plain(value) is None
    assert number(value) is None


def test_numpys_values_become_plain_ones():
    found = plain({"all": np.array([[1.0, np.nan]]), "one": np.int64(3), "yes": np.bool_(True), 4: "text"})
    assert found == {"all": ((1.0, None),), "one": 3, "yes": True, "4": "text"}
    assert type(found["one"]) is int
    assert found["yes"] is True


def test_a_number_is_a_plain_float_and_a_missing_one_nothing():
    assert number(None) is None
    assert type(number(np.float32(2))) is float
