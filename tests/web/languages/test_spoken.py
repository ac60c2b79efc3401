"""Pages in Dutch: the language of an answer, and nothing left in English on pages whose folders are translated."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sightline_web import keeper
from sightline_web.accounts.models import Account
from sightline_web.languages import spoken
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import speaking
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import Sentence, counted, listed, numeral
from sightline_web.shell.templatetags.shell import Shown
from sightline_web.sight.wording import method
from tests.web.fakes_ahead import EFFECTS
from tests.web.languages.pseudo import pseudo, texts_in, unmarked, widened

DUTCH = {"accept-language": "nl-NL,nl;q=0.9"}


def names(snapshot):
    for account in Account.objects.all():
        yield from (account.email, account.name, account.person)
    for part in ("head", "goals", "metrics", "sources", "processes", "origins", "files"):
        yield from texts_in(getattr(snapshot, part))


def left_in_english(client, address):
    with pseudo():
        page = client.get(address, headers=DUTCH).content.decode()
    return unmarked(page, names(keeper.current().state().snapshot))


def test_a_page_says_its_language(client):
    response = client.get("/find", headers=DUTCH)
    assert response.headers["Content-Language"] == "nl"
    assert "Accept-Language" in response.headers["Vary"]
    text = response.content.decode()
    assert '<html lang="nl" data-theme="system">' in text
    assert ">Zichtlijn</a>" in text
    assert client.get("/find").headers["Content-Language"] == "en"


def test_twins_and_answers_to_programs_are_english(client):
    page = client.get("/nope.json", headers=DUTCH)
    assert page.json()["error"] == "There is no page at /nope.json."
    assert "Content-Language" not in page.headers
    rows = client.get("/find.json?q=strategy", headers=DUTCH).json()["rows"]
    assert rows[0] == {"kind": "page", "title": "Strategy", "href": "/"}


def test_the_palette_finds_pages_by_their_dutch_names(client):
    assert ">Zichtlijn</a>" in client.get("/find?q=zichtlijn", headers=DUTCH).content.decode()
    asked = {**DUTCH, "hx-target": "palette-results"}
    assert (
        '<span>Strategie</span><span class="kind">pagina</span>'
        in client.get("/find?q=strategie", headers=asked).content.decode()
    )


def test_the_names_of_objects_are_found_in_both_languages_one_after_the_other(client):
    for headers, title in ((DUTCH, "Wat Shipped on time beweegt"), ({}, "What Shipped on time moves")) * 2:
        assert title in client.get("/find?q=shipped", headers=headers).content.decode()


def test_words_are_explained_in_dutch(client):
    text = client.get("/goals/grow_revenue", headers=DUTCH).content.decode()
    assert re.search(r'<button type="button" class="word" popovertarget="word-forecast">[Pp]rognose</button>', text)
    assert "<strong>Prognose</strong> Wat waarschijnlijk is" in text
    assert '>Woorden op deze pagina: <a href="/glossary#' in text
    glossary = client.get("/glossary", headers=DUTCH).content.decode()
    assert '<div id="goal"><dt>doel <span class="small">goal</span></dt>' in glossary
    assert "<section><h2" in glossary
    assert client.get("/glossary.json", headers=DUTCH).json()["rows"][2]["word"] == "goal"
    assert "Wat “doel” betekent" in client.get("/find?q=goal", headers=DUTCH).content.decode()


def test_the_state_pages_are_in_dutch(client):
    assert "Er is geen pagina op /nope." in client.get("/nope", headers=DUTCH).content.decode()
    assert "Geen doel heet “grow”." in client.get("/goals/grow", headers=DUTCH).content.decode()


def test_numbers_and_lists_are_written_in_the_language():
    assert counted(1, "goal") == "one goal"
    assert listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more"
    with speaking("nl"):
        assert [numeral(count) for count in (0, 1, 12, 13)] == ["geen", "één", "twaalf", "13"]
        assert listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d en nog 2"
        assert opening("één doel") == "Eén doel"
        assert opening("ijkpunt") == "IJkpunt"


def test_a_sentence_holds_its_numbers_in_any_order():
    number = Shown("52%", "on_time_share")
    sentence = Sentence.put("{value} of {{all}}: {rest}.", value=number, rest=Sentence.of("so ", number))
    assert sentence.text == "52% of {all}: so 52%."
    assert [shown for shown, _part in sentence] == [True, False, True, False]


def test_an_abbreviation_at_the_end_of_a_sentence_has_its_full_stop():
    text = "It gives {value}."
    assert Sentence.put(text, value=Shown("€ 1,97 mln.", "revenue")).text == "It gives € 1,97 mln."
    assert Sentence.put(text, value=Sentence.of("about ", Shown("2 mln.", "revenue"))).text == "It gives about 2 mln."
    assert Sentence.put(text, value="52%").text == "It gives 52%."


def test_the_language_for_tests_keeps_what_a_text_holds_places_for():
    assert widened("a %(n)s <b>c</b> {d} &amp;") == "\uff41 %(n)s <b>\uff43</b> {d} &amp;"
    assert unmarked("<p title='No'>Yes 5 mln</p>", []) == ["No", "Yes 5 mln"]
    assert unmarked("<p>\uff41 Halden Parts, juli 2026</p>", ["Halden Parts"]) == []


PAGES = (  # of folders that are translated; everything on them is marked
    ("/help", "business"),
    ("/account/tokens", "business"),
    ("/account", "business"),
    ("/account/password", "business"),
    ("/accounts", "administrator"),
    ("/accounts/invite", "administrator"),
    ("/sign-in", None),
    ("/sign-in/forgotten", None),
)


@pytest.mark.parametrize(("address", "who"), PAGES, ids=[address for address, _ in PAGES])
def test_nothing_on_a_page_is_left_in_english(as_, anonymous, address, who):
    client = anonymous if who is None else as_(who)
    assert left_in_english(client, address) == []


def test_a_language_that_is_not_on_every_page_is_for_those_who_choose_it(client, monkeypatch):
    monkeypatch.setattr(spoken, "WHOLE", frozenset({"en"}))
    assert '<html lang="en"' in client.get("/", headers=DUTCH).content.decode()
    client.post("/account/preferences", {"language": "nl", "locale": "", "zone": ""})
    assert '<html lang="nl"' in client.get("/", headers={"accept-language": "en"}).content.decode()


def test_how_an_effect_was_estimated_is_said_in_dutch():
    effect = next(each for each in EFFECTS if each.kind == "estimated")
    dutch = Formats("nl")
    with speaking("nl"):
        said = method(replace(effect, sign="positive", two_sided=0.9999), "month", dutch)
        assert said[-1].endswith("de kans op een effect >99%.")
