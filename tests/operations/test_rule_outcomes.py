"""Every rule in SQL gives each case the outcome that the plain interpreter gives it."""

# ruff: noqa: DTZ001 -- local time has no zone

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from sightline.errors import UnknownNameError
from sightline.events.rules import TEMPLATES
from sightline.model.declarations import Process, Rule
from sightline.operations.outcomes import case_outcomes, rule_drift, rule_outcomes
from sightline.periods import Calendar, Grain, WorkingTime
from sightline.records.processes import OUTCOMES
from tests.measures.conftest import Desk
from tests.operations.interpreter import Event, Found, cases_of, interpret
from tests.operations.logs import Laid, lay, of_case, utc

AS_OF = date(2026, 2, 5)
START = datetime(2026, 1, 29)
RULES = {
    "answered": Rule(response=("a", "c")),
    "answered_soon": Rule(response=("a", "c"), within="30 hours"),
    "answered_in_work": Rule(response=("a", "c"), within="12 hours", calendar="business"),
    "answered_in_a_month": Rule(response=("a", "c"), within="1 month"),
    "prepared": Rule(precedence=("b", "c")),
    "prepared_lately": Rule(precedence=("b", "c"), within="24 hours"),
    "prepared_in_work": Rule(precedence=("b", "c"), within="12 hours", calendar="business"),
    "ordered": Rule(chain_order=("a", "b", "c")),
    "never": Rule(absence="e"),
    "once": Rule(at_most={"activity": "b", "times": 1}),
    "not_even_once": Rule(at_most={"activity": "e", "times": 0}),
    "either": Rule(exclusive=("d", "e")),
    "eyes": Rule(four_eyes=("b", "c")),
    "in_time": Rule(deadline={"from": "a", "to": "d", "within": "2 days"}),
    "in_working_time": Rule(deadline={"from": "a", "to": "d", "within": "18 hours"}, calendar="business"),
    "in_a_month": Rule(deadline={"from": "a", "to": "c", "within": "1 month"}),
    "batched": Rule(batching={"activity": "b", "at_least": 3, "within": "12 hours"}),
    "batched_in_work": Rule(batching={"activity": "b", "at_least": 2, "within": "1 hour"}, calendar="business"),
    "back": Rule(return_to_start="c"),
}
FIXED = {name: rule for name, rule in RULES.items() if not name.endswith("a_month")}
PROCESSES = {
    "chained": Process(log="log", activities={name: {} for name in "abcde"}, chain=tuple("abcd"), ends=("e",)),
    "endless": Process(log="log", activities={name: {} for name in "abcde"}),
    "undeclared": Process(log="log"),
    "ending": Process(log="log", ends=("d",)),
}
CALENDARS = {
    "utc": Calendar(),
    "winter": Calendar(timezone="Europe/Amsterdam", grain=Grain.WEEK),
    "office": Calendar(
        timezone="America/New_York",
        grain=Grain.DAY,
        working=WorkingTime.of(
            {"monday": "08:00-17:00", "tuesday": "08:00-17:00", "friday": "09:00-12:00, 13:00-23:00"},
            [date(2026, 2, 3)],
        ),
    ),
}

events_of = st.lists(
    st.tuples(
        st.sampled_from([f"k{number}" for number in range(9)]),
        st.sampled_from("aabbccdex"),
        st.integers(0, 42).map(lambda step: START + timedelta(hours=6 * step)),
        st.sampled_from(["ann", "bob", None]),
    ),
    min_size=1,
    max_size=72,
)


def world_of(rows: list[tuple[str, str, datetime, str | None]], order: random.Random) -> list[Event]:
    places = list(range(len(rows)))
    order.shuffle(places)
    return [Event(case, what, at, place, who) for (case, what, at, who), place in zip(rows, places, strict=True)]


def known_to(process: Process, events: list[Event]) -> list[Event]:
    """Return the events with one of each activity that a log must know where the process declares none."""
    if process.activities:
        return events
    far = datetime(2026, 3, 1)  # after the reading
    return [*events, *(Event("late", name, far, 10_000 + at) for at, name in enumerate("abcdex"))]


def expected(laid: Laid, rules: dict[str, Rule]) -> dict[tuple[str, str], Found]:
    cases = cases_of(laid.world)
    return {
        (name, case): interpret(rule, events, laid.world)
        for name, rule in rules.items()
        for case, events in cases.items()
    }


def check(laid: Laid, rules: dict[str, Rule]) -> None:
    """Compare counts, cases and drift with the interpreter."""
    calendar = laid.steps.now.calendar
    found = expected(laid, rules)
    listed = case_outcomes(laid.steps, rules, laid.ask, outcome=("satisfied", "violated", "pending")).to_pylist()
    assert {(row["rule"], row["case"]): (row["outcome"], row["at"], row["due"]) for row in listed} == {
        key: (one.outcome, utc(one.at, calendar), utc(one.due, calendar))
        for key, one in found.items()
        if one.outcome != "not_applicable"
    }
    for row in rule_outcomes(laid.steps, rules, laid.ask):
        counts = Counter(one.outcome for (rule, _), one in found.items() if rule == row.rule)
        assert {name: getattr(row, name) for name in OUTCOMES} == {name: counts[name] for name in OUTCOMES}, row.rule
    check_drift(laid, rules, found)


def check_drift(laid: Laid, rules: dict[str, Rule], found: dict[tuple[str, str], Found]) -> None:
    calendar = laid.steps.now.calendar
    settled: Counter[tuple[str, str, str]] = Counter()
    for (rule, _), one in found.items():
        if one.settled is not None:
            day = min(one.settled.date(), AS_OF)
            settled[rule, calendar.period_of(day).label, one.outcome] += 1
    for row in rule_drift(laid.steps, rules, laid.ask, calendar):
        violated, satisfied = (settled.pop((row.rule, row.period, name), 0) for name in ("violated", "satisfied"))
        assert (row.rule, row.period, row.settled, row.violated) == (
            row.rule, row.period, violated + satisfied, violated,
        )  # fmt: skip
    assert not settled


@pytest.mark.parametrize(
    ("process", "calendar"),
    [("chained", "utc"), ("chained", "winter"), ("chained", "office"), ("endless", "utc"), ("undeclared", "utc"),
     ("ending", "office")],
)  # fmt: skip
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(rows=events_of, order=st.randoms(use_true_random=False))
def test_outcomes_are_those_of_the_interpreter(duck: Desk, calendar: str, process: str, rows, order):
    events = known_to(PROCESSES[process], world_of(rows, order))
    cut = CALENDARS[calendar]
    laid = lay(duck, events, PROCESSES[process], as_of=AS_OF, calendar=cut, order=order.randrange(100))
    check(laid, RULES if calendar == "utc" else FIXED)


def some_log(cases: int, seed: int) -> list[Event]:
    chance = random.Random(seed)  # noqa: S311 -- data for tests
    rows = [
        (f"k{case}", chance.choice("aabbccdex"), START + timedelta(hours=6 * chance.randrange(43)),
         chance.choice(["ann", "bob", None]))
        for case in range(cases)
        for _ in range(chance.randrange(1, 9))
    ]  # fmt: skip
    return world_of(rows, chance)


# one of each template; Spark takes seconds to plan a query of many rules
TEN = {name: FIXED[name] for name in ("answered_in_work", "prepared", "ordered", "never", "once", "either", "eyes",
                                      "in_time", "batched", "back")}  # fmt: skip
SIX = {name: TEN[name] for name in ("answered_in_work", "ordered", "eyes", "in_time", "batched", "back")}


def test_many_cases_on_every_engine(desk: Desk):
    rules = SIX if desk.engine.name == "spark" else TEN
    laid = lay(desk, some_log(150, 5), PROCESSES["chained"], as_of=AS_OF, calendar=CALENDARS["office"], order=1)
    check(laid, rules)
    counts = rule_outcomes(laid.steps, rules, laid.ask)
    lonely = [row.rule for row in counts if not (row.violated and row.satisfied)]
    assert lonely == ["batched"]  # so many cases make batches
    assert [row.rule for row in counts if row.pending] == ["answered_in_work", "in_time", "back"]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_alone_reads_fewer_events_and_says_the_same(duck: Desk, rule: str):
    laid = lay(duck, some_log(60, 6), PROCESSES["chained"], as_of=AS_OF, order=2)
    (alone,) = rule_outcomes(laid.steps, {rule: RULES[rule]}, laid.ask)
    found = expected(laid, {rule: RULES[rule]})
    counts = Counter(one.outcome for one in found.values())
    assert {name: getattr(alone, name) for name in OUTCOMES} == {name: counts[name] for name in OUTCOMES}
    listed = case_outcomes(laid.steps, {rule: RULES[rule]}, laid.ask).to_pylist()
    wrong = {case: one.outcome for (_, case), one in found.items() if one.outcome in {"violated", "pending"}}
    assert {row["case"]: row["outcome"] for row in listed} == wrong


def test_every_template_is_tried():
    assert {key for rule in RULES.values() for key in TEMPLATES if getattr(rule, key) is not None} == set(TEMPLATES)


def passes(laid: Laid, ask: Callable[[Callable[[exp.Select], pa.Table]], object]) -> int:
    """Return how often the engine scans the log to answer everything that `ask` wants to know."""
    selects: list[exp.Select] = []

    def noted(select: exp.Select) -> pa.Table:
        selects.append(select)
        return laid.ask(select)

    ask(noted)
    return sum(laid.scans(select) for select in selects)


def test_all_rules_take_at_most_two_passes(desk: Desk):
    laid = lay(desk, some_log(10, 7), PROCESSES["chained"], as_of=AS_OF)
    rules = SIX if desk.engine.name == "spark" else RULES
    assert passes(laid, lambda ask: rule_outcomes(laid.steps, rules, ask)) <= 2
    assert passes(laid, lambda ask: case_outcomes(laid.steps, rules, ask)) == 1
    assert passes(laid, lambda ask: rule_drift(laid.steps, rules, ask, Calendar())) == 1


# traps, worked by hand

PAIR = Process(log="log", activities={"ship": {}, "invoice": {}, "pay": {}}, chain=("ship", "invoice", "pay"))
FOUR_DAYS = {"billed": Rule(response=("ship", "invoice"), within="4 days")}


def day(number: float) -> datetime:
    return datetime(2026, 3, 1) + timedelta(days=number)


def outcome(desk: Desk, rules: dict[str, Rule], *steps, as_of: date = date(2026, 3, 10), process: Process = PAIR):
    laid = lay(desk, list(of_case("c", *steps)), process, as_of=as_of)
    (row,) = rule_outcomes(laid.steps, rules, laid.ask)
    return next(name for name in OUTCOMES if getattr(row, name))


def test_every_a_is_followed_not_some_a(duck: Desk):
    one_late = [("ship", day(0)), ("invoice", day(1)), ("ship", day(2)), ("invoice", day(7))]
    assert outcome(duck, FOUR_DAYS, *one_late) == "violated"
    assert outcome(duck, FOUR_DAYS, *one_late[:2]) == "satisfied"


def test_one_answer_serves_every_a_before_it(duck: Desk):
    assert outcome(duck, FOUR_DAYS, ("ship", day(0)), ("ship", day(1)), ("invoice", day(4))) == "satisfied"
    assert outcome(duck, FOUR_DAYS, ("ship", day(0)), ("ship", day(2)), ("invoice", day(5))) == "violated"


def test_an_answer_before_the_a_is_none(duck: Desk):
    assert outcome(duck, FOUR_DAYS, ("invoice", day(0)), ("ship", day(0)), as_of=date(2026, 3, 2)) == "pending"


def test_what_is_owed_turns_from_pending_to_violated_when_its_time_is_up(duck: Desk):
    before, after = date(2026, 3, 4), date(2026, 3, 5)
    assert outcome(duck, FOUR_DAYS, ("ship", day(0.5)), as_of=before) == "pending"
    assert outcome(duck, FOUR_DAYS, ("ship", day(0.5)), as_of=after) == "violated"


def test_a_pending_case_tells_which_event_owes_and_until_when(duck: Desk):
    shipped = list(of_case("c", ("ship", day(0)), ("invoice", day(1)), ("ship", day(2)), ("ship", day(3))))
    laid = lay(duck, shipped, PAIR, as_of=date(2026, 3, 4))
    (row,) = case_outcomes(laid.steps, FOUR_DAYS, laid.ask).to_pylist()
    assert (row["outcome"], row["at"], row["due"]) == ("pending", utc(day(2), Calendar()), utc(day(6), Calendar()))


def test_a_debt_over_the_week_end_is_due_on_monday(duck: Desk):
    rules = {"billed": Rule(response=("ship", "invoice"), within="24 hours", calendar="business")}
    friday = datetime(2026, 3, 6, 12)
    laid = lay(duck, list(of_case("c", ("ship", friday))), PAIR, as_of=date(2026, 3, 7))
    assert case_outcomes(laid.steps, rules, laid.ask).column("due").to_pylist() == [
        utc(datetime(2026, 3, 9, 12), Calendar())
    ]


def test_without_a_time_limit_an_open_case_owes_for_ever_and_a_closed_one_has_failed(duck: Desk):
    rules = {"billed": Rule(response=("ship", "invoice"))}
    assert outcome(duck, rules, ("ship", day(0)), as_of=date(2030, 1, 1)) == "pending"
    assert outcome(duck, rules, ("ship", day(0)), ("pay", day(1))) == "violated"


def test_a_deadline_lapses_where_the_case_is_closed_in_time(duck: Desk):
    rules = {"soon": Rule(deadline={"from": "ship", "to": "invoice", "within": "4 days"})}
    assert outcome(duck, rules, ("ship", day(0)), ("pay", day(3))) == "not_applicable"
    assert outcome(duck, rules, ("ship", day(0)), ("pay", day(5))) == "violated"


def test_what_is_only_forbidden_is_never_pending(duck: Desk):
    assert outcome(duck, {"no": Rule(absence="pay")}, ("ship", day(0))) == "satisfied"
    assert outcome(duck, {"no": Rule(exclusive=("ship", "pay"))}, ("ship", day(0))) == "satisfied"
    assert outcome(duck, {"no": Rule(exclusive=("invoice", "pay"))}, ("ship", day(0))) == "not_applicable"


def test_nobody_is_known_to_have_done_both_where_a_performer_is_missing(duck: Desk):
    rules = {"eyes": Rule(four_eyes=("ship", "invoice"))}
    assert outcome(duck, rules, ("ship", day(0), "ann"), ("invoice", day(1))) == "not_applicable"
    assert outcome(duck, rules, ("ship", day(0), "ann"), ("invoice", day(1), "bob")) == "satisfied"
    assert outcome(duck, rules, ("ship", day(0), "ann"), ("invoice", day(1), "ann")) == "violated"


def test_ties_are_broken_by_the_sequence(duck: Desk):
    rules = {"first": Rule(precedence=("ship", "invoice"))}
    assert outcome(duck, rules, ("ship", day(0)), ("invoice", day(0))) == "satisfied"
    assert outcome(duck, rules, ("invoice", day(0)), ("ship", day(0))) == "violated"


def test_events_after_the_reading_do_not_count(duck: Desk):
    answered_later = [("ship", day(0)), ("invoice", day(3))]
    assert outcome(duck, FOUR_DAYS, *answered_later, as_of=date(2026, 3, 2)) == "pending"


def test_a_violation_settles_when_time_is_up_not_when_it_began(duck: Desk):
    laid = lay(duck, list(of_case("c", ("ship", datetime(2026, 3, 30)))), PAIR, as_of=date(2026, 4, 30))
    found = rule_drift(laid.steps, FOUR_DAYS, laid.ask, Calendar())
    assert [(row.period, row.settled, row.violated, row.share) for row in found] == [("2026-04", 1, 1, 1.0)]
    assert 0.2 < (found[0].low or 0) < found[0].high == 1.0


def test_what_is_due_when_the_week_ends_settles_in_that_week(duck: Desk):
    rules = {"billed": Rule(response=("ship", "invoice"), within="12 hours", calendar="business")}
    laid = lay(duck, list(of_case("c", ("ship", datetime(2026, 3, 6, 12)))), PAIR, as_of=date(2026, 3, 20))
    for grain, label in ((Grain.WEEK, "2026-W10"), (Grain.DAY, "2026-03-07")):
        found = rule_drift(laid.steps, rules, laid.ask, Calendar(grain=grain))
        assert [row.period for row in found if row.violated] == [label]


def test_the_newest_come_first_and_a_limit_keeps_them(duck: Desk):
    events = [event for number in range(5) for event in of_case(f"c{number}", ("ship", day(number / 10)))]
    laid = lay(duck, events, PAIR, as_of=date(2026, 3, 31))
    assert case_outcomes(laid.steps, FOUR_DAYS, laid.ask, limit=2).column("case").to_pylist() == ["c4", "c3"]


def test_an_empty_log_and_no_rules_say_nothing(duck: Desk):
    laid = lay(duck, [], PAIR, as_of=date(2026, 3, 31))
    (row,) = rule_outcomes(laid.steps, FOUR_DAYS, laid.ask)
    assert [getattr(row, name) for name in OUTCOMES] == [0, 0, 0, 0]
    assert case_outcomes(laid.steps, FOUR_DAYS, laid.ask).num_rows == 0
    assert rule_drift(laid.steps, FOUR_DAYS, laid.ask, Calendar()) == rule_outcomes(laid.steps, {}, laid.ask) == ()


def test_an_unknown_activity_or_outcome_is_named(duck: Desk):
    laid = lay(duck, list(of_case("c", ("ship", day(0)))), PAIR, as_of=date(2026, 3, 31))
    with pytest.raises(UnknownNameError, match="activity"):
        rule_outcomes(laid.steps, {"no": Rule(absence="fly")}, laid.ask)
    with pytest.raises(UnknownNameError, match="outcome"):
        case_outcomes(laid.steps, FOUR_DAYS, laid.ask, outcome=("late",))
