"""The pages of behaviour charts: all of them, signals first, and one with its figure."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from sightline_web.deviations import Chart
from sightline_web.operations import charted
from sightline_web.operations.marks import place_in_words, segment_text
from sightline_web.operations.views import SECTION, SHOWN, top
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import NotDeclaredError, Snapshot

KINDS = {"values": "individual values", "rate": "a share of a count", "counts": "a count"}
__all__ = ["behaviour_chart", "behaviour_charts"]


@page
def behaviour_charts(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all behaviour charts, the newest signals first."""
    formats = formats_of(request, snapshot.head.timezone)
    found = charted.signals_first(snapshot.charts())
    sentence = charted.about_charts(found)
    context = {
        "sentence": sentence,
        "rows": [charted.row(each, snapshot, formats) for each in found[:SHOWN]],
        "unshown": max(len(found) - SHOWN, 0),
        "alarms": charted.alarms_in_words(found, formats),
        "processes": snapshot.processes.values(),
    }
    rows = [charted.chart_row(each) for each in found]
    extra = {"sentence": sentence, "false_alarms": sum(each.false_alarms or 0.0 for each in found)}
    return Page("charts", "Behaviour charts", "operations/charts.html", rows, context, extra, [top()], SECTION)


def _chosen(charts: list[Chart], metric: str, segment: str) -> Chart:
    """Return the chart asked for; without a segment the whole, or the one with the newest signal."""
    own = [each for each in charts if each.metric == metric]
    if not own:
        raise NotDeclaredError("behaviour chart", metric, tuple(dict.fromkeys(each.metric for each in charts)))
    wanted = [each for each in own if segment_text(each.segment) == segment]
    if not wanted and segment:
        raise NotDeclaredError("segment", segment, tuple(segment_text(each.segment) for each in own))
    return (wanted or own)[0]


@page
def behaviour_chart(request: HttpRequest, snapshot: Snapshot, metric: str) -> Page:
    """Show one behaviour chart: a sentence, the figure with limits and signals, its signals, its values."""
    formats = formats_of(request, snapshot.head.timezone)
    every = charted.signals_first(snapshot.charts())
    chart = _chosen(every, metric, request.GET.get("segment", ""))
    declared = snapshot.metrics.get(metric)
    title = declared.title if declared else metric
    unit, better = (declared.unit, declared.better) if declared else ("", "higher")
    sentence = charted.about_chart(chart, title, unit, formats)
    own = [each for each in snapshot.charts() if each.metric == metric]
    context = {
        "chart": chart,
        "metric": metric,
        "title": title,
        "sentence": sentence,
        "figure": charted.figure(chart, unit, formats),
        "alarms": charted.alarms_in_words([chart], formats),
        "kind": KINDS.get(chart.kind, chart.kind),
        "where": place_in_words(chart.segment),
        "baseline": charted.baseline_in_words(chart.baseline, formats),
        "segments": [charted.Chosen.of(each, chart) for each in own] if len(own) > 1 else [],
        "signals": charted.signal_rows(chart, unit, better, formats),
        "values": charted.period_rows(chart, unit, better, formats),
    }
    extra = {"sentence": sentence, "chart": charted.chart_row(chart), "signals": charted.plain_signals(chart)}
    crumbs = [top(), Crumb("Behaviour charts", reverse("behaviour_charts"))]
    rows = charted.value_rows(chart)
    return Page(f"chart-{metric}", title, "operations/chart.html", rows, context, extra, crumbs, SECTION)
