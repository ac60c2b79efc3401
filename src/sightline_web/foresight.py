"""What lies ahead, asked of the library and handed to the pages: effects, lines of sight, outlooks, scenarios.

The library takes some seconds for its first answers, so no visitor waits for them:

- the keeper serves a new snapshot at once and then, in the thread that made it, calls `estimate()`, which answers the
  `SLOW` questions one after the other;
- until a question is answered, asking it raises `UnderWayError`. A view needs to do nothing: `shell.pages.page` turns
  the error into a page that says so and loads itself again when `ready(question)`; twins answer 503;
- a page that can do without asks `snapshot.ready("outlooks")` first, leaves the part out, and includes
  `shell/_estimating.html` with `question="outlooks"`, which says so and offers the figures once they are there;
- what rests on an address (`why`, `whatif`, `levers`) is asked of the library at once, but not before the slow
  questions it rests on are answered (`RESTS_ON`), and is kept for the next visitor;
- what takes long and is no estimate of the whole reading is worked out behind the visitor's back: a part of a snapshot
  says which questions wait in which line, and after what, by `_answered_behind`, and asks them by `_ask_behind`;
- a fault of the library is raised as `UnanswerableError`, which `page` shows with its cause and fix. A view with a
  form catches it and shows `error.fault` beside the form.

Works on what `engine` hands over and imports nothing of the library, so it is read and tested alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from sightline_web.ahead import (
    FAN,
    Backtest,
    Calibration,
    CalibrationBin,
    Effect,
    GoalShift,
    Lever,
    Line,
    Link,
    Method,
    Origin,
    Outlook,
    Panel,
    Part,
    Shift,
    SightPath,
    Span,
    Suggestion,
    WhatIf,
    Why,
)
from sightline_web.aims import RoleAims, aims_of
from sightline_web.behind import Behind
from sightline_web.languages.by_language import ByLanguage
from sightline_web.mirroring import number
from sightline_web.origins import origins, titled
from sightline_web.snapshot import Fault, Goal, Metric, NotDeclaredError, UnanswerableError, UnderWayError, failed

__all__ = ["MOST_PATHS", "RESTS_ON", "SLOW", "Foresight", "origins"]

T = TypeVar("T")
MOST_PATHS = 12  # paths of one line of sight that are kept
KEPT = 128  # answers to addresses that are kept
SLOW = ("effects", "sight", "outlooks", "suggestions", "calibration")
RESTS_ON = {
    "why": ("effects",),
    "whatif": ("effects", "outlooks"),
    "levers": ("effects", "outlooks"),
    "role_goals": ("effects", "sight", "outlooks"),
}


class Foresight:
    """The part of a snapshot that looks ahead; `engine.readings.ReadSnapshot` brings the reading and its errors."""

    slow: tuple[str, ...] = SLOW
    _reading: Any
    _model: Any
    _metrics: ByLanguage[Mapping[str, Metric]]
    goals: tuple[Goal, ...]

    def __init__(self) -> None:
        super().__init__()
        self._stopped = threading.Event()
        self._answers: dict[str, Any] = {}
        self._faults: dict[str, Fault] = {}
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._keeping = threading.Lock()
        self._rests_on: dict[str, tuple[str, ...]] = dict(RESTS_ON)
        self._queues: dict[str, Behind] = {}

    def _guarded(self, ask: Callable[[], T]) -> T:
        """Return what `ask` gives; faults of the library are raised as those of a snapshot."""
        raise NotImplementedError

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """All metrics by id, declared ones first; those of processes with titles in the language that is spoken now."""
        return self._metrics.now

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Everything that may move goals, by id, with titles as those of metrics."""
        return self._origins.now

    @cached_property
    def _origins(self) -> ByLanguage[Mapping[str, Origin]]:
        return ByLanguage(origins(self._model, self._metrics.english), titled)

    def ready(self, question: str) -> bool:
        """Whether a question, named as its method, is answered without waiting for estimates."""
        line = self._queues.get(question)
        return self._rested(question) and not (line is not None and line.busy(question))

    def _rested(self, question: str) -> bool:
        """Return whether the slow questions that a question rests on are answered."""
        rests = self._rests_on.get(question, (question,))
        return all(each in self._answers or each in self._faults for each in rests)

    def estimate(self) -> None:
        """Answer the slow questions, one after the other, each once."""
        for question in self.slow:
            if self._stopped.is_set():
                return
            if self.ready(question):
                continue
            try:
                self._answers[question] = self._guarded(getattr(self, f"_ask_{question}"))
            except UnanswerableError as error:
                self._faults[question] = error.fault
            except Exception as error:  # noqa: BLE001 -- a bug must not leave visitors waiting for ever
                self._faults[question] = failed(error)

    def stop(self) -> None:
        """Have what is being found end at its next question."""
        self._stopped.set()
        for line in self._queues.values():
            line.end()

    def effects(self) -> tuple[Effect, ...]:
        """Return all effects: declared ones, then the exact ones of formulas."""
        found: tuple[Effect, ...] = self._answer("effects")
        return found

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return the effects that nobody declared and that the data suggest."""
        found: tuple[Suggestion, ...] = self._answer("suggestions")
        return found

    def sight(self, goal: str | None = None, origin: str | None = None, paths: int = 5) -> tuple[Line, ...]:
        """Return lines of sight, to one goal or all, from one origin or all."""
        if goal is not None:
            self._known("goal", goal, [each.id for each in self.goals])
        if origin is not None:
            self._known("metric, activity, rule, role or initiative", origin, tuple(self.origins))
        by_goal: Mapping[str, tuple[Line, ...]] = self._answer("sight")
        lines = by_goal.get(goal, ()) if goal else [line for each in by_goal.values() for line in each]
        found = [line for line in lines if origin is None or line.origin == origin]
        if origin is not None and not found:  # no way leads there; the library says why
            found = list(self._on_demand(("sight", goal, origin), lambda: self._lines(goal, origin)))
        return tuple(_cut(line, paths) for line in found)

    def outlooks(self) -> Mapping[str, Outlook]:
        """Return the outlook of each goal, by its id."""
        found: Mapping[str, Outlook] = self._answer("outlooks")
        return found

    def calibration(self) -> Calibration:
        """Return how probabilities did on the past of this workspace."""
        found: Calibration = self._answer("calibration")
        return found

    def why(self, metric: str, since: str | None = None, until: str | None = None, by: str | None = None) -> Why:
        """Return why a metric changed between two periods."""
        self._known("metric", metric, tuple(self.metrics))
        return self._on_demand(
            ("why", metric, since, until, by),
            lambda: _why(self._reading.why(metric, from_=since, to=until, by=by)),
        )

    def shift(self, text: str) -> Shift:
        """Return a change such as `on_time_share=+2pp` as it is read."""
        return self._guarded(lambda: _shift(self._reading.shift(text)))

    def whatif(self, shifts: Sequence[str]) -> WhatIf:
        """Return what the goals would do under changes such as `on_time_share=+2pp`."""
        asked = tuple(shifts)
        return self._on_demand(("whatif", *asked), lambda: _what_if(self._reading.whatif(asked)))

    def role_goals(self) -> tuple[RoleAims, ...]:
        """Return what each role can do for the goals, in the order of the model."""
        return self._on_demand(("role_goals",), lambda: aims_of(self._reading.roles()))

    def levers(self, goal: str, probability: float = 0.8) -> tuple[Lever, ...]:
        """Return what it would take of each metric alone to reach a goal."""
        self._known("goal", goal, [each.id for each in self.goals])
        return self._on_demand(
            ("levers", goal, probability),
            lambda: tuple(_lever(each) for each in self._reading.levers(goal, probability=probability)),
        )

    def _ask_effects(self) -> tuple[Effect, ...]:
        return tuple(_effect(each) for each in self._reading.effects())

    def _ask_suggestions(self) -> tuple[Suggestion, ...]:
        return tuple(_suggestion(each) for each in self._reading.suggestions())

    def _ask_sight(self) -> dict[str, tuple[Line, ...]]:
        return {goal.id: self._lines(goal.id, None) for goal in self.goals}

    def _lines(self, goal: str | None, origin: str | None) -> tuple[Line, ...]:
        return tuple(_line(each) for each in self._reading.sight(goal, origin, paths=MOST_PATHS))

    def _ask_outlooks(self) -> dict[str, Outlook]:
        return {each.goal: _outlook(each) for each in self._reading.outlook()}

    def _ask_calibration(self) -> Calibration:
        return _calibration(self._reading.calibration())

    def _answer(self, question: str) -> Any:
        if question in self._faults:
            raise UnanswerableError(self._faults[question])
        if question not in self._answers:
            raise UnderWayError(question)
        return self._answers[question]

    def _answered_behind(self, line: Behind, rests_on: Mapping[str, tuple[str, ...]]) -> None:
        """Have questions wait in a line behind the visitor's back, each after the slow ones that it rests on."""
        self._queues |= dict.fromkeys(rests_on, line)
        self._rests_on |= rests_on

    def _ask_behind(self, key: tuple[object, ...], ask: Callable[[], T], *, keep: bool = True) -> T:
        question = str(key[0])
        if not self._rested(question):
            raise UnderWayError(question)
        found: T = self._queues[question].ask(key, lambda: self._guarded(ask), keep=keep)
        return found

    def _on_demand(self, key: tuple[object, ...], ask: Callable[[], T]) -> T:
        question = str(key[0])
        if not self.ready(question):
            raise UnderWayError(question)
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        found = self._guarded(ask)
        with self._keeping:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    @staticmethod
    def _known(kind: str, name: str, known: Sequence[str]) -> None:
        if name not in known:
            raise NotDeclaredError(kind, name, known)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _numbers(values: Iterable[Any]) -> tuple[float | None, ...]:
    return tuple(number(value) for value in values)


def _effect(each: Any) -> Effect:
    panel = each.panel
    return Effect(
        each.driver, each.on, each.kind, _whole(each.lag),
        number(each.per_unit), number(each.low), number(each.high),
        number(each.probability), each.support, each.grade, number(each.skill), number(each.skill_p), int(each.n),
        int(each.periods), int(each.series), (int(each.window[0]), int(each.window[1])), each.sign,
        number(each.two_sided), bool(each.expired),
        Panel(panel.by, int(panel.segments), *_numbers((panel.per_unit, panel.low, panel.high))) if panel else None,
        each.words,
    )  # fmt: skip


def _suggestion(each: Any) -> Suggestion:
    return Suggestion(
        each.driver, each.on, int(each.lag), float(each.p), float(each.q), int(each.tried), int(each.n)
    )  # fmt: skip


def _line(each: Any) -> Line:
    return Line(
        each.goal, each.from_, each.origin, each.title, each.unit, number(each.per_unit), number(each.low),
        number(each.high), number(each.share_of_gap), float(each.probability), each.support, _whole(each.arrives),
        tuple(_path(path) for path in each.paths), int(each.more), each.words,
    )  # fmt: skip


def _path(path: Any) -> SightPath:
    links = tuple(
        Link(
            link.driver, link.on, link.kind, _whole(link.lag),
            number(link.per_unit), number(link.low), number(link.high),
            link.support, link.grade,
        )
        for link in path.links
    )  # fmt: skip
    return SightPath(tuple(path.nodes), links, number(path.per_unit), int(path.lag))


def _cut(line: Line, paths: int) -> Line:
    left_out = len(line.paths) - paths
    return replace(line, paths=line.paths[:paths], more=line.more + left_out) if left_out > 0 else line


def _outlook(each: Any) -> Outlook:
    return Outlook(
        each.goal, each.metric, each.unit, float(each.target), each.by, each.better,
        tuple(Span(period.label, period.start, period.end) for period in each.periods),
        {level: _numbers(row) for level, row in zip(FAN, each.fan, strict=True)} if len(each.periods) else {},
        number(each.forecast), number(each.low), number(each.high), number(each.probability),
        tuple(_method(name, forecast) for name, forecast in each.methods.items()), each.words,
    )  # fmt: skip


def _method(metric: str, forecast: Any) -> Method:
    tried = forecast.backtest
    if tried is not None:
        measured = _numbers((tried.mase, tried.naive_mase, tried.coverage))
        tried = Backtest(int(tried.origins), int(tried.horizon), *measured)
    return Method(metric, forecast.method, int(forecast.n), tried, forecast.words)


def _calibration(each: Any) -> Calibration:
    bins = tuple(
        CalibrationBin(float(one.low), float(one.high), int(one.count), number(one.said), number(one.came))
        for one in each.bins
    )
    return Calibration(
        number(each.brier), number(each.base), bins, int(each.series), int(each.forecasts), number(each.coverage),
        each.words,
    )  # fmt: skip


def _why(each: Any) -> Why:
    return Why(
        each.metric, each.unit, each.from_, each.to, float(each.before), float(each.after), float(each.total),
        float(each.residual), tuple(_part(part) for part in each.parts), each.sentence, each.words,
    )  # fmt: skip


def _part(each: Any) -> Part:
    return Part(
        each.metric, each.dimension, each.segment, each.part, float(each.contribution), number(each.low),
        number(each.high), number(each.share), number(each.moved), int(each.lag), tuple(each.via), each.support,
        each.grade, each.words,
    )  # fmt: skip


def _shift(each: Any) -> Shift:
    return Shift(each.metric, each.how, float(each.amount), each.text)


def _what_if(each: Any) -> WhatIf:
    shifts = tuple(_shift(one) for one in each.shifts)
    goals = tuple(
        GoalShift(
            one.goal, one.unit, _outlook(one.before), _outlook(one.after), number(one.change), number(one.low),
            number(one.high), one.words,
        )
        for one in each.goals
    )  # fmt: skip
    return WhatIf(shifts, goals, each.words)


def _lever(each: Any) -> Lever:
    return Lever(
        each.goal, each.metric, each.unit, number(each.needed), number(each.low), number(each.high),
        number(each.now), float(each.reach), float(each.probability), number(each.best), each.words,
    )  # fmt: skip
