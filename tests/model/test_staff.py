"""Shares of roles, columns of people and of work: what the model alone can tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.model import load

HEAD = (
    "sightline: 1\nname: Test\nmetrics:\n  revenue: {title: Revenue, unit: EUR, better: higher, typed: {entries: []}}\n"
)


def findings(text: str):
    found = load({"sightline.yml": (HEAD + text).encode()}).findings
    return [(one.code, one.message) for one in found if one.code in {"SL513", "SL514", "SL515"}]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_shares_in_a_metric_are_told_exactly_where_they_exceed_the_whole(percents):
    roles = "".join(
        f"  role_{n}: {{title: R, accountable: {{revenue: {one / 100}}}}}\n" for n, one in enumerate(percents)
    )
    found = findings(f"roles:\n{roles}")
    assert [code for code, _ in found] == (["SL513"] if sum(percents) > 100 else [])


def test_it_is_told_once_at_the_last_role_with_the_sum():
    roles = "".join(f"  role_{n}: {{title: R, accountable: {{revenue: 0.5}}}}\n" for n in range(3))
    assert findings(f"roles:\n{roles}") == [("SL513", "the shares of all roles in the metric 'revenue' add up to 1.5.")]


def test_a_column_for_two_things_is_told_with_both():
    text = "sources: {staff: {file: a.csv}}\npeople: {source: staff, person: id, role: r, from: day, to: day}\n"
    assert findings(text) == [("SL514", "the column 'day' is to be the from and the to at once.")]


def test_work_that_is_nobodys_and_never_done_is_told_twice():
    text = "sources: {tickets: {file: a.csv}}\nwork: {source: tickets, item: id}\n"
    assert [code for code, _ in findings(text)] == ["SL515", "SL515"]
