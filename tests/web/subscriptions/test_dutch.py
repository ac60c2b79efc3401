"""Whoever reads Dutch is told in Dutch of what they follow; how it stood is kept as ever."""

from __future__ import annotations

from django.core import mail

from sightline_web.languages.spoken import speaking
from sightline_web.notices import sending as posts
from sightline_web.subscriptions import sending
from sightline_web.subscriptions.models import Subscription
from sightline_web.subscriptions.stands import Stand, changes
from tests.web import people
from tests.web.subscriptions.test_digests import MONDAY, at, follow, messages, read  # noqa: F401 -- `at` sets the scene


def dutch(who: str = "executive") -> None:
    account = people.account(who)
    account.language = "nl"
    account.save()


def test_the_digest_of_a_dutch_reader_is_in_dutch_and_as_previewed(as_):
    dutch()
    follow()
    follow("auditor")
    read("on course", "r2")
    shown = as_("executive").get("/following/digest/daily.json").json()
    page = as_("executive").get("/following/digest/daily").content.decode()
    sending.run(MONDAY)
    posts.run(MONDAY)
    sent, other = sorted(mail.outbox, key=lambda each: each.to, reverse=True)
    assert (sent.subject, sent.body, sent.alternatives[0][0]) == (shown["subject"], shown["text"], shown["html"])
    assert sent.subject.startswith("Eén onderdeel dat u volgt is buiten de ruis veranderd: ")
    assert sent.subject in page
    assert '<html lang="nl">' in shown["html"]
    assert '<html lang="en">' in other.alternatives[0][0]
    for part in (
        "Nu: op koers; voorheen: achter.", "De kans om het te halen steeg van ", "● op koers", "streefwaarde ",
        " in okt 2026, zoals in het vorige bericht", "U krijgt dit omdat u dit volgt.",
    ):  # fmt: skip
        assert part in sent.body


def test_what_is_told_at_once_is_in_dutch_and_how_it_stood_is_not():
    dutch()
    follow(cadence="at_once")
    read("on course", "r2")
    sending.run(MONDAY)
    (told,) = messages()
    assert told.content["title"].startswith("Veranderd: ")
    assert Subscription.objects.unscoped("a test").get().told["status"] == "on course"


def test_a_rule_that_is_kept_again_is_told_in_the_language_of_then():
    was = {"signals": {"rule ship": {"rule": "Ship in time"}, "chart lead_time": {"metric": "lead_time"}}}
    with speaking("nl"):
        assert changes(was, Stand()) == [
            "Voorbij: “Ship in time” wordt niet in elk geval nageleefd.", "Voorbij: lead_time wijkt af.",
        ]  # fmt: skip
    assert changes(was, Stand())[0] == "Over: “Ship in time” is not kept by every case."
