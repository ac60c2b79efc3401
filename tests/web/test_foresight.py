"""What the library says of the future reaches the pages in plain numbers, and nobody waits for it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from sightline.periods import Period
from sightline.records import (
    Backtest,
    Calibration,
    CalibrationBin,
    ChangePart,
    EffectRecord,
    Forecast,
    GoalShift,
    Lever,
    LineOfSight,
    Link,
    Outlook,
    PanelEffect,
    Shift,
    SightPath,
    Suggestion,
    WhatIf,
    Why,
)
from sightline.saying import say
from sightline_web.foresight import SLOW, Foresight
from sightline_web.keeper import Keeper, Outcome
from sightline_web.languages.by_language import ByLanguage
from sightline_web.languages.spoken import speaking
from sightline_web.origins import titled
from sightline_web.snapshot import Fault, NotDeclaredError, UnanswerableError, UnderWayError
from tests.web.fakes import FakeSnapshot

NAN = float("nan")
EFFECT = EffectRecord(
    "lead_time", "on_time_share", "estimated", np.int64(1), np.float64(-0.03), -0.05, -0.01, np.float64(0.99),
    "supported", "correlational", 0.1, 0.01, np.int64(36), 36, 1, (0, 2), "negative", 0.98,
    panel=PanelEffect("region", 4, -0.03, -0.05, -0.01), draws=np.zeros((10, 3)),
)  # fmt: skip
BLIND = EffectRecord(
    "a", "b", "estimated", None, NAN, NAN, NAN, 0.2, "cannot_say", "correlational", None, None, 12, 12, 1, (1, 2)
)
LINK = Link("lead_time", "on_time_share", "estimated", 1, -0.03, -0.05, -0.01, "supported", "correlational")
PATHS = tuple(SightPath(("lead_time", "on_time_share"), (LINK,), -0.03, 1) for _ in range(7))
LINE = LineOfSight(
    "ship_on_time", "lead_time", "metric", "Order lead time", "days", np.float64(-0.03), -0.05, -0.01, None, 0.99,
    "supported", 1, PATHS, 2, draws=np.zeros(10),
)  # fmt: skip
PERIODS = (
    Period("month", date(2026, 11, 1), date(2026, 12, 1), "2026-11"),
    Period("month", date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
)
FORECAST = Forecast("lead_time", (), PERIODS, np.zeros((0, 2)), "AutoETS", Backtest(12, 2, 0.8, 1.0, NAN), 36)
OUTLOOK = Outlook(
    "ship_on_time", "on_time_share", "share", 0.9, date(2026, 12, 31), "higher", PERIODS,
    np.arange(10.0).reshape(5, 2), 0.88, 0.8, 0.95, np.float64(0.3), {"lead_time": FORECAST},
)  # fmt: skip
BLANK = Outlook("x", "y", "EUR", 1, date(2020, 1, 1), "higher", (), np.zeros((5, 0)), None, None, None, None, {})


class FakeReading:
    """A reading of the library with its answers at hand; `refuses` questions raise."""

    def __init__(self, *, refuses: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self.refuses = refuses

    def _said(self, question, answer):
        self.asked.append(question)
        if question in self.refuses:
            raise UnanswerableError(Fault("no", fix="Try."))
        return answer

    def effects(self):
        return self._said("effects", (EFFECT, BLIND))

    def suggestions(self):
        return self._said("suggestions", (Suggestion("a", "b", 1, 0.001, 0.05, 30, 36),))

    def sight(self, goal=None, from_=None, *, paths=5):  # noqa: ARG002 -- the library's shape
        words = replace(LINE, from_=from_ or "", paths=(), per_unit=None, words="No path leads there.")
        return self._said("sight", (words,) if from_ else (LINE,) if goal == LINE.goal else ())

    def outlook(self):
        return self._said("outlooks", (OUTLOOK, BLANK))

    def calibration(self):
        bins = tuple(CalibrationBin(n / 10, (n + 1) / 10, 0, None, None) for n in range(10))
        return self._said("calibration", Calibration(0.2, 0.25, bins, 3, 30, NAN, "Words."))

    def why(self, metric, from_=None, to=None, *, by=None):  # noqa: ARG002 -- the library's shape
        part = ChangePart(metric, None, None, "residual", 1.0, NAN, NAN, None)
        return self._said(
            "why", Why(metric, "days", from_ or "a", to or "b", 1.0, 2.0, 1.0, 1.0, (part,), "Up by one.")
        )

    def whatif(self, shifts):  # noqa: ARG002 -- the library's shape
        shift = Shift("lead_time", "factor", 0.9, "-10%")
        change = GoalShift("ship_on_time", "share", OUTLOOK, OUTLOOK, 0.0, NAN, NAN)
        return self._said("whatif", WhatIf((shift,), (change,)))

    def levers(self, goal, *, probability=0.8):
        return self._said(
            "levers", (Lever(goal, "lead_time", "days", None, NAN, None, 3.0, 1.0, probability, 0.4, "No."),)
        )


class Seen(Foresight):
    """A snapshot with nothing but foresight."""

    def __init__(self, reading) -> None:
        super().__init__()
        fake = FakeSnapshot()
        self._reading = reading
        self._metrics, self.goals = ByLanguage(fake.metrics, titled), fake.goals
        process = SimpleNamespace(
            activities={
                "pick": SimpleNamespace(title=None, as_="Pick goods"),
                "ship": SimpleNamespace(title=None, as_=None),
            },
            rules={"ship_in_time": SimpleNamespace(title=None)},
        )
        self._model = SimpleNamespace(
            positions=SimpleNamespace(lookup=lambda path, **_: SimpleNamespace(file="/".join(path), line=3)),
            processes={"order_to_cash": process},
            roles={"packer": SimpleNamespace(title="Packer"), "lead_time": SimpleNamespace(title="Namesake")},
            initiatives={"night_shift": SimpleNamespace(title="Night shift", delivered=None)},
        )

    def _guarded(self, ask):
        return ask()


@pytest.fixture
def seen() -> Seen:
    found = Seen(FakeReading())
    found.estimate()
    return found


def test_numbers_are_plain_and_what_is_not_finite_is_none(seen):
    estimated, blind = seen.effects()
    assert (estimated.per_unit, estimated.panel.segments) == (-0.03, 4)
    assert type(estimated.per_unit) is float
    assert (blind.per_unit, blind.low, blind.high, blind.lag) == (None, None, None, None)
    assert seen.calibration().coverage is None


def test_paths_are_cut_to_what_was_asked_and_the_rest_is_counted(seen):
    (line,) = seen.sight("ship_on_time", "lead_time", 3)
    assert (len(line.paths), line.more) == (3, 6)
    assert (len(seen.sight()[0].paths), seen.sight(paths=12)[0].more) == (5, 2)
    assert seen.sight("grow_revenue") == ()


def test_from_where_no_way_leads_to_a_goal_the_library_says_why(seen):
    (line,) = seen.sight(None, "packer")
    assert (line.origin, line.paths, line.words) == ("packer", (), "No path leads there.")
    asked = len(seen._reading.asked)
    seen.sight(None, "packer")
    assert len(seen._reading.asked) == asked


def test_a_fan_has_one_value_per_level_and_period(seen):
    outlook = seen.outlooks()["ship_on_time"]
    assert outlook.fan == {5: (0.0, 1.0), 25: (2.0, 3.0), 50: (4.0, 5.0), 75: (6.0, 7.0), 95: (8.0, 9.0)}
    assert [span.label for span in outlook.periods] == ["2026-11", "2026-12"]
    assert (outlook.methods[0].method, outlook.methods[0].backtest.mase) == ("AutoETS", 0.8)
    assert outlook.methods[0].backtest.coverage is None
    assert seen.outlooks()["x"].fan == {}


def test_titles_that_the_library_makes_are_in_the_language_of_whoever_asks(seen):
    made = say("{process}: lead time", process="Order to cash", about="")
    seen._metrics = ByLanguage({"x": replace(seen.metrics["lead_time"], id="x", title=made)}, titled)
    with speaking("nl"):
        assert (seen.metrics["x"].title, seen.origins["x"].title) == ("Order to cash: doorlooptijd",) * 2
        assert seen.metrics is seen.metrics
    assert (seen.metrics["x"].title, seen.origins["x"].title) == ("Order to cash: lead time",) * 2


def test_everything_that_moves_goals_has_a_kind_and_a_title_and_metrics_come_first(seen):
    found = {each.id: (each.kind, each.title) for each in seen.origins.values()}
    assert found["order_to_cash.pick"] == ("activity", "Pick goods")
    assert found["order_to_cash.ship"] == ("activity", "Ship")
    assert found["order_to_cash.ship_in_time"] == ("rule", "Ship in time")
    assert (found["packer"], found["night_shift"]) == (("role", "Packer"), ("initiative", "Night shift"))
    assert found["lead_time"] == ("metric", "Order lead time")
    assert seen.origins["order_to_cash.pick"].place.file == "processes/order_to_cash/activities/pick"
    assert seen.origins["packer"].place.file == "roles/packer"


@pytest.mark.parametrize("question", [*SLOW, "why", "whatif", "levers"])
def test_nothing_is_answered_before_it_is_estimated(question):
    found = Seen(FakeReading())
    given = {"why": ("lead_time",), "whatif": (["lead_time=-10%"],), "levers": ("ship_on_time",)}.get(question, ())
    assert not found.ready(question)
    with pytest.raises(UnderWayError):
        getattr(found, question)(*given)
    found.estimate()
    assert found.ready(question)
    assert getattr(found, question)(*given)


def test_each_slow_question_is_asked_once_and_each_address_is_kept(seen):
    seen.estimate()
    once = [*SLOW, *["sight"] * (len(seen.goals) - 1)]  # lines of sight are asked for goal by goal
    assert sorted(seen._reading.asked) == sorted(once)
    for _ in range(3):
        assert seen.why("lead_time", by="region").since == "a"
        assert seen.whatif(["lead_time=-10%"]).shifts[0].text == "-10%"
        assert seen.levers("ship_on_time", 0.9)[0].low is None
    assert sorted(seen._reading.asked) == sorted([*once, "why", "whatif", "levers"])


def test_a_fault_of_the_library_is_told_with_its_question_and_spares_the_others():
    found = Seen(FakeReading(refuses=("sight",)))
    found.estimate()
    assert found.ready("sight")
    with pytest.raises(UnanswerableError, match="no") as caught:
        found.sight()
    assert caught.value.fault.fix == "Try."
    assert len(found.effects()) == 2


def test_a_bug_in_an_estimate_is_told_and_leaves_nobody_waiting():
    reading = FakeReading()
    reading.calibration = lambda: 1 / 0
    found = Seen(reading)
    found.estimate()
    with pytest.raises(UnanswerableError, match="ZeroDivisionError"):
        found.calibration()


@pytest.mark.parametrize(
    "ask",
    [
        lambda seen: seen.sight("nope"),
        lambda seen: seen.sight(None, "nope"),
        lambda seen: seen.why("nope"),
        lambda seen: seen.levers("nope"),
    ],
)
def test_an_unknown_name_is_told_even_while_estimates_are_under_way(ask):
    with pytest.raises(NotDeclaredError):
        ask(Seen(FakeReading()))


def test_a_reading_is_served_before_it_has_estimated_anything_and_a_stop_ends_it():
    gate, begun = threading.Event(), threading.Event()
    reading = FakeReading()

    def slowly():
        begun.set()
        gate.wait(10)
        return ()

    reading.effects = slowly
    found = Seen(reading)
    kept = Keeper(lambda _: Outcome(found), lambda: "same", every=0.0)
    state = kept.state(wait=5)
    assert state.snapshot is found
    assert begun.wait(5)
    assert (kept.state().estimating, kept.state().refreshing) == (True, False)
    threading.Timer(0.05, gate.set).start()
    kept.close(5)
    assert not kept.state().estimating
    assert reading.asked == []


def test_a_newer_reading_stops_the_estimates_of_the_older():
    gate, begun, prints = threading.Event(), threading.Event(), ["a"]
    old, new = Seen(FakeReading()), Seen(FakeReading())

    def slowly():
        begun.set()
        gate.wait(10)
        return ()

    old._reading.effects = slowly
    readings = [old, new]
    kept = Keeper(lambda _: Outcome(readings.pop(0)), lambda: prints[0], every=0.0)
    kept.state(wait=5)
    assert begun.wait(5)
    prints[0] = "b"
    kept.state()
    assert kept._done.wait(5)
    for _ in range(500):
        if new.ready("calibration"):
            break
        threading.Event().wait(0.01)
    gate.set()
    assert kept.settle(10).snapshot is new
    assert new.ready("calibration")
    assert old._reading.asked == []
