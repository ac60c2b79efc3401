"""The portfolio and promises of the example, held against what is true in it."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest

from sightline.errors import DeclarationError, EstimateError, UnknownNameError
from sightline.reading import deciding, read
from sightline.reading.deciding import Choice
from sightline.reading.promise_files import PromisedBeforeError
from sightline.strategy.portfolio.asking import portfolio
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = pytest.mark.xdist_group("portfolio-example")
QUICK = {"chances": False, "prices": False, "lessons": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("portfolio") / "halden-parts")


@pytest.fixture(scope="module")
def reading(folder):
    with read(Workspace(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def truth(folder):
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))["initiatives"]


@pytest.fixture(scope="module")
def found(reading):
    return reading.portfolio(Choice(budget=800_000, capacity={"integration_engineer": 4}, lessons=False))


def standing(found, name):
    return next(one for one in found.standings if one.candidate.id == name)


def test_the_favourite_of_the_committee_brings_next_to_nothing_and_one_sentence_says_why(found, truth):
    favourite, best = (standing(found, truth[name]["initiative"]) for name in ("favourite", "best"))
    assert favourite.candidate.rank == 1
    assert not favourite.in_best_set
    assert favourite.points < 0.1 * best.points
    assert favourite.low == 0.0  # most draws have no effect at all
    assert favourite.words == ("The data cannot say whether Customers who use the portal moves Contracts renewed.")


def test_the_planted_best_is_in_the_best_set_of_nine_draws_of_ten(found, truth):
    best = standing(found, truth["best"]["initiative"])
    assert best.in_best_set
    assert best.chance >= 0.9
    for needed in truth["best"]["needs"]:
        assert standing(found, needed).chance >= best.chance - 0.01
        assert needed in best.candidate.needs
        assert found.best.starts[needed] < found.best.starts[best.candidate.id]


def test_the_worth_of_the_best_is_what_was_planted(found, truth):
    (worth,) = (one for one in found.of(truth["best"]["initiative"]) if one.goal == "grow_service")
    per_day = 12 * truth["service_revenue_per_month"]["credit_check_time"]
    assert worth.low <= -0.6 * per_day <= worth.high
    assert worth.after > worth.before


def test_a_worth_is_the_line_of_sight_where_nothing_is_used_up(reading, found):
    (line,) = (one for one in reading.sight(from_="dunning_assistant") if one.goal == "free_cash")
    (worth,) = (one for one in found.of("dunning_assistant") if one.goal == "free_cash")
    assert worth.worth == pytest.approx(-float(np.mean(line.draws)))


def test_a_duration_that_would_fall_below_nought_brings_less_than_its_line_says(reading, found):
    (line,) = reading.sight("grow_service", "automate_credit_check")
    (worth,) = (one for one in found.of("automate_credit_check") if one.goal == "grow_service")
    assert 0.95 < worth.worth / float(np.mean(line.draws)) < 1.0


def test_it_says_which_goal_gains_most_and_what_leads_nowhere(found, truth):
    assert standing(found, truth["best"]["initiative"]).goal == "grow_service"
    lost = standing(found, "spring_campaign")
    assert (lost.goal, lost.sighted) == (None, False)
    assert standing(found, truth["favourite"]["initiative"]).sighted  # it leads there; the data cannot say how far


def test_nobody_else_waits_while_the_solver_works(reading, monkeypatch):
    free = []

    def solving(*asked):
        with ThreadPoolExecutor(1) as other:  # a lock is given back by the thread that took it
            free.append(other.submit(reading._ahead_lock.acquire, timeout=5).result())
            other.submit(reading._ahead_lock.release)
        return portfolio(*asked)

    monkeypatch.setattr(deciding, "portfolio", solving)
    assert reading.portfolio(Choice(**QUICK)).best is not None
    assert free == [True]


def test_what_moves_nothing_has_no_place_and_what_must_be_done_has_one(found, truth):
    assert not any(standing(found, name).in_best_set for name in truth["moves_nothing"])
    law = standing(found, "einvoicing_mandate")
    assert law.in_best_set
    assert law.chance == pytest.approx(1.0)
    assert law.words.startswith("Must be done: The law asks for it")


def test_what_a_law_dates_is_there_in_time_however_little_it_is_worth(reading):
    tight = Choice(budget=500_000, capacity={"integration_engineer": 1.0}, **QUICK)
    found = reading.portfolio(tight)
    law = standing(found, "einvoicing_mandate").candidate
    there = reading.model.calendar.period_of(law.must_by).label  # it shows from the period after
    assert found.periods[found.best.starts[law.id] + law.takes - 1] <= there


def test_people_may_be_given_by_period_and_what_a_fix_costs_by_hand(reading):
    slow = next(one for one in reading.fixes() if "credit_check_time" in one.changes)
    asked = {"budget": 800_000, "fixes": (slow,), "costs": {slow.id: 40_000.0}, **QUICK}
    found = reading.portfolio(Choice(**asked))
    assert standing(found, slow.id).in_best_set
    later = reading.portfolio(Choice(**asked, capacity={"integration_engineer": (0.0, 0.0, 4.0)}))
    effort = {one.candidate.id: one.candidate for one in later.standings if one.candidate.effort}
    busy = [name for name in later.best.starts if "integration_engineer" in effort.get(name, slow).effort]
    assert busy
    assert all(later.best.starts[name] + effort[name].takes >= 3 for name in busy)


def test_what_was_delivered_is_no_part_of_the_backlog(found, truth):
    delivered = {one["initiative"] for one in truth["delivered"]}
    assert delivered & {one.candidate.id for one in found.standings} == set()


def test_the_committee_would_bring_far_less(found):
    (own,) = found.comparisons
    assert own.name == "the committee"
    assert own.points < 0.3 * found.best.points
    assert own.less_low > 0


def test_the_set_is_proven_and_keeps_to_its_limits(found):
    assert found.best.gap == pytest.approx(0.0, abs=1e-9)
    assert found.best.cost <= 800_000
    assert found.best.used["integration_engineer"] <= sum(found.limits.capacity["integration_engineer"])


def test_goals_move_together_no_further_than_one_by_one(found):
    for move in found.best.moves:
        apart = sum(one.worth for one in found.worths if one.goal == move.goal and one.initiative in found.best.starts)
        assert move.change <= apart + 1e-9 * max(1.0, abs(apart))


def test_delivered_initiatives_get_an_effect_whose_interval_holds_the_truth(reading, truth):
    realised = {(one.initiative, one.metric): one for one in reading.promises().realised}
    assert len(truth["delivered"]) == 2
    for one in truth["delivered"]:
        mine = realised[one["initiative"], one["metric"]]
        assert mine.low <= one["realised"] <= mine.high
        assert (mine.grade, mine.controls) == ("quasi-experimental", 2)
        assert set(mine.segments) == set(one["regions"])


def test_promises_that_came_short_discount_new_ones(reading):
    factors = reading.kept_of_promises()
    assert 0.5 < factors["automate_credit_check"].mean() < 0.95
    less = reading.portfolio(Choice(budget=800_000, factors=factors, **QUICK))
    more = reading.portfolio(Choice(budget=800_000, **QUICK))
    assert less.best.points < more.best.points


def test_a_promise_is_frozen_once_with_what_was_known(tmp_path, folder, found):
    shutil.copytree(folder, tmp_path / "halden-parts")  # what was estimated for `found` comes along
    with read(Workspace(tmp_path / "halden-parts")) as mine:
        on = date(2026, 11, 2)
        promise = mine.approve("automate_credit_check", by="Committee", reason="Best per euro", on=on)
        known = {one.goal: one for one in promise.known}
        assert known["grow_service"].worth > 1e6
        assert (promise.model, promise.changes["credit_check_time"]) == (mine.model.hash, (-0.9, -0.6, -0.3))
        with pytest.raises(PromisedBeforeError):
            mine.approve("automate_credit_check", by="Committee", reason="Again", on=on)
        with pytest.raises(DeclarationError, match="delivered"):
            mine.approve("dispatch_board", by="Committee", reason="Late", on=on)
        with pytest.raises(DeclarationError, match="reason"):
            mine.approve("price_review", by="Committee", reason=" ", on=on)
        with pytest.raises(UnknownNameError):
            mine.approve("automate_credit", by="Committee", reason="?", on=on)
        assert [one for one in mine.promises().promises if one.frozen] == [promise]
        no = mine.decline("customer_portal", by="Committee", reason="The data cannot say that it helps", on=on)
        with pytest.raises(PromisedBeforeError, match="on that day"):
            mine.decline("customer_portal", by="Committee", reason="Again", on=on)
        with pytest.raises(PromisedBeforeError, match="approved before"):
            mine.decline("automate_credit_check", by="Committee", reason="Too late", on=on)
        yes = mine.approve("customer_portal", by="Committee", reason="A pilot spoke for it", on=date(2026, 12, 7))
        assert mine.promises().declined == (no,)
        assert [one for one in mine.promises().promises if one.frozen] == [yes, promise]


def test_operational_fixes_stand_in_the_backlog_and_may_be_one_with_requests(reading):
    fixes = reading.fixes()
    slow = next(one for one in fixes if "credit_check_time" in one.changes)
    assert slow.cost is None
    low, likely, high = slow.changes["credit_check_time"]
    assert low < likely < high == 0.0
    both = reading.portfolio(Choice(budget=800_000, fixes=fixes, **QUICK))
    assert not standing(both, slow.id).in_best_set
    assert "Nobody has said what it costs" in standing(both, slow.id).words
    assert any({slow.id, "automate_credit_check"} <= set(one.initiatives) for one in both.mergers)


def test_nothing_to_choose_names_what_conflicts(reading):
    found = reading.portfolio(Choice(budget=100_000, must=("automate_credit_check",), **QUICK))
    assert found.best is None
    assert "The budget is 100,000 EUR." in found.conflict.limits
    assert found.conflict.relaxations == ("Raise the budget by 260,000 EUR, to 360,000.",)


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        (Choice(goal="grow"), UnknownNameError),
        (Choice(must=("automat",)), UnknownNameError),
        (Choice(capacity={"enginer": 1.0}), UnknownNameError),
        (Choice(budget=-1.0), DeclarationError),
        (Choice(capacity={"integration_engineer": float("nan")}), DeclarationError),
        (Choice(capacity={"integration_engineer": (1.0,) * 99}), DeclarationError),
        (Choice(costs={"price_revue": 1.0}), UnknownNameError),
        (Choice(costs={"price_review": -1.0}), DeclarationError),
        (Choice(must=("price_review",), without=("price_review",)), DeclarationError),
        (Choice(rankings={"x": "a,b\n1,2\n"}), DeclarationError),
    ],
)
def test_what_cannot_be_asked_is_refused(reading, choice, fault):
    with pytest.raises(fault):
        reading.portfolio(choice)


def test_a_model_without_goals_says_what_is_missing(tmp_path):
    (tmp_path / "sightline.yml").write_text(
        "sightline: 1\nname: Empty\ninitiatives:\n  train: {title: Train}\n", encoding="utf-8"
    )
    with read(Workspace(tmp_path)) as mine, pytest.raises(EstimateError, match="no goal"):
        mine.portfolio()


def test_costs_in_another_currency_count_by_their_rate_and_past_goals_do_not(tmp_path):
    (tmp_path / "sightline.yml").write_text(
        "sightline: 1\nname: Two currencies\nrates: {USD: 0.5}\n"
        "metrics:\n  sales: {title: Sales, unit: EUR, better: higher, typed: {entries: ["
        "{period: 2026-01, value: 5, by: me, evidence: book}, {period: 2026-02, value: 6, by: me, evidence: book}]}}\n"
        "goals:\n  grow: {statement: Grow, metric: sales, target: 9, by: 2020-03-31}\n"
        "initiatives:\n  train: {title: Train, cost: 10, currency: USD, changes: {sales: {by: [1, 2, 3]}}}\n",
        encoding="utf-8",
    )
    with read(Workspace(tmp_path), as_of=date(2026, 3, 10)) as mine:
        found = mine.portfolio(Choice(budget=4.0))
    assert found.standings[0].candidate.cost == 5.0
    assert found.words[0].startswith("“Grow” does not count: its date 2020-03-31 is past")
    assert found.best.starts == {}
