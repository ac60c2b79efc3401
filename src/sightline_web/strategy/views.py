"""The pages of the Strategy surface."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.languages.marks import later
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Crumb, Page, formats_of, not_found, page
from sightline_web.shell.twins import json_twin
from sightline_web.snapshot import Goal, Input, Metric, NotDeclaredError, Snapshot
from sightline_web.strategy import levers, outlooks, tables, wording
from sightline_web.strategy.asked import Asked, goal_of, metric_of
from sightline_web.strategy.drives import by_ends, drives
from sightline_web.strategy.promised import filling, promised
from sightline_web.strategy.standing import standing
from sightline_web.strategy.vega import specification

__all__ = ["computed", "figure", "goal", "goals", "metric", "metrics"]

TOP = Crumb(later("Strategy"), "/")


def _held(metric: Metric) -> dict[str, object]:
    """Return what the twins say of the roles and initiatives of a metric."""
    return {"roles": levers.role_rows(metric), "initiatives": levers.change_rows(metric)}


@guarded(Record.GOAL, Action.LIST)
@filling
@page
def goals(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all goals: a sentence, the table with what is likely ahead, and the lead indicators."""
    formats = formats_of(request, snapshot.head.timezone)
    ahead = promised(snapshot.outlooks)
    heading = outlooks.about_goals_ahead(snapshot, ahead.value, formats) if ahead.value else None
    sentence = heading or wording.about_goals(snapshot, formats)
    second = wording.second_about_goals(snapshot)
    if heading and ahead.value:
        second = outlooks.second_about_goals_ahead(snapshot, ahead.value)
    context = {
        "sentence": sentence,
        "second": second,
        "ahead": ahead,
        "parts": ",".join(f"#{part}-{goal.id}" for goal in snapshot.goals for part in ("figure", "ahead", "chance")),
        "goals": tables.goal_lines(snapshot, formats, ahead),
        "leads": tables.lead_lines(snapshot, formats),
        "unreadable": [source for source in snapshot.sources.values() if source.fault],
    }
    rows = [tables.goal_row(each, ahead) for each in snapshot.goals]
    return Page("strategy", _("Strategy"), "strategy/goals.html", rows, context, {"sentence": sentence.text})


@guarded(Record.GOAL, Action.VIEW)
@filling
@page
def goal(request: HttpRequest, snapshot: Snapshot, goal: str) -> Page:
    """Show one goal: a sentence, its figure with what is likely ahead, what drives it, its way so far and ahead."""
    formats = formats_of(request, snapshot.head.timezone)
    found = goal_of(snapshot, goal)
    metric = metric_of(snapshot, found.metric)
    series = snapshot.goal_series(goal)
    ahead = promised(snapshot.outlooks)
    outlook = (ahead.value or {}).get(goal)
    now = wording.about_goal(found, metric, formats)
    heading = outlooks.about_goal_ahead(found, metric, outlook, formats) if outlook else None
    steps_ahead = outlooks.ahead_steps(found, outlook, formats)
    moving, moved_by = _moving(found, snapshot, formats)
    context = {
        "goal": found,
        "metric": metric,
        "sentence": heading or now,
        "now": now if heading else None,
        "status": tables.STATUSES.get(found.status, tables.STATUSES["no data"]),
        "reason": found.reason,
        "plot": outlooks.with_fan(tables.goal_plot(found, metric, series), outlook),
        "fault": series.fault,
        "ahead": ahead,
        "outlook": outlook,
        "methods": outlooks.method_lines(outlook, snapshot, formats) if outlook else [],
        "roles": levers.role_lines(metric, formats),
        "changes": levers.change_lines(metric, snapshot, formats),
        "steps": tables.goal_steps(found, series),
        "steps_ahead": steps_ahead,
        "deviating": sum(goal in each.prices for each in promised(snapshot.deviations).value or ()),
        "supported": next((each for each in snapshot.goals if each.id == found.supports), None),
        "supporting": [each for each in snapshot.goals if each.supports == found.id],
    } | moving
    methods = outlooks.method_rows(outlook.methods) if outlook else []
    told = {"goal": tables.goal_row(found, ahead), "sentence": (heading or now).text, "methods": methods}
    rows = tables.step_rows(found, series) + [outlooks.step_row(found, step) for step in steps_ahead]
    extra = told | moved_by | _held(metric)
    return Page(f"goal-{goal}", found.statement, "strategy/goal.html", rows, context, extra, [TOP])


def _moving(goal: Goal, snapshot: Snapshot, formats: Formats) -> tuple[dict[str, object], dict[str, object]]:
    """Return what drives and moves a goal: for the page, and for its twins."""
    effects, sight = promised(snapshot.effects), promised(lambda: snapshot.sight(goal.id))
    strongest, more = drives(goal, sight.value or (), snapshot, formats)
    found = levers.levers(snapshot, goal.metric, formats, effects=by_ends(effects.value) if effects.value else None)
    context = {"effects": effects, "sight": sight, "drives": strongest, "drives_more": more, "levers": found}
    driven_by = [each.line.origin for each in strongest]
    rows = {"driven_by": driven_by, "moved_by": levers.lever_rows(found), "moved_by_more": found.more}
    return context, rows


@guarded(Record.METRIC, Action.LIST)
@page
def metrics(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all metrics, or those whose name holds what was asked for."""
    formats = formats_of(request, snapshot.head.timezone)
    asked = request.GET.get("q", "")[:200]
    kind = request.GET.get("kind", "")
    groups = tables.metric_groups(snapshot, formats, text=asked, kind=kind)
    rows = [tables.metric_row(line.standing) for group in groups for line in group.lines]
    context = {"groups": groups, "asked": asked, "kind": kind, "total": len(snapshot.metrics), "count": len(rows)}
    return Page("metrics", _("Metrics"), "strategy/metrics.html", rows, context, section="metrics")


@guarded(Record.METRIC, Action.VIEW)
@page
def metric(request: HttpRequest, snapshot: Snapshot, metric: str) -> Page:
    """Show one metric: a sentence, its figure, its segments, its values and what it feeds."""
    formats = formats_of(request, snapshot.head.timezone)
    found = metric_of(snapshot, metric)
    asked = Asked.of(request.GET, found, snapshot.head.grain)
    whole = snapshot.series(metric, grain=asked.grain, since=asked.since, until=asked.until)
    series = whole
    if asked.by and whole.fault is None:
        series = snapshot.series(metric, by=asked.by, grain=asked.grain, since=asked.since, until=asked.until)
    now = standing(found, whole)
    sentence = wording.about_metric(now, formats, windowed=bool(asked.since or asked.until))
    plot = tables.metric_plot(found, series, snapshot)
    moves, moved_by = levers.neighbours(snapshot, found)
    context = {
        "metric": found,
        "asked": asked,
        "now": now,
        "sentence": sentence,
        "character": wording.character(found),
        "plot": plot,
        "fault": whole.fault or series.fault,
        "segments": tables.segment_lines(found, series, formats) if asked.by else [],
        "values": tables.value_table(found, series),
        "goals": [each for each in snapshot.goals if each.id in found.goals],
        "feeds": [snapshot.metrics[name] for name in found.feeds if name in snapshot.metrics],
        "inputs": [snapshot.metrics[name] for name in found.inputs if name in snapshot.metrics],
        "moves": moves,
        "moved_by": moved_by,
        "roles": levers.role_lines(found, formats),
        "changes": levers.change_lines(found, snapshot, formats),
        "periods": tables.periods(snapshot, found, asked.grain),
        "fresh_at": whole.fresh_at,
        "figure": reverse("figure", args=[metric]) + asked.query(),
        "charted": any(each.metric == metric for each in promised(snapshot.charts).value or ()),
    }
    extra = {
        "metric": metric,
        "unit": found.unit,
        "better": found.better,
        "sentence": sentence.text,
        "moves": list(found.moves),
        "moved_by": list(found.moved_by),
    } | _held(found)
    crumbs = [Crumb(_("Metrics"), reverse("metrics"))]
    rows = tables.value_rows(series)
    return Page(f"metric-{metric}", found.title, "strategy/metric.html", rows, context, extra, crumbs, "metrics")


@guarded(Record.METRIC, Action.VIEW)
@page
def computed(request: HttpRequest, snapshot: Snapshot, metric: str) -> Page:  # noqa: ARG001 -- one shape for all views
    """Show how a metric was computed: its definition, its inputs, its query, its sources and its run."""
    found = metric_of(snapshot, metric)
    computation = snapshot.computation(metric)
    context = {
        "metric": found,
        "how": computation,
        "inputs": [snapshot.metrics.get(name, name) for name in computation.inputs],
        "kind": tables.KINDS.get(computation.kind, computation.kind),
        "sources": [(each, _files(snapshot, each)) for each in computation.sources],
        "feeds": [snapshot.metrics[name] for name in found.feeds if name in snapshot.metrics],
    }
    rows = tables.input_rows(computation)
    crumbs = [Crumb(_("Metrics"), reverse("metrics")), Crumb(found.title, reverse("metric", args=[metric]))]
    title = _("How {metric} was computed").format(metric=found.title)
    extra = tables.computation_document(computation, found)
    return Page(f"computed-{metric}", title, "strategy/computed.html", rows, context, extra, crumbs, "metrics")


def _files(snapshot: Snapshot, read: Input) -> tuple[str, ...]:
    """Return the files of a source as they are declared, not what it was brought into to be read."""
    found = snapshot.sources.get(read.source)
    return tuple(found.files if found else read.files)


@guarded(Record.METRIC, Action.VIEW)
def figure(request: HttpRequest, metric: str) -> HttpResponse:
    """Answer the specification of a metric's figure, for the script that makes it live."""
    snapshot = keeper.current().state(wait=1.0).snapshot
    if snapshot is None:
        return json_twin({"error": "There is no reading yet."}, status=503)
    try:
        found = metric_of(snapshot, metric)
        asked = Asked.of(request.GET, found, snapshot.head.grain)
        series = snapshot.series(metric, by=asked.by, grain=asked.grain, since=asked.since, until=asked.until)
    except NotDeclaredError as error:
        return not_found(request, error, form="json")
    plot = tables.metric_plot(found, series, snapshot)
    if not any(point.value is not None for line in plot.lines for point in line.points):
        return json_twin({"error": "There are no values in this window."}, status=404)
    formats = formats_of(request, snapshot.head.timezone)
    return json_twin(specification(plot, formats, narrow="narrow" in request.GET))
