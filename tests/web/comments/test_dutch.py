"""Whom a comment asks is told in their own language, whatever its writer reads; what is kept stays English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sightline_web.anchors import anchor_named
from sightline_web.comments.models import Comment
from sightline_web.comments.numbers import measured, title_words
from sightline_web.languages.spoken import speaking
from sightline_web.notices import mail, sending
from sightline_web.notices.models import Message
from tests.web import people
from tests.web.comments.test_services import GOAL, say, view, who

EFFECT = anchor_named("effect", "lead_time/on_time_share")


@pytest.fixture(autouse=True)
def read(enterprise) -> None:
    """The small enterprise is read; its analyst reads Dutch."""
    analyst = people.account("analyst")
    analyst.language = "nl"
    analyst.save()


def test_each_is_told_in_their_own_language(outbox):
    say("executive", "@analyst and @auditor, please.", anchor=EFFECT)
    sending.run(datetime.now(UTC) + timedelta(minutes=1))
    assert {each.to[0]: each.subject for each in outbox} == {
        "analyst@example.org": "Executive noemt u: Order lead time op Shipped on time",
        "auditor@example.org": "Executive mentions you: A goal",
    }
    kept = Message.objects.unscoped("a test").get(account=people.account("analyst").pk).content
    assert (kept["title"], kept["page"]) == ("{by} mentions you: {page}", "Order lead time op Shipped on time")


def test_a_title_that_looks_like_a_place_stays_as_it_is():
    by = who("executive").account
    told = {"title": "{by} answers: {page}", "page": "What {by} and {page} mean", "by": by}
    assert mail.said(told, told["title"]) == "Executive answers: What {by} and {page} mean"
    assert mail.said({"by": by}, "{by} answers: {by}") == "Executive answers: {by}"  # kept before pages stood apart


def test_a_number_is_kept_in_english_and_called_as_its_reader_does():
    with speaking("nl"):
        number = measured(view(GOAL), "forecast")
        assert number.words == "De prognose op de einddatum"
        say("analyst", about="forecast")
    kept = Comment.objects.unscoped("a test").get()
    assert kept.was["title"] == "The forecast at its date"
    assert title_words(kept.was) == "The forecast at its date"
    with speaking("nl"):
        assert title_words(kept.was) == "De prognose op de einddatum"
    assert title_words({"title": "{metric}", "names": {"metric": "Order {lead} time"}}) == "Order {lead} time"
    assert title_words({"title": "As it was kept before"}) == "As it was kept before"
