"""When a deviation interrupts somebody, who that is, and what is one occurrence."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.model import load
from sightline.operations.exceptions.grouping import grouped, key_of, sighting_of
from sightline.operations.exceptions.policy import Policy, Threshold
from sightline.operations.exceptions.raising import answers, interrupts, over
from tests.operations.exceptions.made import deviation

POLICY = Policy(price_share=0.02)
MODEL = load({
    "sightline.yml": """
sightline: 1
name: Test
sources: {sales: {file: sales.csv}, log: {file: log.csv, log: {case: c, activity: a, time: t}}}
metrics:
  revenue: {title: Revenue, unit: EUR, better: higher, source: sales, time: at, measure: sum(x)}
  late: {title: Late, unit: count, better: lower, source: sales, time: at, measure: count(*)}
goals:
  grow: {statement: Grow, metric: revenue, target: 5, by: 2027-01-01, owner: chief}
  keep: {statement: Keep, metric: revenue, target: 5, by: 2027-01-01}
processes:
  orders:
    log: log
    activities: {take: {}, ship: {}}
    rules:
      in_time: {deadline: {from: take, to: ship, within: 2 days}, owner: clerk}
      once: {at_most: {activity: ship, times: 1}, owner: clerk}
controls:
  once: {enforces: orders.once, tolerates: 0, owner: auditor}
  late: {enforces: orders.in_time, tolerates: 30, owner: auditor}
roles: {chief: {title: Chief}, clerk: {title: Clerk}, auditor: {title: Auditor}}
"""
}).model  # fmt: skip
CHART = {"kind": "chart", "outcome": "signal", "metric": "late", "rule": None, "process": None}
NOTHING = {"goal": None, "price": None, "low": None, "high": None, "price_share": None, "prices": {}}


def priced(share, price=10.0, name="a", **more):
    return deviation(name, price_share=share, price=price, prices={"grow": price}, **more)


# --- why ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (priced(0.02), "price"),
        (priced(0.019), None),
        (deviation(**NOTHING), None),
        (priced(-0.5, -10.0), None),
        (deviation(kind="control", outcome="beyond", **NOTHING), "control"),
        (deviation(rule="once", **NOTHING), "control"),  # of which a control tolerates nothing
        (deviation(kind="deadline", rule="once", outcome="pending", **NOTHING), None),  # not violated yet
        (priced(0.001, **CHART), "signal"),
        (priced(0.5, **CHART), "price"),
        (deviation(**CHART | NOTHING), "signal"),  # it has an owner
        (deviation(**CHART | NOTHING | {"owner": None}), None),  # nobody to interrupt, and nothing lost
        (priced(0.001, owner=None, **CHART), "signal"),  # a loss, and its goal has an owner
        (priced(0.0, 0.0, explained_by=("b",), **CHART), None),  # another one speaks for it
    ],
)
def test_why_a_deviation_interrupts(one, why):
    assert interrupts(one, MODEL, POLICY) == why


def test_a_chart_that_nobody_answers_for_speaks_only_where_it_costs_something():
    nobody = CHART | {"owner": None, "goal": "keep", "price_share": None}
    assert interrupts(deviation(**nobody | {"price": 0.0}), MODEL, POLICY) is None
    assert interrupts(deviation(**nobody | {"price": 0.1}), MODEL, POLICY) == "signal"


def test_what_costs_nothing_passes_no_threshold():
    assert not over(Threshold(price_share=0.0, price=0.0), 0.0, 0.0)
    assert over(Threshold(price_share=0.0), 0.1, 0.1)


def test_a_threshold_of_its_own_goes_before_the_general_one():
    strict = POLICY.with_threshold("orders.in_time", Threshold(price_share=0.5))
    assert interrupts(priced(0.4), MODEL, strict) is None
    by_price = POLICY.with_threshold("orders.in_time", Threshold(price=8.0))
    assert interrupts(priced(0.001, 8.0), MODEL, by_price) == "price"
    assert interrupts(priced(0.9, 7.9), MODEL, by_price) is None
    either = POLICY.with_threshold("orders.in_time", Threshold(price_share=0.5, price=8.0))
    assert [interrupts(priced(*one), MODEL, either) for one in ((0.5, 1.0), (0.1, 8.0), (0.1, 1.0))] == [
        "price", "price", None,
    ]  # fmt: skip


def test_a_threshold_of_its_own_goes_before_the_signal_of_a_chart_as_far_as_there_is_a_price():
    own = POLICY.with_threshold("late", Threshold(price_share=0.5))
    assert [interrupts(priced(share, **CHART), MODEL, own) for share in (0.4, 0.5)] == [None, "price"]
    assert interrupts(deviation(**CHART | NOTHING), MODEL, own) == "signal"
    by_amount = POLICY.with_threshold("late", Threshold(price=8.0))
    assert [interrupts(priced(0.4, price, **CHART), MODEL, by_amount) for price in (7.0, 8.0)] == [None, "price"]
    assert grouped([priced(0.4, **CHART)], MODEL, own)[0].why is None


def test_what_is_retired_interrupts_nobody_not_even_by_control():
    retired = POLICY.with_threshold("orders.once", Threshold(retired=True))
    assert interrupts(deviation(kind="control", rule="once"), MODEL, retired) is None
    assert not over(Threshold(price=1.0, retired=True), 5.0, None)


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "owner"),
    [
        ({"owner": "boss"}, "boss"),
        ({"owner": None}, "chief"),  # of the goal
        ({"owner": None, "goal": "keep"}, "clerk"),  # of every rule of the process
        ({"owner": None, "goal": None, "process": None}, None),
    ],
)
def test_who_must_act(more, owner):
    assert answers([deviation(**more)], MODEL) == owner


# --- what is one ------------------------------------------------------------------------------------------------------


def test_a_chart_of_the_stretch_that_a_rule_limits_and_its_cases_are_one():
    chart = priced(0.3, 30.0, "chart", kind="chart", metric="lead_time")
    cases = [priced(0.1, 10.0, f"case {n}", case=f"C{n}", low=5.0, high=15.0) for n in range(2)]
    (one,) = grouped([chart, *cases], MODEL, POLICY)
    assert (one.key, one.kind, one.metric) == ("orders.in_time@region=North", "chart", "lead_time")
    assert (one.cases, one.count, one.deviations) == (("C0", "C1"), 2, ("chart", "case 0", "case 1"))
    assert (one.price, one.price_share) == (30.0, 0.3)  # the chart tells of the same loss as its cases


def test_the_dearest_leads_and_the_metric_is_told_by_whichever_has_one():
    chart = priced(0.1, 10.0, "chart", kind="chart", metric="lead_time", sentence="Slower.")
    case = priced(0.3, 30.0, "case", case="C1", sentence="Late.")
    for members in ([chart, case], [case, chart]):
        (one,) = grouped(members, MODEL, POLICY)
        assert (one.kind, one.sentence, one.metric, one.price) == ("rule", "Late.", "lead_time", 30.0)
    (free,) = grouped([deviation("a", **NOTHING), chart], MODEL, POLICY)
    assert (free.kind, free.price) == ("chart", 10.0)


def test_cases_of_one_rule_and_segment_cost_what_they_cost_together():
    cases = [priced(0.015, 10.0, f"case {n}", low=5.0, high=15.0) for n in range(3)]
    (one,) = grouped(cases, MODEL, POLICY)
    assert (one.price, one.low, one.high) == (30.0, 15.0, 45.0)
    assert one.price_share == pytest.approx(0.045)
    assert one.why == "price"  # none of them by itself


def test_a_deviation_of_many_cases_counts_and_names_them():
    many = deviation("many", cases=("C2", "C1"), count=22)
    one, other = (grouped(found, MODEL, POLICY)[0] for found in ([many], [many, deviation("one", case="C9")]))
    assert (one.cases, one.count, one.level("cases")) == (("C2", "C1"), 22, 22.0)
    assert (other.cases, other.count) == (("C2", "C1", "C9"), 23)
    chart = deviation("chart", kind="chart", count=22, cases=("C2",))
    assert grouped([chart, deviation("one", case="C2")], MODEL, POLICY)[0].count == 22


def test_what_another_explains_is_linked_to_it():
    cause = priced(0.3, 30.0, "cause", kind="chart", metric="lead_time")
    after = priced(0.0, 0.0, "after", explained_by=("cause",), **CHART)
    first, second = grouped([cause, after], MODEL, POLICY)
    assert (first.part_of, second.part_of) == ((), (first.key,))
    assert (first.why, second.why) == ("price", None)


def test_what_must_interrupt_is_kept_apart_from_what_its_price_decides():
    by_price, by_signal = (grouped([one], MODEL, POLICY)[0] for one in (priced(0.5), priced(0.5, **CHART)))
    assert (by_price.forced, by_signal.forced) == (None, "signal")
    kept = sighting_of(by_signal, by_signal.since)
    assert (kept.key, kept.subject, kept.forced, kept.price_share) == ("late@region=North", "late", "signal", 0.5)


def test_a_key_cannot_be_mistaken_for_another():
    one = deviation(segment=(("region", "North,a=b"),))
    other = deviation(segment=(("a", "b"), ("region", "North")))
    assert key_of(one) != key_of(other)
    assert key_of(deviation(segment=(("b", "2"), ("a", "1")))) == key_of(deviation(segment=(("a", "1"), ("b", "2"))))


kinds = st.sampled_from(["rule", "deadline", "chart", "control"])
some = st.lists(
    st.tuples(kinds, st.sampled_from(["in_time", "once"]), st.sampled_from(["North", "South"]), st.floats(0, 100)),
    max_size=12,
)


@given(some)
def test_grouping_loses_nothing_and_doubles_nothing(rows):
    """Against sums by hand: cases add up, a chart or a limit counts where it is larger."""
    found = [
        deviation(
            str(number), kind=kind, rule=rule, segment=(("region", place),), price=price, price_share=price / 1000,
            prices={"grow": price}, low=None, high=None,
        )
        for number, (kind, rule, place, price) in enumerate(rows)
    ]  # fmt: skip
    made = grouped(found, MODEL, POLICY)
    assert sorted(name for one in made for name in one.deviations) == sorted(one.deviation for one in found)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for kind, rule, place, price in rows:
        key = f"orders.{rule}@region={place}"
        if kind in ("rule", "deadline"):
            sums[key][0] += price
        else:
            sums[key][1] = max(sums[key][1], price)
    assert {one.key: pytest.approx(one.price) for one in made} == {key: max(both) for key, both in sums.items()}
