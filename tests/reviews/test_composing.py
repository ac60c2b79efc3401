"""A pack composed of the example enterprise: its numbers are those that the commands give."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from sightline.errors import UnknownNameError
from sightline.periods import PeriodError
from sightline.reading import read
from sightline.reviews import Brief, compose
from sightline.reviews.checking import compared, made_again
from sightline.reviews.lines import Note, Override
from sightline.reviews.pack import pack_bytes
from sightline.reviews.spans import reviewed
from sightline.workspace import Workspace
from tests.halden import copy_of_halden

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("composing")]  # what it composes is composed once


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    folder = copy_of_halden(tmp_path_factory, tmp_path_factory.mktemp("reviews") / "halden-parts")
    with read(Workspace(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def whole(reading):
    return compose(reading, Brief(written_by="0.1.0", example=True))


def test_the_newest_whole_period_is_reviewed_against_the_one_before(whole):
    assert (whole.period.label, whole.previous.label, whole.period.so_far) == ("2026-10", "2026-09", False)


def test_goals_are_those_of_the_reading(whole, reading):
    for line, status in zip(whole.goals, reading.goals(), strict=True):
        assert (line.goal, line.status, line.probability) == (status.goal, status.status, status.probability)
        values = dict(reading.measure([status.metric]).series(status.metric))
        assert (line.value, line.previous) == (values["2026-10"], values["2026-09"])


def test_the_parts_of_a_change_and_what_is_not_explained_are_told(whole, reading):
    grow = whole.goal("grow_service")
    why = reading.why("service_revenue_12m", "2026-09", "2026-10")
    assert (grow.why, grow.change, grow.residual) == (why.sentence, why.total, why.residual)
    assert all(part.low <= part.contribution <= part.high for part in grow.parts)


def test_what_would_move_a_goal_leaves_out_what_is_delivered(whole, reading):
    done = {name for name, one in reading.model.initiatives.items() if one.delivered}
    told = [line for goal in whole.goals for line in goal.sight]
    assert done
    assert not done & {line.origin for line in told}
    assert whole.goal("grow_service").sight[0].origin == "automate_credit_check"


def test_the_planted_drift_is_found_and_small_groups_stay_withheld(whole):
    by_name = {(one.kind, one.name): one for one in whole.aligned}
    assert by_name["role", "credit_analyst"].state == "drifted"
    assert by_name["role", "head_of_sales"].state == "withheld"
    assert by_name["role", "head_of_sales"].distance is None


def test_nobody_is_named(whole, reading):
    people = reading.people().persons
    words = set(re.findall(r"\w+", pack_bytes(whole).decode()))
    assert people
    assert not words.intersection(people)


def test_what_is_to_be_decided_begins_with_the_goal_at_risk(whole):
    assert whole.due[0].about == "grow_service"
    assert {"goal", "control", "initiative", "role"} <= {one.kind for one in whole.due}


def test_the_same_reading_gives_the_same_bytes_and_made_again_says_so(whole, reading):
    check = made_again(whole, reading)
    assert (check.same, check.model, check.differs) == (True, True, ())


def test_a_pack_that_differs_is_told_by_its_parts(whole):

    changed = replace(whole, deviations_in_all=whole.deviations_in_all + 1)
    assert compared(changed, whole).differs == ("deviations_in_all",)


def test_what_people_write_is_in_it(reading, whole):
    note = Note("operations", "Slow.", "Ada", date(2026, 11, 5))
    by_hand = Override("grow_service", "on course", "Booked late.", "Ada")
    written = compose(reading, Brief(notes=(note,), overrides=(by_hand,)))
    assert written.notes == (note,)
    assert written.status(written.goal("grow_service")) == "on course"


def test_a_status_for_a_goal_that_is_not_there_is_refused(reading):
    with pytest.raises(UnknownNameError):
        compose(reading, Brief(overrides=(Override("grow_servic", "on course", "x", "Ada"),)))


def test_a_quarter_is_reviewed_by_its_own_figures(reading):
    spans = reviewed(reading, "FY2027-Q2")
    assert (spans.previous.label, spans.first, spans.last, spans.before.label) == (
        "FY2027-Q1", "2026-07", "2026-09", "2026-06",
    )  # fmt: skip
    assert spans.later == "2026-10"


def test_a_period_under_way_counts_what_has_come_so_far(reading):
    spans = reviewed(reading, "FY2027-Q3")
    assert spans.period.so_far
    assert spans.last == "2026-10"


@pytest.mark.parametrize("label", ["2026-11", "2026-W31", "2026-10-05", "october"])
def test_a_period_that_cannot_be_reviewed_is_refused_with_what_can(reading, label):
    with pytest.raises(PeriodError) as refused:
        reviewed(reading, label)
    assert refused.value.fix
