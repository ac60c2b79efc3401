"""SL5xx: what may be meant, but rarely is."""

from __future__ import annotations

from sightline.model.codes.form import Code
from sightline.model.codes.samples import LOG, PROCESS, metric, model, watch

__all__ = ["WARNINGS"]

_RULED = PROCESS + "    rules: {shipped: {response: [receive, ship]}}\n"
_TYPED = "typed: {entries: []}"
_REVENUE = "metrics:\n" + metric("revenue", _TYPED)
_SHARE = "metrics:\n" + metric("on_time", _TYPED, unit="share")


def _goal(target: str) -> str:
    return model(
        _SHARE, f"goals:\n  punctual: {{statement: Be on time, metric: on_time, target: {target}, by: 2028-03-31}}\n"
    )


def _file(path: str) -> str:
    return model(LOG.replace("data/orders.csv", path), "processes:\n  order_to_cash: {log: order_log}\n")


def _clerks(one: str, other: str) -> str:
    return model(
        PROCESS,
        f"roles:\n  clerk: {{title: Clerk, performs: {{order_to_cash.ship: {one}}}}}\n"
        f"  driver: {{title: Driver, performs: {{order_to_cash.ship: {other}}}}}\n",
    )


def _people(columns: str) -> str:
    return model("sources:\n  staff: {file: data/staff.csv}\n", f"people: {{source: staff, {columns}}}\n")


def _work(columns: str) -> str:
    return model("sources:\n  tickets: {file: data/tickets.csv}\n", f"work: {{source: tickets, {columns}}}\n")


WARNINGS = (
    Code(
        "SL501",
        "A source that nobody uses",
        "No metric, process, people or work reads it.",
        model(LOG),
        model(LOG, "processes:\n  order_to_cash: {log: order_log}\n"),
    ),
    Code(
        "SL502",
        "A metric that nobody uses",
        "No goal, formula, effect, control, chart, role or initiative refers to it: it is measured, and leads nowhere.",
        model(_REVENUE),
        model(_REVENUE, watch("revenue")),
    ),
    Code(
        "SL503",
        "A role that nobody uses",
        "It performs nothing, answers for nothing, owns nothing, and no other role leads to it.",
        model("roles:\n  clerk: {title: Clerk}\n"),
        model(PROCESS, "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}}\n"),
    ),
    Code(
        "SL504",
        "A capability that nobody needs",
        "No role needs it.",
        model("capabilities:\n  packing: {title: Packing}\n"),
        model(
            PROCESS,
            "capabilities:\n  packing: {title: Packing}\n",
            "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}, needs: {packing: 1}}\n",
        ),
    ),
    Code(
        "SL505",
        "A role that is not declared",
        "Roles may come with the people alone, so this is a warning; but a role that is not declared has no goals,"
        " weights or agreements, and a misspelt one answers for nothing.",
        model(PROCESS.replace("ship: {}", "ship: {role: clerk}")),
        model(PROCESS.replace("ship: {}", "ship: {role: clerk}"), "roles:\n  clerk: {title: Clerk}\n"),
    ),
    Code(
        "SL506",
        "A path outside the workspace",
        "An absolute path holds on one machine. Sightline reads it, and lists it among the places it may read.",
        _file("/srv/data/orders.csv"),
        _file("data/orders.csv"),
    ),
    Code(
        "SL507",
        "A target that cannot be reached in its unit",
        "A share lies between 0 and 1. To work in percent, declare unit: percent.",
        _goal("95"),
        _goal("0.95"),
    ),
    Code(
        "SL508",
        "An initiative that is not declared",
        "What is needed or excluded may be decided elsewhere, so this is a warning; but the portfolio cannot plan what"
        " it does not know.",
        model("initiatives:\n  train: {title: Train, needs: [tool]}\n"),
        model("initiatives:\n  train: {title: Train, needs: [tool]}\n  tool: {title: Tool}\n"),
    ),
    Code(
        "SL509",
        "One name for two things",
        "Commands take a metric, a process, a role or an initiative by its id; with one id for two of them, none can"
        " tell which is meant.",
        model(_REVENUE, watch("revenue"), "initiatives:\n  revenue: {title: More revenue}\n"),
        model(_REVENUE, watch("revenue"), "initiatives:\n  more_revenue: {title: More revenue}\n"),
    ),
    Code(
        "SL510",
        "A key without effect",
        "A metric of this kind does not read this key.",
        model("metrics:\n" + metric("revenue", f"time: sold_at, {_TYPED}"), watch("revenue")),
        model(_REVENUE, watch("revenue")),
    ),
    Code(
        "SL511",
        "A share summed over time",
        "Twelve monthly shares add up to nothing. A ratio over the longer time has its numerators and denominators"
        " added first.",
        model(
            _SHARE + metric("on_time_12m", "cumulative: {of: on_time, over: 12 months}", unit="share"),
            watch("on_time_12m"),
        ),
        model(_REVENUE + metric("revenue_12m", "cumulative: {of: revenue, over: 12 months}"), watch("revenue_12m")),
    ),
    Code(
        "SL512",
        "A rule that nobody answers for",
        "Its violations would be seen and reach nobody. The owner of a rule is its own, that of a control that enforces"
        " it, or the role of the activity that it waits for.",
        model(_RULED, "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.receive: 1}}\n"),
        model(
            _RULED.replace("ship: {}", "ship: {role: clerk}"),
            "roles:\n  clerk: {title: Clerk, performs: {order_to_cash.ship: 1}}\n",
        ),
    ),
    Code(
        "SL513",
        "Shares that are more than the whole",
        "What a role moves of a goal is weighted by its share in an activity or a metric. Of one activity, and of one"
        " metric, all roles together have no more than all of it.",
        _clerks("0.8", "0.4"),
        _clerks("0.8", "0.2"),
    ),
    Code(
        "SL514",
        "One column for two things",
        "A column of people or of work says one thing: who, or what, or when.",
        _people("person: id, role: job, manager: id"),
        _people("person: id, role: job, manager: boss"),
    ),
    Code(
        "SL515",
        "Work that never counts",
        "An item of work counts for whoever did it, in the period in which it was closed.",
        _work("item: id, performer: assignee"),
        _work("item: id, performer: assignee, closed: closed_at"),
    ),
)
