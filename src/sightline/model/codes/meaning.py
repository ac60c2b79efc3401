"""SL4xx: declarations that have the right shape but cannot mean what they say."""

from __future__ import annotations

from sightline.model.codes.form import Code
from sightline.model.codes.samples import HEAD, LOG, PROCESS, metric, model, watch

__all__ = ["MEANING"]

_TYPED = "typed: {entries: []}"
_TWO = "metrics:\n" + metric("revenue", _TYPED) + metric("price", _TYPED)
_SALES = "sources:\n  sales: {file: data/sales.csv}\n"

_BY_PERSON = """sources:
  order_log: {{file: data/orders.csv, log: {{case: order_id, activity: step, time: at, performer: clerk}}}}
processes:
  order_to_cash: {{log: order_log, by: [{by}]}}
"""


def _formula(text: str, *, unit: str = "EUR") -> str:
    days = metric("lead_time", _TYPED, unit="days")
    return model(
        _TWO + days + metric("result", f'formula: "{text}"', unit=unit),
        watch("result", "price", "revenue", "lead_time"),
    )


def _measure(text: str, extra: str = "") -> str:
    kind = f'source: sales, time: sold_at, {extra}measure: "{text}"'
    return model(_SALES, "metrics:\n" + metric("sold", kind), watch("sold"))


def _effect(text: str) -> str:
    return model(_TWO, f"effects:\n  - {{driver: price, on: revenue, {text}}}\n")


def _goal(extra: str, *, name: str = "grow") -> str:
    return f"  {name}: {{statement: Grow, metric: revenue, target: 5, by: 2028-03-31{extra}}}\n"


def _initiative(extra: str) -> str:
    return model(
        _TWO, watch("revenue", "price"), f"initiatives:\n  train: {{title: Train{extra}}}\n  tool: {{title: Tool}}\n"
    )


def _share_change(by: str) -> str:
    return model("metrics:\n" + metric("won", _TYPED, unit="share"), watch("won"),
                 f"initiatives:\n  train: {{title: Train, changes: {{won: {{by: {by}}}}}}}\n")  # fmt: skip


def _rules(rule: str) -> str:
    return model(PROCESS, f"    rules:\n      shipped: {{{rule}}}\n")


def _source(text: str) -> str:
    return model(f"sources:\n  sales: {{{text}}}\n", "metrics:\n" + metric(
        "sold", "source: sales, time: sold_at, measure: count(*)", unit="count"), watch("sold"))  # fmt: skip


def _role(text: str) -> str:
    return model(PROCESS, f"roles:\n  clerk: {{title: Clerk, performs: {{order_to_cash.ship: 1}}, {text}}}\n",
                 "capabilities:\n  packing: {title: Packing, levels: 3}\n")  # fmt: skip


def _for_north(kind: str) -> str:
    return model("metrics:\n" + metric("revenue", kind), "goals:\n", _goal(", where: {region: north}"))


def _won(before: str = "") -> str:
    kind = f"{before}conversion: {{entity: customer, from: is_offer, to: is_order, within: 30 days}}"
    return "metrics:\n" + metric("won", kind, unit="share") + watch("won")


def _chart(first: str, last: str, more: str = "") -> str:
    act = f"from: {first}, to: {last}, decided_by: head, decided_on: 2026-01-15, reason: Calm"
    return model(
        _TWO, watch("revenue"), f"charts:\n  prices: {{metric: price, baseline: {{{act}}}}}\n{more}",
        "roles:\n  head: {title: Head of sales}\n",
    )  # fmt: skip


MEANING = (
    Code(
        "SL401",
        "Metrics that depend on each other",
        "Within one period a number cannot be its own cause. A circle through formulas, cumulative metrics and effects"
        " without delay must be broken by looking back: lag(metric, 1), or an effect with a lag from 1 on.",
        _formula("result * 1.1"),
        _formula("lag(result, 1) * 1.1"),
    ),
    Code(
        "SL402",
        "Units that do not fit",
        "Days cannot be added to euros, nor hours to days without a factor, and a formula must give the unit that its"
        " metric declares. A bare number may stand beside any unit; multiplying by one may change the size of a unit.",
        _formula("revenue + lead_time"),
        _formula("revenue + price"),
    ),
    Code(
        "SL403",
        "An expression that cannot be read",
        "Expressions are SQL: an aggregate over rows, a condition on a row, or a formula over metrics.",
        _measure("sum(amount"),
        _measure("sum(amount)"),
    ),
    Code(
        "SL404",
        "Something that may not stand in an expression",
        "Only aggregates and functions that mean the same on every engine are allowed. Sub-queries, windows, other"
        " tables, files, settings and the clock are not: a model can be opened without fear, and a reading can be"
        " repeated.",
        _measure("max(read_text('/etc/passwd'))"),
        _measure("max(amount)"),
    ),
    Code(
        "SL405",
        "An aggregate is missing, or stands where none can",
        "A measure makes one number of many rows, so each column must stand within an aggregate; a filter is asked of"
        " one row, so no aggregate can.",
        _measure("sum(amount) / quantity"),
        _measure("sum(amount) / sum(quantity)"),
    ),
    Code(
        "SL406",
        "An effect on itself",
        "A metric cannot be declared to move itself; its own past is part of every forecast anyway.",
        _effect("lag: [1, 2]").replace("on: revenue", "on: price") + watch("revenue"),
        _effect("lag: [1, 2]"),
    ),
    Code(
        "SL407",
        "An impossible lag",
        "A lag is the earliest and the latest delay, in review periods, from 0 on.",
        _effect("lag: [4, 1]"),
        _effect("lag: [1, 4]"),
    ),
    Code(
        "SL408",
        "Impossible bounds",
        "The lower bound comes first, and what is assumed lies between the bounds.",
        _effect("assume: {per_unit: 3, between: [0, 2]}"),
        _effect("assume: {per_unit: 1, between: [0, 2]}"),
    ),
    Code(
        "SL409",
        "A sign that clashes",
        "The declared direction of the effect and the assumed size say opposite things.",
        _effect("sign: negative, assume: {per_unit: 3}"),
        _effect("sign: negative, assume: {per_unit: -3}"),
    ),
    Code(
        "SL410",
        "Low, likely and high are not in order",
        "A change is three values in the metric's unit, smallest first; for a metric that should fall these are"
        " negative numbers, and the largest fall comes first.",
        _initiative(", changes: {revenue: {by: [3, 2, 1]}}"),
        _initiative(", changes: {revenue: {by: [1, 2, 3]}}"),
    ),
    Code(
        "SL411",
        "Something stands twice in a list",
        "The second changes nothing, or contradicts the first.",
        model(PROCESS, "    chain: [receive, ship, receive]\n"),
        model(PROCESS, "    chain: [receive, ship]\n"),
    ),
    Code(
        "SL412",
        "An unknown time zone",
        "Time zones are named as in the IANA database.",
        model("calendar: {timezone: Europe/Amsterdm}"),
        model("calendar: {timezone: Europe/Amsterdam}"),
    ),
    Code(
        "SL413",
        "Goals that serve each other",
        "Follow supports upwards and one comes back to the goal one started from.",
        model(_TWO, watch("price"), "goals:\n", _goal(", supports: last"), _goal(", supports: grow", name="last")),
        model(_TWO, watch("price"), "goals:\n", _goal(", supports: last"), _goal("", name="last")),
    ),
    Code(
        "SL414",
        "Initiatives that wait for each other",
        "Each needs the other first, so none can start.",
        _initiative(", needs: [tool]").replace("title: Tool", "title: Tool, needs: [train]"),
        _initiative(", needs: [tool]"),
    ),
    Code(
        "SL415",
        "An initiative that is needed and ruled out",
        "One initiative cannot both need another and exclude it, nor exclude itself.",
        _initiative(", needs: [tool], excludes: [tool]"),
        _initiative(", needs: [tool]"),
    ),
    Code(
        "SL416",
        "A level that the capability does not have",
        "The levels of a capability are counted from 1.",
        _role("needs: {packing: 4}"),
        _role("needs: {packing: 3}"),
    ),
    Code(
        "SL417",
        "A process over a source that is no event log",
        "A process reads events: its source must say, under log, which columns hold the case, the activity and the"
        " time. For XES and OCEL an empty mapping, {}, is enough.",
        model(LOG.replace(", log: {case: order_id, activity: step, time: at}", ""),
              "processes:\n  order_to_cash: {log: order_log}\n"),
        model(LOG, "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL418",
        "A log mapping that does not fit its file",
        "The columns of a CSV or Parquet file have no standard meaning: case, activity and time must be named. A type"
        " of object belongs to an object-centric log (OCEL); there it chooses the case, elsewhere it says nothing.",
        model(LOG.replace(", time: at", ""), "processes:\n  order_to_cash: {log: order_log}\n"),
        model(LOG, "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL419",
        "A file of unknown format",
        "The name of the file does not end in a known suffix; the key format says what it is.",
        _source("file: data/sales.dump"),
        _source("file: data/sales.dump, format: csv"),
    ),
    Code(
        "SL420",
        "A path that climbs out of the workspace",
        "A workspace can be copied, shared and opened elsewhere only if it reads what lies in it. Data that must stay"
        " elsewhere is named by its absolute path.",
        _source("file: ../sales.csv"),
        _source("file: data/../sales.csv"),
    ),
    Code(
        "SL421",
        "A unit that cannot be read",
        "A unit is a word (EUR, days, order), or words joined by * and /.",
        model("metrics:\n" + metric("revenue", _TYPED, unit='"EUR//order"'), watch("revenue")),
        model("metrics:\n" + metric("revenue", _TYPED, unit='"EUR/order"'), watch("revenue")),
    ),
    Code(
        "SL422",
        "A dimension that the metric does not have",
        "A value, or a goal for one segment, names a dimension that is not among the metric's by.",
        _for_north(_TYPED),
        _for_north(f"by: [region], {_TYPED}"),
    ),
    Code(
        "SL423",
        "A period that does not exist",
        "Periods are labelled 2026, 2026-Q3, 2026-07, 2026-W31 or 2026-07-15; fiscal years and quarters begin with FY.",
        model(_TWO, watch("price"), "goals:\n", _goal(", baseline: {period: 2026-13}")),
        model(_TWO, watch("price"), "goals:\n", _goal(", baseline: {period: 2026-12}")),
    ),
    Code(
        "SL424",
        "An activity held against itself",
        "The rule needs two different activities. To limit repetitions, use at_most.",
        _rules("response: [ship, ship]"),
        _rules("response: [receive, ship]"),
    ),
    Code(
        "SL425",
        "Limits the wrong way round",
        "The lower limit is above the upper one, so no value could ever be right.",
        model(_TWO, "controls:\n  a: {metric: revenue, at_least: 9, at_most: 3}\n  b: {metric: price, at_least: 0}\n"),
        model(_TWO, "controls:\n  a: {metric: revenue, at_least: 3, at_most: 9}\n  b: {metric: price, at_least: 0}\n"),
    ),
    Code(
        "SL426",
        "An unknown encoding",
        "The encoding of a CSV file is named as Python does.",
        _source("file: data/sales.csv, encoding: utf-99"),
        _source("file: data/sales.csv, encoding: cp1252"),
    ),
    Code(
        "SL428",
        "A share that is none",
        "Shares of work and of accountability lie between 0 and 1.",
        _role("needs: {packing: 1}").replace("ship: 1", "ship: 40"),
        _role("needs: {packing: 1}").replace("ship: 1", "ship: 0.4"),
    ),
    Code(
        "SL429",
        "A goal that ends before it begins",
        "The date of a goal must lie after the period of its baseline.",
        model(_TWO, watch("price"), "goals:\n", _goal(", baseline: {period: 2029-01}")),
        model(_TWO, watch("price"), "goals:\n", _goal(", baseline: {period: 2026-01}")),
    ),
    Code(
        "SL430",
        "Two activities with one label",
        "Every event of the log belongs to at most one activity; two that claim the same label cannot both have it.",
        model(PROCESS.replace("ship: {}", "ship: {as: receive}")),
        model(PROCESS.replace("ship: {}", "ship: {as: Shipping}")),
    ),
    Code(
        "SL431",
        "A time that says nothing",
        "The template of this rule has no time limit, or has one of its own.",
        _rules("absence: ship, within: 2 days"),
        _rules("response: [receive, ship], within: 2 days"),
    ),
    Code(
        "SL432",
        "A conversion without rows to follow",
        "A conversion by entity follows the rows of a source in the order of their time: the metric needs both.",
        model(_won()),
        model(_SALES, _won("source: sales, time: at, ")),
    ),
    Code(
        "SL433",
        "A negative amount",
        "Costs, efforts and weights count from 0.",
        _initiative(", cost: -3"),
        _initiative(", cost: 3"),
    ),
    Code(
        "SL434",
        "A metric that no formula could name",
        "The id is a word of SQL, so a formula would take it for something else.",
        HEAD + "metrics:\n" + metric("case", _TYPED) + watch("case"),
        HEAD + "metrics:\n" + metric("case_count", _TYPED) + watch("case_count"),
    ),
    Code(
        "SL435",
        "A grade without evidence",
        "An effect found in past data alone is correlational. A higher grade says what lifts it: the experiment, the"
        " staggered roll-out or the instrument, with a link or a document.",
        _effect("grade: experimental"),
        _effect("grade: experimental, evidence: Trial in two depots in spring 2026"),
    ),
    Code(
        "SL436",
        "Working hours that cannot be",
        "The hours of a day lie apart and last some time. One that ends before it begins runs into the next day.",
        model('calendar: {shifts: {monday: "08:00-13:00, 12:00-17:00"}}'),
        model('calendar: {shifts: {monday: "08:00-12:00, 13:00-17:00", friday: "22:00-06:00"}}'),
    ),
    Code(
        "SL437",
        "A baseline that ends before it begins",
        "A baseline runs from its first period to its last, both included.",
        _chart("2025-12", "2025-01"),
        _chart("2025-01", "2025-12"),
    ),
    Code(
        "SL438",
        "A budget of no false signals",
        "Whatever finds something can err. A budget says how often behaviour charts may, all together: 1 is one false"
        " signal a period on average, 0.25 one in four.",
        model("behaviour: {false_alarms_per_period: 0}"),
        model("behaviour: {false_alarms_per_period: 0.25}"),
    ),
    Code(
        "SL439",
        "Two charts of one thing",
        "A metric has one chart for each cut and grain. To judge it anew, declare another chart with a baseline decided"
        " on a later day: that one holds from then on, and earlier readings keep the earlier one.",
        _chart("2025-01", "2025-12", "  again: {metric: price, baseline: {from: 2025-02, to: 2025-12,"
               " decided_by: head, decided_on: 2026-01-15, reason: Calm}}\n"),
        _chart("2025-01", "2025-12", "  again: {metric: price, baseline: {from: 2025-02, to: 2025-12,"
               " decided_by: head, decided_on: 2026-07-01, reason: New line}}\n"),
    ),
    Code(
        "SL440",
        "Figures by person",
        "No metric and no process is broken down by a column that says who somebody is: who performed an event, whom a"
        " row of people is about, to whom an item of work is assigned. Figures are about five people or more.",
        model(_BY_PERSON.format(by="clerk")),
        model(_BY_PERSON.format(by="region")),
    ),
    Code(
        "SL441",
        "Exceptions that cannot be",
        "A price and a budget are not negative, something worse is at least as bad, and a shift and a time of being"
        " muted last some time.",
        model("exceptions: {worse_by: 0.5}"),
        model("exceptions: {worse_by: 1.5}"),
    ),
    Code(
        "SL442",
        "A live source that is no event log",
        "Live events are those of an event log: the source says log, and has a file or nothing but live events.",
        _source("file: data/sales.csv, live: true"),
        model("sources:\n  order_log: {live: true, log: {}}\n", "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL443",
        "A currency without a rate",
        "Costs can only be compared in one currency: say under rates in sightline.yml what one unit of the other is in"
        " the home currency.",
        _initiative(", cost: 3, currency: USD"),
        model("rates: {USD: 0.92}\n", _TWO, watch("revenue", "price"),
              "initiatives:\n  train: {title: Train, cost: 3, currency: USD}\n"),
    ),
    Code(
        "SL444",
        "A change beyond what the metric can be",
        "A share lies between 0 and 1, so nothing can change it by more than 1; percentage points of a share are"
        " written as 0.02.",
        _share_change("[1, 2, 5]"),
        _share_change("[0.01, 0.02, 0.05]"),
    ),
)  # fmt: skip
