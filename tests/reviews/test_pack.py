"""The pack as bytes: the same content, the same bytes, the same name; and back again."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from sightline.errors import SourceError
from sightline.reviews.lines import Override
from sightline.reviews.pack import FORM, pack_bytes, pack_from, pack_id
from tests.reviews.support import GROW, pack


def test_a_pack_comes_back_out_of_its_bytes():
    assert pack_from(pack_bytes(pack())) == pack()


def test_the_name_of_a_pack_is_the_hash_of_its_bytes():
    content = pack_bytes(pack())
    assert pack_id(content) == hashlib.sha256(content).hexdigest()


def test_titles_in_another_order_give_the_same_bytes():
    turned = dict(reversed(pack().titles.items()))
    assert pack_bytes(pack(titles=turned)) == pack_bytes(pack())


def test_any_other_figure_gives_another_name():
    assert pack_id(pack_bytes(pack(deviations_in_all=4))) != pack_id(pack_bytes(pack()))


def test_what_is_no_pack_is_refused_with_its_place():
    with pytest.raises(SourceError, match="no review pack") as refused:
        pack_from(b'{"enterprise": 1}', place="pack.json")
    assert refused.value.place == "pack.json"


def test_a_pack_of_a_later_form_is_refused():
    with pytest.raises(SourceError, match=f"reads up to {FORM}"):
        pack_from(pack_bytes(pack(form=FORM + 1)))


def test_a_pack_without_later_fields_is_still_read():
    told = msgspec.json.decode(pack_bytes(pack()))
    del told["moves"]
    assert pack_from(msgspec.json.encode(told)).moves == ()


def test_a_status_set_by_hand_counts_and_the_computed_one_stays():
    by_hand = pack(overrides=(Override("grow", "on course", "The order of May is not booked.", "Ada"),))
    assert by_hand.status(GROW) == "on course"
    assert by_hand.goal("grow").status == "behind"
    assert by_hand.goal("other") is None
