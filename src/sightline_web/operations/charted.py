"""Behaviour charts as rows and figures: values against limits, with the signals that they gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sightline_web.deviations import Baseline, Chart, Deviation, Signal
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.operations.marks import Look, place_in_words, segment_text
from sightline_web.shell.behaviour import Run, drawn, spark
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.grains import grain_name
from sightline_web.shell.sentences import counted, numeral
from sightline_web.shell.sizes import size, span
from sightline_web.shell.templatetags.shell import name
from sightline_web.snapshot import Snapshot

__all__ = [
    "Chosen",
    "Row",
    "about_chart",
    "about_charts",
    "alarms_in_words",
    "baseline_in_words",
    "chart_row",
    "choices",
    "deviation_of",
    "figure",
    "period_rows",
    "plain_signals",
    "row",
    "signal_look",
    "signal_rows",
    "signals_first",
    "signals_since",
    "value_rows",
]  # fmt: skip

RECENT = 3  # periods: a signal in these is news
SHOWN = 60  # periods of a small figure
SIGNALS = {
    "beyond a limit": Look(later("beyond a limit"), "M5.5 0 11 5.5 5.5 11 0 5.5z", "bad"),
    "cusum up": Look(later("shifted up"), "M5.5.5 11 10.5H0z", "bad"),
    "cusum down": Look(later("shifted down"), "M5.5 10.5 0 .5h11z", "bad"),
}
STEADY = Look(later("no signal"), "M1 1h9v9H1z", "good")
FAVOURED = {"cusum up": "higher", "cusum down": "lower"}


def signal_look(signal: Signal | None, better: str) -> Look:
    """Return how a signal looks; one in the better direction is good news."""
    if signal is None:
        return STEADY
    look = SIGNALS[signal.rule]
    risen = (signal.size or 0.0) > 0
    favoured = FAVOURED.get(signal.rule, "higher" if risen else "lower") == better
    return Look(look.word, look.shape, "good") if favoured and signal.size else look


def with_grain(chart: Chart) -> dict[str, str]:
    """Return what an address asks for to get this chart among those of its metric."""
    segment = segment_text(chart.segment)
    return ({"segment": segment} if segment else {}) | {"grain": chart.grain}


def signals_since(chart: Chart) -> str:
    """Return the period of the first of the signals that follow one another, in one direction, up to the newest."""
    places = {period.label: at for at, period in enumerate(chart.periods)}
    first = chart.signals[0]
    for each in chart.signals[1:]:
        apart = places.get(first.period, 0) - places.get(each.period, 0)
        if apart > RECENT or ((each.size or 0.0) > 0) != ((first.size or 0.0) > 0):
            break
        first = each
    return first.period


def is_news(chart: Chart) -> bool:
    """Whether a chart gave a signal in its last periods."""
    labels = [period.label for period in chart.periods[-RECENT:]]
    return any(signal.period in labels for signal in chart.signals)


def signals_first(charts: Sequence[Chart]) -> list[Chart]:
    """Return charts by their newest signal, those without one last."""
    return sorted(charts, key=_age)


def _age(chart: Chart) -> float:
    labels = [period.label for period in chart.periods]
    newest = chart.signals[0].period if chart.signals else None
    return len(labels) - labels.index(newest) if newest in labels else float("inf")


@dataclass(frozen=True, slots=True)
class Row:
    """One chart in the list."""

    chart: Chart
    title: str
    where: str
    href: str
    look: Look
    news: bool
    since: str
    shift: str
    span: str
    figure: SafeString


def row(chart: Chart, snapshot: Snapshot, formats: Formats) -> Row:
    """Return a chart as a row."""
    metric = snapshot.metrics.get(chart.metric)
    unit, better = (metric.unit, metric.better) if metric else ("", "higher")
    signal = chart.signals[0] if chart.signals else None
    title, where = metric.title if metric else chart.metric, place_in_words(chart.segment)
    look = signal_look(signal, better)
    label = f"{title}{f', {where}' if where else ''}: {look.word}"
    low, high = (signal.low, signal.high) if signal else (None, None)
    return Row(
        chart, title, where, _href(chart), look, is_news(chart), formats.period(signals_since(chart)) if signal else "",
        size(signal.size, unit, formats, low, high) if signal else "",
        span(low, high, unit, formats) if low is not None and high is not None else "",
        spark(_run(chart, unit, better, last=SHOWN), label),
    )  # fmt: skip


def _href(chart: Chart) -> str:
    return f"{reverse('behaviour_chart', args=[chart.metric])}?{urlencode(with_grain(chart))}"


def _run(chart: Chart, unit: str, better: str, *, last: int | None = None) -> Run:
    start = max(len(chart.periods) - last, 0) if last else 0
    labels = [period.label for period in chart.periods]
    places = {label: at - start for at, label in enumerate(labels)}
    signals = [(places.get(each.period, -1), each) for each in reversed(chart.signals)]
    marks = {at: each.rule for at, each in signals if at >= 0}
    good = frozenset(at for at, each in signals if signal_look(each, better).tone == "good")
    shaded = (places.get(chart.baseline.since), places.get(chart.baseline.until))
    return Run(
        labels[start:], unit, chart.values[start:], chart.centre[start:], chart.lower[start:], chart.upper[start:],
        chart.cusum_up[start:], chart.cusum_down[start:],
        (shaded[0], shaded[1]) if shaded[0] is not None and shaded[1] is not None and not start else None, marks,
        good=good, provisional=chart.baseline.provisional,
    )  # fmt: skip


def figure(chart: Chart, unit: str, better: str, formats: Formats) -> SafeString:
    """Return the figure of a chart: values, centre, limits, baseline, signals, and the sums below."""
    return drawn(_run(chart, unit, better), formats)


def about_charts(charts: Sequence[Chart]) -> str:
    """Return how many charts gave a signal, in one sentence."""
    if not charts:
        return _("There are no behaviour charts yet.")
    news = sum(is_news(each) for each in charts)
    if not news:
        return _("None of {charts} gave a signal lately.").format(charts=counted(len(charts), "behaviour chart"))
    if len(charts) == 1:
        return _("The one behaviour chart gave a signal lately.")
    said = _("{some} of {all} behaviour charts gave a signal in the last {periods} periods.")
    return opening(said.format(some=numeral(news), all=numeral(len(charts)), periods=numeral(RECENT)))


def about_chart(chart: Chart, title: str, unit: str, formats: Formats) -> str:
    """Return what a chart says, in one sentence."""
    where = place_in_words(chart.segment)
    named = _("{metric} in {segment}").format(metric=title, segment=where) if where else title
    if not chart.signals:
        return _("{chart} behaves as in its baseline.").format(chart=named)
    signal = chart.signals[0]
    shift = size(signal.size, unit, formats, signal.low, signal.high).lstrip("+\N{MINUS SIGN}")
    below = (signal.size or 0.0) < 0
    if not is_news(chart):
        said = _("{chart} gives no signal now; in {period} it was {shift} above its baseline.")
        if below:
            said = _("{chart} gives no signal now; in {period} it was {shift} below its baseline.")
        return said.format(chart=named, period=formats.period(signal.period), shift=shift)
    said = _("{chart} is {shift} above its baseline; its chart has given signals since {since}.")
    if below:
        said = _("{chart} is {shift} below its baseline; its chart has given signals since {since}.")
    return said.format(chart=named, shift=shift, since=formats.period(signals_since(chart)))


def deviation_of(chart: Chart, every: Sequence[Chart], deviations: Iterable[Deviation]) -> Deviation | None:
    """Return the deviation that was found on a chart; the finest chart of a metric in a place is looked at for it."""
    beside = (each for each in every if (each.metric, each.segment) == (chart.metric, chart.segment))
    if any(len(each.periods) > len(chart.periods) for each in beside):
        return None
    return next(
        (
            each
            for each in deviations
            if (each.kind, each.metric, each.segment) == ("chart", chart.metric, chart.segment)
        ),
        None,
    )


def alarms_in_words(charts: Sequence[Chart], formats: Formats) -> str:
    """Return how many false signals charts are set to give together; empty where they are set to give none."""
    alarms = sum(each.false_alarms or 0.0 for each in charts)
    if not alarms:
        return ""
    if round(alarms, 1) == 1:
        return _("one false signal a period")
    if alarms < 1:
        return _("one false signal in {count} periods").format(count=formats.count(round(1 / alarms)))
    return _("{count} false signals a period").format(count=formats.value(alarms, ""))


def baseline_in_words(baseline: Baseline, formats: Formats) -> str:
    """Return what a chart is judged by, who decided that and whether it is provisional."""
    since, until = formats.period(baseline.since), formats.period(baseline.until)
    clauses = [
        _("{since} to {until}, {values}").format(since=since, until=until, values=counted(baseline.n, "value")),
        _("nobody has decided on it"),
    ]
    if baseline.decided_by:
        decided = _("decided by {role} on {day}") if baseline.decided_on else _("decided by {role}")
        clauses[1] = decided.format(role=name(baseline.decided_by), day=baseline.decided_on)
    clauses += [_("the limits are provisional")] if baseline.provisional else []
    return f"{'; '.join(clauses)}."


@dataclass(frozen=True, slots=True)
class Chosen:
    """One segment or grain to choose."""

    title: str
    href: str
    current: bool


def choices(charts: Sequence[Chart], current: Chart) -> tuple[list[Chosen], list[Chosen]]:
    """Return the segments of a metric in the grain that is shown, and the grains of the segment; none for only one."""
    own = [each for each in charts if each.metric == current.metric]
    segments = [each for each in own if each.grain == current.grain]
    grains = [each for each in own if each.segment == current.segment]
    whole = pgettext("segments", "All")
    return (
        [_choice(each, current, place_in_words(each.segment) or whole) for each in segments if len(segments) > 1],
        [_choice(each, current, grain_name(each.grain)) for each in grains if len(grains) > 1],
    )


def _choice(chart: Chart, current: Chart, title: str) -> Chosen:
    return Chosen(title, _href(chart), chart is current)


def chart_row(chart: Chart) -> dict[str, object]:
    """Return a chart for the twins."""
    signal = chart.signals[0] if chart.signals else None
    return {
        "metric": chart.metric,
        "segment": segment_text(chart.segment),
        "grain": chart.grain,
        "kind": chart.kind,
        "signal": signal.rule if signal else None,
        "period": signal.period if signal else None,
        "since": signal.since if signal else None,
        "size": signal.size if signal else None,
        "low": signal.low if signal else None,
        "high": signal.high if signal else None,
        "signals": len(chart.signals),
        "baseline_since": chart.baseline.since,
        "baseline_until": chart.baseline.until,
        "provisional": chart.baseline.provisional,
        "false_alarms": chart.false_alarms,
        "words": chart.words,
    }


def value_rows(chart: Chart) -> list[dict[str, object]]:
    """Return the periods of a chart for the twins."""
    said = {each.period: each.rule for each in reversed(chart.signals)}
    columns = zip(
        chart.periods,
        chart.values,
        chart.centre,
        chart.lower,
        chart.upper,
        chart.cusum_up,
        chart.cusum_down,
        strict=True,
    )
    return [
        {"metric": chart.metric, "segment": segment_text(chart.segment), "period": period.label, "value": value,
         "centre": centre, "lower": lower, "upper": upper, "cusum_up": up, "cusum_down": down,
         "signal": said.get(period.label)}
        for period, value, centre, lower, upper, up, down in columns
    ]  # fmt: skip


def period_rows(chart: Chart, unit: str, better: str, formats: Formats) -> list[dict[str, object]]:
    """Return the periods of a chart for its table, the newest first."""
    signals = {each.period: each for each in reversed(chart.signals)}
    rows = []
    for each in reversed(value_rows(chart)):
        signal = signals.get(str(each["period"]))
        cells = {key: formats.value(each[key], unit, finer=1) for key in ("value", "centre", "lower", "upper")}  # type: ignore[arg-type]  # numbers or None
        sums = {key: _decimal(each[key], formats) for key in ("cusum_up", "cusum_down")}
        rows.append(
            {"period": each["period"], "look": signal_look(signal, better) if signal else None, **cells, **sums}
        )
    return rows


def _decimal(value: object, formats: Formats) -> str:
    """Return a plain number with one decimal."""
    return NONE if value is None else str(format_decimal(float(value), format="#,##0.0", locale=formats.locale))  # type: ignore[arg-type]  # a number


def signal_rows(chart: Chart, unit: str, better: str, formats: Formats) -> list[dict[str, object]]:
    """Return the signals of a chart for their table, the newest first."""
    return [
        {
            "look": signal_look(each, better),
            "period": each.period,
            "since": each.since,
            "size": size(each.size, unit, formats, each.low, each.high),
            "span": span(each.low, each.high, unit, formats) if each.low is not None and each.high is not None else "",
        }
        for each in chart.signals
    ]


def plain_signals(chart: Chart) -> list[dict[str, object]]:
    """Return the signals of a chart for the twins."""
    keys = ("rule", "period", "since", "size", "low", "high")
    return [{key: getattr(each, key) for key in keys} for each in chart.signals]
