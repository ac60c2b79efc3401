"""What is kept comes back, once and whole, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from sightline_web import store
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import queries, services
from sightline_web.scenarios.models import Scenario
from tests.web.databases import BOTH

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SHIFTS = ["on_time_share=+2pp", "lead_time=-10%"]
pytestmark = pytest.mark.parametrize("records", BOTH, indirect=True)


def kept(name: str = "Faster checks", **other: object) -> Scenario:
    return services.scenario_create(
        **({"by": SYSTEM, "name": name, "shifts": SHIFTS, "note": "", "created_at": NOW} | other)
    )


def rows(table: str = "scenarios_scenario") -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table}")
        return cursor.fetchall()


def test_a_transaction_that_fails_in_the_middle_leaves_nothing(records):
    kept()
    before = rows(), rows("journal_entry")

    @store.writing()
    @transaction.atomic
    def change() -> None:
        kept("A second one")
        services.scenario_archive(by=SYSTEM, scenario=queries.scenario_list(by=SYSTEM)[0].pk, archived_at=LATER)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        change()
    assert (rows(), rows("journal_entry")) == before


def test_a_name_stands_once_whatever_its_case(records):
    kept("Größere Lager")
    with pytest.raises(services.NameTakenError):
        kept("GRÖSSERE LAGER")
    assert queries.scenario_named(by=SYSTEM, name="größere lager").name == "Größere Lager"
    assert len(rows()) == 1


def test_a_change_asks_for_the_revision_that_was_shown(records):
    one, other = kept(), kept("Other")
    ask = {"by": SYSTEM, "scenario": one.pk, "shifts": ["lead_time=-5%"], "note": "why", "updated_at": LATER}
    services.scenario_update(revision=1, name="Faster", **ask)
    with pytest.raises(services.ChangedMeanwhileError):
        services.scenario_update(revision=1, name="Slower", **ask)
    with pytest.raises(services.NameTakenError):
        services.scenario_update(revision=2, name="OTHER", **ask)
    found = queries.scenario_find(by=SYSTEM, scenario=one.pk)
    assert (found.name, found.shifts, found.note, found.revision) == ("Faster", ["lead_time=-5%"], "why", 2)
    assert (found.created_at, found.updated_at) == (NOW, LATER)
    assert queries.scenario_find(by=SYSTEM, scenario=other.pk).revision == 1


def test_undo_restores_an_equal_scenario(records):
    before = kept(note="a\nb")
    assert services.scenario_archive(by=SYSTEM, scenario=before.pk, archived_at=LATER)
    assert not services.scenario_archive(by=SYSTEM, scenario=before.pk, archived_at=LATER)
    assert queries.scenario_list(by=SYSTEM) == []
    assert queries.scenario_find(by=SYSTEM, scenario=before.pk) is None
    services.scenario_restore(by=SYSTEM, scenario=queries.scenario_find(by=SYSTEM, scenario=before.pk, archived=True))
    after = queries.scenario_find(by=SYSTEM, scenario=before.pk)
    fields = [field.name for field in Scenario._meta.fields]
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]


def test_a_name_given_away_meanwhile_is_not_taken_back(records):
    first = kept()
    services.scenario_archive(by=SYSTEM, scenario=first.pk, archived_at=LATER)
    kept("FASTER CHECKS")
    back = services.scenario_restore(
        by=SYSTEM, scenario=queries.scenario_find(by=SYSTEM, scenario=first.pk, archived=True)
    )
    assert back.name == "Faster checks (restored)"


def test_copies_get_the_next_free_name_and_stay_short(records):
    one = kept("n" * 80)
    names = [services.scenario_duplicate(by=SYSTEM, scenario=one, created_at=LATER).name for _ in range(3)]
    assert [name.lstrip("n") for name in names] == [" (copy)", " (copy 2)", " (copy 3)"]
    assert {len(name) for name in names} == {80}


def test_of_two_saves_at_once_under_one_name_one_wins_and_the_other_is_told(records):
    ready = threading.Barrier(8)

    def save(number: int) -> str:
        ready.wait()
        try:
            kept("Same", shifts=[f"lead_time=-{number}%"])
        except services.NameTakenError:
            return "taken"
        else:
            return "kept"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(save, range(8)))
    assert sorted(said) == ["kept"] + ["taken"] * 7
    assert len(rows()) == 1


def test_of_two_changes_at_once_one_wins_and_the_other_is_told(records):
    one = kept()
    ready = threading.Barrier(8)

    def change(number: int) -> bool:
        ready.wait()
        ask = {"by": SYSTEM, "scenario": one.pk, "revision": 1, "shifts": SHIFTS, "note": "", "updated_at": LATER}
        try:
            services.scenario_update(name=f"By {number}", **ask)
        except services.ChangedMeanwhileError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(change, range(8))) == 1
    assert queries.scenario_find(by=SYSTEM, scenario=one.pk).revision == 2


def test_the_asked_for_order_is_kept_and_what_is_gone_left_out(records):
    a, b, c = kept("a"), kept("b"), kept("c")
    services.scenario_archive(by=SYSTEM, scenario=b.pk, archived_at=LATER)
    ids = [c.pk, b.pk, a.pk, c.pk, 10**30, -1]
    assert [each.name for each in queries.scenario_list(by=SYSTEM, ids=ids)] == ["c", "a"]
    assert queries.scenario_find(by=SYSTEM, scenario=10**30) is None
