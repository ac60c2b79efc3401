"""What became of rules in cases, held as a table: the same records in the same order as made one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records.processes import CASE_OUTCOME_SCHEMA
from sightline_web.outcomes import Outcomes
from sightline_web.processes import CaseOutcome
from tests.web.fakes_operations import in_order

MOMENTS = st.none() | st.integers(0, 3).map(lambda hours: datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(hours=hours))
CASES = st.builds(
    CaseOutcome, rule=st.sampled_from(["a", "b"]), case=st.text(max_size=2),
    outcome=st.sampled_from(["pending", "violated"]), at=MOMENTS, due=MOMENTS,
)  # fmt: skip


def table_of(cases):
    names = CASE_OUTCOME_SCHEMA.names
    return pa.table({name: [getattr(each, name) for each in cases] for name in names}, schema=CASE_OUTCOME_SCHEMA)


@given(st.lists(CASES, max_size=8))
def test_they_are_in_the_order_in_which_they_matter(cases):
    found = Outcomes(table_of(cases))
    assert len(found) == len(cases)
    assert tuple(found[:3]) == in_order(cases)[:3]  # before any is made for good
    assert tuple(found) == in_order(cases) == tuple(found[:])


def test_one_of_them_is_the_same_from_either_end():
    cases = [CaseOutcome("a", str(at), "pending", None, None) for at in range(5)]
    found = Outcomes(table_of(cases))
    assert (found[0], found[-1], found[::-1]) == (cases[0], cases[-1], tuple(reversed(cases)))
    assert found[3:1] == ()
    with pytest.raises(IndexError):
        found[5]


def test_none_is_an_empty_sequence():
    found = Outcomes(table_of([]))
    assert (len(found), list(found), list(found[:50])) == (0, [], [])
