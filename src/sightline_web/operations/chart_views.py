"""The pages of behaviour charts: all of them, signals first, and one with its figure."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.deviations import Chart
from sightline_web.headlines import happened
from sightline_web.languages.marks import later
from sightline_web.operations import charted
from sightline_web.operations.marks import place_in_words, segment_text
from sightline_web.operations.views import SECTION, SHOWN, top
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.grains import grain_name
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.shell.voices import said
from sightline_web.snapshot import NotDeclaredError, Snapshot

KINDS = {"values": later("individual values"), "rate": later("a share of a count"), "counts": later("a count")}
__all__ = ["behaviour_chart", "behaviour_charts"]


@guarded(Record.CHART, Action.LIST)
@page
def behaviour_charts(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the behaviour charts of one grain, the newest signals first."""
    formats = formats_of(request, snapshot.head.timezone)
    every = snapshot.charts()
    grains = list(dict.fromkeys(each.grain for each in every))
    grain = request.GET.get("grain") or (grains[0] if grains else "")
    if grains and grain not in grains:
        raise NotDeclaredError("grain of charts", grain, grains)
    found = charted.signals_first([each for each in every if each.grain == grain])
    sentence = charted.about_charts(found)
    rows = [charted.row(each, snapshot, formats) for each in found[:SHOWN]]
    context = {
        "sentence": sentence,
        "rows": [each for each in rows if each.chart.signals],
        "steady": [each for each in rows if not each.chart.signals],
        "count": len(found),
        "unshown": max(len(found) - SHOWN, 0),
        "alarms": charted.alarms_in_words(found, formats),
        "grains": [(each, grain_name(each), each == grain) for each in grains] if len(grains) > 1 else [],
        "processes": snapshot.processes.values(),
    }
    plain = [charted.chart_row(each) for each in found]
    extra = {"sentence": sentence, "false_alarms": sum(each.false_alarms or 0.0 for each in found)}
    return Page("charts", _("Behaviour charts"), "operations/charts.html", plain, context, extra, [top()], SECTION)


def _chosen(charts: Sequence[Chart], metric: str, query: QueryDict) -> Chart:
    """Return the chart asked for; of those left open, the one with the newest signal, the finest first."""
    own = [each for each in charts if each.metric == metric]
    if not own:
        raise NotDeclaredError("behaviour chart", metric, tuple(dict.fromkeys(each.metric for each in charts)))
    segment, grain = query.get("segment", ""), query.get("grain", "")
    wanted = [
        each for each in own if segment in {"", segment_text(each.segment)} and grain in {"", each.grain}
    ]  # fmt: skip
    if not wanted:
        names = tuple(dict.fromkeys(segment_text(each.segment) for each in own))
        raise NotDeclaredError("segment of this chart", f"{segment} {grain}".strip(), names)
    return charted.signals_first(sorted(wanted, key=lambda each: -len(each.periods)))[0]


@guarded(Record.CHART, Action.VIEW)
@page
def behaviour_chart(request: HttpRequest, snapshot: Snapshot, metric: str) -> Page:
    """Show one behaviour chart: a sentence, the figure with limits and signals, its signals, its values."""
    formats = formats_of(request, snapshot.head.timezone)
    every = snapshot.charts()
    chart = _chosen(every, metric, request.GET)
    declared = snapshot.metrics.get(metric)
    title = declared.title if declared else metric
    unit, better = (declared.unit, declared.better) if declared else ("", "higher")
    found = charted.deviation_of(chart, every, snapshot.deviations()) if snapshot.ready("deviations") else None
    sentence = said(happened(found.sentence)) if found else charted.about_chart(chart, title, unit, formats)
    segments, grains = charted.choices(every, chart)
    context = {
        "chart": chart,
        "metric": metric,
        "title": title,
        "where": place_in_words(chart.segment),
        "kind": KINDS.get(chart.kind, chart.kind),
        "sentence": sentence,
        "figure": charted.figure(chart, unit, better, formats),
        "baseline": charted.baseline_in_words(chart.baseline, formats),
        "alarms": charted.alarms_in_words([chart], formats),
        "segments": segments,
        "grains": grains,
        "signals": charted.signal_rows(chart, unit, better, formats),
        "values": charted.period_rows(chart, unit, better, formats),
    }
    extra = {"sentence": sentence, "chart": charted.chart_row(chart), "signals": charted.plain_signals(chart)}
    crumbs = [top(), Crumb(_("Behaviour charts"), reverse("behaviour_charts"))]
    rows = charted.value_rows(chart)
    return Page(f"chart-{metric}", title, "operations/chart.html", rows, context, extra, crumbs, SECTION)
