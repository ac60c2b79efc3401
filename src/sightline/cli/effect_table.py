"""What `effects` shows: one sentence that answers, then each effect with its size, interval, delay and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli.documents import EFFECTS
from sightline.cli.evidence import evidence, legend, standing
from sightline.cli.figures import counted
from sightline.cli.formats import show
from sightline.cli.signature import signature
from sightline.cli.sizes import Step, chance, full_change, interval, step_of
from sightline.cli.state import State
from sightline.cli.tables import Cell, Column, fitting, longest_word, paragraph, render
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import ENVIRONMENT, rows_of, tell

if TYPE_CHECKING:
    from sightline.model import Model
    from sightline.reading import Reading
    from sightline.records import EffectRecord

_EXTRAS = ("window", "sign", "two_sided", "skill_p", "periods", "series", "expired", "words")
_PANEL = ("by", "segments", "per_unit", "low", "high")
_ORDER = ("supported", "suggested", "assumed", "cannot_say", "exact")
_SAME = 0.01  # a segment's effect that differs by less than this from the whole is not worth a remark


@dataclass(frozen=True, slots=True)
class Shown:
    """The effects to show, what was asked, and the model that declares them."""

    effects: tuple[EffectRecord, ...]
    asked: tuple[str, ...]
    model: Model


def answer(state: State, names: Sequence[str], *, fmt: str) -> int:
    """Print the effects that start or end at the metrics called `names` (all when empty); return the exit code.

    Raises
    ------
    UnknownNameError
        If no metric is called so.
    """
    with state.reading() as reading:
        for name in names:
            reading.model.metric(name)
        found = tuple(one for one in reading.effects() if not names or one.driver in names or one.on in names)
        as_of, problems = reading.as_of, reading.problems
        state.hide_progress()
        code = tell(state, problems, {metric for one in found for metric in (one.driver, one.on)})
        if code != ENVIRONMENT:
            shown = Shown(found, tuple(names), reading.model)
            show(
                state, EFFECTS, [_row(one) for one in found], fmt=fmt, model=reading.model, as_of=as_of,
                table=lambda out: table(shown, out), effects=_extras(reading, found), problems=rows_of(problems),
            )  # fmt: skip
        return code


def _row(effect: EffectRecord) -> dict[str, Any]:
    return {name: getattr(effect, name) for name in EFFECTS.names()}


def _extras(reading: Reading, effects: Sequence[EffectRecord]) -> dict[str, dict[str, Any]]:
    return {
        f"{one.driver} > {one.on}": {
            "driver_unit": reading.model.metric(one.driver).unit,
            "on_unit": reading.model.metric(one.on).unit,
            **{name: getattr(one, name) for name in _EXTRAS},
            "panel": None if one.panel is None else {name: getattr(one.panel, name) for name in _PANEL},
        }
        for one in effects
    }


def _standing(effect: EffectRecord) -> str:
    return standing([effect.kind], effect.support)


def sentence(shown: Shown) -> str:
    """Return the answer in one sentence: how many of the declared effects the data support."""
    declared = [_standing(one) for one in shown.effects if one.kind != "exact"]
    exact = len(shown.effects) - len(declared)
    about = f" at {' and '.join(shown.asked)}" if shown.asked else ""
    if not declared:
        if exact:
            return f"No effect is declared{about}; {counted(exact, 'effect is', 'effects are')} exact, by formula."
        if shown.asked:
            return f"No effect starts or ends{about}. Declare one under 'effects:' with a driver and what it moves."
        return "The model declares no effects. Declare one under 'effects:' with a driver and what it moves."
    count = {word: declared.count(word) for word in _ORDER}
    said = [
        f"the data support {count['supported']}" if count["supported"] else "the data support none",
        *([f"suggest {count['suggested']}"] if count["suggested"] else []),
        *([f"cannot say of {count['cannot_say']}"] if count["cannot_say"] else []),
    ]
    text = f"Of {counted(len(declared), 'declared effect')}{about} {_joined(said)}"
    if count["assumed"]:
        text += f"; {counted(count['assumed'], 'is', 'are')} assumed until they can"
    return f"{text}; {counted(exact, 'more is', 'more are')} exact, by formula." if exact else f"{text}."


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _cells(effect: EffectRecord, step: Step, unit: str, terminal: Terminal) -> list[str | Cell]:
    sizes = [None if one is None else one * step.factor for one in (effect.per_unit, effect.low, effect.high)]
    exact = effect.kind == "exact"
    quiet = "quiet" if effect.support == "cannot_say" and effect.kind == "estimated" else None
    cells = [
        f"{effect.driver} {terminal.sign('to')} {effect.on}",
        full_change(sizes[0], unit, terminal, beside=sizes),
        step.words,
        "exact" if exact else interval(sizes[1], sizes[2], unit, terminal, beside=sizes[:1]),
        terminal.sign("none") if effect.lag is None else str(effect.lag),
        terminal.sign("none") if exact else chance(effect.probability, terminal),
        terminal.sign("none") if exact else f"{effect.n:,}",
    ]
    return [evidence(_standing(effect), terminal), *(Cell(cell, quiet) for cell in cells)]


def _note(effect: EffectRecord, step: Step, model: Model, terminal: Terminal, left: set[str]) -> str:
    if effect.kind == "exact":
        return f"per {step.words}" if "Per" in left else ""
    parts = [f"per {step.words}"] if "Per" in left and effect.per_unit is not None else []
    if effect.grade is not None and effect.grade != "assumed":
        parts.append(effect.grade)
    if "Chance" in left and effect.probability is not None:
        parts.append(f"chance {chance(effect.probability, terminal)}")
    if effect.n:
        span = counted(effect.periods, model.calendar.grain.value)
        span += f" x {effect.series} segments" if effect.series > 1 else ""
        parts.append(f"{effect.n:,} values: {span}" if "n" in left else span)
    parts += [_skill(effect)] if effect.skill is not None else []
    parts += [_panel(effect, step, model, terminal)]
    parts += ["expired"] if effect.expired else []
    return f" {terminal.sign('dot')} ".join([one for one in parts if one] + ([effect.words] if effect.words else []))


def _skill(effect: EffectRecord) -> str:
    skill = effect.skill or 0.0
    if skill <= 0:
        return "forecasts are no better with it"
    return f"squared forecast error {max(skill * 100, 1):.0f} % smaller with it"


def _panel(effect: EffectRecord, step: Step, model: Model, terminal: Terminal) -> str:
    """Return what the effect is within one segment, where that is another than for the enterprise."""
    panel = effect.panel
    if panel is None or effect.per_unit is None:
        return ""
    if abs(panel.per_unit - effect.per_unit) <= _SAME * abs(effect.per_unit):
        return ""
    unit = model.metric(effect.on).unit
    sizes = [one * step.factor for one in (panel.per_unit, panel.low, panel.high)]
    return (
        f"within one {panel.by} {full_change(sizes[0], unit, terminal, beside=sizes)} "
        f"({interval(sizes[1], sizes[2], unit, terminal, beside=sizes)})"
    )


def table(shown: Shown, terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    yield from paragraph(sentence(shown), terminal)
    if not shown.effects:
        return
    model = shown.model
    effects = sorted(shown.effects, key=lambda one: _ORDER.index(_standing(one)))
    steps = [step_of(model.metric(one.driver).unit, [one.per_unit]) for one in effects]
    rows = [_cells(one, step, model.metric(one.on).unit, terminal) for one, step in zip(effects, steps, strict=True)]
    names = longest_word(f"{one.driver} {one.on}" for one in effects) + 2
    columns = [
        Column("Evidence"), Column("Effect", wraps=True, least=names), Column("Moves it by", figures=True),
        Column("Per"), Column("90 % interval", figures=True), Column("Lag", figures=True),
        Column("Chance", figures=True), Column("n", figures=True),
    ]  # fmt: skip
    columns, rows, left = fitting(columns, rows, terminal, ("n", "Chance", "Per", "Lag"))
    notes = [_note(one, step, model, terminal, left) for one, step in zip(effects, steps, strict=True)]
    yield ""
    yield from render(columns, rows, terminal, notes=notes)
    yield ""
    yield from paragraph(legend({_standing(one) for one in effects}).capitalize(), terminal)
    yield from _footer(shown, terminal)


def _footer(shown: Shown, terminal: Terminal) -> Iterator[str]:
    grain = shown.model.calendar.grain.value
    yield from paragraph(
        f"Moves it by: what a lasting change of the driver by the amount under Per does in the end. Lag: the most "
        f"probable delay, in {grain}s. JSON and CSV hold the effect of one whole unit (of a share: 100 points).",
        terminal,
    )
    if any(one.grade == "correlational" for one in shown.effects):
        yield from paragraph(
            "Correlational: a cause that the model does not know may move both; only an experiment rules that out.",
            terminal,
        )
    yield from signature(shown.model, terminal)
