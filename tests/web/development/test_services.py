"""Duty 16: what somebody wants is theirs, is shared by them alone, and is no evidence."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sightline_web import rows
from sightline_web.appraisals import queries as appraisals
from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.development import queries, services
from sightline_web.development.models import Aspiration, LearningGoal
from sightline_web.development.services import DevelopmentError
from sightline_web.journal.models import Entry
from sightline_web.policy.actor import Actor
from tests.web.appraisals import house
from tests.web.databases import BOTH
from tests.web.house import NOW, SELF, TODAY, actor, standing

MARK = "Zq7Wish"


@pytest.fixture
def wished(records) -> Aspiration:
    services.learning_add(by=actor(1), text=f"{MARK} learn", capability="negotiation", level=3, due=TODAY, at=NOW)
    return services.aspiration_add(by=actor(1), text=f"{MARK} lead", role="shift_lead", at=NOW)


def seen_by(number: int) -> list[str]:
    by = actor(number)
    how = {"by": by, "person": "p1", "standing": standing(by, "p1")}
    with rows.acting_as(by):
        return [each.text for each in (*queries.aspirations(**how), *queries.learning_goals(**how))]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_it_is_the_owners_until_they_share_it_and_again_when_they_end_that(wished):
    mine = [f"{MARK} lead", f"{MARK} learn"]
    assert [seen_by(number) for number in (1, 2, 3, 4)] == [mine, [], [], []]
    assert services.own_share(Aspiration, by=actor(1), key=wished.pk, shared=True)
    assert [seen_by(number) for number in (1, 2, 3, 4)] == [mine, [f"{MARK} lead"], [], []]
    assert services.own_share(Aspiration, by=actor(1), key=wished.pk, shared=False)
    assert seen_by(2) == []


@pytest.mark.parametrize("number", [2, 3, 4])
def test_nobody_else_shares_changes_or_deletes_it(wished, number):
    assert not services.own_share(Aspiration, by=actor(number), key=wished.pk, shared=True)
    assert not services.own_take_away(Aspiration, by=actor(number), key=wished.pk, at=NOW)
    with pytest.raises(DevelopmentError):
        services.aspiration_add(by=Actor(7, "nobody in particular"), text="x", role="", at=NOW)


def test_deleting_is_undone(wished):
    before = Aspiration.objects.values().get()
    assert services.own_take_away(Aspiration, by=actor(1), key=wished.pk, at=NOW)
    assert seen_by(1) == [f"{MARK} learn"]
    assert services.own_take_away(Aspiration, by=actor(1), key=wished.pk, at=None)
    assert Aspiration.objects.values().get() == before


def test_of_what_fewer_than_five_want_nothing_is_counted(records):
    for number in range(1, 7):
        services.aspiration_add(by=actor(number), text="lead", role="shift_lead", at=NOW)
        services.aspiration_add(by=actor(number), text="lead soon", role="shift_lead", at=NOW)
    for number in range(1, 5):
        services.aspiration_add(by=actor(number), text="cook", role="cook", at=NOW)
    assert queries.counted_by_role() == {"shift_lead": 6}


def test_no_question_of_an_appraisal_touches_a_table_of_development(wished):
    house.approve()
    house.seen()
    with CaptureQueriesContext(connection) as asked:
        key = house.shared()
        house.finalise(key)
        appraisals.shown(house.row(key), by=actor(2), standing=standing(actor(2), "p1"))
        appraisals.decided_in(house.PERIOD)
        appraisals.equal_shares()
    assert len(asked) > 20
    assert not [each["sql"] for each in asked if "development_" in each["sql"]]


def test_nothing_readable_is_kept_and_the_owner_takes_it_along(wished):
    assert MARK not in str(list(Aspiration.objects.values())) + str(list(LearningGoal.objects.values()))
    assert MARK not in str(list(Entry.objects.values()))
    assert f"{MARK} lead" in str(gathered(whose("p1"), now=NOW)["held"])


def test_a_learning_goal_is_done_and_not_done(wished):
    key = LearningGoal.objects.get().pk
    assert services.learning_done(by=actor(1), key=key, at=NOW)
    assert services.learning_done(by=actor(1), key=key, at=None)
    assert queries.learning_goals(by=actor(1), person="p1", standing=SELF)[0].done_at is None
    with pytest.raises(DevelopmentError, match="level"):
        services.learning_add(by=actor(1), text="x", capability="", level=0, due=None, at=NOW)
