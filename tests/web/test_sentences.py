"""Sentences that answer end once, whatever their last number ends with."""

from __future__ import annotations

from sightline_web.shell.sentences import Sentence
from sightline_web.shell.templatetags.shell import Shown


def test_a_sentence_ends_once_where_its_last_number_is_shortened():
    price = Shown("2,27 mln.", "revenue")
    assert Sentence.put("De duurste kost {price}.", price=price).text == "De duurste kost 2,27 mln."
    assert Sentence.put("{price} ({span}).", price=price, span="1 tot 3").text == "2,27 mln. (1 tot 3)."
    assert Sentence.of(price, ". Meer volgt.").text == "2,27 mln. Meer volgt."
