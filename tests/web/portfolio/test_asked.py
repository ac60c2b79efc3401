"""What addresses ask for, read without trust; and amounts as people write them."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sightline_web.portfolio.amounts import amount_typed, chances, moved, points
from sightline_web.portfolio.asked import Asked, Filters
from sightline_web.portfolios import Limits
from sightline_web.shell.formats import Formats


def asked(text: str) -> Asked:
    return Asked.of(QueryDict(text))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("800_000", 8e5), ("800,000", 8e5), ("800k", 8e5), ("1.2M", 1.2e6), ("€ 800 K", 8e5), ("0,5", 0.5),
     ("EUR 90000", 9e4), ("0", 0.0), ("-3", None), ("much", None), ("", None), ("1e9", None), ("1,2,3", None),
     ("nan", None)],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, amount):
    assert amount_typed(text) == amount


@given(st.integers(0, 10**12))
def test_a_whole_amount_is_read_back_however_it_is_grouped(amount):
    assert amount_typed(f"{amount}") == amount_typed(f"{amount:,}") == amount_typed(f"{amount:_}") == amount


@given(st.text(max_size=40))
def test_no_text_is_more_than_wrong(text):
    query = QueryDict(mutable=True)
    query.update({"budget": text, "periods": text, "people.x": text, "cost.x": text, "must": text, "goal": text})
    found = Asked.of(query)
    assert all(each.field in {"budget", "periods", "people.x", "cost.x"} for each in found.problems)
    assert Asked.of(QueryDict(found.query.removeprefix("?"))).limits == found.limits


def test_an_address_says_all_limits():
    found = asked("budget=800k&people.planner=4,4,2&must=a&must=b&without=c&goal=g&periods=6&cost.d=60k&discount=1")
    assert found.limits == Limits(
        8e5, (("planner", (4.0, 4.0, 2.0)),), ("a", "b"), ("c",), "g", 6, (("d", 6e4),), discount=True
    )
    assert found.problems == ()
    assert ("goal", "g") not in found.hidden


def test_what_cannot_be_read_is_named_with_its_field():
    found = asked("budget=much&periods=0&people.planner=4,x&cost.d=free")
    assert {each.field for each in found.problems} == {"budget", "people.planner", "cost.d", "periods"}
    assert found.typed["budget"] == "much"
    assert found.limits == Limits()


def test_empty_fields_ask_for_nothing():
    assert asked("budget=&people.planner=&periods=+&must=&goal=").limits == Limits()
    assert asked("budget=&kind=").query == ""
    assert Filters.of(QueryDict("kind=&state=")).anything


def test_points_of_all_goals_are_bare_and_those_of_a_share_say_what_they_are():
    formats = Formats("en")
    assert points(25.17, "points", formats) == "25.2"
    assert points(0.0026, "share", formats) == "0.26\N{NO-BREAK SPACE}points"  # no other points are in view
    assert moved(0.0026, "share", formats) == "0.26 percentage points"
    assert moved(-0.004, "share", formats).startswith("\N{MINUS SIGN}0.4")
    assert chances(0.004, 0.25, formats) == "<1% → 25%"
    assert chances(0.751, 0.752, formats) == "75%"
    assert chances(None, 0.2, formats) == ""
