"""SL3xx: names that lead nowhere."""

from __future__ import annotations

from sightline.model.codes.form import Code
from sightline.model.codes.samples import LOG, PROCESS, metric, model, watch

__all__ = ["REFERENCES"]

_TYPED = "typed: {entries: []}"
_REVENUE = "metrics:\n" + metric("revenue", _TYPED)
_RULES = "    rules:\n      shipped: {response: [receive, ship]}\n"


def _goal(extra: str = "", metric_name: str = "revenue") -> str:
    return f"goals:\n  grow: {{statement: Grow, metric: {metric_name}, target: 5, by: 2028-03-31{extra}}}\n"


REFERENCES = (
    Code(
        "SL301",
        "No sightline.yml",
        "The file sightline.yml marks the folder of an operating model and holds its name and calendar.",
        "# file: metrics.yml\n" + _REVENUE + watch("revenue"),
        model() + "# file: metrics.yml\n" + _REVENUE + watch("revenue"),
    ),
    Code(
        "SL302",
        "Declared twice",
        "Two files declare the same id. The first counts for further checks.",
        model(_REVENUE, watch("revenue")) + "# file: more.yml\n" + _REVENUE,
        model(_REVENUE, watch("revenue", "profit")) + "# file: more.yml\nmetrics:\n" + metric("profit", _TYPED),
    ),
    Code(
        "SL303",
        "An unknown source",
        "No source of this name is declared.",
        model("processes:\n  order_to_cash: {log: order_log}\n"),
        model(LOG, "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL304",
        "An unknown metric",
        "No metric of this name is declared, and no process yields it. Processes yield process.cases, .on_time,"
        " .lead_time and .rework, process.activity.count, .duration and .waiting, and process.rule.violations.",
        model(_REVENUE, _goal(metric_name="revenu"), watch("revenue")),
        model(_REVENUE, _goal()),
    ),
    Code(
        "SL305",
        "An unknown process",
        "No process of this name is declared.",
        model(PROCESS, "roles:\n  clerk: {title: Clerk, performs: {order_to_cahs.ship: 1}}\n"),
        model(PROCESS, "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}}\n"),
    ),
    Code(
        "SL306",
        "An unknown activity",
        "The process does not list this activity. A process that lists none takes every label of its log as one.",
        model(PROCESS, "    chain: [receive, shipp]\n"),
        model(PROCESS, "    chain: [receive, ship]\n"),
    ),
    Code(
        "SL307",
        "An unknown rule",
        "The process has no rule of this name.",
        model(PROCESS, _RULES, "controls:\n  shipping: {enforces: order_to_cash.shiped}\n"),
        model(PROCESS, _RULES, "controls:\n  shipping: {enforces: order_to_cash.shipped}\n"),
    ),
    Code(
        "SL308",
        "An unknown capability",
        "No capability of this name is declared.",
        model(PROCESS, "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}, needs: {packing: 1}}\n"),
        model(
            PROCESS,
            "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}, needs: {packing: 1}}\n",
            "capabilities:\n  packing: {title: Packing}\n",
        ),
    ),
    Code(
        "SL311",
        "An unknown goal",
        "No goal of this name is declared.",
        model(_REVENUE, _goal(", supports: survive")),
        model(
            _REVENUE,
            _goal(),
            "  survive: {statement: Survive, metric: revenue, target: 1, by: 2028-03-31, supports: grow}\n",
        ),
    ),
    Code(
        "SL313",
        "An unknown engine",
        "The engine is duckdb (embedded), spark, or a connection that the head declares.",
        model("engine: warehouse"),
        model("engine: warehouse", "connections:\n  warehouse: {driver: postgresql, address_from: WAREHOUSE_URL}\n"),
    ),
)
