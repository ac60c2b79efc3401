"""The sentences of this surface, made from the same rows as its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.ahead import Effect, Line, Origin
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import Formats
from sightline_web.shell.grains import in_periods
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.shell.sizes import delay, likely
from sightline_web.sight.effects import EffectRow
from sightline_web.sight.lines import Row
from sightline_web.snapshot import Goal

__all__ = [
    "about_effect",
    "about_effects",
    "about_goal",
    "about_origin",
    "how_sure",
    "lifts",
    "method",
    "past",
    "tried",
]

SUPPORTED_FROM = 36  # values below which nothing is called supported
NOTHING_MOVES = {  # by the kind that is asked for
    "": later("Nothing is known to move “{goal}”."),
    "metric": later("No metric is known to move “{goal}”."),
    "activity": later("No activity is known to move “{goal}”."),
    "rule": later("No rule is known to move “{goal}”."),
    "role": later("No role is known to move “{goal}”."),
    "initiative": later("No initiative is known to move “{goal}”."),
}
THE_ONE = {  # by what the data say of it
    "supported": later("The one declared effect is supported by the data."),
    "suggested": later("The one declared effect is suggested by the data."),
    "cannot_say": later("The one declared effect cannot be judged by the data."),
}
GIVES = {  # by what the data say of it
    "supported": later("{step} of {driver} gives {moved}, which the data support."),
    "suggested": later("{step} of {driver} gives {moved}, which the data suggest."),
    "cannot_say": later("{step} of {driver} gives {moved}, but the data cannot say."),
    "assumed": later("{step} of {driver} gives {moved}, as declared, untested."),
}
NEWEST = {  # by grain
    "day": later("the newest whole day"),
    "week": later("the newest whole week"),
    "month": later("the newest whole month"),
    "quarter": later("the newest whole quarter"),
    "year": later("the newest whole year"),
    "period": later("the newest whole period"),
}
SIGNED = {  # by the sign that is declared
    "positive": later("Only a positive effect was allowed, as declared."),
    "negative": later("Only a negative effect was allowed, as declared."),
}
SIGNED_LIKELY = {
    "positive": later("Only a positive effect was allowed, as declared; without that, it is {probability} likely."),
    "negative": later("Only a negative effect was allowed, as declared; without that, it is {probability} likely."),
}


def about_goal(goal: Goal, metric: str, rows: Sequence[Row], kind: str) -> Sentence:
    """Return what moves a goal most, beyond what its own formula adds up, and by how much; `metric` is its title."""
    if not rows:
        return Sentence.put(str(NOTHING_MOVES[kind]), goal=goal.statement)
    known = [each for each in rows if each.line.per_unit is not None]
    if not known:
        return Sentence.put(_("What moves {metric} is declared, but the data cannot say by how much."), metric=metric)
    beyond = [each for each in known if not each.exact]
    first = (beyond or known)[0]
    gives = _("{step} gives {size} {when}")
    if first.quiet:
        gives = _("{step} gives {size} {when}, but the data cannot say how sure that is")
    text = _("{origin} moves {metric} most: {gives}.")
    if first is not known[0]:
        text = _("Beyond its own arithmetic, {origin} moves {metric} most: {gives}.")
    given = Sentence.put(gives, step=first.step, size=first.size, when=_when(first))
    return Sentence.put(text, origin=first.title, metric=metric, gives=given)


def about_origin(origin: Origin, rows: Sequence[Row]) -> Sentence:
    """Return how many goals something moves, and the one that it moves most."""
    moved = [each for each in rows if each.line.per_unit is not None and each.line.paths]
    if not moved:
        return Sentence.put(_("{origin} is not known to move any goal."), origin=origin.title)
    first = moved[0]
    if all(each.quiet for each in moved):
        text = _("The data cannot say whether {origin} moves “{goal}”.")
        if len(moved) > 1:
            text = _("The data cannot say whether {origin} moves any of {goals}.")
        goals = counted(len(moved), "goal")
        return Sentence.put(text, origin=origin.title, goal=first.goal.statement, goals=goals)
    text = _("{origin} moves {goals}: {step} gives {size} on “{goal}”, {when}.")
    if len(moved) > 1:
        text = _("{origin} moves {goals}: {step} gives {size} on “{goal}”, the one it moves most, {when}.")
    return Sentence.put(
        text, origin=origin.title, goals=counted(len(moved), "goal"), step=first.step, size=first.size,
        goal=first.goal.statement, when=_when(first),
    )  # fmt: skip


def _when(row: Row) -> str:
    return row.delay if row.line.arrives is not None else _("at a delay that is not known")


def how_sure(lines: Sequence[Line]) -> str:
    """Return how many lines are supported, suggested, or beyond what the data can say."""
    if len(lines) < 2:  # noqa: PLR2004 -- the row of one line says it
        return ""
    counts = Counter(each.support for each in lines)
    parts = {
        "supported": ngettext("{count} is supported", "{count} are supported", counts["supported"]),
        "suggested": ngettext("{count} is suggested", "{count} are suggested", counts["suggested"]),
        "cannot_say": _("of {count} the data cannot say"),
    }
    said = [text.format(count=numeral(counts[name])) for name, text in parts.items() if counts[name]]
    lines_counted = counted(len(lines), "line of sight", "lines of sight")
    return _("Of {lines}, {list}.").format(lines=lines_counted, list=listed(said))


def about_effects(effects: Sequence[Effect]) -> Sentence:
    """Return how many declared effects the data support."""
    declared = [each for each in effects if each.kind != "exact"]
    if not declared:
        return Sentence.of(_("No effect is declared: nothing is known of what moves what, beyond the formulas."))
    counts = Counter(each.support for each in declared)
    if len(declared) == 1:
        return Sentence.of(str(THE_ONE.get(declared[0].support, THE_ONE["cannot_say"])))
    parts = {
        "supported": _("support {count}"),
        "suggested": _("suggest {count}"),
        "cannot_say": _("cannot say of {count}"),
    }
    said = [text.format(count=numeral(counts[name])) for name, text in parts.items() if counts[name]]
    if len(said) == 1 and counts["cannot_say"]:
        said = [_("cannot say of any")]
    effects_counted = counted(len(declared), "declared effect")
    return Sentence.of(_("Of {effects}, the data {list}.").format(effects=effects_counted, list=listed(said)))


def about_effect(row: EffectRow, grain: str) -> Sentence:
    """Return one effect in a sentence."""
    effect = row.effect
    if effect.per_unit is None:
        return Sentence.put(_("The data cannot say whether {driver} moves {metric}."), driver=row.driver, metric=row.on)
    moved = Sentence.put(_("{size} of {metric}"), size=row.size, metric=row.on)
    if effect.lag is not None:
        when = delay(effect.lag, grain)
        moved = Sentence.put(_("{size} of {metric} {when}"), size=row.size, metric=row.on, when=when)
    if effect.kind == "exact":
        text = _("{step} of {driver} is {moved}, by its formula.")
    else:
        other = "cannot_say" if effect.kind == "estimated" else "assumed"
        text = str(GIVES[effect.support if effect.support in {"supported", "suggested"} else other])
    return Sentence.put(text, step=row.step, driver=row.driver, moved=moved)


def tried(effect: Effect, grain: str) -> str:
    """Return the delays that were tried: "0 to 3 months"."""
    first, last = effect.window
    time = in_periods(last, grain)
    return time if first == last else _("{first} to {last}").format(first=first, last=time)


def past(effect: Effect, grain: str) -> str:
    """Return what the values of an effect are of: "36 months in 12 segments"."""
    time = in_periods(effect.periods, grain)
    if effect.series <= 1:
        return time
    text = ngettext("{time} in {count} segment", "{time} in {count} segments", effect.series)
    return text.format(time=time, count=effect.series)


def method(effect: Effect, grain: str, formats: Formats) -> list[str]:
    """Return how an effect was come by, in sentences."""
    if effect.kind == "exact":
        text = _("It is the derivative of a formula or a window at {period}: arithmetic, no estimate.")
        return [text.format(period=NEWEST[grain])]
    if effect.kind == "assumed":
        return [_("It was declared with the model and is used as it stands until the data can say.")]
    last = effect.window[1]
    window = _("after {time}").format(time=tried(effect, grain)) if last else _("at once")
    said = [
        _(
            "It was estimated from the past: the driver either does nothing or acts {window}, at one delay or over a "
            "few."
        ).format(window=window),
        _("Trend and season are taken out, and errors are allowed a memory."),
        _(
            "The interval holds 90 % of the draws from what the data leave possible; they count the chance of no "
            "effect."
        ),
    ]
    if effect.panel is not None:
        fitted = _("{count} segments by {dimension} were fitted together, each with a level of its own.")
        said.insert(1, fitted.format(count=effect.panel.segments, dimension=effect.panel.by.replace("_", " ")))
    if effect.sign:
        allowed = SIGNED if effect.two_sided is None else SIGNED_LIKELY
        said.append(allowed[effect.sign].format(probability=likely(effect.two_sided or 0.0, formats)))
    return said


def lifts(effect: Effect) -> list[str]:
    """Return what would make an effect surer, or its evidence better."""
    if effect.kind == "exact":
        return []
    said = []
    if effect.kind == "assumed":
        said.append(_("Data of both metrics over the same periods, so that it can be tested."))
    elif effect.n < SUPPORTED_FROM:
        lacking = SUPPORTED_FROM - effect.n
        more = ngettext(
            "{count} more value: below {least} nothing is called supported.",
            "{count} more values: below {least} nothing is called supported.",
            lacking,
        )
        said.append(more.format(count=lacking, least=SUPPORTED_FROM))
    elif effect.support != "supported":
        said.append(_("More periods or more segments, or a driver that moves more than it did."))
    if effect.grade in {"assumed", "correlational"}:
        said.append(
            _(
                "An experiment, a roll-out at different times in different places, or an instrument: a common cause "
                "outside the model would look the same in these data."
            )
        )
    elif effect.grade == "quasi-experimental":
        said.append(_("An experiment: moving the driver by lot."))
    if effect.expired:
        said.append(_("Forecasts that are better with the driver than without it again, over a year."))
    return [opening(each) for each in said]
