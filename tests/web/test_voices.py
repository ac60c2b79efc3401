"""What the library says, in the language of whoever reads."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from sightline.saying import joined, labelled, listed, say, say_many
from sightline.units import format_change, format_size, format_value
from sightline_web.engine.saying import retold
from sightline_web.languages.spoken import speaking
from sightline_web.raised import Raised, plain, raised_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.templatetags.shell import said_in
from sightline_web.shell.voices import Reader, said

DUTCH = Reader(Formats("nl"))
AT = datetime(2026, 9, 1, tzinfo=UTC)
RAISED = Raised(
    "orders.slow@", "rule", "orders", "slow", None, (), None, None, "price", "new", AT, AT, AT, None, None, None, None,
    None, 0.0, sentence=listed(["Pick", "Ship"]), words="as it is",
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "dutch"),
    [
        (say("{x:,}", x=1_234), "1.234"),
        (say("{x}", x=1_234), "1234"),
        (say("{x:d}", x=12), "12"),
        (say("{x:.1f}", x=2.25), "2,2"),
        (say("{x:,.2f}", x=1_234.5), "1.234,50"),
        (say("{x:.0%}", x=0.5), "50%"),
        (say("{x:.1%}", x=-0.123), "\N{MINUS SIGN}12,3%"),
        (say("{x:.0%}", x=-0.001), "0%"),
        (say("{x:.2g}", x=0.0314), "0,031"),
        (say("{x:g}", x=3.0), "3"),
        (say("{x:+.1f}", x=3.14), "+3,1"),
        (say("{x}", x=0.25), "0,25"),
        (say("{d:%Y-%m-%d}", d=date(2026, 9, 1)), "1 sep 2026"),
        (say("{d:%B %Y}", d=date(2026, 9, 1)), "september 2026"),
        (say("{d:%Y-%m-%d}", d=datetime(2026, 9, 1, 8, 30, tzinfo=UTC)), "1 sep 2026"),
        (say("{d:%Y-%m-%d %H:%M}", d=datetime(2026, 9, 1, 8, 30, tzinfo=UTC)), "1 sep 2026, 08:30"),
        (say("{x}", x=labelled("2026-07")), "jul 2026"),
        (say("{x}", x=labelled("FY2026-Q2")), "BJ2026-K2"),
        (say("{x}", x=format_value(0.131, "share")), "13,1%"),
        (say("{x}", x=format_value(-0.012, "share", signed=True)), "\N{MINUS SIGN}1,2\N{NO-BREAK SPACE}procentpunt"),
        (say("{x}", x=format_size(-0.012, "share")), "1,2\N{NO-BREAK SPACE}procentpunt"),
        (say("{x}", x=format_change(0.031)), "+3,1%"),
        (say("{x}", x=format_value(2.9, "days")), "2,9 dagen"),
        (say("{x}.", x=format_value(52_400_000, "EUR", compact=True)), "€\N{NO-BREAK SPACE}52,4\N{NO-BREAK SPACE}mln."),
        (
            joined("", [format_value(52_400_000, "EUR", compact=True), "."]),
            "€\N{NO-BREAK SPACE}52,4\N{NO-BREAK SPACE}mln.",
        ),
    ],
)
def test_numbers_days_and_units_are_written_as_the_reader_writes_them(sentence, dutch):
    with speaking("nl"):
        assert retold(sentence, DUTCH) == dutch


def test_words_are_those_of_the_language_and_names_stay():
    with speaking("nl"):
        assert said(listed(["Pick", "Ship"])) == "Pick en Ship"
        assert said(say_many("{count} unknown", "{count} unknowns", 2)) == "2 unknowns"  # no catalogue knows it
    with speaking("en"):
        assert said(listed(["Pick", "Ship"])) == "Pick and Ship"


def test_a_locale_of_ones_own_is_kept_within_a_sentence():
    sentence = listed([format_value(1.5, "days"), "x"])
    with speaking("nl"):
        assert said(sentence) == "1,5 dagen en x"
    with speaking("nl", lambda: "en"):
        assert said(sentence) == "1.5 dagen en x"


def test_on_a_page_only_what_stays_english_is_marked_as_english():
    with speaking("nl"):
        assert said_in(listed(["a", "b"]), "en") == "a en b"
        assert said_in("as it is", "en") == '<span lang="en" dir="ltr">as it is</span>'
        assert said_in(listed(["<b>", "b"]), "en") == "<b> en b", "escaped by the template as other texts"
    with speaking("en"):
        assert said_in(listed(["a", "b"]), "en") == "a and b"


def test_an_exception_that_was_kept_is_still_said_in_every_language():
    again = raised_of(json.loads(json.dumps(plain(RAISED))))
    assert again == RAISED
    with speaking("nl"):
        assert (said(again.sentence), said(again.words)) == ("Pick en Ship", "as it is")


def test_an_exception_that_was_kept_before_sentences_had_sources_is_read():
    before = {name: value for name, value in json.loads(json.dumps(plain(RAISED))).items() if name != "sources"}
    with speaking("nl"):
        assert said(raised_of(before).sentence) == "Pick and Ship"
