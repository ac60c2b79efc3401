"""Words that are explained where they stand, out of the one glossary."""

from __future__ import annotations

import re
import tomllib
from itertools import groupby

import pytest

from sightline_web import terms as words
from sightline_web.languages.inflecting import FORMS
from sightline_web.shell.marking import EVERYDAY
from sightline_web.terms import parse, terms
from tests.support import ROOT

DESIGNED = (
    "operating model", "goal", "metric", "effect", "line of sight", "source", "process", "rule", "deviation",
    "exception", "control", "role", "person", "assignment", "agreement", "initiative", "review", "reading",
)  # fmt: skip
STATISTICAL = ("interval", "chance", "evidence grade", "noise floor", "shrunk", "funnel plot", "drift", "MASE", "skill")
WORD = re.compile(r'<button type="button" class="word" popovertarget="word-([a-z0-9-]+)">([^<]+)</button>')
MEANING = re.compile(r'<div popover id="word-([a-z0-9-]+)"')


def test_every_word_that_pages_use_has_one_meaning():
    names = [name for each in terms() for name in (each.word, *each.others)]
    assert len(names) == len({name.casefold() for name in names})
    assert len({each.slug for each in terms()}) == len(terms())
    assert {*DESIGNED, *STATISTICAL} <= set(names)
    assert all(re.fullmatch(r"[A-Z].*[.]", each.plain, re.DOTALL) for each in terms())
    assert set(names) >= EVERYDAY


def test_a_package_carries_the_page_of_the_documentation():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    carried = {f"docs/{name}": f"sightline_web/{name}" for name in words.PAGES.values()}
    assert wheel["wheel"]["force-include"] == carried
    assert words.OWN == ROOT / "docs"


@pytest.mark.parametrize("language", sorted({*words.PAGES} - {"en"}))
def test_the_words_in_another_language_are_the_same_and_are_found_in_english_too(language):
    english, theirs = terms(), terms(language)
    assert [each.slug for each in theirs] == [each.slug for each in english]
    assert [each.first for each in theirs if not {*each.english} <= {each.word, *each.others}] == []
    assert [each.first for each in theirs if not each.said] == []
    names = [name for each in theirs for name in (each.word, *each.others)]
    assert len(names) == len({name.casefold() for name in names})
    assert all(re.fullmatch(r"\w.*[.]", each.plain, re.DOTALL) and each.plain[0].isupper() for each in theirs)
    parts = [[len(list(part)) for _, part in groupby(each, key=lambda term: term.part)] for each in (english, theirs)]
    assert parts[0] == parts[1]
    assert {*FORMS} == {*words.PAGES}


def test_a_word_is_found_for_one_and_for_many():
    assert "probabilities" in FORMS["en"]("probability")
    assert "signals" in FORMS["en"]("signal")
    dutch = {
        "signaal": "signalen",
        "vals signaal": "vals signalen",
        "prijs": "prijzen",
        "kans": "kansen",
        "geval": "gevallen",
        "vaardigheid": "vaardigheden",
        "driver": "drivers",
        "scenario": "scenario\N{RIGHT SINGLE QUOTATION MARK}s",
        "periode": "perioden",
    }
    assert [one for one, many in dutch.items() if many not in FORMS["nl"](one)] == []


def test_what_stands_outside_a_glossary_is_no_word():
    assert list(parse("# Words\n\nnot a word\n  an indented line\n")) == []


@pytest.mark.parametrize("address", ["/", "/effects", "/goals/grow_revenue", "/operations", "/sight", "/calibration"])
def test_a_word_opens_its_meaning_the_first_time_it_is_used(client, address):
    text = client.get(address).content.decode()
    marked = [slug for slug, _ in WORD.findall(text)]
    assert marked
    assert len(marked) == len(set(marked))
    assert marked == MEANING.findall(text)
    assert marked == re.findall(r"/glossary#([a-z0-9-]+)", text[text.index("Words on this page") :])
    assert not re.search(
        r"<(a|button|svg|code|label)\b[^>]*>(?:(?!</\1>).)*<button type=\"button\" class=\"word\"", text
    )


def test_a_part_that_a_page_fetches_for_itself_is_left_as_it_is(client):
    text = client.get("/goals/grow_revenue/levers", headers={"hx-request": "true"}).content.decode()
    assert "What would it take" in text
    assert not WORD.search(text)


def test_the_glossary_has_a_place_for_each_word(client):
    text = client.get("/glossary").content.decode()
    assert [each.slug for each in terms() if f'<div id="{each.slug}"' not in text] == []
    assert "<em>lag</em>" in text
    assert "<code>sightline.yml</code>" in text
    rows = client.get("/glossary.json").json()["rows"]
    assert next(each for each in rows if each["id"] == "chance")["also"] == ["probability"]


def test_help_stands_at_the_same_place_on_every_page(client):
    places = []
    for address in ("/", "/metrics", "/find", "/model", "/metrics/nope"):
        foot = client.get(address).content.decode().partition('<footer class="foot">')[2]
        places.append([href for href in re.findall(r'href="([^"]+)"', foot) if href in {"/help", "/glossary"}])
    assert places == [["/help", "/glossary"]] * len(places)


def test_single_keys_can_be_turned_off_and_on(client):
    assert "data-keys" not in client.get("/").content.decode()
    client.post("/help/keys", {"single": "off"})
    assert 'data-keys="off"' in client.get("/").content.decode()
    assert "turned off" in client.get("/help").content.decode()
    client.post("/help/keys", {"single": "on"})
    assert "data-keys" not in client.get("/").content.decode()
