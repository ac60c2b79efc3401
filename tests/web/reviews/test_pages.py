"""Reviews at their pages: prepared with today's figures, signed, opened again frozen, and told to each what is open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from sightline_web.policy.words import Duty
from sightline_web.reviews import queries, services
from sightline_web.reviews.services import Calendar, Known
from tests.web import people
from tests.web.fakes import FakeSnapshot
from tests.web.reviews.support import NOW, actor, opened, serve, text_of

OFFICE, BOSS = Duty.STRATEGY_OFFICE, Duty.EXECUTIVE


@pytest.fixture
def snapshot(records):
    return serve(FakeSnapshot())


@pytest.fixture
def cycle(snapshot):
    return opened()


@pytest.fixture
def office(snapshot):
    return people.signed_in(OFFICE)


def frozen(cycle, snapshot):
    """Sign a review with the pack that its page shows."""
    boss = people.signed_in(BOSS)
    assert people.signed_in(OFFICE).post(f"/reviews/{cycle.pk}/prepared/done").status_code == 302
    assert boss.post(f"/reviews/{cycle.pk}/sign").status_code == 302
    return queries.cycle(cycle.pk)


def test_the_list_says_where_the_newest_review_is(cycle, office):
    page = text_of(office.get("/reviews"))
    assert "The review of October 2026 is in preparation, until Nov 6, 2026." in page
    assert "not frozen yet" in page
    rows = office.get("/reviews.json").json()["rows"]
    assert [(row["period"], row["state"], row["pack"]) for row in rows] == [("2026-10", "preparing", None)]
    assert b"2026-10,preparing" in b"".join(office.get("/reviews.csv"))


def test_an_empty_list_says_who_begins(snapshot, office):
    assert "Open the review of the newest whole period" in text_of(office.get("/reviews"))
    assert "An executive or the strategy office opens the first one." in text_of(
        people.signed_in("plain").get("/reviews")
    )


def test_a_review_is_opened_for_one_of_the_whole_periods(snapshot, office):
    days = {"prepare_until": "2026-11-06", "meets_on": "2026-11-11", "sign_until": "2026-11-13", "signer": ""}
    assert "Choose one of the periods" in text_of(office.post("/reviews/open", {"period": "2027-01"} | days), 422)
    answer = office.post("/reviews/open", {"period": "2026-10"} | days)
    assert answer.headers["Location"] == f"/reviews/{queries.cycles()[0].pk}"
    assert "There is a review of October 2026 already" in text_of(
        office.post("/reviews/open", {"period": "2026-10"} | days), 422
    )
    wrong = text_of(office.post("/reviews/open", {"period": "2026-09", "meets_on": "soon"}), 422)
    assert "“soon” is no day; write it as in 2026-12-31." in wrong


@pytest.mark.parametrize("typed", ["9" * 30, "-1", "nobody", ""])
def test_what_is_no_account_stands_for_no_review(cycle, office, typed):
    assert office.post(f"/reviews/{cycle.pk}/plan", {"preparer": typed}).status_code == 302
    assert queries.cycle(cycle.pk).preparer_account is None


def test_a_review_in_preparation_shows_the_figures_of_today(cycle, office):
    page = text_of(office.get(f"/reviews/{cycle.pk}"))
    for words in (
        "October 2026: 1 of 2 goals is reached or on course", "its figures are those of today", "54.0 to 59.5 M EUR",
        "Not explained by any declared driver", "Two orders were not checked.", "drifted", "This is a draft",
        "It meets on Nov 11, 2026.", "Comment on operations", "Write down a decision",
    ):  # fmt: skip
        assert words in page, words


def test_the_twin_holds_the_whole_pack_for_those_who_may_see_it_whole(cycle, office):
    found = office.get(f"/reviews/{cycle.pk}.json").json()
    assert [row["goal"] for row in found["rows"]] == ["grow_revenue", "gain_share"]
    assert found["pack"]["period"]["label"] == "2026-10"
    assert "pack" not in people.signed_in("plain").get(f"/reviews/{cycle.pk}.json").json()


def test_those_without_a_duty_see_nothing_of_a_draft_and_of_a_signed_pack_what_is_open_to_them(cycle, snapshot):
    plain = people.signed_in("plain")
    draft = text_of(plain.get(f"/reviews/{cycle.pk}"))
    assert "What you may see of it stands here once it is signed." in draft
    assert "57.0 M EUR" not in draft
    frozen(cycle, snapshot)
    page = text_of(plain.get(f"/reviews/{cycle.pk}"))
    assert "57.0 M EUR" in page
    for words in ("Two orders were not checked", "Four eyes", "drifted from", "To be decided"):
        assert words not in page, words
    assert plain.get(f"/reviews/{cycle.pk}/pack/pdf").status_code == 403


def test_what_one_writes_stands_in_the_pack_with_ones_name(cycle, office):
    office.post(f"/reviews/{cycle.pk}/notes", {"about": "goal:grow_revenue", "text": "Booked late. <b>Really</b>"})
    answer = office.get(f"/reviews/{cycle.pk}")
    assert "<b>Really" not in answer.content.decode()
    page = text_of(answer)
    assert "Booked late. <b>Really</b>" in page
    assert re.search(r"strategy_office@example\.org|Strategy office", page)
    assert "account" not in re.findall(r"Really</b> (.{0,40})", page)[0]
    assert office.post(f"/reviews/{cycle.pk}/notes", {"about": "goal:other", "text": "x"}).status_code == 404
    assert "Write something." in text_of(office.post(f"/reviews/{cycle.pk}/notes", {"about": "", "text": " "}), 422)


def test_what_was_taken_back_can_be_put_back_at_once(cycle, office):
    made = services.note_add(by=actor(OFFICE), cycle=cycle.pk, about="", text="Hasty.", at=NOW)
    answer = office.post(f"/reviews/{cycle.pk}/notes/{made.pk}/delete", follow=True)
    assert "It is taken back." in text_of(answer)
    assert "Hasty." not in text_of(answer)
    assert "Hasty." in text_of(office.post(f"/reviews/{cycle.pk}/notes/{made.pk}/restore", follow=True))
    assert office.post(f"/reviews/{cycle.pk}/notes/{made.pk}/burn").status_code == 404


def test_a_status_by_hand_shows_the_computed_one_beside_it(cycle, office):
    address = f"/reviews/{cycle.pk}/status"
    assert "Say why" in text_of(
        office.post(address, {"goal": "grow_revenue", "status": "on course", "reason": ""}), 422
    )
    office.post(address, {"goal": "grow_revenue", "status": "on course", "reason": "The order of May."})
    page = text_of(office.get(f"/reviews/{cycle.pk}"))
    assert "set by hand; computed: behind. The order of May." in page
    assert office.post(address, {"goal": "nothing", "status": "behind", "reason": "x"}).status_code == 404


def test_a_decision_keeps_what_was_known_and_the_next_review_says_what_came(snapshot, office):
    before = opened(1, Calendar())
    typed = {"title": "Hire two", "role": "shift_lead", "due": "2026-10-20", "about": "goal:grow_revenue"}
    office.post(f"/reviews/{before.pk}/decisions", typed)
    (made,) = queries.decisions()
    assert (made.probability, made.forecast) == (0.03, 57_000_000.0)
    now = opened(0)
    page = text_of(office.get(f"/reviews/{now.pk}"))
    assert "Hire two" in page
    assert "overdue" in page
    assert "The chance of its goal is 3 %, as it was." in page
    assert "days ago: say what came of it, or decide anew." in page


def test_the_decisions_page_takes_what_came_of_one(cycle, office):
    made = services.decision_take(
        by=actor(BOSS), cycle=cycle.pk, title="Hire two", role="shift_lead", due=date(2026, 11, 1),
        about="goal:grow_revenue", known=Known(0.2, None), at=NOW,
    )  # fmt: skip
    page = text_of(office.get("/reviews/decisions"))
    for words in ("One decision is open, 1 of them past its day.", "Hire two", "went from 20 % to 3 % since"):
        assert words in page, words
    address = f"/reviews/decisions/{made.pk}/report"
    assert "Say what came of it" in text_of(office.post(address, {"state": "done", "came": ""}), 422)
    assert office.post(address, {"state": "done", "came": "They came."}).status_code == 302
    assert "They came." in text_of(office.get("/reviews/decisions"))
    assert "No decision is open." in text_of(office.get("/reviews/decisions?show=open"))
    plain = people.signed_in("plain")
    assert plain.post(address, {"state": "open", "came": ""}).status_code == 403
    assert "They came." in text_of(plain.get("/reviews/decisions"))


def test_a_signed_review_opens_its_frozen_pack_and_not_todays_figures(cycle, snapshot, office):
    one = frozen(cycle, snapshot)
    page = text_of(office.get(f"/reviews/{cycle.pk}"))
    assert "is signed: what you see is its pack, frozen." in page
    assert "This is a draft" not in page
    assert "Comment on operations" not in page
    answer = office.get(f"/reviews/{cycle.pk}/pack/pdf")
    assert answer.content == f"pdf of {one.pack}".encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="review-2026-10.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    snapshot.frozen_packs.clear()
    assert "it was changed after it was frozen" in text_of(office.get(f"/reviews/{cycle.pk}"), 422)


@pytest.fixture
def dutch_house(records):
    snapshot = FakeSnapshot()
    snapshot.__dict__["head"] = replace(snapshot.head, locale="nl-NL")
    return serve(snapshot)


def english(client):
    client.post("/account/preferences", {"language": "en", "locale": "", "zone": ""})
    return client


def test_a_pack_that_is_prepared_is_in_the_language_of_whoever_reads_it(dutch_house):
    cycle = opened()
    for client, words in ((people.signed_in(OFFICE), "Dit is een concept"), (english(people.signed_in(BOSS)), "draft")):
        page = client.get(f"/reviews/{cycle.pk}").content.decode()
        assert words in page
        assert '<section id="strategy" class="pack-part">' in page, "in the language of the page"


def test_a_frozen_pack_is_in_the_language_of_the_workspace(dutch_house):
    cycle = opened()
    one = frozen(cycle, dutch_house)
    found = dutch_house.frozen_packs[one.pack]
    assert (found.language, found.translated["Strategy"]) == ("nl", "Strategie")
    assert [each.part for each in found.signatures] == ["Voorbereid", "Getekend"]
    assert found.signatures[0].who.endswith(" (strategiebureau)")
    ours = people.signed_in(OFFICE).get(f"/reviews/{cycle.pk}").content.decode()
    assert '<section id="strategy" class="pack-part"><h2>Strategie</h2>' in ours
    assert ", strategiebureau" in ours
    assert "(strategiebureau)" not in ours, "told by the name of the account"
    theirs = english(people.signed_in(BOSS)).get(f"/reviews/{cycle.pk}").content.decode()
    assert '<section id="strategy" class="pack-part" lang="nl"><h2>Strategie</h2>' in theirs
    assert '<span lang="nl" dir="ltr">' in theirs


def test_a_pack_that_was_frozen_in_english_stays_english_for_a_dutch_reader(cycle, snapshot):
    frozen(cycle, snapshot)
    client = people.signed_in(OFFICE)
    client.post("/account/preferences", {"language": "nl", "locale": "", "zone": ""})
    page = client.get(f"/reviews/{cycle.pk}").content.decode()
    assert '<section id="strategy" class="pack-part" lang="en"><h2>Strategy</h2>' in page


def test_a_draft_can_be_taken_along_and_says_that_it_is_one(cycle, office):
    answer = office.get(f"/reviews/{cycle.pk}/pack/slides")
    assert b"This is a draft" in answer.content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="review-2026-10-draft.slides.pdf"'
    assert office.get(f"/reviews/{cycle.pk}/pack/docx").status_code == 404
    assert office.get("/reviews/999/pack/pdf").status_code == 404


def test_while_figures_are_being_found_the_page_says_so_and_so_does_a_file(records):
    serve(FakeSnapshot(waiting=("pack",)))
    one = opened()
    office = people.signed_in(OFFICE)
    assert "being estimated" in text_of(office.get(f"/reviews/{one.pk}"))
    assert "The figures of this pack are being found." in text_of(office.get(f"/reviews/{one.pk}/pack/pdf"), 503)
    assert office.get(f"/reviews/{one.pk}.json").status_code == 503


def test_a_pack_that_cannot_be_made_says_why(records):
    serve(FakeSnapshot(refused=("pack",)))
    one = opened()
    assert "and the data end on" in text_of(people.signed_in(OFFICE).get(f"/reviews/{one.pk}"), 422)


def test_a_review_that_is_not_there_is_not_found(snapshot, office):
    assert office.get("/reviews/999").status_code == 404
    assert office.post("/reviews/999/prepared/done").status_code == 404


def test_the_palette_finds_reviews_and_decisions(cycle, office):
    assert f"/reviews/{cycle.pk}" in office.get("/find?q=review+october").content.decode()
    assert "/reviews/decisions" in office.get("/find?q=decisions").content.decode()


def test_every_table_of_numbers_leads_to_how_they_were_computed(cycle, office):
    page = office.get(f"/reviews/{cycle.pk}").content.decode()
    kinds = set(re.findall(r'data-computed="(\w+)"', page))
    assert kinds >= {"chance", "contribution", "sight", "cases", "control", "price", "alignment", "weight", "worth"}
    for kind in kinds:
        assert office.get(f"/computed/{kind}").status_code == 200
