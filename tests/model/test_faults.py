"""All faults at once, each at its place, and none said twice."""

from __future__ import annotations

import pytest

from sightline.model import load
from tests.model.marked import unmark

HEAD = """\
sightline: 1
name: Halden Parts
calendar: {grain: «SL204»monthly, fiscal_year_starts: 4, timezone: «SL412»Europe/Amsterdm}
«SL201»curency: EUR
engine: «SL313»warehouse
"""
FACTS = """\
sources:
  shipments: {file: data/shipments/*.parquet}
  order_log:
    file: «SL420»../elsewhere/orders.csv
    «SL418»log: {case: order_id, activity: step}
  prices: {file: data/prices.csv, encoding: «SL203»8}
  «SL102»shipments: {file: data/more.parquet}
processes:
  order_to_cash:
    log: order_log
    activities: {receive: , pick: , ship: }
    chain: [receive, «SL306»pik, ship]
    rules:
      shipped: {response: [receive, ship], within: «SL203»2 fortnights}
      «SL213»nothing: {title: Says nothing}
      once: {at_most: {activity: pick, times: «SL206»-1}}
"""
METRICS = """\
metrics:
  orders: {title: Orders, unit: count, better: higher, source: shipments, time: at, measure: "sum(«SL403»amount"}
  order_value:
    title: Average order value
    unit: EUR
    better: higher
    source: «SL303»shipmets
    time: ordered_at
    ratio:
      of: sum(amount)
      to: >-
        count(*)
        filter (where «SL404»region in (select 1))
  revenue: {title: Revenue, unit: EUR, better: higher, formula: orders * order_value + «SL304»order_valu}
  lead_time: {title: Lead time, unit: days, better: lower,
              duration: {process: order_to_cash, from: receive, to: «SL306»delivered}}
  total: {title: Total, unit: EUR, better: higher, formula: «SL402»revenue + lead_time}
  chicken: {title: Chicken, unit: count, better: higher, formula: egg}
  egg: {title: Egg, unit: count, better: higher, formula: «SL401»chicken}
  «SL210»kindless: {title: Kindless, unit: count, better: higher}
  quick: {title: 'Quick
    and "slow"', unit: share, better: higher, source: prices, time: at, measure: 'max(«SL404»getenv(''HOME''))'}
effects:
  - {driver: orders, on: «SL406»orders}
  - {driver: lead_time, on: revenue, lag: «SL407»[4, 1], assume: {per_unit: «SL408»3, between: [-1, 1]}}
"""
PLANS = """\
goals:
  «SL202»grow: {statement: Grow, metric: revenue, by: 2028-03-31}
  last: {statement: Last, metric: «SL304»revenu, target: 1, by: «SL209»2028-02-30, supports: «SL311»gro}
  quick: {statement: Be quick, metric: quick, target: «SL507»95, by: 2028-03-31}
controls:
  limit: {metric: total, at_least: «SL425»9, at_most: 3}
  four_eyes: {enforces: «SL307»order_to_cash.shiped}
roles:
  clerk: {title: Clerk, performs: {«SL306»order_to_cash.pack: 1.0}, accountable: {egg: «SL428»30}}
  idle: {title: Idle, leads_to: [clerk]}
capabilities:
  packing: {title: «SL101»"Packing, levels: 3}
initiatives:
  train: {title: Train, changes: {lead_time: {by: «SL410»[-0.2, -0.8, -1.2]}}, needs: «SL414»[tool]}
  tool: {title: Tool, needs: [train]}
"""


def _places(found):
    return sorted((one.file, one.line, one.column, one.code) for one in found)


def test_forty_faults_of_different_kinds_are_all_reported_at_their_places():
    texts = {"sightline.yml": HEAD, "facts.yml": FACTS, "metrics.yml": METRICS, "plans/plans.yml": PLANS}
    files, expected = {}, []
    for name, text in texts.items():
        files[name], found = unmark(text, name)
        expected += found
    loaded = load(files)
    assert loaded.model is None
    found = _places(loaded.findings)
    assert (set(found) - set(expected), set(expected) - set(found)) == (set(), set())
    assert len(found) == len(expected)
    assert len(expected) >= 35
    assert len({code for *_, code in expected}) >= 25


@pytest.mark.parametrize(
    "text",
    [
        'metrics:\n  m: {title: M, unit: EUR, better: higher, formula: "a + «SL304»b + a"}',
        "metrics:\n  m:\n    title: M\n    unit: EUR\n    better: higher\n    formula: |\n      a +\n      «SL304»b",
        "metrics:\n  m:\n    title: M\n    unit: EUR\n    better: higher\n    formula: >\n      a +\n      «SL304»b\n",
        "metrics:\n  m: {title: M, unit: EUR, better: higher, formula: a + «SL404»summ(a)}",
        "metrics:\n  m: {title: M, unit: EUR, better: higher, formula: 'a +\n    «SL304»b'}",
        "metrics:\n  m: {title: M, unit: EUR, better: higher, formula: a + «SL304»order_to_cash.lead_tim}",
        "metrics:\n  «SL205»Big-M: {title: M, unit: EUR, better: higher, formula: a}",
        "metrics:\n  m: {title: ä日本, unit: EUR, better: higher, formula: a + «SL304»b}",
        "effects:\n  - driver: a\n    on: a2\n  - driver: a\n    «SL201»onn: a2",
        "effects:\n  - {driver: a, on: a2, lag: «SL208»[1, 2, 3]}",
        "people: {source: «SL303»persons, person: p, role: r}",
        "skills: {source: «SL303»persons, person: p, capability: c, level: l}",
        "goals:\n  g: {statement: G, metric: «SL205»Revenue 2, target: 1, by: 2028-01-01}",
        "goals:\n  g: {statement: G, metric: a, target: «SL203»'1', by: 2028-01-01}",
        "goals:\n  g: {statement: G, metric: a, target: 1, by: 2028-01-01, where: {«SL422»region: north}}",
        "goals:\n  g: {statement: G, metric: a, target: 1, by: 2028-01-01, path: [{period: «SL423»2026-13, value: 1}]}",
    ],
)
def test_one_fault_alone_is_said_once_at_its_place(text):
    base = "metrics:\n  a: {title: A, unit: EUR, better: higher, typed: {entries: []}}\n"
    base += "  a2: {title: A2, unit: EUR, better: higher, typed: {entries: []}}\n"
    base += "controls: {c: {metric: a, at_least: 0}, c2: {metric: a2, at_least: 0}, c3: {metric: m, at_least: 0}}\n"
    if "  m:" not in text:
        base = base.replace(", c3: {metric: m, at_least: 0}", "")
    plain, expected = unmark(text, "x.yml")
    found = load({"sightline.yml": "sightline: 1\nname: X\n", "base.yml": base, "x.yml": plain}).findings
    assert _places(found) == expected, found


def test_a_metric_that_failed_still_counts_as_declared():
    text = """\
sightline: 1
name: X
metrics:
  broken: {title: Broken, «SL201»unitt: EUR, better: higher, typed: {entries: []}}
  lost: {title: «SL101»"Lost, unit: EUR}
  sum_of_both: {title: Sum, unit: EUR, better: higher, formula: broken + lost}
goals:
  more: {statement: More, metric: sum_of_both, target: 1, by: 2028-01-01}
"""
    plain, expected = unmark(text)
    assert _places(load({"sightline.yml": plain}).findings) == expected


def test_a_setting_that_cannot_be_read_is_not_also_called_missing():
    plain, expected = unmark("sightline: 1\nname: «SL101»@NAME@\ncurrency: EUR\n")
    assert _places(load({"sightline.yml": plain}).findings) == expected


def test_a_circle_is_printed_as_a_path_also_through_an_effect_without_delay():
    metrics = "".join(
        f"  {name}: {{title: {name}, unit: count, better: higher, {kind}}}\n"
        for name, kind in (("a", "formula: b + c"), ("b", "formula: c * 2"), ("c", "typed: {entries: []}"))
    )
    text = f"sightline: 1\nname: X\nmetrics:\n{metrics}effects:\n  - {{driver: a, on: c}}\n"
    (found,) = load({"sightline.yml": text}).findings
    assert found.code == "SL401"
    assert "a → c → a" in found.message
    delayed = text.replace("on: c}", "on: c, lag: [1, 2]}")
    assert load({"sightline.yml": delayed}).findings == ()


def test_a_thousand_unknown_names_take_no_age():
    names = [f"metric_{n}" for n in range(1000)]
    lines = [f"  {name}: {{title: T, unit: count, better: higher, formula: other_{name}}}" for name in names]
    text = "sightline: 1\nname: X\nmetrics:\n" + "\n".join(lines)
    found = load({"sightline.yml": text}).findings
    assert sum(one.code == "SL304" for one in found) == 1000
