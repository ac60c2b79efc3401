"""Tags that all templates know: assets by content, numbers with their way to the computation, formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web import assets
from sightline_web.anchors import anchor_shown, view_of
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import DEFAULT, direction, spoken_now
from sightline_web.shell.actors import actor_of
from sightline_web.shell.columns import COLUMNS
from sightline_web.shell.figures import Plot, chart, fan_in_words, in_words
from sightline_web.shell.formats import NONE, Formats
from sightline_web.shell.kinds import many_word
from sightline_web.shell.openings import is_open
from sightline_web.shell.support import GRADES
from sightline_web.shell.voices import said, spoken_text
from sightline_web.snapshot import Finding
from sightline_web.standing import waiting

__all__ = ["Shown", "register", "shown"]

register = template.Library()
MANY_FILES = 3


class HasTabs(Protocol):
    """What a page asks for, with tabs to ask for something else."""

    def by_tabs(self, dimensions: tuple[str, ...]) -> list[tuple[str, str, bool]]:
        """Return title, query and whether it is current."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as a reader sees it, with the metric that it comes from; `href` where it does not come from there."""

    text: str
    metric: str
    title: str = ""
    href: str = ""


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of an asset, which changes with its content."""
    return assets.current().address(name)


@register.simple_tag(takes_context=True)
def opens(context: Context, name: str, *args: object) -> bool:
    """Return whether the page of a name is open to whoever looks; a link that is not is not shown."""
    request = context["request"]
    return is_open(actor_of(request), reverse(name, args=args), request)


@register.simple_tag(takes_context=True)
def needs_you(context: Context) -> int:
    """Return how many exceptions wait for whoever looks; counted once for a page."""
    request = context["request"]
    if not hasattr(request, "needs_you"):
        request.needs_you = waiting(actor_of(request))
    return int(request.needs_you)


@register.simple_tag
def shown(number: Shown) -> SafeString:
    """Return a number that links to how it was computed; no data is said and links nowhere."""
    if number.href and number.text != NONE:
        form = '<a class="num" href="{}" title="{}">{}</a>'
        return format_html(form, number.href, number.title or _("How was this estimated?"), number.text)
    return _link(number.text, number.metric, number.title)


@register.simple_tag(takes_context=True)
def how(context: Context, kind: str, of: str = "", text: str = "") -> SafeString:
    """Return the link of a table whose numbers are of a kind: how they were computed, for what, and on which page."""
    asked = {"of": of} if of else {}
    if (anchor := anchor_shown(context)) is not None:
        view = view_of(context["request"].META.get("QUERY_STRING", ""), anchor.kind)
        asked |= {"on": anchor.named} | ({"view": view} if view else {})
    href = reverse("computed_kind", args=[kind]) + (f"?{urlencode(asked, safe='/:')}" if asked else "")
    form = '<a class="how" data-computed="{}" href="{}">{}</a>'
    return format_html(form, kind, href, text or _("How computed?"))


@register.simple_tag(takes_context=True)
def number(context: Context, value: float | None, unit: str, metric: str, *, finer: int = 0) -> SafeString:
    """Return a value in the reader's locale that links to how it was computed."""
    formats: Formats = context["formats"]
    return _link(formats.value(_given(value), unit, finer=finer), metric)


@register.simple_tag(takes_context=True)
def change(context: Context, value: float | None, unit: str, metric: str) -> SafeString:
    """Return a difference in the reader's locale that links to how it was computed."""
    formats: Formats = context["formats"]
    return _link(formats.change(_given(value), unit), metric)


def _given(value: float | str | None) -> float | None:
    """Return a value; none for the empty text that a template makes of a missing one."""
    return None if isinstance(value, str) else value


def _link(text: str, metric: str, title: str = "") -> SafeString:
    if text == NONE:
        return format_html('<span class="none" title="{}">{}</span>', _("no data"), NONE)
    href = reverse("computed", args=[metric])
    hover = title or _("How was this computed?")
    return format_html('<a class="num" data-metric="{}" href="{}" title="{}">{}</a>', metric, href, hover, text)


@register.filter
def day(value: object, formats: Formats) -> str:
    """Return a day as the reader writes it."""
    return formats.day(value)  # type: ignore[arg-type] # templates hand over what views put there


@register.filter
def month(value: object, formats: Formats) -> str:
    """Return a month as the reader writes it."""
    return formats.month(value)  # type: ignore[arg-type] # templates hand over what views put there


@register.filter
def moment(value: object, formats: Formats) -> str:
    """Return a moment in the workspace's time zone."""
    return formats.moment(value)  # type: ignore[arg-type] # templates hand over what views put there


@register.filter
def period(value: str, formats: Formats) -> str:
    """Return a period's label as a reader says it."""
    return formats.period(value)


@register.filter
def whole(value: float | None, formats: Formats) -> str:
    """Return a whole number in full."""
    return formats.count(value)


@register.filter
def in_share(value: float | None, formats: Formats) -> str:
    """Return a share of one in whole percent."""
    return formats.share(value)


@register.filter
def name(value: str | None) -> str:
    """Return an id as a name: "chief_financial_officer" as "Chief financial officer"."""
    return (value or "").replace("_", " ").capitalize()


@register.filter
def field(name: str) -> str:
    """Return what a field of a record is called in the page's language; marked as English where nobody has said it."""
    return opening(str(COLUMNS[name])) if name in COLUMNS else said_in(name.replace("_", " ").capitalize(), DEFAULT)


@register.filter
def plural(kind: str) -> str:
    """Return the plural of what may move goals: "activity" as "activities"."""
    return many_word(kind)


@register.filter
def said_in(text: str, language: str) -> str:
    """Return a text in the page's language, where it can be said in it; else as it stands, marked as what it is."""
    if not language or language == spoken_now():
        return text
    if language == DEFAULT and (words := spoken_text(text)) is not None:
        return words
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), text)


register.filter("said", said)  # for attributes, which hold no mark of a language


@register.filter
def grade(name: str | None) -> str:
    """Return what a grade of evidence means."""
    return str(GRADES.get(name or "", name or ""))


@register.filter
def date_of(value: datetime | None, formats: Formats) -> str:
    """Return the day of a moment, in the workspace's time zone."""
    return formats.day_of(value)


@register.filter
def stop(text: str) -> str:
    """Return the full stop behind a text, unless an abbreviation at its end has one: "€ 2,05 mln."."""
    return "" if text.endswith(".") else "."


@register.filter
def seconds(value: float, formats: Formats) -> str:
    """Return a run time: "38 ms", "1.2 s"."""
    return formats.seconds(value)


@register.filter
def files(names: Sequence[str]) -> str:
    """Return the names of files; of many, the first and the last."""
    if len(names) <= MANY_FILES:
        return ", ".join(names)
    return _("{first} to {last} ({count} files)").format(first=names[0], last=names[-1], count=len(names))


@register.filter
def caret(finding: Finding) -> str:
    """Return the line of carets that stands below a source line."""
    lead = "".join("\t" if letter == "\t" else " " for letter in finding.source_line[: max(finding.column - 1, 0)])
    return lead + "^" * max(finding.end_column - finding.column, 1)


@register.simple_tag(takes_context=True)
def size(context: Context, value: float | None, unit: str, metric: str) -> SafeString:
    """Return the size of a difference without its sign; the words beside it say which way."""
    formats: Formats = context["formats"]
    return _link(formats.size(_given(value), unit), metric)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its summary in words and its target as text."""

    svg: SafeString
    words: str
    target: str


@register.simple_tag(takes_context=True)
def figure_of(context: Context, plot: Plot) -> Drawing:
    """Return a figure, drawn, with its summary."""
    formats: Formats = context["formats"]
    if len(plot.lines) > 1:
        words = "; ".join(f"{line.name} {in_words(line.points, plot.unit, formats)}" for line in plot.lines)
    else:
        words = in_words(plot.lines[0].points, plot.unit, formats) if plot.lines else _("no data")
    if plot.fan:
        words += f"; {fan_in_words(plot.fan, plot.unit, formats)}"
    target = formats.value(plot.target, plot.unit, brief=True) if plot.target is not None else ""
    return Drawing(chart(plot, formats), words, target)


@register.simple_tag
def by_tabs(asked: HasTabs, dimensions: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Return the tabs of the dimensions of a metric."""
    return asked.by_tabs(dimensions)
