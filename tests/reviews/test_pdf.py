"""The pack on paper and as slides: tagged for every reader, the same bytes for the same pack."""

from __future__ import annotations

import io

import pypdf
import pytest

from sightline.reviews.lines import Note
from sightline.reviews.pdf import pack_pdf, slides_pdf
from sightline.reviews.telling import slides, title
from tests.reviews.support import pack

FORMS = pytest.mark.parametrize("make", [pack_pdf, slides_pdf])


def opened(content):
    return pypdf.PdfReader(io.BytesIO(content))


def structure(reader):
    """Return the kinds of element in the tree of a PDF, and the words for its figures."""
    kinds, words = [], []

    def walk(node):
        node = node.get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            for each in node:
                walk(each)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                kinds.append(str(node["/S"]))
            if node.get("/S") == "/Figure":
                words.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node.raw_get("/K"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return kinds, words


@FORMS
def test_it_says_that_it_keeps_to_pdf_ua(make):
    meta = opened(make(pack())).xmp_metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in meta.stream.get_data()


@FORMS
def test_it_has_a_title_that_is_shown_and_a_language(make):
    reader = opened(make(pack()))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == title(pack())
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] is True or root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/MarkInfo"]["/Marked"]


@FORMS
def test_every_figure_has_words(make):
    kinds, words = structure(opened(make(pack())))
    assert kinds.count("/Figure") == len(words) == 2
    assert all(words)


def test_paper_has_headings_tables_and_heads_in_its_tree():
    kinds, _ = structure(opened(pack_pdf(pack())))
    assert {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/P"} <= set(kinds)


def test_there_is_a_page_for_each_slide():
    assert len(opened(slides_pdf(pack())).pages) == len(slides(pack()))


@FORMS
def test_the_same_pack_gives_the_same_bytes(make):
    assert make(pack()) == make(pack())


@FORMS
def test_what_somebody_wrote_is_never_typst(make):
    note = '#panic("x") $x$ *bold* = heading \\ #read("/etc/passwd")'
    made = make(pack(enterprise=note, notes=(Note("", note, note, pack().period.start),)))
    assert opened(made).metadata.title.startswith('#panic("x") $x$ *bold*')


def test_a_sign_stays_on_the_line_of_its_currency():
    words = " ".join(f"{'x' * (at % 17 + 1)} +€\u00a0129K" for at in range(300))
    made = opened(pack_pdf(pack(notes=(Note("", words, "Somebody", pack().period.start),))))
    lines = [line.strip() for page in made.pages for line in page.extract_text().splitlines()]
    assert sum("+€" in line for line in lines) > 10
    assert [line for line in lines if line.endswith("+")] == []
