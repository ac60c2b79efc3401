"""The whole answer: standings with reasons, prices, what to learn first, conflicts, comparisons, mergers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sightline.errors import UnknownNameError
from sightline.records.backlog import Candidate, Limits
from sightline.strategy.portfolio.asking import Backlog, Wanted, portfolio
from sightline.strategy.portfolio.conflicts import conflict
from sightline.strategy.portfolio.learning import lessons
from sightline.strategy.portfolio.mergers import mergers
from sightline.strategy.portfolio.problem import problem_of
from sightline.strategy.portfolio.rankings import Ranking
from sightline.strategy.portfolio.stakes import Stakes
from sightline.strategy.portfolio.taking import take
from tests.strategy.portfolio.backlogs import AHEAD, DRAWS, flat, reach

LABELS = tuple(f"2027-{month:02}" for month in range(1, AHEAD + 1))


def backlog(candidates, sizes, *, pulls=None, told=None, things=None, reaches=None):
    changes = {key: np.broadcast_to(np.asarray(size, float), (DRAWS,)).copy() for key, size in sizes.items()}
    goals = reaches or (reach(pulls or {"m": flat(1.0)}),)
    return Backlog(
        tuple(candidates), changes, goals, {}, LABELS, date(2026, 12, 31), 52 / 12, "EUR", told or {}, things or {}
    )


GOOD = Candidate("good", "Good", {"m": (1, 2, 3)}, cost=10.0, asked_on=date(2026, 12, 1), rank=2)
DEAR = Candidate("dear", "Dear", {"m": (1, 2, 3)}, cost=20.0, rank=1)
IDLE = Candidate("idle", "Idle", {"x": (1, 2, 3)}, cost=1.0)
LAW = Candidate("law", "Law", {}, cost=5.0, must="The law asks for it.")
CALLED = {"a": "A", "b": "B", "dev": "Developer"}
SIZES = {("good", "m"): 2.0, ("dear", "m"): 1.0, ("idle", "x"): 1.0}
ALL = (GOOD, DEAR, IDLE, LAW)


def test_the_backlog_stands_by_worth_per_cost_with_its_reasons():
    found = portfolio(backlog(ALL, SIZES), Limits(3, budget=16.0), Wanted())
    told = {one.candidate.id: one for one in found.standings}
    assert [one.candidate.id for one in found.standings] == ["good", "dear", "idle", "law"]
    assert (told["good"].in_best_set, told["good"].start, told["good"].age_days) == (True, "2027-01", 30)
    assert told["good"].points == pytest.approx(2.0 * AHEAD * 100 / 50)
    assert told["good"].delay == pytest.approx(2.0 * 100 / 50)
    assert told["idle"].words.startswith("No line of sight yet: nothing that is declared leads from x to a goal.")
    assert told["law"].words.startswith("Must be done: The law asks for it.")
    assert found.best.cost == 15.0 or set(found.best.starts) == {"good", "law", "idle"}
    assert set(found.best.starts) >= {"good", "law"}
    assert [one.words for one in found.worths if one.initiative == "idle"] == [""]


def test_a_set_carries_its_goals_along():
    found = portfolio(backlog(ALL, SIZES), Limits(3, budget=15.0), Wanted())
    (move,) = found.best.moves
    assert (move.change, move.before, move.after) == (pytest.approx(12.0), 0.0, 0.0)
    assert found.best.words == "No other set within the limits brings more."


def test_one_goal_alone_is_counted_in_its_own_unit():
    found = portfolio(backlog(ALL, SIZES), Limits(3, budget=15.0), Wanted(goal="grow"))
    assert found.unit == "EUR"
    assert found.best.points == pytest.approx(12.0)


def test_a_past_goal_is_said():
    gone = reach({"m": np.zeros((DRAWS, 0))}, goal="gone", by=date(2020, 1, 1))
    found = portfolio(backlog(ALL, SIZES, reaches=(gone, reach({"m": flat(1.0)}))), Limits(2), Wanted())
    assert found.words[0] == "“Grow” does not count: its date 2020-01-01 is past. Give it a new one to plan for it."
    assert len(found.words) == 1


def test_the_price_of_a_limit_is_what_one_step_more_brings():
    found = portfolio(backlog((GOOD, DEAR, LAW), SIZES), Limits(3, budget=34.0), Wanted())
    prices = {one.limit: one for one in found.prices}
    assert (prices["budget"].more, prices["budget"].step, prices["budget"].points) == (
        "2 EUR more", 2.0, pytest.approx(12.0),
    )  # fmt: skip
    assert prices["budget"].solved
    assert prices["law"].points == pytest.approx(12.0)  # its five are what the other one lacks
    assert prices["law"].words == "What it takes could bring more elsewhere (The law asks for it)."


def test_one_more_of_a_role_is_priced_in_people():
    work = (Candidate("work", "Work", {"m": (1, 2, 3)}, effort={"dev": 13.0}),)
    found = portfolio(backlog(work, {("work", "m"): 1.0}), Limits(3, capacity={"dev": (4.0,) * 3}), Wanted())
    assert found.best.starts == {}
    (price,) = found.prices
    assert (price.more, price.points) == ("one more dev", pytest.approx((AHEAD - 1) * 2.0))


def test_a_conflict_names_the_limits_and_the_smallest_step():
    two = (Candidate("a", "A", cost=8.0, needs=("b",)), Candidate("b", "B", cost=4.0))
    limits = Limits(3, budget=10.0, must={"a": "the law"})
    found = conflict(problem_of(two, limits), limits, currency="EUR", called=CALLED)
    assert found.limits == ("A must be done: the law.", "The budget is 10 EUR.", "A needs B first.")
    assert found.relaxations == (
        "Do not insist on A.", "Do A without B, or deliver B before.", "Raise the budget by 2 EUR, to 12.",
    )  # fmt: skip


def test_where_no_single_step_is_enough_the_least_of_all_together_is_named():
    one = (Candidate("a", "A", cost=8.0, effort={"dev": 5.0}), Candidate("b", "B", cost=1.0))
    limits = Limits(2, budget=5.0, capacity={"dev": (1.0, 1.0)}, must={"a": "", "b": ""})
    found = conflict(problem_of(one, limits), limits, currency="EUR", called=CALLED)
    assert found.relaxations == ("Do not insist on A.",)
    both = Limits(2, budget=0.0, capacity={"dev": (1.0, 1.0)}, must={"a": "", "b": ""})
    (step,) = conflict(problem_of(one, both), both, currency="EUR", called=CALLED).relaxations
    assert step == (
        "All of this together: Raise the budget by 9 EUR, to 9. "
        "Find 3.0 more person-weeks of developer in the first period."
    )


def test_a_must_that_excludes_another_is_a_conflict():
    two = (Candidate("a", "A", excludes=("b",)), Candidate("b", "B"))
    limits = Limits(2, must={"a": "", "b": ""})
    found = conflict(problem_of(two, limits), limits, currency="EUR", called=CALLED)
    assert "A and B rule each other out." in found.limits
    assert "Do not insist on A." in found.relaxations


def test_what_decides_is_what_to_learn_first():
    two = (Candidate("sure", "Sure", {"m": (1, 1, 1)}, cost=1.0), Candidate("bet", "Bet", {"m": (0, 1, 4)}, cost=1.0))
    rng = np.random.default_rng(1)
    bet = np.where(rng.random(400) < 0.5, 0.0, 1.8)
    noise = rng.normal(size=400)
    stakes = Stakes(two, {("sure", "m"): np.ones(400), ("bet", "m"): bet}, {"m": np.ones((400, 2))}, {}, 2)
    problem = problem_of(two, Limits(2, budget=1.0))
    things = {("change", "bet"): bet, ("effect", "x > y"): noise, ("change", "sure"): np.ones(400)}
    first, *rest = lessons(stakes, problem, things, called={"bet": "Bet"}, rng=np.random.default_rng(0))
    perfect = np.maximum(2.0, 2 * bet).mean() - 2.0
    assert first.about == "bet"
    assert (
        first.words
        == f"Knowing what Bet really changes would change the set in {100 * first.changes:.0f} of 100 cases."
    )
    assert first.points == pytest.approx(perfect, rel=0.1)
    assert first.changes == pytest.approx((bet > 1).mean(), abs=0.02)
    assert all(one.points < 0.1 * first.points for one in rest)


def test_a_ranking_is_taken_from_the_top_with_what_it_needs():
    three = (
        Candidate("bot", "Bot", {"m": (1, 2, 3)}, cost=5.0, needs=("api",)), Candidate("api", "API", cost=5.0),
        Candidate("toy", "Toy", cost=12.0),
    )  # fmt: skip
    problem = problem_of(three, Limits(3, budget=12.0))
    assert take(problem, ["bot", "toy"]) == {"api": 0, "bot": 1}
    assert take(problem, ["toy", "bot"]) == {"toy": 0}


def test_a_ranking_beside_the_best_set_says_where_they_differ_and_why():
    told = {("dear", "grow"): "The data cannot say whether a moves b."}
    sizes = {**SIZES, ("dear", "m"): 0.01}
    wanted = Wanted(rankings=(Ranking("the committee", ("dear", "good"), ("what",)),))
    found = portfolio(backlog((GOOD, DEAR), sizes, told=told), Limits(3, budget=20.0), wanted)
    (one,) = found.comparisons
    assert one.starts == {"dear": 0}
    assert one.less == pytest.approx(1.99 * AHEAD * 2)
    assert [(part.initiative, part.place, part.ranked, part.why) for part in one.differences] == [
        ("dear", 1, True, "The data cannot say whether a moves b."),
        ("good", 2, False, "It brings more for what it takes; at place 2 what was left did not reach for it."),
    ]
    assert one.words.startswith("The order of the committee brings 1 % of what the best set brings")
    assert one.unknown == ("what",)


def test_the_same_metric_the_same_way_may_be_one_and_rivals_are_known():
    up = Candidate("up", "Up", {"m": (1, 2, 3)})
    fix = Candidate("fix", "Fix", {"m": (0, 1, 2)}, origin="fix")
    down = Candidate("down", "Down", {"m": (-2, -1, 0)})
    rival = Candidate("rival", "Rival", {"m": (0, 1, 2)}, excludes=("up",))
    (found,) = mergers((up, fix, down), {"up": "Up", "fix": "Fix", "m": "Margin"})
    assert (found.initiatives, found.metrics) == (("up", "fix"), ("m",))
    assert found.words == "Up and Fix move Margin the same way: are they one?"
    assert mergers((up, rival), {}) == ()


def test_half_of_the_metrics_in_common_is_enough_and_less_is_not():
    one, two, three = (dict.fromkeys(names, (1, 2, 3)) for names in ("m", "mx", "mxy"))
    (found,) = mergers((Candidate("a", "A", two), Candidate("b", "B", one)), {})
    assert (found.initiatives, found.metrics) == (("a", "b"), ("m",))
    assert mergers((Candidate("a", "A", three), Candidate("b", "B", one)), {}) == ()


def test_what_cannot_be_there_in_time_begins_at_once_and_says_so():
    law = replace(LAW, takes=3, must_by=date(2027, 2, 28))
    found = portfolio(backlog((GOOD, law), SIZES), Limits(3, due={"law": 2}), Wanted())
    assert found.best.starts["law"] == 0
    assert found.words[0] == (
        "Law comes too late: it takes 3 periods, and has to be there after 2027-02-28. It begins as soon as it can."
    )


def test_a_change_for_which_a_metric_has_no_room_says_how_much_counts():
    room = {"m": (flat(-1.0), flat(1.0))}
    found = portfolio(replace(backlog((GOOD, DEAR), SIZES), rooms=room), Limits(3), Wanted())
    told = {one.candidate.id: one.words for one in found.standings}
    assert told["good"].endswith("Only 50 % of it counts: m would pass its end.")
    assert "counts" not in told["dear"]


def test_where_one_goal_counts_nothing_is_said_of_another():
    goals = (reach({"m": flat(1.0)}), reach({"x": flat(1.0)}, goal="other"))
    found = portfolio(backlog(ALL, SIZES, reaches=goals), Limits(3), Wanted(goal="other"))
    told = {one.candidate.id: one.words for one in found.standings}
    assert told["good"] == "It does nothing for “Grow”."
    assert told["idle"].startswith("Most for “Grow”: +")


def test_an_empty_backlog_is_no_error():
    found = portfolio(backlog((), {}), Limits(2), Wanted())
    assert (found.best, found.conflict, found.standings) == (None, None, ())


def test_a_limit_on_an_unknown_initiative_is_refused():
    with pytest.raises(UnknownNameError):
        portfolio(backlog(ALL, SIZES), Limits(2, without=("gud",)), Wanted())
