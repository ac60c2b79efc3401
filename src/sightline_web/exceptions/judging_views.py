"""What exceptions say of their rules, and what they ask of the roles: by rule and by role, of no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.engine.exceptions import workload as before_and_after
from sightline_web.exceptions import clock, keeping, queries, wording
from sightline_web.exceptions.figures import Mark, by_week
from sightline_web.exceptions.models import ThresholdChange
from sightline_web.exceptions.views import SECTION, crumbs
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.raised import Estimate, Figure, Judged, Past, Workload
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.looks import DISC, RING, TICK, Look
from sightline_web.shell.pages import Page, formats_of, page
from sightline_web.shell.sentences import counted, numeral
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["judged", "workload"]

YEAR, MONTH, WEEK = timedelta(days=365), timedelta(days=30), timedelta(weeks=1)
INSTANT = timedelta(seconds=1)  # a stretch of time ends before its end, and what happened just now is in it
WEEKS = 26
LEAST = 0.01  # what is less is told to be less
SHARES = frozenset({"flood", "ten most frequent", "closed well", "high priority"})
ADVICE = {
    "keep": later("keep it"),
    "threshold": later("raise its threshold"),
    "retire": later("retire it"),
    "look at the control": later("look at the control"),
    "cannot say yet": later("cannot say yet"),
}
VERDICTS = {
    "within": Look(later("within"), TICK, "good"),
    "over": Look(later("not met"), DISC, "bad"),
    "cannot say yet": Look(later("cannot say yet"), RING, "dim"),
}
FIGURES = {
    "per hour": later("per hour"),
    "per shift": later("per shift"),
    "flood": later("flood"),
    "chatter": later("chatter"),
    "on and off": later("on and off"),
    "ten most frequent": later("ten most frequent"),
    "high priority": later("high priority"),
    "stale": later("stale"),
    "not taken up": later("not taken up"),
    "closed well": later("closed well"),
}
GOALS = {"closed well": later("at least {goal}"), "stale": later("under {goal}")}
AT_MOST = later("at most {goal}")


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One rule or metric, judged."""

    judged: Judged
    title: str
    href: str
    precision: str
    span: str
    hours: str
    avoided: str
    anyway: str
    advice: str
    proposes: bool


@guarded(Record.EXCEPTION, Action.LIST)
@page
def judged(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show the rules judged by what came of their exceptions in the last year."""
    formats = formats_of(request, snapshot.head.timezone)
    past, now = _past(snapshot, YEAR)
    found = keeping.rules_now(snapshot).judged(past, since=now - YEAR, until=now + INSTANT)
    lines = [_judged(each, snapshot, formats) for each in found]
    proposed = sum(each.proposes for each in lines)
    sentence = _about(lines, proposed)
    context = {"sentence": sentence, "lines": lines, "processes": snapshot.processes.values()}
    rows = [_judged_row(each.judged) for each in lines]
    return Page(
        "judged", _("Rules judged"), "exceptions/judged.html", rows, context, {"sentence": sentence}, crumbs(), SECTION
    )


def _past(snapshot: Snapshot, back: timedelta) -> tuple[Past, datetime]:
    try:
        now = clock.moment(snapshot)
        return queries.past(since=now - back, until=now + INSTANT), now
    except StoreError as error:
        raise UnanswerableError(error.fault) from error


def _about(lines: Sequence[JudgedLine], proposed: int) -> str:
    if not lines:
        return _("No rule has raised an exception in the last year.")
    rules = counted(len(lines), "rule or metric", "rules and metrics")
    if proposed:
        said = ngettext(
            "{rules} raised exceptions; {number} is proposed for change.",
            "{rules} raised exceptions; {number} are proposed for change.",
            proposed,
        )
    elif all(each.judged.advice.what == "cannot say yet" for each in lines):
        said = _("{rules} raised exceptions; too few have an outcome to judge any.")
    else:
        said = _("{rules} raised exceptions; none needs to change.")
    return opening(said.format(rules=rules, number=numeral(proposed)))


def _judged(each: Judged, snapshot: Snapshot, formats: Formats) -> JudgedLine:
    precision = each.precision
    avoided, anyway = (
        NONE if one.value is None else formats.value(one.value * 100, "points")
        for one in (each.avoided, each.fell_anyway)
    )
    hours = NONE if each.hours_to_act.value is None else wording.span_in_words(
        timedelta(hours=each.hours_to_act.value)
    )  # fmt: skip
    return JudgedLine(
        each, wording.subject_title(each.subject, snapshot), reverse("threshold", args=[each.subject]),
        formats.share(precision.value), _ends(precision, formats), hours, avoided, anyway, ADVICE[each.advice.what],
        each.advice.what in {"threshold", "retire", "look at the control"},
    )  # fmt: skip


def _ends(one: Estimate, formats: Formats) -> str:
    if one.low is None or one.high is None:
        return ""
    said = _("{low} to {high}, n = {count}")
    return said.format(low=formats.share(one.low), high=formats.share(one.high), count=one.n)


def _judged_row(each: Judged) -> dict[str, object]:
    told: dict[str, object] = {
        "subject": each.subject, "raised": each.raised, "open": each.open, "acted": each.acted,
        "accepted": each.accepted, "false_alarm": each.false_alarm, "duplicate": each.duplicate,
        "went": each.went,
    }  # fmt: skip
    for name in ("precision", "hours_to_act", "avoided", "fell_anyway"):
        one: Estimate = getattr(each, name)
        told |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high, f"{name}_n": one.n}
    better = each.advice.threshold
    return told | {
        "advice": each.advice.what,
        "proposed_share": better.price_share if better else None,
        "words": each.advice.words,
    }


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of the workload of a role."""

    figure: Figure
    name: str
    value: str
    span: str
    goal: str
    look: Look


@guarded(Record.EXCEPTION, Action.LIST)
@page
def workload(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show what exceptions ask of each role, beside the published goals, and week by week with what was changed."""
    formats = formats_of(request, snapshot.head.timezone)
    past, now = _past(snapshot, YEAR)
    first = min((each.raised_at for each in past.lives), default=now)
    since = max(now - MONTH, min(first, now - timedelta(days=1)))
    figures = keeping.rules_now(snapshot).figures(past, since=since, until=now + INSTANT)
    roles = [(wording.owner_of(role), [_figure(each, formats) for each in found]) for role, found in figures.items()]
    weeks = _weeks(past, now)
    changes = [
        (each, _change_words(each, snapshot, formats))
        for each, _who in queries.threshold_changes()
        if each.at >= now - WEEKS * WEEK and not hasattr(each, "undone")
    ]
    compared = [
        (words, before_and_after([one.raised_at for one in past.lives], each.at, since=first, until=now))
        for each, words in changes
        if first < each.at < now
    ]
    sentence = _about_load(weeks, figures)
    context = {
        "sentence": sentence,
        "roles": roles,
        "days": max(round((now - since) / timedelta(days=1)), 1),
        "weeks": weeks,
        "figure": by_week(weeks, [Mark(each.at, _("threshold")) for each, _words in changes], formats),
        "compared": [(words, one, _rates(one, formats)) for words, one in compared],
        "processes": snapshot.processes.values(),
    }
    rows = [_figure_row(role, each) for role, found in figures.items() for each in found]
    extra = {
        "sentence": sentence,
        "weeks": [{"week": at, "raised": many} for at, many in weeks],
        "changes": [{"at": one.changed_at, "what": words, "ratio": one.ratio.value, "low": one.ratio.low,
                     "high": one.ratio.high, "words": one.words} for words, one in compared],
    }  # fmt: skip
    return Page("workload", _("Workload"), "exceptions/workload.html", rows, context, extra, crumbs(), SECTION)


def _weeks(past: Past, now: datetime) -> list[tuple[datetime, int]]:
    """Return how many were raised in each of the last weeks, from the first in which anything was known."""
    counts = Counter((now - each.raised_at) // WEEK for each in past.lives if each.raised_at <= now)
    known = min((*(each.raised_at for each in past.lives), *past.looked), default=None)
    if known is None:
        return []
    many = min(WEEKS, (now - known) // WEEK + 1)
    return [(now - (back + 1) * WEEK, counts[back]) for back in range(many - 1, -1, -1)]


def _about_load(weeks: Sequence[tuple[datetime, int]], figures: dict[str | None, tuple[Figure, ...]]) -> str:
    if not weeks:
        return _("No exception has been raised yet, so there is no workload to show.")
    over = [role for role, found in figures.items() if any(each.verdict == "over" for each in found)]
    recent = [many for _week, many in weeks[-4:]]
    last = _("the last week") if len(recent) == 1 else _("the last {number} weeks").format(number=numeral(len(recent)))
    many = sum(recent)
    load = ngettext("{exceptions} was raised in {span}", "{exceptions} were raised in {span}", many)
    load = opening(load.format(exceptions=counted(many, "exception"), span=last))
    if not over:
        return _("{load}; no role is asked for more than the published goals.").format(load=load)
    said = ngettext(
        "{load}; {roles} has a goal that is not met.", "{load}; {roles} have a goal that is not met.", len(over)
    )
    return said.format(load=load, roles=counted(len(over), "role"))


def _figure(each: Figure, formats: Formats) -> FigureLine:
    share = each.name in SHARES

    def told(value: float | None) -> str:
        if value is None:
            return NONE
        if share:
            return formats.value(value, "share")
        if 0 < value < LEAST:
            return f"<{formats.value(LEAST, '')}"
        return formats.value(round(value) if value >= 10 else float(f"{value:.2g}"), "")  # noqa: PLR2004 -- two figures

    one = each.estimate
    known = one.low is not None and one.high is not None
    span = _("{low} to {high}").format(low=told(one.low), high=told(one.high)) if known else ""
    goal = GOALS.get(each.name, AT_MOST).format(goal=told(each.goal))
    name = FIGURES.get(each.name, each.name)
    return FigureLine(each, name, told(one.value), span, goal, VERDICTS[each.verdict])


def _figure_row(role: str | None, each: Figure) -> dict[str, object]:
    one = each.estimate
    return {
        "owner": role, "figure": each.name, "value": one.value, "low": one.low, "high": one.high, "n": one.n,
        "goal": each.goal, "verdict": each.verdict, "words": each.words,
    }  # fmt: skip


def _change_words(each: ThresholdChange, snapshot: Snapshot, formats: Formats) -> str:
    title = wording.threshold_title(each.about, snapshot)
    held = each.threshold
    return f"{title}: {_('none set here') if held is None else wording.threshold_in_words(held, None, formats)}"


def _rates(one: Workload, formats: Formats) -> tuple[str, str]:
    def told(each: Estimate) -> str:
        return NONE if each.value is None else formats.value(each.value, "")

    return told(one.before), told(one.after)
