"""How somebody reads: chosen by themselves, else by the workspace, else by the browser; kept, told and erased."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sightline_web import keeper
from sightline_web.accounts.models import Account
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.languages.preferences import Preferences, language_of, locale_of
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.people import signed_in

DUTCH = {"language": "nl", "locale": "", "zone": ""}
S = "\N{NO-BREAK SPACE}"


@pytest.fixture
def dutch_house():
    snapshot = FakeSnapshot()
    snapshot.__dict__["head"] = replace(snapshot.head, locale="nl-NL")
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()


def the_account() -> Account:
    return Account.objects.get(email="business@example.org")


def test_a_choice_is_kept_and_every_page_follows(client):
    assert '<html lang="en"' in client.get("/account/preferences").content.decode()
    saved = client.post("/account/preferences", DUTCH, follow=True)
    assert saved.redirect_chain == [("/account/preferences?done=saved", 302)]
    assert '<html lang="nl"' in saved.content.decode()
    text = client.get("/", headers={"accept-language": "de"}).content.decode()
    assert '<html lang="nl"' in text
    assert f"€{S}52,6{S}mln." in text
    assert Preferences.of(the_account()) == Preferences("nl")


def test_words_and_numbers_can_differ_and_moments_follow_the_time_zone(client):
    client.post("/account/preferences", {"language": "en", "locale": "de", "zone": "America/New_York"})
    text = client.get("/sources").content.decode()
    assert '<html lang="en"' in text
    assert "times in America/New_York" in text
    assert "30.10.2026, 12:12" in text
    assert client.get("/sources.json").json()["rows"][0]["fresh_at"].startswith("2026-10-30T16:12")


def test_a_choice_is_told_in_the_journal_once(client):
    for _again in range(2):
        client.post("/account/preferences", DUTCH)
    told = Entry.objects.get(action="change_preferences")
    assert (told.kind, told.key) == ("account", str(the_account().pk))
    assert '"nl"' not in told.after  # sealed under the key of whose account it is


@pytest.mark.parametrize(
    "typed", [{"language": "tlh"}, {"locale": "xx"}, {"zone": "Mars/Base"}, {"zone": "../../etc/passwd"}]
)
def test_what_is_not_offered_is_refused(client, typed):
    assert client.post("/account/preferences", DUTCH | typed).status_code == 422
    assert Preferences.of(the_account()) == Preferences()


def test_a_kept_choice_that_is_offered_no_more_counts_as_none(client):
    Account.objects.update(language="tlh", locale="xx", zone="Mars/Base")
    assert '<html lang="en"' in client.get("/").content.decode()


def test_nobody_chooses_for_somebody_else(client, anonymous):
    assert anonymous.post("/account/preferences", DUTCH).status_code == 302
    client.post("/account/preferences", DUTCH)
    assert Account.objects.exclude(language="").count() == 1


def test_the_workspace_decides_before_the_browser_and_after_the_person(dutch_house):
    client = signed_in()
    assert '<html lang="nl"' in client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    client.post("/account/preferences", {"language": "en"})
    text = client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="en"' in text
    assert "€52.6M" in text


@pytest.mark.parametrize(
    ("own", "header", "language", "locale"),
    [
        (Preferences(), "", "en", "en"),
        (Preferences(), "de", "en", "de"),
        (Preferences(), "nl-BE", "nl", "nl"),
        (Preferences("nl"), "en-GB", "nl", "nl"),
        (Preferences("en"), "en-GB", "en", "en_GB"),
        (Preferences("nl", "en_GB"), "fr", "nl", "en_GB"),
    ],
)
def test_what_is_not_chosen_follows_from_the_rest(enterprise, own, header, language, locale):
    assert (language_of(own, header), locale_of(own, header)) == (language, locale)
