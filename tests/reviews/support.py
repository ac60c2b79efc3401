"""A pack made by hand, small and complete: one of each kind of line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sightline.reviews.lines import (
    AlignedLine,
    BacklogLine,
    Band,
    ControlLine,
    Decision,
    DeviationLine,
    Due,
    GoalLine,
    Move,
    Note,
    Part,
    ProcessLine,
    PromiseLine,
    RoleLine,
    SightLine,
    Signature,
    Span,
    Weight,
)
from sightline.reviews.pack import Pack

GROW = GoalLine(
    "grow", "Grow sales to 60 million by March 2028", "sales", "Sales", "EUR", "higher", 60_000_000.0,
    date(2028, 3, 31), "behind", "The value is worse than the path.", owner="boss", value=50_000_000.0,
    previous=49_000_000.0, forecast=57_000_000.0, low=54_000_000.0, high=59_500_000.0, probability=0.03,
    history=(("2026-08", 48_000_000.0), ("2026-09", None), ("2026-10", 50_000_000.0)),
    fan=(Band("2026-11", (50e6, 50.5e6, 51e6, 51.5e6, 52e6)), Band("2026-12", (54e6, 56e6, 57e6, 58e6, 59.5e6))),
    why="Sales rose by 1.0 M EUR (+2.0 %) from 2026-09 to 2026-10.", change=1_000_000.0, residual=100_000.0,
    parts=(Part("Orders rose", 900_000.0, 800_000.0, 1_000_000.0, 0.9, "correlational"),
           Part("Prices fell", 0.0, 0.0, 0.0)),
    sight=(SightLine("faster", "Be faster", "initiative", "as declared", 0.6, 0.4, 0.8, "assumed", ("faster",)),),
)  # fmt: skip
KEEP = replace(
    GROW, goal="keep", statement="Keep 9 of 10 customers", unit="share", target=0.9, status="reached", value=0.93,
    previous=0.92, forecast=None, low=None, high=None, probability=None, history=(("2026-10", 0.93),), fan=(), why="",
    parts=(), sight=(), owner=None,
)  # fmt: skip


def pack(**more: object) -> Pack:
    """Return the pack, with what is said otherwise."""
    return replace(WHOLE, **more)  # type: ignore[arg-type]  # the tests say fields that there are


WHOLE = Pack(
    "Corner Shop", "EUR", "Europe/Amsterdam", Span("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
    Span("2026-09", date(2026, 9, 1), date(2026, 10, 1)), datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), "ab12" * 16,
    "0.1.0", goals=(GROW, KEEP),
    processes=(ProcessLine("otc", "Order to cash", "otc.cases", "Cases", "count", "higher", 12.0, 10.0, 12),),
    controls=(ControlLine("four_eyes", "Four eyes", "Two look", "fail", "boss", ("2026-10",), "2026-10"),
              ControlLine("limit", "A limit", "No more than 3", "pass")),
    deviations=(DeviationLine("d1", "rule", "Two orders were not checked.", "clerk", "grow", "EUR", 5_000.0, 1_000.0,
                              9_000.0, 0.02),),
    deviations_in_all=3,
    roles=(RoleLine("clerk", "Clerk", (Weight("late", "Late orders", 0.7, 0.5, 0.8, "settled"),
                                       Weight("cost", "Costs", None, 0.0, 0.4, "undetermined")), agreed=True),),
    aligned=(AlignedLine("role", "clerk", "Clerk", "2026-04", "2026-10", "drifted", 0.2, 0.15, 0.25, 0.04, 0.16, 900,
                         "20 % elsewhere.", ("Other work came: 4 %.",)),
             AlignedLine("unit", "sales", "sales", "2026-04", "2026-10", "withheld", words="Fewer than 5 people.")),
    backlog=(BacklogLine("faster", "Be faster", 20.0, 10.0, 30.0, 180_000.0, in_best_set=True,
                         words="Most for grow."),),
    moves=(Move("grow", "EUR", 2e6, 1e6, 3e6, 0.03, 0.4),),
    promises=(PromiseLine("older", "An older one", "late", "share", 0.05, 0.01, -0.01, 0.03, "less", "correlational",
                          "It brought less."),),
    due=(Due("goal", "grow", "Grow sales", "It is behind.", "boss", date(2028, 3, 31)),),
    notes=(Note("goal:grow", "The north is slow.\nWe know why.", "Ada (executive)", date(2026, 11, 5)),),
    decisions=(Decision("Hire two clerks", "Boss", date(2026, 12, 1), "done", "goal:grow", date(2026, 9, 7), "2026-08",
                        "They came.", "Its chance went from 1 % to 3 %."),),
    signatures=(Signature("prepared", "Ada (strategy office)", date(2026, 11, 4)),),
    titles={"boss": "The boss", "clerk": "Clerk", "grow": "Grow sales"},
)  # fmt: skip
