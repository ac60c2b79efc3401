"""Deviations from records made by hand: what becomes one, what it costs, what explains what, and their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sightline.model import load
from sightline.operations.deviations import asked, deviations, yardsticks
from sightline.operations.findings import Finding, priced
from sightline.operations.pricing import Yardstick
from sightline.periods import Grain
from sightline.records import GoalStatus, History, LineOfSight, Link, SightPath, to_table
from sightline.records.deviations import Baseline, BehaviourChart, Prediction, Signal
from sightline.records.processes import CASE_OUTCOME_SCHEMA
from sightline.records.so_far import SoFar
from tests.operations.cases import DAY, made

MODEL_FILES = {
    "sightline.yml": """
sightline: 1
name: Corner shop
sources:
  log: {file: log.csv, log: {case: id, activity: step, time: at}}
  sales: {file: sales.csv}
metrics:
  check_time: {title: Check time, unit: days, better: lower, indicator: lead, owner: boss,
               duration: {process: p, from: ask, to: check, stat: mean}, by: [region]}
  lead_time: {title: Lead time, unit: days, better: lower, indicator: lead, by: [region],
              duration: {process: p, from: ask, to: ship, stat: mean}}
  revenue: {title: Revenue, unit: EUR, better: higher, source: sales, time: day, measure: sum(amount)}
  returns: {title: Returns, unit: count, better: lower, source: sales, time: day, measure: count(*)}
goals:
  grow: {statement: Grow, metric: revenue, target: 2000, by: 2026-12-31, weight: 2}
  fewer: {statement: Fewer, metric: returns, target: 10, by: 2026-12-31}
processes:
  p:
    log: log
    by: [region]
    activities: {ask: {}, check: {role: clerk}, ship: {role: packer}}
    chain: [ask, check, ship]
    rules:
      check_in_time: {title: Checked in two days, deadline: {from: ask, to: check, within: 2 days}, owner: clerk}
      ship_once: {title: Shipped once, at_most: {activity: ship, times: 1}}
controls:
  floor: {title: Revenue stays up, metric: revenue, at_least: 900, owner: boss}
  few: {title: Few late checks, enforces: p.check_in_time, tolerates: 3}
roles: {boss: {title: Boss}, clerk: {title: Clerk}, packer: {title: Packer}}
""",
}
AS_OF = datetime(2026, 5, 10, 23, 59, 59, tzinfo=UTC)
NOW = int(AS_OF.timestamp()) * 1_000_000 + 1_000_000
NORTH, SOUTH = (("region", "North"),), (("region", "South"),)


@pytest.fixture(scope="module")
def model():
    loaded = load(MODEL_FILES)
    assert loaded.model is not None, loaded
    return loaded.model


def chart(model, metric, segment, signals, *, values=None, weeks=10, level=1.0):
    calendar = model.calendar
    last = calendar.period_of(date(2026, 5, 10), Grain.WEEK)
    periods = tuple(calendar.between(calendar.shift(last, 1 - weeks), last))
    flat = np.full(weeks, level)
    seen = flat.copy() if values is None else np.asarray(values, dtype=float)
    made_ = tuple(
        Signal(rule, periods[at].label, periods[since].label, size, size - 0.1, size + 0.1)
        for rule, at, since, size in signals
    )
    return BehaviourChart(
        metric, segment, "values", periods, seen, flat, flat - 1, flat + 1, np.zeros(weeks), np.zeros(weeks),
        Baseline("2025-W01", "2025-W40", 40, provisional=False), made_, 0.02,
    )  # fmt: skip


def slow(model, metric="check_time", segment=NORTH, size=1.0, **more):
    values = [1.0] * 8 + [1.0 + size] * 2
    return chart(model, metric, segment, [("cusum up", 9, 8, size)], values=values, **more)


def line(goal, origin, per_unit, *nodes, kind="metric", unit="days", links=None):
    way = (origin, *nodes)
    sizes = links or [1.0] * (len(way) - 2) + [per_unit]
    steps = tuple(
        Link(a, b, "estimated", 0, size, size, size, "supported", "correlational")
        for a, b, size in zip(way, way[1:], sizes, strict=False)
    )
    return LineOfSight(
        goal, origin, kind, origin, unit, per_unit, per_unit, per_unit, None, 1.0, "supported", 0,
        (SightPath(way, steps, per_unit, 0),), draws=np.full(1000, per_unit),
    )  # fmt: skip


LINES = (
    line("grow", "check_time", -100.0, "lead_time", "revenue"),
    line("grow", "lead_time", -100.0, "revenue"),
    line("grow", "revenue", 1.0, "revenue", links=[1.0]),
    line(
        "grow", "p.check_in_time", -100.0, "check_time", "revenue", kind="rule", unit="one day longer between a and b"
    ),
)


def statuses(gap=1000.0):
    return (
        GoalStatus("grow", "Grow", "revenue", "EUR", "2026-04", 1000.0, 2000.0, date(2026, 12, 31), None, None,
                   "behind", gap, None, None),
        GoalStatus("fewer", "Fewer", "returns", "count", "2026-04", 12.0, 10.0, date(2026, 12, 31), None, None,
                   "behind", 2.0, None, None),
    )  # fmt: skip


def history(model, metric, values, by=(), segments=((),), n=10.0):
    last = model.calendar.parse("2026-04")
    rows = np.asarray(values, dtype=float)
    periods = tuple(model.calendar.between(model.calendar.shift(last, 1 - rows.shape[1]), last))
    return History(metric, by, segments, periods, rows, np.full(rows.shape, n))


def histories(model, **more):
    by, segments = ("region",), (("North",), ("South",))
    found = {
        (metric, ()): history(model, metric, [[1.0] * 12], n=20.0) for metric in ("check_time", "lead_time")
    } | {
        (metric, by): history(model, metric, [[1.0] * 12] * 2, by, segments) for metric in ("check_time", "lead_time")
    }  # fmt: skip
    return found | {(name, ()): history(model, name, [values]) for name, values in more.items()}


def ask(model, charts=(), lines=LINES, **more):
    given = {"outcomes": {}, "statuses": statuses(), "histories": histories(model)}
    return deviations(model, AS_OF, charts=charts, lines=lines, **{**given, **more})


def outcomes(*rows):
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], []]
    rule, case, outcome, at = columns
    return pa.table(
        {"rule": rule, "case": case, "outcome": outcome, "at": at, "due": [None] * len(rule)},
        schema=CASE_OUTCOME_SCHEMA,
    )


def cases(*late_days, region="North", begun=4):
    """Return timelines of cases begun `begun` days ago and checked so many days later, and their violations."""
    begin = NOW - begun * DAY
    events = [[(0, begin), (1, begin + int(days * DAY))] if days is not None else [(0, begin)] for days in late_days]
    found = made(("ask", "check", "ship"), events, now=NOW, closer=2, attributes={"region": [region] * len(events)})
    at = datetime.fromtimestamp(begin / 1e6, UTC)
    return found, outcomes(*(("check_in_time", f"c{number}", "violated", at) for number in range(len(events))))


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_shift_costs_its_size_times_the_segments_weight_times_the_line_of_sight(model):
    (found,) = ask(model, [slow(model)])
    assert (found.kind, found.metric, found.segment, found.outcome) == ("chart", "check_time", NORTH, "signal")
    assert found.price == pytest.approx(1.0 * 0.5 * 100.0, rel=0.01)  # North has half of the cases
    assert found.low == pytest.approx(45.0, abs=0.7)
    assert found.high == pytest.approx(55.0, abs=0.7)
    assert found.price_share == pytest.approx(0.05, rel=0.01)
    assert (found.goal, found.prices.keys()) == ("grow", {"grow"})
    assert found.sentence.startswith("Check time in North is 1 days above its baseline since 2026-W18")


def test_the_week_under_way_counts_by_as_much_as_has_happened_in_it(model):
    given = chart(model, "check_time", NORTH, [("beyond a limit", 9, 9, 1.0)], values=[1.0] * 9 + [2.0])
    (alone,) = ask(model, [given])
    over = {("check_time", ("North",)): SoFar("2026-W20", 1.0, 0.5)}
    (back,) = ask(model, [given], running=over)
    assert back.price == pytest.approx(alone.price * 1.0 / 1.5, rel=0.02)  # (1 * 1 + 0 * 0.5) / 1.5
    assert "What 2026-W20 says so far is counted." in back.words
    lasting = {("check_time", ("North",)): SoFar("2026-W20", 2.0, 0.5)}
    (still,) = ask(model, [given], running=lasting)
    assert still.price == pytest.approx(alone.price, rel=0.02)
    assert still.high - still.low < alone.high - alone.low  # it rests on more


def test_a_shift_that_has_come_back_and_more_costs_nothing_any_more(model):
    given = chart(model, "check_time", NORTH, [("beyond a limit", 9, 9, 0.5)], values=[1.0] * 9 + [1.5])
    gone = {("check_time", ("North",)): SoFar("2026-W20", 0.0, 1.0)}
    (found,) = ask(model, [given], running=gone)
    assert found.price == pytest.approx(0.0, abs=2.0)


def test_what_adds_up_over_a_period_is_not_judged_before_it_is_over(model):
    fell = [1000.0] * 9 + [600.0]
    given = chart(model, "revenue", (), [("beyond a limit", 9, 9, -400.0)], values=fell, level=1000.0)
    half = {("revenue", ()): SoFar("2026-W20", 500.0, 0.5)}
    assert ask(model, [given], running=half)[0].price == ask(model, [given])[0].price


def test_the_owner_of_the_rule_on_the_same_stretch_answers_or_else_who_does_the_activity(model):
    (found,) = ask(model, [slow(model)])
    assert (found.process, found.rule, found.owner) == ("p", "check_in_time", "clerk")
    (other,) = ask(model, [slow(model, "lead_time")])
    assert (other.process, other.rule, other.owner) == ("p", None, "packer")  # who ships, since nobody owns it


def test_what_is_better_than_expected_is_no_deviation(model):
    fast = chart(model, "check_time", NORTH, [("cusum down", 9, 8, -0.5)], values=[1.0] * 8 + [0.5] * 2)
    assert ask(model, [fast]) == ()


def test_an_old_signal_is_news_only_while_the_metric_has_not_come_back(model):
    back = chart(model, "check_time", NORTH, [("beyond a limit", 7, 7, 1.0)], values=[1.0] * 7 + [2.0, 1.0, 1.0])
    still = chart(model, "check_time", NORTH, [("beyond a limit", 7, 7, 1.0)], values=[1.0] * 7 + [2.0] * 3)
    long_ago = chart(model, "check_time", NORTH, [("beyond a limit", 6, 6, 1.0)], values=[1.0] * 6 + [2.0] * 4)
    assert [len(ask(model, [one])) for one in (back, still, long_ago)] == [0, 1, 0]


def test_a_shift_is_priced_from_where_it_most_likely_began(model):
    # the CUSUM looks back over quiet weeks: their mean would halve the shift
    late = chart(model, "check_time", NORTH, [("cusum up", 9, 4, 0.4)], values=[1.0] * 8 + [2.0] * 2)
    (found,) = ask(model, [late])
    assert "is 1 days above its baseline since 2026-W18" in found.sentence


def test_a_deviation_keeps_its_id_while_the_chart_speaks_on(model):
    first = chart(model, "check_time", NORTH, [("beyond a limit", 9, 9, 1.0)], values=[1.0] * 9 + [2.0])
    later = replace(first, signals=(Signal("cusum up", first.periods[9].label, first.periods[9].label, 1, 0, 2),))
    assert ask(model, [first])[0].deviation == ask(model, [later])[0].deviation
    assert ask(model, [first])[0].deviation != ask(model, [replace(first, segment=SOUTH)])[0].deviation


def test_one_cause_is_priced_once(model):
    found = {one.metric: one for one in ask(model, [slow(model), slow(model, "lead_time", size=1.5)])}
    alone = ask(model, [slow(model, "lead_time", size=1.5)])[0]
    assert found["check_time"].price == pytest.approx(50.0, rel=0.01)
    assert found["lead_time"].price == pytest.approx(25.0, rel=0.03)  # a day of a day and a half comes from the check
    assert alone.price == pytest.approx(75.0, rel=0.01)
    assert "explained by Check time in North, and is priced there" in found["lead_time"].words
    assert found["check_time"].price + found["lead_time"].price == pytest.approx(alone.price, rel=0.01)


def test_what_is_explained_in_full_costs_nothing_more(model):
    found = {one.metric: one for one in ask(model, [slow(model), slow(model, "lead_time")])}
    assert found["lead_time"].price == pytest.approx(0.0, abs=0.5)
    assert "is explained by Check time in North" in found["lead_time"].words
    assert found["lead_time"].explained_by == (found["check_time"].deviation,)
    partly = {one.metric: one for one in ask(model, [slow(model), slow(model, "lead_time", size=1.5)])}
    assert partly["lead_time"].explained_by == ()  # what is left speaks for itself


def test_another_segment_explains_nothing(model):
    found = ask(model, [slow(model), slow(model, "lead_time", SOUTH)])
    assert [round(one.price) for one in found] == [50, 50]
    assert not any("explained" in one.words for one in found)


def test_what_began_long_before_is_not_explained(model):
    values = [2.0] * 10
    old = chart(model, "lead_time", NORTH, [("cusum up", 9, 0, 1.0)], values=values)
    found = {one.metric: one for one in ask(model, [slow(model), old])}
    assert "explained" not in found["lead_time"].words


def test_without_a_line_of_sight_there_is_no_price_and_it_comes_last(model):
    found = ask(
        model, [slow(model, "lead_time"), slow(model)], lines=[one for one in LINES if one.from_ != "lead_time"]
    )
    assert [one.metric for one in found] == ["check_time", "lead_time"]
    last = found[-1]
    assert (last.price, last.low, last.high, last.goal, last.price_share, dict(last.prices)) == (*[None] * 5, {})
    assert "Nothing declared leads from it to a goal" in last.words


def test_the_dearest_by_share_of_the_gap_and_weight_comes_first(model):
    more = line("fewer", "lead_time", 0.02, "returns")  # 1 % of the way of a goal half as heavy
    found = ask(model, [slow(model, "lead_time", SOUTH), slow(model)], lines=[*LINES[:1], LINES[3], more])
    assert [(one.metric, one.goal) for one in found] == [("check_time", "grow"), ("lead_time", "fewer")]
    assert found[1].price == pytest.approx(0.01, rel=0.01)


# --- rules ------------------------------------------------------------------------------------------------------------


def test_late_cases_add_their_excess_to_the_mean_for_one_period(model):
    lines, late = cases(2.5, 3.0, 3.5, 4.0)
    (found,) = ask(model, outcomes={"p": late}, timelines={"p": lines})
    # 0.5 + 1 + 1.5 + 2 days over 20 cases a period, for one of seven periods up to December
    assert found.price == pytest.approx(5.0 / 20 * 100 / 7)
    assert (found.kind, found.case, found.rule, found.owner, found.probability) == (
        "rule", None, "check_in_time", "clerk", 1.0,
    )  # fmt: skip
    assert "for one period" not in found.words
    assert "one period" in found.words


def test_grouping_does_not_change_the_sum(model):
    days = (2.5, 3.0, 3.5, 4.0, 3.2)
    lines, late = cases(*days)
    (together,) = ask(model, outcomes={"p": late}, timelines={"p": lines})
    singles = []
    for day in days:
        one, outcome = cases(day)
        singles += ask(model, outcomes={"p": outcome}, timelines={"p": one})
    assert [one.case for one in singles] == ["c0"] * 5
    assert sum(one.price for one in singles) == pytest.approx(together.price)


def test_a_segment_that_stands_out_is_a_deviation_of_its_own(model):
    begin = NOW - 4 * DAY
    many = [[(0, begin), (1, begin + 3 * DAY)]] * 20
    usual = ["North"] + ["South"] * 5  # in each of twenty earlier weeks
    old = [[(0, NOW - week * 7 * DAY), (1, NOW - week * 7 * DAY + 3 * DAY)] for week in range(2, 22) for _ in usual]
    region = ["North"] * 15 + ["South"] * 5 + usual * 20
    lines = made(("ask", "check", "ship"), many + old, now=NOW, closer=2, attributes={"region": region})
    at = [datetime.fromtimestamp(one[0][1] / 1e6, UTC) for one in many + old]
    late = outcomes(*(("check_in_time", f"c{number}", "violated", when) for number, when in enumerate(at)))
    found = ask(model, outcomes={"p": late}, timelines={"p": lines})
    assert [(one.segment, one.case) for one in found] == [(NORTH, None), ((), None)]
    assert "15 cases in North" in found[0].sentence
    assert "5 cases elsewhere" in found[1].sentence
    assert "Usual are 1.0 in seven days" in found[0].words


def test_cases_of_a_charted_stretch_belong_to_the_chart(model):
    lines, late = cases(2.5, 3.0, 3.5, 4.0)
    (found,) = ask(model, [slow(model)], outcomes={"p": late}, timelines={"p": lines})
    assert found.kind == "chart"
    assert "4 cases there violated 'Checked in two days'" in found.words


def test_old_violations_are_no_news_and_stuck_cases_are_only_counted(model):
    lines, late = cases(3.0, begun=40)
    assert ask(model, outcomes={"p": late}, timelines={"p": lines}) == ()
    stuck, out = cases(None, begun=40)
    assert ask(model, outcomes={"p": out}, timelines={"p": stuck}) == ()
    waiting, out = cases(None, begun=20)
    (found,) = ask(model, outcomes={"p": out}, timelines={"p": waiting})
    assert found.price == pytest.approx(18 / 20 * 100 / 7)


def test_a_rule_that_nothing_uses_has_no_price(model):
    at = AS_OF - timedelta(days=1)
    late = outcomes(*(("ship_once", f"c{number}", "violated", at) for number in range(5)))
    (found,) = ask(model, outcomes={"p": late})
    assert (found.price, found.owner) == (None, "packer")
    assert found.sentence == "'Shipped once' was violated by 5 cases, 5 of them in the last seven days."
    assert (found.count, found.cases) == (5, ("c0", "c1", "c2", "c3", "c4"))


def test_a_deviation_names_its_newest_cases_first_and_counts_them_all(model):
    when = [AS_OF - timedelta(hours=number + 1) for number in range(60)]
    late = outcomes(*(("ship_once", f"c{number:02}", "violated", at) for number, at in enumerate(when)))
    (found,) = ask(model, outcomes={"p": late})
    assert (found.count, found.cases) == (60, tuple(f"c{number:02}" for number in range(50)))


# --- deadlines and controls -------------------------------------------------------------------------------------------


def prediction(case, late):
    return Prediction("p", case, "ask", 86_400.0, 1.0, 0.5, 2.0, late, "check_in_time", AS_OF + timedelta(days=1))


def test_a_deadline_costs_its_chance_times_a_late_case(model):
    lines, late = cases(3.0, 3.0, begun=40)  # late cases are a day late
    found = ask(
        model, outcomes={"p": late}, timelines={"p": lines}, predictions=[prediction("x", 0.6), prediction("y", 0.4)]
    )
    (one,) = found
    assert (one.kind, one.case, one.outcome, one.probability) == ("deadline", "x", "pending", 0.6)
    assert one.price == pytest.approx(0.6 * 1.0 / 20 * 100 / 7)
    assert one.due == AS_OF + timedelta(days=1)


def test_more_than_a_handful_of_threatened_cases_are_one(model):
    lines, late = cases(3.0, begun=40)
    given = [prediction(f"x{number}", 0.8) for number in range(6)]
    (one,) = ask(model, outcomes={"p": late}, timelines={"p": lines}, predictions=given)
    assert one.case is None
    assert one.price == pytest.approx(6 * 0.8 * 1.0 / 20 * 100 / 7)
    assert one.sentence.startswith("6 open cases will miss 'Checked in two days'")
    assert one.low < one.price < one.high


def test_open_cases_that_will_follow_belong_to_the_violated_ones_of_their_rule(model):
    lines, late = cases(*[3.0] * 5)
    alone = ask(model, outcomes={"p": late}, timelines={"p": lines})
    given = [prediction("x", 0.6), prediction("y", 0.8), prediction("z", 0.4)]
    (one,) = ask(model, outcomes={"p": late}, timelines={"p": lines}, predictions=given)
    assert (one.kind, one.outcome, one.deviation) == ("rule", "violated", alone[0].deviation)
    assert "2 open cases will probably follow, y among them." in one.words
    assert one.price == pytest.approx(alone[0].price + (0.6 + 0.8) * 1.0 / 20 * 100 / 7)


def test_a_control_costs_what_lies_beyond_its_limit(model):
    past = histories(model, revenue=[1000.0] * 10 + [850.0, 800.0])
    (found,) = ask(model, histories=past)
    assert (found.kind, found.outcome, found.owner, found.metric) == ("control", "beyond", "boss", "revenue")
    assert found.price == pytest.approx(100.0)
    assert found.since == datetime(2026, 3, 1, tzinfo=UTC)
    assert ask(model, histories=histories(model, revenue=[800.0, 950.0])) == ()


def test_what_is_tolerated_is_no_deviation(model):
    lines, late = cases(3.0, begun=40)
    given = {"outcomes": {"p": late}, "timelines": {"p": lines}}
    past = histories(model, **{"p.check_in_time.violations": [2.0, 8.0]})
    (found,) = ask(model, histories=past, **given)
    assert (found.kind, found.rule, found.owner) == ("control", "check_in_time", "clerk")
    assert found.price == pytest.approx(5 * 1.0 / 20 * 100 / 7)
    assert ask(model, histories=histories(model, **{"p.check_in_time.violations": [8.0, 3.0]}), **given) == ()


# --- the frame --------------------------------------------------------------------------------------------------------


def test_what_prices_rest_on_can_be_asked_for(model):
    found = asked(model, [slow(model)], LINES)
    assert set(found) == {
        ("check_time", ()), ("check_time", ("region",)), ("revenue", ()), ("p.check_in_time.violations", ()),
    }  # fmt: skip


def test_periods_are_counted_up_to_the_goals_date(model):
    found = yardsticks(model, statuses(), model.calendar.parse("2026-05"))
    assert (found["grow"].periods, found["grow"].weight, found["grow"].better) == (7, 2.0, "higher")
    late = yardsticks(model, statuses(), model.calendar.parse("2027-05"))
    assert late["grow"].periods == 1


def test_a_queue_is_a_table_for_notebooks(model):
    table = to_table(ask(model, [slow(model)]))
    assert table.column("metric").to_pylist() == ["check_time"]
    assert table.column("price").to_pylist()[0] > 0


def test_a_goal_about_a_segment_is_moved_by_what_happens_there_alone():
    def cost(where, segment):
        goal = Yardstick("higher", 1000.0, 1.0, "EUR", where=where)
        found = Finding(
            ("x",), "chart", "signal", AS_OF, "x", "check_time", np.full(1000, 0.5), sustained=True, segment=segment,
            weight=0.5,
        )  # fmt: skip
        return priced(found, {("grow", "check_time"): LINES[0]}, {"grow": goal})[1].price

    assert cost((), NORTH) == pytest.approx(50.0)  # half of the enterprise is a day slower
    assert cost(NORTH, NORTH) == pytest.approx(100.0)  # the North is
    assert cost(SOUTH, NORTH) is None
    assert cost(SOUTH, ()) == pytest.approx(50.0)


def test_nothing_out_of_order_is_an_empty_queue(model):
    assert ask(model, [chart(model, "check_time", NORTH, [])]) == ()
