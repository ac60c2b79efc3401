"""SL2xx: the shape of a declaration."""

from __future__ import annotations

from sightline.model.codes.form import Code
from sightline.model.codes.samples import LOG, PROCESS, metric, model, watch

__all__ = ["SHAPE"]

_SALES = "sources:\n  sales: {file: data/sales.csv}\n"
_COUNT = "source: sales, time: sold_at, measure: count(*)"


def _orders(kind: str) -> str:
    return model(_SALES, "metrics:\n" + metric("orders", kind, unit="count"), watch("orders"))


def _rule(rule: str) -> str:
    return model(PROCESS, f"    rules:\n      shipped: {rule}\n")


def _capability(text: str) -> str:
    return model(f"capabilities:\n  negotiation: {{{text}}}\n",
        "roles:\n  buyer: {title: Buyer, needs: {negotiation: 2}}\n",
                 "initiatives:\n  train: {title: Train, asked_by: buyer}\n")  # fmt: skip


def _control(text: str) -> str:
    return model(
        PROCESS, "    rules:\n      shipped: {response: [receive, ship]}\n", f"controls:\n  shipping: {{{text}}}\n"
    )


def _shipped(text: str) -> str:
    lines = metric("shipped", f"conversion: {{{text}}}", unit="share")
    return model(PROCESS, "metrics:\n", lines, watch("shipped"))


SHAPE = (
    Code(
        "SL201",
        "An unknown key",
        "No key of this name may stand here. Most often it is a misspelling; the nearest key is offered.",
        model("curency: EUR"),
        model("currency: EUR"),
    ),
    Code(
        "SL202",
        "A key is missing",
        "This key is required.",
        _capability("levels: 3"),
        _capability("title: Negotiation, levels: 3"),
    ),
    Code(
        "SL203",
        "A value of the wrong kind",
        "The key takes a text, a number, a list or a mapping, and something else stands there. A text that looks like"
        " a number needs quotes; a list needs brackets or dashes.",
        model("name_of_source: 3").replace("name_of_source: 3", "calendar: month"),
        model("calendar: {grain: month}"),
    ),
    Code(
        "SL204",
        "A value that is not among the choices",
        "The key takes one of a few words.",
        model("calendar: {grain: monthly}"),
        model("calendar: {grain: month}"),
    ),
    Code(
        "SL205",
        "A name that cannot be used",
        "Ids are lower-case letters, digits and _, starting with a letter, so that they can stand in formulas, in"
        " commands and in addresses. Titles are for people and may be anything.",
        model(LOG.replace("order_log", "Order-Log"), "processes:\n  order_to_cash: {log: order_log}\n")
        .replace("processes:\n  order_to_cash: {log: order_log}\n", ""),
        model(LOG, "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL206",
        "A number out of bounds",
        "The number is smaller or larger than makes sense here.",
        model("calendar: {fiscal_year_starts: 13}"),
        model("calendar: {fiscal_year_starts: 12}"),
    ),
    Code(
        "SL207",
        "A text that is empty or too long",
        "A title or an expression cannot be empty, and none needs more than 2,000 characters.",
        _capability('title: ""'),
        _capability("title: Negotiation"),
    ),
    Code(
        "SL208",
        "A list of the wrong length",
        "The list has a fixed number of items: a lag has two ends, a change three values, a rule two activities.",
        _rule("{response: [receive]}"),
        _rule("{response: [receive, ship]}"),
    ),
    Code(
        "SL209",
        "Not a date",
        "Dates are written year-month-day, and must exist.",
        model("metrics:\n" + metric("revenue", "typed: {entries: []}"),
              "goals:\n  grow: {statement: Grow, metric: revenue, target: 5, by: 2028-02-30}\n"),
        model("metrics:\n" + metric("revenue", "typed: {entries: []}"),
              "goals:\n  grow: {statement: Grow, metric: revenue, target: 5, by: 2028-02-29}\n"),
    ),
    Code(
        "SL210",
        "A metric without a kind",
        "One key says how the metric is made: measure, ratio, balance, duration, conversion, cumulative, formula or"
        " typed.",
        model("metrics:\n", metric("orders", "KIND").replace(", KIND", ""), watch("orders")),
        model("metrics:\n" + metric("orders", "typed: {entries: []}"), watch("orders")),
    ),
    Code(
        "SL211",
        "A metric of two kinds",
        "Exactly one key says how the metric is made. To combine two, declare two metrics and a formula.",
        _orders(f"{_COUNT}, typed: {{entries: []}}"),
        _orders(_COUNT),
    ),
    Code(
        "SL212",
        "A metric without a source or a time",
        "An aggregate needs the source whose rows it reads, and the column that dates them.",
        _orders("source: sales, measure: count(*)"),
        _orders(_COUNT),
    ),
    Code(
        "SL213",
        "A rule without a template, or with two",
        "A rule says one thing: exactly one of response, precedence, chain_order, absence, at_most, exclusive,"
        " four_eyes, deadline, batching and return_to_start.",
        _rule("{absence: ship, response: [receive, ship]}"),
        _rule("{response: [receive, ship]}"),
    ),
    Code(
        "SL214",
        "A control that watches nothing, or two things",
        "A control either enforces a rule of a process or limits a metric.",
        _control("owner: risk_officer").replace("owner: risk_officer", "title: Shipping"),
        _control("enforces: order_to_cash.shipped"),
    ),
    Code(
        "SL215",
        "A source that is nowhere, or in two places",
        "A source is either a file (or folder, or pattern) or a table in the engine.",
        _orders(_COUNT).replace("file: data/sales.csv", "file: data/sales.csv, table: sales"),
        _orders(_COUNT),
    ),
    Code(
        "SL216",
        "A conversion of nothing, or of two things",
        "A conversion follows either the cases of a process or the values of a column (entity).",
        _shipped("from: receive, to: ship, within: 2 days"),
        _shipped("process: order_to_cash, from: receive, to: ship, within: 2 days"),
    ),
    Code(
        "SL217",
        "A control without a limit",
        "A control on a metric says how much is too much (at_most) or too little (at_least).",
        _control("metric: order_to_cash.lead_time"),
        _control("metric: order_to_cash.lead_time, at_most: 5"),
    ),
)  # fmt: skip
