"""The table of people: what its rows say, and each kind of misfit in clear words while the rest still works."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.facts.people import PEOPLE_PARTS, assignments_of
from sightline.records.people import Assignment

ROLES = ("clerk", "lead")
TITLES = {
    "person": "person_id", "role": "role", "manager": "manager_id", "unit": "unit", "capacity": "fte",
    "from_": "since", "to": "until",
}  # fmt: skip
DAY = date(2026, 6, 30)
BOSS = {"person": "b", "role": "lead"}


def read(*rows, roles=ROLES, kinds=None, on=DAY, timezone="UTC"):
    names = [part for part in PEOPLE_PARTS if any(part in row for row in rows)]
    table = pa.table({name: [row.get(name) for row in rows] for name in names})
    return assignments_of(table, kinds=kinds or {}, titles=TITLES, roles=roles, on=on, timezone=timezone)


def told(found, kind):
    """Return the one misfit of a kind, and see that there is no other."""
    assert [one.kind for one in found.misfits] == [kind]
    return found.misfits[0]


def clerk(person, **more):
    return {"person": person, "role": "clerk", **more}


def test_a_table_that_fits_has_no_misfits():
    found = read(BOSS, clerk("a", manager="b", unit="north", capacity=0.8, from_=date(2026, 1, 1), to=None))
    assert found.misfits == ()
    assert found.every == (
        Assignment("a", "clerk", date(2026, 1, 1), None, "b", "north", 0.8, 2),
        Assignment("b", "lead", None, None, None, None, 1.0, 1),
    )


def test_a_row_without_a_person_is_left_out_and_told_by_its_number():
    misfit = told(read(BOSS, clerk("a"), clerk(None), clerk("  ")), "no_person")
    assert misfit.count == 2
    assert misfit.words == "2 rows name no person: row 3, row 4. They are left out."
    assert misfit.fix == "Fill 'person_id', or delete the row."


def test_a_row_without_a_role_is_left_out_and_its_person_told():
    found = read(BOSS, clerk("a"), {"person": "c", "role": ""})
    assert told(found, "no_role").who == ("c",)
    assert found.persons == ("a", "b")


def test_a_role_that_nobody_declares_gives_the_nearest():
    found = read(BOSS, clerk("a"), {"person": "c", "role": "clerck"}, {"person": "d", "role": "clerck"})
    misfit = told(found, "unknown_role")
    assert misfit.who == ("clerck",)
    assert misfit.words == (
        "1 role is not declared: 'clerck' (2 people, did you mean 'clerk'?). Its rows are left out."
    )
    assert found.persons == ("a", "b")


def test_where_no_role_is_declared_roles_come_with_the_people():
    found = read(BOSS, {"person": "c", "role": "pilot"}, roles=())
    assert found.misfits == ()
    assert found.persons == ("b", "c")


def test_a_manager_whom_nobody_knows_is_kept_and_told():
    found = read(BOSS, clerk("a", manager="z"))
    assert told(found, "unknown_manager").who == ("z",)
    assert found.managers("a", DAY) == ("z",)


def test_a_manager_whose_own_row_is_left_out_is_known():
    found = read(BOSS, clerk("a", manager="z"), {"person": "z", "role": None})
    assert told(found, "no_role")


def test_two_managers_in_one_role_at_one_time_both_count():
    found = read(BOSS, {"person": "c", "role": "lead"}, clerk("a", manager="b", capacity=0.5),
                 clerk("a", manager="c", capacity=0.5, from_=date(2026, 3, 1)))  # fmt: skip
    misfit = told(found, "two_managers")
    assert misfit.words == (
        "1 person has two managers in one role at one time: a (b and c as clerk from 2026-03-01). Both count."
    )
    assert found.managers("a", DAY) == ("b", "c")


def test_two_managers_one_after_the_other_or_in_two_roles_are_no_misfit():
    end = date(2026, 2, 28)
    assert not read(BOSS, clerk("a", manager="b", to=end), clerk("a", manager="a2", from_=end + timedelta(days=1)),
                    clerk("a2", to=date(2025, 1, 1)), {"person": "c", "role": "lead"}).misfits  # fmt: skip
    assert not read(BOSS, clerk("a", manager="b", capacity=0.5),
                    {"person": "a", "role": "lead", "manager": "c", "capacity": 0.5}, clerk("c")).misfits  # fmt: skip


def test_a_circle_is_printed_as_it_goes_round():
    found = read(clerk("a", manager="b"), {"person": "b", "role": "lead", "manager": "a"})
    misfit = told(found, "circle")
    assert misfit.words == "1 circle of reporting: a → b → a. Nobody in it has anybody above."
    assert misfit.who == ("a", "b")


def test_one_role_held_twice_at_one_time_is_told():
    found = read(BOSS, clerk("a", capacity=0.5, to=DAY), clerk("a", capacity=0.6, from_=DAY))
    assert "a as clerk from 2026-06-30" in told(found, "overlap").words
    assert len(found.of("a")) == 2


def test_equal_rows_count_once():
    found = read(BOSS, clerk("a"), clerk("a"))
    assert "rows 2 and 3 are equal; one counts" in told(found, "overlap").words
    assert len(found.of("a")) == 1


def test_more_than_one_and_a_half_posts_on_a_day_are_told_with_the_day():
    found = read(clerk("a", capacity=1.0), {"person": "a", "role": "lead", "capacity": 0.6, "from_": date(2026, 5, 1)})
    assert "a (1.6 from 2026-05-01)" in told(found, "over_capacity").words
    assert not read(clerk("a"), {"person": "a", "role": "lead", "capacity": 0.5}).misfits


def test_no_capacity_is_kept_and_told():
    found = read(BOSS, clerk("a", capacity=0.0))
    assert told(found, "no_capacity").who == ("a",)
    assert found.roles("a", DAY) == ("clerk",)


def test_an_end_before_the_beginning_is_left_out():
    found = read(BOSS, clerk("c"), clerk("a", from_=date(2026, 3, 1), to=date(2026, 2, 1)))
    assert "a as clerk (2026-03-01 to 2026-02-01)" in told(found, "backwards").words
    assert found.persons == ("b", "c")


def test_a_role_that_nobody_holds_on_the_day_is_a_post_without_holder():
    found = read(BOSS, clerk("a", to=DAY))
    assert found.misfits == ()
    later = read(BOSS, clerk("a", to=DAY), on=DAY + timedelta(days=1))
    assert told(later, "unheld_role").words == "1 role has no holder on 2026-07-01: clerk."


@pytest.mark.parametrize(
    ("part", "value"), [("from_", "soon"), ("to", "31.12.2026"), ("capacity", "half"), ("capacity", -1.0)]
)
def test_what_cannot_be_read_counts_as_not_said(part, value):
    found = read(BOSS, clerk("a", **{part: value}))
    misfit = told(found, "unreadable")
    assert f"'{value}' in '{TITLES[part]}' of a" in misfit.words
    assert found.of("a") == (Assignment("a", "clerk", None, None, None, None, 1.0, 2),)


def test_ids_are_texts_whatever_the_column_holds():
    assert read({"person": 7, "role": "lead"}, {"person": 8, "role": "clerk", "manager": 7.0}).persons == ("7", "8")


def test_a_moment_has_its_day_where_the_enterprise_is():
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    moment = read(BOSS, clerk("a", from_=late), kinds={"from_": "timestamptz"}, timezone="Europe/Amsterdam")
    wall = read(BOSS, clerk("a", from_=late), kinds={"from_": "timestamp"}, timezone="Europe/Amsterdam")
    assert moment.of("a")[0].since == date(2026, 2, 1)
    assert wall.of("a")[0].since == date(2026, 1, 31)


def test_a_long_list_is_cut_short():
    found = read(BOSS, clerk("x"), *(clerk(f"p{n:02}", capacity=0) for n in range(30)))
    misfit = told(found, "no_capacity")
    assert (misfit.count, len(misfit.who)) == (30, 20)
    assert "and 26 more" in misfit.words


WORDS = st.one_of(st.none(), st.sampled_from(["a", "b", "c", " ", "=1", "\x00", "{x}"]))
ROWS = st.lists(
    st.fixed_dictionaries({
        "person": WORDS, "role": st.sampled_from(["clerk", "lead", "clerc", None]), "manager": WORDS,
        "unit": st.just("u"), "capacity": st.one_of(st.none(), st.floats(allow_nan=True)),
        "from_": st.one_of(st.none(), st.dates()), "to": st.one_of(st.none(), st.dates()),
    }),
    max_size=8,
)  # fmt: skip


@given(ROWS)
def test_every_row_is_kept_or_told(rows):
    found = read(*rows) if rows else read(roles=ROLES)
    usable = [
        row for row in rows
        if row["person"] and row["person"].strip() and row["role"] in ROLES
        and not (row["from_"] and row["to"] and row["to"] < row["from_"])
    ]  # fmt: skip
    equal = len(usable) - len(found.every)
    assert equal >= 0
    assert not equal or any(one.kind == "overlap" for one in found.misfits)
    assert bool(len(rows) - len(usable)) == any(
        one.kind in {"no_person", "no_role", "unknown_role", "backwards"} for one in found.misfits
    )


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)

    def plain(found):
        return sorted((one.person, one.role, str(one.since), str(one.until), str(one.manager), one.capacity)
                      for one in found.every)  # fmt: skip

    one, other = (read(*these) if these else read() for these in (rows, mixed))
    assert plain(one) == plain(other)
    assert [(m.kind, m.count) for m in one.misfits] == [(m.kind, m.count) for m in other.misfits]


@given(ROWS)
def test_the_sum_of_capacities_is_told_by_the_day_on_which_it_is_too_much(rows):
    found = read(*rows) if rows else read()
    days = {one.since or date.min for one in found.every}
    high = {
        person for person in found.persons for day in days
        if sum(one.capacity for one in found.on(day, person)) > 1.5 + 1e-6
    }  # fmt: skip
    who = {name for one in found.misfits if one.kind == "over_capacity" for name in one.who}
    assert high <= who
