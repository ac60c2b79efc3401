"""Effects: which metric moves which, with what delay and in what direction."""

from __future__ import annotations

from sightline.model.checks import names
from sightline.model.declarations import Effect
from sightline.model.draft import Draft
from sightline.model.positions import Path

__all__ = ["check_effects"]

_LONGEST_LAG = 520  # ten years of weeks


def check_effects(draft: Draft) -> None:
    """Check every effect."""
    seen: set[tuple[str, str]] = set()
    for number, effect in enumerate(draft.effects):
        path = ("effects", number)
        names.metric(draft, effect.driver, (*path, "driver"))
        names.metric(draft, effect.on, (*path, "on"))
        if effect.driver and effect.driver == effect.on:
            draft.say("SL406", (*path, "on"), f"'{effect.on}' cannot be an effect on itself.", "Name another metric.")
        elif (effect.driver, effect.on) in seen and effect.driver and effect.on:
            cause = f"the effect of '{effect.driver}' on '{effect.on}' is declared twice."
            draft.say("SL411", (*path, "driver"), cause, "Delete one, or widen the lag of the other.")
        seen.add((effect.driver, effect.on))
        _lag(draft, path, effect)
        _assumption(draft, path, effect)
        _panel(draft, path, effect)
        if effect.grade != "correlational" and not effect.evidence:
            fix = "Say under evidence what it rests on, or leave the grade out."
            draft.say("SL435", (*path, "grade"), f"the grade {effect.grade} needs evidence.", fix)


def _lag(draft: Draft, path: Path, effect: Effect) -> None:
    low, high = min(effect.lag), max(effect.lag)
    if list(effect.lag) != sorted(effect.lag):
        draft.say("SL407", (*path, "lag"), "the lag ends before it begins.", f"Write lag: [{low}, {high}].")
    elif low < 0:
        draft.say("SL407", (*path, "lag"), "a lag cannot be negative: causes come first.", "Swap driver and on?")
    elif high > _LONGEST_LAG:
        draft.say("SL407", (*path, "lag"), f"a lag of {high} review periods is too long.", f"At most {_LONGEST_LAG}.")


def _assumption(draft: Draft, path: Path, effect: Effect) -> None:
    assumed = effect.assume
    if assumed is None:
        return
    bounds = assumed.between
    if bounds is not None and list(bounds) != sorted(bounds):
        fix = f"Write between: [{min(bounds)}, {max(bounds)}]."
        draft.say("SL408", (*path, "assume", "between"), "the lower bound is above the upper one.", fix)
    elif bounds is not None and not bounds[0] <= assumed.per_unit <= bounds[-1]:
        cause = f"{assumed.per_unit} does not lie between the bounds {bounds[0]} and {bounds[-1]}."
        draft.say("SL408", (*path, "assume", "per_unit"), cause, "Widen the bounds, or change per_unit.")
    wrong = {"positive": assumed.per_unit < 0, "negative": assumed.per_unit > 0}
    if effect.sign is not None and wrong[effect.sign]:
        cause = f"the sign is {effect.sign}, but per_unit is {assumed.per_unit}."
        draft.say("SL409", (*path, "assume", "per_unit"), cause, "Change the sign or per_unit.")


def _panel(draft: Draft, path: Path, effect: Effect) -> None:
    """Say where the dimension to fit over is not one of both metrics, as far as they declare theirs."""
    for name in (effect.driver, effect.on) if effect.by else ():
        metric = draft.metrics.get(name)
        known = metric.by if metric is not None else getattr(draft.yielded.get(name), "by", ())
        if known and effect.by not in known:
            cause = f"'{name}' has no dimension '{effect.by}'."
            draft.say("SL422", (*path, "by"), cause, f"It has: {', '.join(known)}.")
            return
