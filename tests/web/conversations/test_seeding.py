"""What the figures propose to talk about: changes beyond noise in what the role is agreed upon, and nothing else."""

from __future__ import annotations

import pytest

from sightline_web import keeper
from sightline_web.conversations.models import AgendaItem, CheckIn, PrivateNote, SharedNote
from sightline_web.conversations.seeding import seeds_for
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_agreed import AIM, agreed
from tests.web.house import DIRECTORY, person_of, text_of

LATER = "Order lead time in North has been 0.35 days longer since July 2026."


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


def words(snapshot, person: str = "p1") -> list[str]:
    return [each.words for each in seeds_for(snapshot, person)]


def signed(number: int):
    return people.signed_in(person_of(number))


def test_a_change_in_an_agreed_metric_and_an_open_agreement_are_proposed(snapshot):
    snapshot.frozen.append(agreed("service_coordinator", "p1"))  # orders and lead time
    assert words(snapshot) == [
        LATER,
        "18% of the work of Service coordinator is in other activities than agreed; chance alone gives 4%.",
        "The agreement for Dec 2026 is not acknowledged by both of you yet.",
    ]


def test_a_change_in_what_the_role_is_not_agreed_upon_is_left_out(snapshot):
    snapshot.frozen.append(agreed("service_coordinator", "p1", goals=(AIM,)))  # orders alone
    assert LATER not in words(snapshot)


def test_without_an_agreement_the_derived_goals_of_the_role_count(snapshot):
    assert LATER not in words(snapshot)  # no chart spoke of orders
    assert words(snapshot, "p5") == []  # nothing is derived for a packer, and the work of packers has not drifted


def test_what_is_still_being_estimated_is_left_out(records):
    waiting = Peopled(waiting=("deviations", "role_goals"))
    waiting.frozen.append(agreed("service_coordinator", "p1"))
    assert LATER not in words(waiting)


def test_a_planned_conversation_begins_with_them_and_what_was_taken_off_stays_off(snapshot):
    snapshot.frozen.append(agreed("service_coordinator", "p1"))
    boss = signed(2)
    boss.post("/conversations/p1/plan", {"day": "2099-12-31"})
    assert LATER in text_of(boss.get("/conversations/p1"))
    item = AgendaItem.objects.get(kind="change")
    check_in = CheckIn.objects.get().pk
    boss.post(f"/conversations/p1/parts/agenda/{item.pk}/delete")
    boss.post(f"/conversations/p1/{check_in}/as/propose")
    assert LATER not in text_of(boss.get("/conversations/p1"))


def test_what_is_proposed_is_one_text_whatever_whoever_asks_reads(snapshot):
    snapshot.frozen.append(agreed("service_coordinator", "p1"))
    boss = signed(2)
    boss.post("/conversations/p1/plan", {"day": "2099-12-31"})
    there = sorted(each.text for each in AgendaItem.objects.all())
    mine = signed(1)
    mine.post("/account/preferences", {"language": "nl", "locale": "", "zone": ""})
    mine.post(f"/conversations/p1/{CheckIn.objects.get().pk}/as/propose")
    assert sorted(each.text for each in AgendaItem.objects.all()) == there
    page = mine.get("/conversations/p1").content.decode()
    assert f'<bdi><span lang="en" dir="ltr">{LATER}</span></bdi>' in page, "the fakes say it without a source"
    assert "18% van het werk van Service coordinator zit in andere activiteiten dan afgesproken" in page
    assert "De afspraak voor dec 2026 is nog niet door jullie beiden bevestigd." in page


def test_whoever_wrote_a_note_changes_it_on_the_page(snapshot):
    boss = signed(2)
    boss.post("/conversations/p1/plan", {"day": "2099-12-31"})
    boss.post(f"/conversations/p1/{CheckIn.objects.get().pk}/note", {"words": "We spoke of the gate."})
    boss.post("/conversations/p1/private", {"words": "Ask again in May."})
    page = boss.get("/conversations/p1").content.decode()
    note, own = SharedNote.objects.get().pk, PrivateNote.objects.get().pk
    for address in (f"/conversations/p1/notes/{note}/change", f"/conversations/p1/private/{own}/change"):
        assert f'action="{address}"' in page
        boss.post(address, {"words": "We spoke of gate 4."})
    assert text_of(boss.get("/conversations/p1")).count("We spoke of gate 4.") >= 2
    assert f'action="/conversations/p1/notes/{note}/change"' not in signed(1).get("/conversations/p1").content.decode()
