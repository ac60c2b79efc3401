"""Effects as rows: for their tables, and plain for the twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import Effect, Suggestion
from sightline_web.shell.formats import NONE
from sightline_web.shell.intervals import interval
from sightline_web.shell.sizes import delay, likely, size, span
from sightline_web.shell.support import Support, grade_beside, support_of
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.sight.lines import HOW
from sightline_web.sight.places import Places

__all__ = ["EffectRow", "SuggestionRow", "effect_row", "plain_effect", "plain_suggestion", "suggestion_rows"]


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One effect in a table: `size` is what a `step` of the driver does."""

    effect: Effect
    driver: str
    on: str
    driver_href: str
    on_href: str
    href: str
    step: str
    size: Shown
    span: str
    figure: SafeString
    delay: str
    likely: str
    known: str
    support: Support
    skill: str
    skill_p: str
    n: str
    quiet: bool
    within: str = ""  # the effect within one segment


def effect_row(effect: Effect, places: Places) -> EffectRow:
    """Return an effect with its size for a handy step of its driver."""
    formats, unit, step = places.formats, places.unit(effect.on), places.step(effect.driver)
    middle, low, high = scaled((effect.per_unit, effect.low, effect.high), step.amount)
    href = reverse("effect", args=[effect.driver, effect.on])
    quiet = effect.support == "cannot_say"
    exact = effect.kind == "exact"
    support, chance = support_of(effect.support, effect.kind), likely(effect.probability, formats)
    within = ""
    if effect.panel is not None and effect.panel.per_unit is not None:
        inner = scaled((effect.panel.per_unit, effect.panel.low, effect.panel.high), step.amount)
        within = f"{size(inner[0], unit, formats, *inner[1:])} ({span(inner[1], inner[2], unit, formats)})"
    return EffectRow(
        effect, places.title(effect.driver), places.title(effect.on), places.href(effect.driver),
        places.href(effect.on), href, step.words, Shown(size(middle, unit, formats, low, high), effect.on, HOW, href),
        "" if exact else span(low, high, unit, formats),
        SafeString() if exact else interval(low, middle, high, quiet=quiet),
        delay(effect.lag, places.snapshot.head.grain), chance, _known(effect, support, chance), support,
        _skill(effect.skill, places), _p(effect.skill_p, places), _rests_on(effect, places), quiet, within,
    )  # fmt: skip


def _known(effect: Effect, support: Support, chance: str) -> str:
    """Return what stands below how sure an effect is: its chance, its grade, and whether it has expired."""
    said = [] if effect.probability is None else [_("{probability} likely").format(probability=chance)]
    grade = grade_beside(support, effect.grade)
    said += [grade] if grade else [_("declared")] if effect.grade else []
    return ", ".join([*said, _("expired")] if effect.expired else said)


def scaled(values: Sequence[float | None], by: float) -> tuple[float | None, ...]:
    """Return what is known for one unit, for a step."""
    return tuple(None if each is None else each * by for each in values)


def _skill(skill: float | None, places: Places) -> str:
    if skill is None:
        return NONE
    text = places.formats.share(skill)
    return f"+{text}" if skill > 0 and text != places.formats.share(0.0) else text


def _p(value: float | None, places: Places) -> str:
    return "" if value is None else str(format_decimal(value, format="0.000", locale=places.formats.locale))


def _rests_on(effect: Effect, places: Places) -> str:
    if not effect.n:
        return NONE
    count = places.formats.count(effect.n)
    return f"{count} ({effect.periods} \N{MULTIPLICATION SIGN} {effect.series})" if effect.series > 1 else count


def plain_effect(effect: Effect) -> dict[str, object]:
    """Return an effect for the twins, in the words of the `effects` command."""
    return {
        "driver": effect.driver,
        "on": effect.on,
        "kind": effect.kind,
        "lag": effect.lag,
        "per_unit": effect.per_unit,
        "low": effect.low,
        "high": effect.high,
        "probability": effect.probability,
        "support": effect.support,
        "grade": effect.grade,
        "skill": effect.skill,
        "n": effect.n,
        "skill_p": effect.skill_p,
        "periods": effect.periods,
        "series": effect.series,
        "window": list(effect.window),
        "sign": effect.sign,
        "two_sided": effect.two_sided,
        "expired": effect.expired,
        "words": effect.words,
    }


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion in its table."""

    suggestion: Suggestion
    driver: str
    on: str
    driver_href: str
    on_href: str
    delay: str


def suggestion_rows(suggestions: Sequence[Suggestion], places: Places) -> list[SuggestionRow]:
    """Return suggestions as rows, in their order."""
    grain = places.snapshot.head.grain
    return [
        SuggestionRow(
            each, places.title(each.driver), places.title(each.on), places.href(each.driver), places.href(each.on),
            delay(each.lag, grain),
        )
        for each in suggestions
    ]  # fmt: skip


def plain_suggestion(each: Suggestion) -> dict[str, object]:
    """Return a suggestion for the twins."""
    return {
        "driver": each.driver, "on": each.on, "lag": each.lag, "p": each.p, "q": each.q, "tried": each.tried,
        "n": each.n,
    }  # fmt: skip
