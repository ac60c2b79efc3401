"""The pages of the Strategy surface that explain: why a metric changed, what a goal takes, how probabilities did."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.languages.marks import later
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.sizes import size
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Snapshot
from sightline_web.strategy import calibrated, reach
from sightline_web.strategy.asked import goal_of, metric_of
from sightline_web.strategy.promised import filling, promised
from sightline_web.strategy.waterfall import bars, waterfall
from sightline_web.strategy.why import (
    about_change,
    about_nothing,
    asked_why,
    dimensions_of,
    explained_parts,
    named,
    part_lines,
    part_rows,
    told_change,
)

__all__ = ["calibration", "levers", "why"]

TOP = Crumb(later("Strategy"), "/")
SHOWN = 12  # contributions that stand open; the smaller ones are folded


@guarded(Record.METRIC, Action.VIEW)
@page
def why(request: HttpRequest, snapshot: Snapshot, metric: str) -> Page:
    """Show why a metric changed between two periods: a sentence, the waterfall, the ranked contributions."""
    formats = formats_of(request, snapshot.head.timezone)
    found = metric_of(snapshot, metric)
    series = snapshot.series(metric)
    dimensions = dimensions_of(snapshot, found)
    asked = asked_why(request.GET, series.points(), series.grain, dimensions)
    context: dict[str, object] = {"metric": found, "asked": asked, "dimensions": dimensions, "fault": series.fault}
    extra: dict[str, object] = {"metric": metric, "unit": found.unit, "from": asked.since, "to": asked.until}
    rows: list[dict[str, object]] = []
    told, fault = told_change(snapshot, metric, asked)
    if fault is not None:
        context["fault"] = fault
        extra["fault"] = {"cause": fault.cause, "fix": fault.fix}
    if told is None:
        context["unexplained"] = about_nothing(asked, found, formats)
    else:
        sentence = about_change(told, found, snapshot, formats)
        lines = part_lines(told, snapshot, formats)
        parts = [(part, named(part, snapshot, metric, brief=True)) for part in explained_parts(told)]
        context |= {
            "why": told,
            "sentence": sentence,
            "total": Shown(size(told.total, told.unit, formats), metric),
            "fall": waterfall(bars(told, parts, found.better, formats), told.unit, formats),
            "lines": lines[:SHOWN],
            "smaller": lines[SHOWN:],
        }
        keys = ("before", "after", "total", "residual", "words")
        extra |= {"sentence": sentence.text} | {key: getattr(told, key) for key in keys}
        rows = part_rows(told)
    crumbs = [Crumb(_("Metrics"), reverse("metrics")), Crumb(found.title, reverse("metric", args=[metric]))]
    title = _("Why {metric} changed").format(metric=found.title)
    return Page(f"why-{metric}", title, "strategy/why.html", rows, context, extra, crumbs, "metrics")


@guarded(Record.GOAL, Action.VIEW)
@filling
@page
def levers(request: HttpRequest, snapshot: Snapshot, goal: str) -> Page:
    """Show what it would take to reach a goal, of each metric alone."""
    formats = formats_of(request, snapshot.head.timezone)
    found = goal_of(snapshot, goal)
    chance = reach.asked_chance(request.GET)
    answer = promised(lambda: snapshot.levers(goal, chance))
    levers = answer.value or ()
    sentence = reach.about_reach(found, levers, chance, formats)
    context = {
        "goal": found,
        "answer": answer,
        "sentence": sentence,
        "lines": reach.reach_lines(levers, snapshot, formats),
        "chance": chance,
        "chances": [(formats.share(float(each)), each, float(each) == chance) for each in reach.CHANCES],
    }
    extra = {
        "goal": goal,
        "probability": chance,
        "sentence": sentence.text if answer.value is not None else "",
        "estimating": answer.waiting,
    }
    crumbs = [TOP, Crumb(found.statement, reverse("goal", args=[goal]))]
    title = _("What would it take: {goal}").format(goal=found.statement)
    return Page(f"levers-{goal}", title, "strategy/levers.html", reach.reach_rows(levers), context, extra, crumbs)


@guarded(Record.GOAL, Action.LIST)
@page
def calibration(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how probabilities did on the past of this workspace."""
    formats = formats_of(request, snapshot.head.timezone)
    found = snapshot.calibration()
    sentence = calibrated.about_calibration(found, formats)
    context = {"calibration": found, "sentence": sentence, "figure": calibrated.reliability(found.bins, formats)}
    keys = ("brier", "base", "series", "forecasts", "coverage", "words")
    extra = {"sentence": sentence.text} | {key: getattr(found, key) for key in keys}
    rows = calibrated.bin_rows(found.bins)
    return Page("calibration", _("How probabilities did"), "strategy/calibration.html", rows, context, extra, [TOP])
