"""Sentences that remember what they are made of: English as ever, and the same said again in another voice."""

from __future__ import annotations

import copy
import json
import math
import pickle
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.saying import (
    Joined,
    Measured,
    Message,
    Said,
    begun,
    joined,
    labelled,
    listed,
    plain_of,
    retold,
    said_of,
    say,
    say_in,
    say_many,
    within,
)
from sightline.units import format_change, format_size, format_value

names = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=8)
leaves = st.one_of(
    names,
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6),
    st.dates(),
    names.map(labelled),
    st.floats(-1e6, 1e6).map(lambda value: format_value(value, "EUR", compact=True)),
)
texts = st.recursive(
    leaves.filter(lambda leaf: isinstance(leaf, str)),
    lambda inner: st.one_of(
        st.builds(lambda a, b: say("{a} then {b}", a=a, b=b), leaves, inner),
        st.builds(lambda n, a: say_many("{count} of {a}", "{count} each of {a}", n, a=a), st.integers(0, 3), inner),
        st.lists(inner, max_size=4).map(lambda parts: joined("; ", parts)),
        inner.map(begun),
        inner.map(within),
        st.lists(inner, min_size=1, max_size=5).map(listed),
    ),
    max_leaves=8,
)


@dataclass(frozen=True)
class Loud:
    """A voice that writes every text in capitals and marks what stands in it."""

    def text(self, message):
        text = message.text if message.count == 1 or not message.many else message.many
        return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"(\{[^}]*\})", text))

    def number(self, value, form):
        return f"<{value}|{form}>"

    def day(self, day, form):
        return f"<{day.isoformat()}|{form}>"

    def measured(self, value):
        return f"<{value.value} {value.unit} {value.form}>"

    def period(self, label):
        return f"<{label}>"

    def cased(self, text, *, capital):
        return text[:1].upper() + text[1:] if capital else text[:1].lower() + text[1:]


@dataclass(frozen=True)
class English(Loud):
    """A voice that says everything as English does."""

    def text(self, message):
        return message.text if message.count == 1 or not message.many else message.many

    def number(self, value, form):
        return format(value, form)

    def day(self, day, form):
        return format(day, form)

    def measured(self, value):
        if value.form == "size":
            return format_size(value.value, value.unit, compact=value.compact)
        if not value.unit:
            return format_change(value.value)
        return format_value(value.value, value.unit, compact=value.compact, signed=value.form == "change")

    def period(self, label):
        return label

    def cased(self, text, *, capital):
        return str(begun(text) if capital else within(text))


def test_a_sentence_is_its_english():
    said = say("{late:,} of {all:,} were late by {day:%Y-%m-%d}.", late=3, all=1_200, day=date(2026, 9, 1))
    assert said == "3 of 1,200 were late by 2026-09-01."
    assert isinstance(said, str)
    assert type(str(said)) is str


def test_a_sentence_is_said_again_with_its_numbers_and_days():
    said = say("{late:,} late by {day:%Y-%m-%d}, {share:.0%}.", late=3, day=date(2026, 9, 1), share=0.5)
    assert retold(said, Loud()) == "<3|,> LATE BY <2026-09-01|%Y-%m-%d>, <0.5|.0%>."


def test_sentences_stand_in_sentences():
    inner = say("{count} days", count=4)
    outer = begun(joined("; ", [say("it took {time}", time=inner), "", say("since {at}", at=labelled("2026-07"))]))
    assert outer == "It took 4 days; since 2026-07"
    assert retold(outer, Loud()) == "IT TOOK <4|> DAYS; SINCE <2026-07>"


def test_many_of_something_are_counted():
    assert [say_many("{count:,} case", "{count:,} cases", n) for n in (0, 1, 1_500)] == [
        "0 cases", "1 case", "1,500 cases",
    ]  # fmt: skip


def test_a_context_tells_the_same_words_apart():
    assert say_in("of a door", "open").source == Message("open", context="of a door")


def test_values_with_units_are_said_as_values():
    assert retold(format_value(52_400_000, "EUR", compact=True), Loud()) == "<52400000.0 EUR value>"
    assert format_value(-0.012, "share", signed=True).source == Measured(-0.012, "share", form="change")
    assert format_size(-0.012, "share") == "1.2 points"
    assert format_change(0.031).source == Measured(0.031, "", form="change")


def test_names_are_listed():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert retold(listed(["a", "b", "c", "d", "e"]), Loud()) == "a, b, c AND <2|,> MORE"


def test_a_name_with_braces_is_no_place():
    assert say("{name} is late.", name="{evil}") == "{evil} is late."
    assert retold(say("{name} is late.", name="{evil!r:>99}"), Loud()) == "{evil!r:>99} IS LATE."


def test_a_text_that_is_no_sentence_stays_as_it_is():
    assert retold("as it is", Loud()) == "as it is"
    assert plain_of("as it is") == "as it is"
    assert said_of("as it is") == "as it is"


@given(texts)
def test_english_said_again_is_the_same_english(text):
    assert retold(text, English()) == text


@given(texts)
def test_what_json_holds_is_the_same_sentence(text):
    again = said_of(json.loads(json.dumps(plain_of(text))))
    assert again == text
    assert retold(again, Loud()) == retold(text, Loud())


@given(texts)
def test_copies_keep_their_source(text):
    for again in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 -- made here
        assert again == text
        assert retold(again, Loud()) == retold(text, Loud())


def test_moments_and_numbers_of_numpy_are_kept():
    said = say("{n:,} at {at:%Y-%m-%d %H:%M}", n=np.int64(3), at=datetime(2026, 9, 1, 8, 30, tzinfo=UTC))
    again = said_of(json.loads(json.dumps(plain_of(said))))
    assert retold(again, English()) == said == "3 at 2026-09-01 08:30"


def test_numbers_that_are_not_finite_are_kept_in_strict_json():
    said = say("{n:.1f} and {m}", n=-math.inf, m=format_value(math.inf, "days"))
    again = said_of(json.loads(json.dumps(plain_of(said), allow_nan=False)))
    assert retold(again, English()) == said == "-inf and ∞ days"


@pytest.mark.parametrize("plain", [{"kind": "Unknown", "said": ""}, {"said": ""}, {"kind": "Message", "said": "x"}, 3])
def test_what_is_no_sentence_is_refused(plain):
    with pytest.raises(ValueError, match="no text"):
        said_of(plain)


@pytest.mark.parametrize(
    "source",
    [
        Message("{gone}"),
        Message("{a.__class__.__mro__}", (("a", "b"),)),
        Message("{a", (("a", "b"),)),
        Message("{0}", (("a", "b"),)),
        Message("{a:,}", (("a", None),)),
        Message("{a}", ("ab", "cde")),
        Joined("; ", ()),
        Measured("x", 3),
    ],
    ids=str,
)
def test_a_source_that_makes_no_sense_is_said_as_it_stands(source):
    assert retold(Said("as it stands", source), English()) == "as it stands"


def test_a_said_text_goes_where_texts_go():
    said = say("{n} of {m}", n=1, m=2)
    assert isinstance(said, Said)
    assert json.dumps([said]) == '["1 of 2"]'
    assert f"{said}!" == "1 of 2!"
    assert {said: 1}["1 of 2"] == 1
