"""A table about what belongs to somebody is never read without saying for whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sightline_web.policy.actor import NOBODY, SYSTEM, Actor
from sightline_web.policy.scoped import UnscopedError
from sightline_web.policy.words import Action, Duty
from sightline_web.scenarios import services
from sightline_web.scenarios.models import Scenario
from tests.web.databases import BOTH

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
MAKER = Actor(7, "maker@example.org", duties=frozenset({Duty.EXECUTIVE}))
OTHER = Actor(8, "other@example.org", duties=frozenset({Duty.EXECUTIVE}))
OFFICE = Actor(9, "office@example.org", duties=frozenset({Duty.STRATEGY_OFFICE}))
PLAIN = Actor(10, "plain@example.org")


@pytest.mark.parametrize(
    "use",
    [
        lambda table: table.all(),
        lambda table: table.filter(pk=1),
        lambda table: table.exclude(pk=1),
        lambda table: table.get(pk=1),
        lambda table: table.first(),
        lambda table: table.count(),
        lambda table: table.exists(),
        lambda table: table.values("name"),
        lambda table: table.order_by("name"),
        lambda table: table.update(name="x"),
        lambda table: table.in_bulk(),
        lambda table: table.iterator(),
        lambda table: table.aggregate(),
        lambda table: table.get_or_create(name="x"),
        lambda table: table.none(),
    ],
)
def test_a_query_that_says_for_nobody_is_refused(use):
    with pytest.raises(UnscopedError, match=r"Scenario\.objects\.for_actor"):
        use(Scenario.objects)


def test_all_rows_need_a_reason():
    assert Scenario.objects.unscoped("a test").count() == 0
    with pytest.raises(UnscopedError, match="say why"):
        Scenario.objects.unscoped(" ")


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_each_actor_gets_the_rows_that_are_theirs_to_use(records):
    made = services.scenario_create(by=MAKER, name="Night shift", shifts=["lead_time=-1"], note="", created_at=NOW)

    def may(who: Actor, action: Action) -> bool:
        return Scenario.objects.for_actor(who, action).filter(pk=made.pk).exists()

    who = (MAKER, OTHER, OFFICE, PLAIN, NOBODY, SYSTEM)
    assert [may(each, Action.VIEW) for each in who] == [True, True, True, False, False, True]
    assert [may(each, Action.EDIT) for each in who] == [True, False, True, False, False, True]


def test_a_service_changes_nothing_that_is_not_its_actors():
    made = services.scenario_create(by=MAKER, name="Night shift", shifts=["lead_time=-1"], note="", created_at=NOW)
    assert not services.scenario_archive(by=OTHER, scenario=made.pk, archived_at=NOW)
    with pytest.raises(services.ChangedMeanwhileError):
        services.scenario_update(
            by=OTHER, scenario=made.pk, revision=1, name="Theirs", shifts=["lead_time=-2"], note="", updated_at=NOW
        )
    assert Scenario.objects.unscoped("a test").get().name == "Night shift"


def test_a_scenario_older_than_accounts_belongs_to_the_strategy_office_alone():
    made = services.scenario_create(by=SYSTEM, name="Old", shifts=["lead_time=-1"], note="", created_at=NOW)
    assert made.owner is None
    nobodys = Actor(None, "nobody", duties=frozenset({Duty.EXECUTIVE}))
    assert not Scenario.objects.for_actor(nobodys, Action.EDIT).exists()
    assert not services.scenario_archive(by=MAKER, scenario=made.pk, archived_at=NOW)
    assert services.scenario_archive(by=OFFICE, scenario=made.pk, archived_at=NOW)
