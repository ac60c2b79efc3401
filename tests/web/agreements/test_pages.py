"""Agreements at their pages: frozen by who leads, read by both sides, never edited, and told to nobody else."""

from __future__ import annotations

import pytest

from sightline_web import keeper
from sightline_web.appraisals.agreements import acknowledged
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.snapshot import Fault
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_agreed import agreed
from tests.web.house import DIRECTORY, person_of, text_of

NEW = "/roles/agreements/new?role=picker&period=2026-12"


class Peopled(FakeSnapshot):
    """The small enterprise with people."""

    directory = DIRECTORY


@pytest.fixture
def snapshot(records):
    found = Peopled()
    kept = keeper_of(Outcome(found))
    keeper.install(kept)
    kept.settle()
    return found


def signed(number: int):
    return people.signed_in(person_of(number))


def where(person: str, each) -> str:
    return f"/roles/agreements/{person}/{each.id}"


def sides(person: str, each) -> set[str]:
    return set(acknowledged(person=person, period=each.period, content=each.id))


def test_what_is_agreed_stands_with_weights_ranges_targets_counters_and_reasons(snapshot):
    each = agreed("service_coordinator", "p1")
    snapshot.frozen.append(each)
    page = text_of(signed(1).get(where("p1", each)))
    for words in (
        "This agreement waits for you", "70%", "62% to 77%", "derived: undetermined", "It is what customers ask for.",
        "Orders raise revenue in the same month.", each.id, "Shipped on time", "60%",
    ):  # fmt: skip
        assert words in page, words


def test_each_side_reads_it_for_itself_and_once(snapshot):
    each = agreed("service_coordinator", "p1")
    snapshot.frozen.append(each)
    mine, boss = signed(1), signed(2)
    assert "One agreement waits for you" in text_of(mine.get("/roles/agreements"))
    assert mine.post(f"{where('p1', each)}/acknowledge").status_code == 302
    assert "your manager has not yet" in text_of(mine.get(where("p1", each)))
    assert "by the person" in text_of(boss.get("/roles/agreements"))
    boss.post(f"{where('p1', each)}/acknowledge")
    assert "Both sides have acknowledged this agreement." in text_of(mine.get(where("p1", each)))
    assert sides("p1", each) == {"person", "manager"}
    assert "You have acknowledged every agreement" in text_of(mine.get("/roles/agreements"))


def test_a_new_version_has_to_be_read_anew_and_says_what_it_changes(snapshot):
    first = agreed("service_coordinator", "p1")
    goals = (first.goals[0],)
    second = agreed("service_coordinator", "p1", version=2, previous=first.id, reason="Lead time is gone.", goals=goals)
    snapshot.frozen += [first, second]
    mine = signed(1)
    mine.post(f"{where('p1', first)}/acknowledge")
    assert "A newer version took the place" in text_of(mine.get(where("p1", first)))
    page = text_of(mine.get(where("p1", second)))
    assert "This agreement waits for you" in page
    assert "Order lead time is no longer agreed upon." in page
    assert "Lead time is gone." in page
    assert "Version 1" in page


def test_an_agreement_of_a_team_binds_each_holder_and_yields_to_one_of_their_own(snapshot):
    team, own = agreed("picker", None), agreed("picker", "p4")
    snapshot.frozen.append(team)
    rows = signed(4).get("/roles/agreements.json").json()["rows"]
    assert [row["agreement"] for row in rows] == [team.id]
    snapshot.frozen.append(own)
    rows = signed(4).get("/roles/agreements.json").json()["rows"]
    assert [row["agreement"] for row in rows] == [own.id]


def test_who_leads_freezes_and_has_read_it_then(snapshot):
    boss = signed(2)
    assert "The goals of Picker for Dec 2026" in text_of(boss.get(NEW))
    typed = {"role": "picker", "period": "2026-12", "weight-orders": "60 %", "reason": "The season."}
    answer = boss.post("/roles/agreements/freeze", typed)
    (made,) = snapshot.frozen
    assert answer["Location"] == where("p4", made)
    assert made.goals[0].weight == 0.6
    assert sides("p4", made) == {"manager"}
    assert Entry.objects.filter(kind="agreement", action="create").count() == 1
    assert "in place of version 1" in text_of(boss.get(NEW))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"weight-orders": "60"}, "What is set by hand needs a reason"),
        ({"weight-orders": "many", "reason": "x"}, "“many” is no number."),
        ({"weight-orders": "200", "reason": "x"}, "does not lie between 0 and 1"),
        ({"period": "1999-12"}, "Choose a period from the list."),
        ({"role": "packer"}, "You lead nobody in this role"),
        ({"person": "p5"}, "You lead nobody in this role"),
    ],
)
def test_what_cannot_be_frozen_is_said_with_what_was_typed(snapshot, typed, words):
    answer = signed(2).post("/roles/agreements/freeze", {"role": "picker", "period": "2026-12"} | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert snapshot.frozen == []


def test_a_second_version_needs_a_reason(snapshot):
    boss, typed = signed(2), {"role": "picker", "period": "2026-12"}
    boss.post("/roles/agreements/freeze", typed)
    refused = boss.post("/roles/agreements/freeze", typed)
    assert "A new version needs a reason" in refused.content.decode()
    boss.post("/roles/agreements/freeze", typed | {"reason": "The season is over."})
    assert [each.version for each in snapshot.frozen] == [1, 2]


def test_a_role_that_others_lead_too_is_agreed_upon_with_each_of_ones_own(snapshot):
    signed(3).post("/roles/agreements/freeze", {"role": "shift_lead", "period": "2026-12"})
    assert [each.person for each in snapshot.frozen] == [None]  # p2, p6 and p9 are all led by p3
    signed(2).post("/roles/agreements/freeze", {"role": "service_coordinator", "period": "2026-12", "person": "p1"})
    assert snapshot.frozen[-1].person == "p1"


@pytest.mark.parametrize("number", [4, 5, 6, 9])
def test_who_stands_in_no_relation_is_told_nothing(snapshot, number):
    each = agreed("service_coordinator", "p1")
    snapshot.frozen.append(each)
    client = signed(number)
    assert client.get(where("p1", each)).status_code == 404
    assert client.post(f"{where('p1', each)}/acknowledge").status_code == 404
    assert each.id not in client.get("/roles/agreements.json").content.decode()


def test_nobody_freezes_who_leads_nobody(snapshot):
    assert signed(1).get(NEW).status_code == 403
    assert signed(1).post("/roles/agreements/freeze", {"role": "picker", "period": "2026-12"}).status_code == 403
    assert snapshot.frozen == []


def test_a_look_by_the_manager_is_written_down(snapshot):
    each = agreed("service_coordinator", "p1")
    snapshot.frozen.append(each)
    signed(2).get(where("p1", each))
    assert Entry.objects.filter(kind="agreement", action="view").count() == 1


def test_an_agreement_of_somebody_else_is_not_shown_under_a_persons_address(snapshot):
    each = agreed("packer", "p5")
    snapshot.frozen.append(each)
    assert signed(2).get(where("p1", each)).status_code == 404


def test_while_goals_are_estimated_the_page_says_so(records):
    kept = keeper_of(Outcome(Peopled(waiting=("role_goals",))))
    keeper.install(kept)
    kept.settle()
    assert "estimat" in signed(2).get(NEW).content.decode()


def test_a_file_that_was_changed_by_hand_is_named(records):
    class Broken(Peopled):
        broken = (Fault("It was changed after it was agreed.", "ab/cd.json", "Restore the file."),)

    kept = keeper_of(Outcome(Broken()))
    keeper.install(kept)
    kept.settle()
    assert "ab/cd.json: It was changed after it was agreed." in text_of(signed(2).get("/roles/agreements"))
