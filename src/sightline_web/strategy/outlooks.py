"""Where goals are heading, as pages say it: sentences, cells of the goals table, the fan and its rows.

Words for probabilities follow the calibrated language of the IPCC (Mastrandrea et al., 2010, Guidance note on
consistent treatment of uncertainties, table 1); the figure always stands beside the word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.ahead import FAN, Method, Outlook, Span
from sightline_web.chances import chance_words
from sightline_web.forecasting import method_word
from sightline_web.languages.marks import later
from sightline_web.shell.fans import Fan
from sightline_web.shell.figures import Plot, after
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.grains import counted_periods
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.shell.sizes import likely
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.snapshot import Goal, Metric, Snapshot
from sightline_web.strategy.promised import Promised
from sightline_web.strategy.standing import expected_at

__all__ = [
    "AHEAD_COLUMNS",
    "Ahead",
    "AheadStep",
    "MethodLine",
    "Outlooks",
    "about_goal_ahead",
    "about_goals_ahead",
    "ahead_of",
    "ahead_row",
    "ahead_steps",
    "method_lines",
    "method_rows",
    "second_about_goals_ahead",
    "step_row",
    "with_fan",
]

EVEN = 0.5
HOW = later("How was this forecast?")
HOW_GOOD = later("How did such probabilities do so far?")
AHEAD_COLUMNS = ("low", "q25", "median", "q75", "high")
UNDER_WAY = "being estimated"  # in the twins
Outlooks = Promised[Mapping[str, Outlook]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The cells of one goal: what is likely by its date, and how likely its target is.

    Parameters
    ----------
    state : str
        "known", "waiting", "past" (its date is), "unsaid" (the data cannot say) or "refused" (there is a fault).
    forecast, chance : Shown, optional
        Where it is known.
    span, word : str
        The interval, and the probability as a word.
    words : str
        What a reader should know.
    """

    state: str
    forecast: Shown | None = None
    span: str = ""
    chance: Shown | None = None
    word: str = ""
    words: str = ""


def ahead_of(goal: Goal, outlooks: Outlooks, formats: Formats) -> Ahead:
    """Return what there is to say of a goal's date."""
    if outlooks.waiting:
        return Ahead("waiting")
    if outlooks.fault is not None:
        return Ahead("refused", words=outlooks.fault.cause)
    found = (outlooks.value or {}).get(goal.id)
    if found is None:
        return Ahead("unsaid")
    if not found.periods and found.probability is not None:
        return Ahead("past", words=found.words)
    if found.forecast is None and found.probability is None:
        return Ahead("unsaid", words=found.words)
    return Ahead("known", _forecast(found, formats), _span(found, formats), _chance(found, formats),
                 chance_words(found.probability) if found.probability is not None else "", found.words)  # fmt: skip


def _forecast(found: Outlook, formats: Formats) -> Shown:
    href = reverse("goal", args=[found.goal]) + "#forecast"
    finer = formats.finer(found.low, found.high, found.unit)
    return Shown(formats.value(found.forecast, found.unit, finer=finer, brief=True), found.metric, HOW, href)


def _span(found: Outlook, formats: Formats) -> str:
    finer = formats.finer(found.low, found.high, found.unit)
    low, high = (formats.value(each, found.unit, finer=finer, brief=True) for each in (found.low, found.high))
    return "" if NONE in {low, high} else _("{first} to {last}").format(first=low, last=high)


def _chance(found: Outlook, formats: Formats) -> Shown:
    return Shown(likely(found.probability, formats), found.metric, HOW_GOOD, reverse("calibration"))


def ahead_row(goal: Goal, outlooks: Outlooks) -> dict[str, object]:
    """Return the outlook of a goal for the twins, as `goals` names it; `outlook` says what is missing."""
    found = (outlooks.value or {}).get(goal.id)
    words = UNDER_WAY if outlooks.waiting else outlooks.fault.cause if outlooks.fault else found.words if found else ""
    return {
        "forecast": found.forecast if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "probability": found.probability if found else None,
        "outlook": words,
    }


def _open(snapshot: Snapshot, outlooks: Mapping[str, Outlook]) -> list[tuple[Goal, Outlook]]:
    """Return the goals whose date is ahead and whose probability can be said, the least probable first."""
    found = [(goal, outlooks[goal.id]) for goal in snapshot.goals if goal.id in outlooks]
    ahead = [(goal, each) for goal, each in found if each.periods and each.probability is not None]
    return sorted(ahead, key=lambda pair: pair[1].probability or 0.0)


def about_goals_ahead(snapshot: Snapshot, outlooks: Mapping[str, Outlook], formats: Formats) -> Sentence | None:
    """Return the sentence that answers "where are we heading": the least likely goal, and how many are likely.

    None where no probability can be said.
    """
    ahead = _open(snapshot, outlooks)
    if not ahead:
        return None
    goal, worst = ahead[0]
    head = _head(goal, _title(snapshot, goal), worst, formats)
    if len(snapshot.goals) == 1:
        return Sentence.of(head, ".")
    good = sum((each.probability or 0.0) >= EVEN for each in outlooks.values())
    rest = ngettext(
        "{some} of {goals} is more likely than not to be reached",
        "{some} of {goals} are more likely than not to be reached",
        good,
    ).format(some=numeral(good), goals=counted(len(snapshot.goals), "goal"))
    return Sentence.of(head, f"; {rest}.")


def _head(goal: Goal, title: str, outlook: Outlook, formats: Formats) -> Sentence:
    """Return the clause that says how likely a target is."""
    return Sentence.put(
        _("{metric}: {chance} likely to reach {target} by {month}"),
        metric=title,
        chance=_chance(outlook, formats),
        target=Shown(formats.value(goal.target, goal.unit, brief=True), goal.metric),
        month=formats.month(goal.by),
    )


def second_about_goals_ahead(snapshot: Snapshot, outlooks: Mapping[str, Outlook]) -> str:
    """Return what the first sentence left out: further goals that are unlikely, missed, or cannot be told."""
    unlikely = [goal for goal, each in _open(snapshot, outlooks)[1:] if (each.probability or 0.0) < EVEN]
    missed = [goal for goal in snapshot.goals if goal.status == "missed"]
    unsaid = [goal for goal in snapshot.goals if goal.id not in outlooks or outlooks[goal.id].probability is None]
    groups = (
        (_("Also less likely than not: {goals}."), unlikely),
        (_("Missed: {goals}."), missed),
        (_("The data cannot say: {goals}."), unsaid),
    )
    return " ".join(
        text.format(goals=listed([_title(snapshot, goal) for goal in found])) for text, found in groups if found
    )


def about_goal_ahead(goal: Goal, metric: Metric, outlook: Outlook, formats: Formats) -> Sentence | None:
    """Return the sentence of one goal: how likely its target is, and what is forecast. None where it cannot be said."""
    if not outlook.periods or outlook.probability is None:
        return None
    head = _head(goal, metric.title, outlook, formats)
    span = _span(outlook, formats)
    if outlook.forecast is None or not span:
        return Sentence.of(head, ".")
    rest = Sentence.put(_("the forecast is {forecast} ({span})"), forecast=_forecast(outlook, formats), span=span)
    return Sentence.of(head, "; ", rest, ".")


def _title(snapshot: Snapshot, goal: Goal) -> str:
    found = snapshot.metrics.get(goal.metric)
    return found.title if found else goal.metric


def with_fan(plot: Plot, outlook: Outlook | None, *, months: int | None = None) -> Plot:
    """Return a figure with what may come; without an outlook, or one that is known, as it was.

    Parameters
    ----------
    plot : Plot
        The measured past, with the goal's target and path.
    outlook : Outlook, optional
        Of the goal.
    months : int, optional
        How far ahead the figure goes at most; to the goal's date where None.
    """
    if outlook is None or not outlook.periods or not _known(outlook):
        return plot
    until = max(outlook.by, outlook.periods[-1].end)
    if months is not None:
        until = min(until, after(outlook.periods[0].start, months))
    fan = Fan(outlook.periods, outlook.fan).until(until)
    return replace(plot, until=until, fan=fan) if fan.spans else plot


def _known(outlook: Outlook) -> bool:
    return set(FAN) <= set(outlook.fan) and any(value is not None for value in outlook.fan[50])


@dataclass(frozen=True, slots=True)
class AheadStep:
    """One period ahead: its quantiles by level, and where the path is."""

    span: Span
    levels: Mapping[int, float | None]
    texts: Mapping[int, str]
    expected: float | None


def ahead_steps(goal: Goal, outlook: Outlook | None, formats: Formats) -> list[AheadStep]:
    """Return the periods ahead of a goal, the next one first."""
    if outlook is None or not _known_fan(outlook):
        return []
    finer = max(formats.finer(low, high, goal.unit) for low, high in zip(outlook.fan[25], outlook.fan[75], strict=True))
    found = []
    for index, span in enumerate(outlook.periods):
        levels = {level: row[index] for level, row in outlook.fan.items()}
        texts = {level: formats.value(value, goal.unit, finer=finer) for level, value in levels.items()}
        found.append(AheadStep(span, levels, texts, expected_at(goal.path, span.end - timedelta(days=1))))
    return found


def _known_fan(outlook: Outlook) -> bool:
    return bool(outlook.periods) and _known(outlook)


def step_row(goal: Goal, step: AheadStep) -> dict[str, object]:
    """Return one period ahead for the twins, with the columns of a measured one before its own."""
    return {
        "goal": goal.id,
        "period": step.span.label,
        "value": None,
        "expected": step.expected,
        "ahead": None,
        "partial": False,
        **{column: step.levels.get(level) for column, level in zip(AHEAD_COLUMNS, FAN, strict=True)},
    }


@dataclass(frozen=True, slots=True)
class MethodLine:
    """How one measured metric behind a goal was forecast, with its back-test as texts."""

    metric: str
    title: str
    method: Method
    how: str
    error: str  # MASE of the method and of seasonal naive
    coverage: str
    tried: str


def method_lines(outlook: Outlook, snapshot: Snapshot, formats: Formats) -> list[MethodLine]:
    """Return how the metrics behind a goal were forecast."""
    return [_method_line(each, snapshot, formats) for each in outlook.methods]


def _method_line(each: Method, snapshot: Snapshot, formats: Formats) -> MethodLine:
    metric, tried = snapshot.metrics.get(each.metric), each.backtest
    title, how = metric.title if metric else each.metric, method_word(each.method)
    if tried is None:
        return MethodLine(each.metric, title, each, how, NONE, NONE, _("not tried: the past is too short"))
    error = NONE
    if tried.mase is not None:
        error = formats.decimal(tried.mase)
        if tried.naive_mase is not None:
            error = _("{error}, seasonal naive {naive}").format(error=error, naive=formats.decimal(tried.naive_mase))
    words = _("tried {times}, {periods} ahead").format(
        times=counted(tried.origins, "time"), periods=counted_periods(tried.horizon, snapshot.head.grain)
    )
    return MethodLine(each.metric, title, each, how, error, formats.share(tried.coverage), words)


def method_rows(methods: Sequence[Method]) -> list[dict[str, object]]:
    """Return how the metrics behind a goal were forecast, for the twins."""
    return [
        {
            "metric": each.metric,
            "method": each.method,
            "n": each.n,
            "mase": each.backtest.mase if each.backtest else None,
            "naive_mase": each.backtest.naive_mase if each.backtest else None,
            "coverage": each.backtest.coverage if each.backtest else None,
            "origins": each.backtest.origins if each.backtest else None,
            "horizon": each.backtest.horizon if each.backtest else None,
            "words": each.words,
        }
        for each in methods
    ]
