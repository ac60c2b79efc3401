"""Roles, units and persons as a whole: what is planted is found, and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from sightline.records.agreements import Agreement
from sightline.records.alignment import Agreed
from sightline.records.work import Done
from sightline.roles.alignment import agreed_splits
from tests.roles.alignment.worlds import NAMES, World, one

SPLIT, LATER = (0.5, 0.3, 0.2), (0.3, 0.3, 0.4)


@pytest.fixture
def world():
    """Two roles of which one drifts by a fifth of its work, for which nothing outside changes."""
    rng = np.random.default_rng(4)
    return World(rng).role("clerk", SPLIT, later=LATER, unit="office").role("driver", (0.2, 0.8), unit="yard", people=8)


def test_the_role_that_drifted_is_found_and_no_other(world):
    found = world.aligned()
    clerk, driver = one(found, "clerk"), one(found, "driver")
    assert (clerk.state, driver.state) == ("drifted", "within_noise")
    assert clerk.low <= 0.2 <= clerk.high
    assert clerk.noise < clerk.distance
    assert clerk.excess == pytest.approx((clerk.distance - clerk.noise) / (1 - clerk.noise))
    assert (driver.excess, driver.parts) == (None, ())
    assert driver.distance < driver.noise_high
    assert clerk.against == "baseline"
    assert "nothing was agreed" in clerk.words


def test_a_unit_of_one_role_says_what_the_role_says(world):
    found = world.aligned()
    role, unit = one(found, "clerk"), one(found, "office", "unit")
    assert (unit.state, unit.people) == ("drifted", 6)
    assert unit.distance == pytest.approx(role.distance)
    assert {part.cause: part.value for part in unit.parts} == pytest.approx({p.cause: p.value for p in role.parts})


def test_the_parts_sum_to_the_distance_whoever_it_is(world):
    found = world.aligned(persons=None)
    drifted = [each for each in found.every if each.state == "drifted"]
    assert {each.kind for each in drifted} == {"role", "unit", "person"}
    for each in drifted:
        assert sum(part.value for part in each.parts) == pytest.approx(each.distance)
        assert sum(share.agreed for share in each.activities) == pytest.approx(1)
        assert sum(share.actual for share in each.activities) == pytest.approx(1)


def test_demand_and_assignment_are_told_apart():
    """Twice the audits arrive (demand), and filing that an outsider did comes to the clerks (assignment)."""
    rng = np.random.default_rng(3)
    world = World(rng).role("clerk", (0.5, 0.4, 0.1), later=(0.5, 0.2, 0.3), people=12, items=20)
    world.person("X1", (0.0, 0.0, 1.0), items=48)  # outside does 48 filings, clerks 24
    for person in {row[0] for row in world.rows}:
        world.rows = (
            [row for row in world.rows if not (row[0] == "X1" and row[2] >= "2025-07")]
            if person == "X1"
            else world.rows
        )
    part = {each.cause: each for each in one(world.aligned(), "clerk").parts}
    # filing wanted in all stays at 72 of 72, so of the 20 points that moved none are demand for filing
    assert part["assignment"].value > 0.1
    assert part["assignment"].low > 0
    assert part["goals"].value == part["residual"].value == 0


def test_an_agreement_is_compared_with_and_what_was_never_so_is_the_residual(world):
    agreed = Agreed(start={"clerk": dict(zip(NAMES, (0.6, 0.3, 0.1), strict=False))})
    clerk = one(world.aligned(agreed=agreed), "clerk")
    part = {each.cause: each.value for each in clerk.parts}
    assert clerk.against == "agreement"
    assert clerk.distance == pytest.approx(0.3, abs=0.05)
    signs = {each.activity: np.sign(each.actual - each.agreed) for each in clerk.activities}
    before = {
        name: sum(row[3] for row in world.rows if row[0] < "d" and row[1] == name and row[2] < "2025-07")
        for name in NAMES
    }
    whole = sum(before.values())
    never = sum(signs[each.activity] * (before[each.activity] / whole - each.agreed) for each in clerk.activities) / 2
    assert part["residual"] == pytest.approx(never)
    assert part["goals"] == 0
    assert sum(part.values()) == pytest.approx(clerk.distance)


def test_an_agreement_made_anew_is_the_part_of_goals(world):
    agreed = Agreed(
        start={"clerk": dict(zip(NAMES, SPLIT, strict=False))}, now={"clerk": {"audit": 0.8, "billing": 0.2}}
    )
    clerk = one(world.aligned(agreed=agreed), "clerk")
    part = {each.cause: each.value for each in clerk.parts}
    assert part["goals"] == pytest.approx(0.3)
    assert sum(part.values()) == pytest.approx(clerk.distance)


def test_a_split_that_does_not_sum_to_one_is_taken_as_shares(world):
    whole, half = ({"clerk": {"audit": 2.0 * factor, "billing": factor}} for factor in (1.0, 0.25))
    one_way, other = (one(world.aligned(agreed=Agreed(start=each)), "clerk") for each in (whole, half))
    assert one_way == other


def test_the_unit_of_hours_changes_nothing(world):
    minutes = world.done.table.set_column(3, "amount", pa.array([60 * row[3] for row in world.rows]))
    plain, other = world.aligned(persons=None), world.aligned(done=Done(minutes, "hours"), persons=None)
    for before, after in zip(plain.every, other.every, strict=True):
        assert after.distance == pytest.approx(before.distance)
        assert after.noise == pytest.approx(before.noise)
        assert (after.state, after.p) == (before.state, pytest.approx(before.p))


def test_the_order_of_rows_changes_nothing(world):
    shuffled = world.done.table.take(world.rng.permutation(world.done.table.num_rows))
    plain, other = world.aligned(), world.aligned(done=Done(shuffled, "hours"))
    assert [(each.name, each.state) for each in plain.every] == [(each.name, each.state) for each in other.every]
    assert one(other, "clerk").distance == pytest.approx(one(plain, "clerk").distance)


def test_what_activities_are_called_changes_nothing(world):
    new = dict(zip(NAMES, reversed(NAMES), strict=True))
    renamed = world.done.table.set_column(1, "activity", pa.array([new[row[1]] for row in world.rows]))
    plain, other = one(world.aligned(), "clerk"), one(world.aligned(done=Done(renamed, "hours")), "clerk")
    assert other.distance == pytest.approx(plain.distance)
    assert other.noise == pytest.approx(plain.noise)
    assert other.p == pytest.approx(plain.p)
    assert [each.value for each in other.parts] == pytest.approx([each.value for each in plain.parts])


def test_who_works_how_much_decides_what_is_told():
    rng = np.random.default_rng(2)
    world = World(rng).role("clerk", SPLIT, later=LATER, items=15)
    for name, items in (("clerk6", 9), ("clerk7", 10), ("clerk8", 29), ("clerk9", 30)):
        world.people.append(replace(world.people[0], person=name))
        for at in range(items):
            world.work(name, NAMES[at % 3], "2025-07", 1)
    found = world.aligned(persons=None)
    role = one(found, "clerk")
    nine, ten, many, own = (one(found, f"clerk{at}", "person") for at in (6, 7, 8, 9))
    assert (nine.state, nine.distance, nine.noise, nine.activities) == ("too_little", None, None, ())
    assert "below 10 nothing is told" in nine.words
    for each in (ten, many):
        assert (each.state, each.distance, each.low, each.high) == ("team", role.distance, role.low, role.high)
        assert (each.activities, each.parts, each.p) == ((), (), None)
    assert own.state in {"drifted", "within_noise"}
    assert own.distance == pytest.approx(sum(abs(one.agreed - one.actual) for one in own.activities) / 2)


def test_persons_come_in_the_order_of_their_ids(world):
    names = [each.name for each in world.aligned(persons=None).every if each.kind == "person"]
    assert names == sorted(names)
    assert len(names) == 14
    assert [each.name for each in world.aligned(persons={"clerk3"}).every if each.kind == "person"] == ["clerk3"]
    assert not [each for each in world.aligned().every if each.kind == "person"]


def test_no_record_has_a_word_for_a_rank(world):
    text = json.dumps(asdict(world.aligned(persons=None))).lower()
    assert not any(word in text for word in ("rank", "percentile", "best", "worst", "score"))


def test_a_role_of_four_is_withheld_with_all_its_figures():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, later=LATER, people=4).role("driver", SPLIT, people=9)
    found = world.aligned(persons=None)
    clerk = one(found, "clerk")
    assert clerk.state == "withheld"
    assert "fewer than 5 people" in clerk.words
    told = {name: value for name, value in asdict(clerk).items() if value not in (None, (), [])}
    assert set(told) == {"kind", "name", "title", "since", "until", "against", "state", "words"}
    assert not [each for each in found.points if each.name == "clerk"]
    assert not [each for each in found.moves if "clerk" in (each.giver, each.taker)]


def test_a_unit_that_would_give_a_small_role_away_is_withheld_rather_than_the_large_role():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, people=8, unit="office")
    found = world.role("chief", SPLIT, people=1, unit="office").aligned()
    assert one(found, "clerk").state == "within_noise"
    assert one(found, "office", "unit").state == "withheld"


def test_few_items_of_a_role_tell_nothing():
    found = World(np.random.default_rng(1), now=1).role("clerk", SPLIT, later=LATER, items=1.5, people=8).aligned()
    clerk = one(found, "clerk")
    assert (clerk.state, clerk.distance) == ("too_little", None)
    assert "below 20 no distance is told" in clerk.words


def test_a_role_that_is_new_has_nothing_to_compare_with():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT)
    world.rows = [row for row in world.rows if row[2] >= "2025-07"]
    clerk = one(world.aligned(), "clerk")
    assert (clerk.state, clerk.distance) == ("no_reference", None)
    agreed = Agreed(start={"clerk": {"audit": 1.0}})
    clerk = one(world.aligned(agreed=agreed), "clerk")
    assert clerk.state == "drifted"
    assert {part.cause for part in clerk.parts} == {"goals", "residual"}
    assert "cannot be told" in clerk.words
    assert sum(part.value for part in clerk.parts) == pytest.approx(clerk.distance)


def test_a_period_without_work_is_said_and_breaks_nothing():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT)
    world.rows = [row for row in world.rows if row[2] < "2025-07"]
    found = world.aligned(persons=None)
    assert one(found, "clerk").words == "No work is recorded in these periods."
    assert found.words == ("No work is recorded in these periods.",)
    world.rows = []
    assert world.aligned(persons=None).every


def test_no_earlier_period_still_compares_with_what_was_agreed(world):
    found = world.aligned(agreed=Agreed(start={"clerk": dict(zip(NAMES, SPLIT, strict=False))}), before=0)
    assert one(found, "clerk").state == "drifted"
    assert one(found, "driver").state == "no_reference"
    assert any("No earlier period" in words for words in found.words)


def test_over_time_stands_each_period_and_all_up_to_it(world):
    found = world.aligned()
    points = [each for each in found.points if (each.kind, each.name) == ("role", "clerk")]
    assert [each.period for each in points] == [each.label for each in world.periods[6:]]
    assert points[-1].total_distance == pytest.approx(one(found, "clerk").distance)
    assert points[-1].total_items == one(found, "clerk").items == sum(each.items for each in points)
    assert points[0].noise > points[-1].total_noise
    assert any(each.drifted for each in points)
    assert not [each for each in found.points if each.name == "driver" and each.drifted]


def test_work_without_a_line_of_sight_is_told_with_its_share(world):
    found = world.aligned(no_path=frozenset({"calls"}))
    (lost,) = found.unseen
    clerk = next(each for each in one(found, "clerk").activities if each.activity == "calls")
    assert (lost.activity, lost.roles) == ("calls", ("clerk",))
    assert one(found, "clerk").unseen == pytest.approx(clerk.actual)
    assert one(found, "driver").unseen == 0
    assert not clerk.path
    assert world.aligned().unseen == ()
    assert one(world.aligned(), "clerk").unseen is None


def test_what_four_people_do_without_a_line_of_sight_is_not_told():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, people=8).role("chief", (0, 0, 0, 1.0), people=4)
    assert world.aligned(no_path=frozenset({"dunning", "calls"})).unseen == ()  # all less the clerks are four
    world.role("head", (0.5, 0.5), people=4)
    found = world.aligned(no_path=frozenset({"dunning", "calls"}))
    assert [each.activity for each in found.unseen] == ["calls"]


def test_what_was_taken_from_outside_goes_back_there():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, later=LATER, people=10)
    world.person("X1", (0, 0, 1.0), items=40).person("X2", (1.0,), items=30)
    (role, now, after), *_ = world.aligned().restored
    moves = {(each.activity, each.giver, each.taker): each for each in world.aligned().moves}
    assert set(moves) == {("audit", "X2", "clerk"), ("calls", "clerk", "X1")}
    assert role == "clerk"
    assert after < now
    assert moves["calls", "clerk", "X1"].outside == ("X1",)
    assert "X1 did it before" in moves["calls", "clerk", "X1"].words
    assert "hours a month" in moves["calls", "clerk", "X1"].words


def test_a_person_who_is_known_and_holds_no_role_is_never_named_in_a_move():
    world = World(np.random.default_rng(1)).role("clerk", SPLIT, later=LATER, people=10)
    world.person("gone", (0, 0, 1.0), items=40)
    world.people.append(replace(world.people[0], person="gone", until=date(2020, 2, 1)))
    assert not [each for each in world.aligned().moves if "gone" in (each.giver, each.taker)]


def test_without_drift_seldom_any_of_several_roles_is_named():
    flagged = 0
    for seed in range(40):
        world = World(np.random.default_rng(seed), spread=0.6)
        for number, batches in enumerate((0.0, 0.0, 0.02, 0.05)):
            world.role(f"role{number}", world.rng.dirichlet(np.full(5, 3.0)), batches=batches)
        found = world.aligned(draws=300, redraws=20)
        flagged += any(each.state == "drifted" for each in found.every if each.kind == "role")
    assert flagged <= 6  # one in twenty would be 2; seven or more of 40 come once in 250


def test_intervals_hold_what_was_planted():
    held = {"demand": 0, "assignment": 0}
    many = 40
    for seed in range(many):
        world = World(np.random.default_rng(seed), before=6, now=4)
        # clerks do all audits and half of the filing; then filing doubles, and clerks take all of it
        world.role("clerk", (0.75, 0.25), later=(3 / 7, 4 / 7), people=10, items=12)
        world.person("X1", (0, 1.0), items=30)
        world.rows = [row for row in world.rows if row[0] != "X1" or row[2] < "2025-07"]
        for period in world.periods[6:]:
            world.work("X1", "audit", period.label, 1)
        part = {each.cause: each for each in one(world.aligned(draws=200), "clerk").parts}
        filing = 120 * 4 / 7  # wanted now, of which clerks had a half: their mix would be 3/7 to 2/7
        demand = filing / 2 / (120 * 3 / 7 + filing / 2) - 0.25
        held["demand"] += part["demand"].low <= demand <= part["demand"].high
        held["assignment"] += part["assignment"].low <= 4 / 7 - 0.25 - demand <= part["assignment"].high
    assert held["demand"] >= 0.75 * many
    assert held["assignment"] >= 0.75 * many


def agreement(first, last, split, *, version=1, person=None):
    return Agreement(
        "P", first, last, "clerk", "Clerk", person, None, None, (), tuple(split.items()), version, None, "", "", None
    )  # fmt: skip


def test_the_first_version_holds_at_the_start_and_the_newest_now():
    first, last = date(2025, 7, 1), date(2025, 9, 30)
    versions = [
        agreement(date(2025, 4, 1), date(2026, 3, 31), {"audit": 1.0}),
        agreement(date(2025, 4, 1), date(2026, 3, 31), {"calls": 1.0}, version=2),
        agreement(date(2024, 4, 1), date(2025, 3, 31), {"billing": 1.0}),
        agreement(date(2025, 4, 1), date(2026, 3, 31), {"filing": 1.0}, person="ann"),
        agreement(date(2025, 4, 1), date(2026, 3, 31), {}, version=3),
    ]
    assert agreed_splits(reversed(versions), first, last) == Agreed(
        {"clerk": {"audit": 1.0}}, {"clerk": {"calls": 1.0}}, {("ann", "clerk"): {"filing": 1.0}}
    )


def test_what_was_agreed_with_a_person_holds_for_that_person_alone():
    world = World(np.random.default_rng(4)).role("clerk", SPLIT, later=LATER, items=16)
    agreed = Agreed(
        start={"clerk": dict(zip(NAMES, LATER, strict=False))},
        persons={("clerk0", "clerk"): dict(zip(NAMES, (0.0, 0.0, 1.0), strict=False))},
    )
    found = world.aligned(agreed=agreed, persons=None)
    assert one(found, "clerk0", "person").distance > 0.4
    assert one(found, "clerk1", "person").state == "within_noise"
    assert one(found, "clerk").state == "within_noise"


def test_where_nothing_that_was_done_is_wanted_any_more_causes_are_not_told_apart():
    world = World(np.random.default_rng(4)).role("clerk", (1.0,), later=(0.0, 1.0), unit="office", items=20)
    world.role("driver", (0.0, 0.5, 0.5), unit="office")
    found = world.aligned(persons=None)
    clerk = one(found, "clerk")
    assert {part.cause: part.value for part in clerk.parts} == {"goals": 0, "residual": pytest.approx(1)}
    assert "cannot be told" in clerk.words
    assert {each.demanded for each in clerk.activities} == {None}
    office = one(found, "office", "unit")
    assert sum(part.value for part in office.parts) == pytest.approx(office.distance)
    person = one(found, "clerk1", "person")
    assert sum(part.value for part in person.parts) == pytest.approx(person.distance)


@pytest.mark.parametrize(("strays", "state"), [(1, "within_noise"), (30, "drifted")])
def test_one_stray_item_is_no_drift_from_an_agreement_that_does_not_name_it(strays, state):
    world = World(np.random.default_rng(4)).role("clerk", (1.0,))
    for at in range(strays):
        world.work(f"clerk{at % 6}", "errands", "2025-08", 1)
    assert one(world.aligned(agreed=Agreed(start={"clerk": {"audit": 1.0}})), "clerk").state == state


def test_persons_whose_work_comes_in_batches_are_not_taken_to_drift():
    surprising, many = 0, 0
    for seed in range(4):
        world = World(np.random.default_rng(seed)).role("clerk", SPLIT, people=40, items=20, batches=0.1)
        persons = [each for each in world.aligned(persons=None).every if each.kind == "person"]
        surprising += sum(each.p < 0.05 for each in persons)
        many += len(persons)
        assert not [each for each in persons if each.state == "drifted"]
    assert surprising / many < 0.11  # were batches ignored, it would be one in five
