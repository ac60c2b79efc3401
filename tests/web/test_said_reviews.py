"""Review packs in Dutch: frozen so in a Dutch workspace, and read back from their own bytes."""

from __future__ import annotations

import io
import json

import pypdf
import pytest

from sightline.reviews.keeping import FORMS, PackStore, set_in
from sightline.reviews.translating import translated
from sightline_web.languages.spoken import speaking
from sightline_web.shell.formats import Formats
from sightline_web.shell.voices import Reader
from tests.reviews.support import pack

GAP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with speaking("nl"):
        made = translated(pack(), "nl", Reader(Formats("nl")))
    return PackStore(tmp_path_factory.mktemp("packs")).freeze(made)


def test_its_content_says_its_language_and_how_it_says_things(kept):
    content = json.loads(kept.content("json"))
    assert content["language"] == "nl"
    assert content["translated"]["Forecast, 90 %"] == "Prognose, 90%"
    assert content["goals"][0]["status"] == "behind", "words that are keys stay"


def test_its_page_is_dutch(kept):
    page = kept.content("html").decode()
    assert '<html lang="nl">' in page
    for words in (
        "Corner Shop: evaluatie van oktober 2026", "Peildatum 31 okt 2026", f"€{GAP}50,0{GAP}mln.", "Wie ervoor staat",
        f"Het doel loopt achter, met €{GAP}50,0{GAP}mln.; de streefwaarde is €{GAP}60,0{GAP}mln. op 31 mrt 2028.",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("form", ["pdf", "slides"])
def test_paper_and_slides_are_dutch(kept, form):
    reader = pypdf.PdfReader(io.BytesIO(kept.content(form)))
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert reader.metadata.title == "Corner Shop: evaluatie van oktober 2026"
    assert "Doelen in oktober 2026" in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("form", list(FORMS))
def test_set_again_it_has_the_same_bytes(kept, form):
    assert set_in(form, kept.pack()) == kept.content(form)
