"""The sentences of this surface, made from the same rows as its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sightline_web.ahead import Effect, Line, Origin
from sightline_web.shell.sentences import Sentence, counted, listed, numeral, opening
from sightline_web.shell.sizes import delay
from sightline_web.sight.effects import EffectRow
from sightline_web.sight.lines import Row
from sightline_web.snapshot import Goal

__all__ = ["about_effect", "about_effects", "about_goal", "about_origin", "how_sure", "lifts", "method"]

SUPPORTED_FROM = 36  # values below which nothing is called supported


def about_goal(goal: Goal, metric: str, rows: Sequence[Row], kind: str) -> Sentence:
    """Return what moves a goal most, beyond what its own formula adds up, and by how much; `metric` is its title."""
    what = {"": "Nothing", "metric": "No metric", "activity": "No activity", "rule": "No rule", "role": "No role"}
    if not rows:
        return Sentence.of(f"{what.get(kind, 'No initiative')} is known to move “{goal.statement}”.")
    known = [each for each in rows if each.line.per_unit is not None]
    if not known:
        return Sentence.of(f"What moves {metric} is declared, but the data cannot say by how much.")
    beyond = [each for each in known if each.support.word != "exact"]
    first = (beyond or known)[0]
    lead = f"Beyond its own arithmetic, {first.title}" if first is not known[0] else first.title
    sure = "" if not first.quiet else ", but the data cannot say how sure that is"
    return Sentence.of(f"{lead} moves {metric} most: {first.step} gives ", first.size, f" {_when(first)}{sure}.")


def about_origin(origin: Origin, rows: Sequence[Row]) -> Sentence:
    """Return how many goals something moves, and the one that it moves most."""
    moved = [each for each in rows if each.line.per_unit is not None and each.line.paths]
    if not moved:
        return Sentence.of(f"{origin.title} is not known to move any goal.")
    first, count = moved[0], counted(len(moved), "goal")
    most = " most" if len(moved) > 1 else ""
    return Sentence.of(
        f"{origin.title} moves {count}: {first.step} gives ", first.size,
        f" on “{first.goal.statement}”{', the one it moves' + most if most else ''}, {_when(first)}.",
    )  # fmt: skip


def _when(row: Row) -> str:
    return row.delay if row.line.arrives is not None else "at a delay that is not known"


def how_sure(lines: Sequence[Line]) -> str:
    """Return how many lines are supported, suggested, or beyond what the data can say."""
    counts = Counter(each.support for each in lines)
    said = [
        f"{numeral(counts[name])} {'is' if counts[name] == 1 else 'are'} {name}"
        for name in ("supported", "suggested")
        if counts[name]
    ]
    if counts["cannot_say"]:
        said.append(f"of {numeral(counts['cannot_say'])} the data cannot say")
    return f"Of {counted(len(lines), 'line')} of sight, {listed(said)}." if len(lines) > 1 else ""


def about_effects(effects: Sequence[Effect]) -> Sentence:
    """Return how many declared effects the data support."""
    declared = [each for each in effects if each.kind != "exact"]
    if not declared:
        return Sentence.of("No effect is declared: nothing is known of what moves what, beyond the formulas.")
    counts = Counter(each.support for each in declared)
    if len(declared) == 1:
        word = {"supported": "is supported by the data", "suggested": "is suggested by the data"}
        return Sentence.of(f"The one declared effect {word.get(declared[0].support, 'cannot be judged by the data')}.")
    said = [
        f"{verb} {numeral(counts[name])}"
        for name, verb in (("supported", "support"), ("suggested", "suggest"))
        if counts[name]
    ]
    if counts["cannot_say"]:
        said.append(f"cannot say of {numeral(counts['cannot_say'])}" if said else "cannot say of any")
    return Sentence.of(f"Of {counted(len(declared), 'declared effect')}, the data {listed(said)}.")


def about_effect(row: EffectRow, grain: str) -> Sentence:
    """Return one effect in a sentence."""
    effect = row.effect
    if effect.per_unit is None:
        return Sentence.of(f"The data cannot say whether {row.driver} moves {row.on}.")
    when = f" {delay(effect.lag, grain)}" if effect.lag is not None else ""
    if effect.kind == "exact":
        return Sentence.of(f"{row.step} of {row.driver} is ", row.size, f" of {row.on}{when}, by its formula.")
    sure = {
        "supported": "which the data support",
        "suggested": "which the data suggest",
    }.get(effect.support, "but the data cannot say" if effect.kind == "estimated" else "as declared, untested")
    return Sentence.of(f"{row.step} of {row.driver} gives ", row.size, f" of {row.on}{when}, {sure}.")


def method(effect: Effect, grain: str) -> list[str]:
    """Return how an effect was come by, in sentences."""
    if effect.kind == "exact":
        return [f"It is the derivative of a formula or a window at the newest whole {grain}: arithmetic, no estimate."]
    if effect.kind == "assumed":
        return ["It was declared with the model and is used as it stands until the data can say."]
    first, last = effect.window
    window = f"after {first} {grain}s" if first == last and first != 1 else f"after {first} to {last} {grain}s"
    window = "at once" if last == 0 else f"after 1 {grain}" if first == last == 1 else window
    said = [
        f"It was estimated from the past: the driver either does nothing or acts {window}, at one delay or over a few.",
        "Trend and season are taken out, and errors are allowed a memory.",
        "The interval holds 90 % of the draws from what the data leave possible; they count the chance of no effect.",
    ]
    if effect.panel is not None:
        said.insert(
            1,
            f"{effect.panel.segments} segments by {effect.panel.by.replace('_', ' ')} were fitted together, each with "
            f"a level of its own.",
        )
    if effect.sign:
        twice = "" if effect.two_sided is None else f"; without that, it is {effect.two_sided:.0%} likely"
        said.append(f"Only a {effect.sign} effect was allowed, as declared{twice}.")
    return said


def lifts(effect: Effect) -> list[str]:
    """Return what would make an effect surer, or its evidence better."""
    if effect.kind == "exact":
        return []
    said = []
    if effect.kind == "assumed":
        said.append("Data of both metrics over the same periods, so that it can be tested.")
    elif effect.n < SUPPORTED_FROM:
        said.append(f"{SUPPORTED_FROM - effect.n} more values: below {SUPPORTED_FROM} nothing is called supported.")
    elif effect.support != "supported":
        said.append("More periods or more segments, or a driver that moves more than it did.")
    if effect.grade in {"assumed", "correlational"}:
        said.append(
            "An experiment, a roll-out at different times in different places, or an instrument: a common cause "
            "outside the model would look the same in these data."
        )
    elif effect.grade == "quasi-experimental":
        said.append("An experiment: moving the driver by lot.")
    if effect.expired:
        said.append("Forecasts that are better with the driver than without it again, over a year.")
    return [opening(each) for each in said]
