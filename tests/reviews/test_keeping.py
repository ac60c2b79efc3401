"""Frozen packs: named by their content, never written over, opened with the same bytes, and found when changed."""

from __future__ import annotations

import pytest

from sightline.errors import EnvironmentFaultError, SourceError, UnknownNameError
from sightline.reviews import keeping
from sightline.reviews.keeping import FORMS, PackStore
from sightline.reviews.pack import pack_bytes, pack_id
from tests.reviews.support import pack


@pytest.fixture
def store(tmp_path):
    return PackStore(tmp_path / "packs")


@pytest.fixture
def kept(store):
    return store.freeze(pack())


def test_a_frozen_pack_is_named_by_its_content(kept):
    assert kept.name == pack_id(pack_bytes(pack()))
    assert kept.pack() == pack()


def test_every_form_opens_with_the_bytes_of_then_though_the_setting_changed(store, kept, monkeypatch):
    before = {form: kept.content(form) for form in FORMS}
    monkeypatch.setattr(keeping, "pack_html", lambda _: b"another look")
    again = store.freeze(pack())
    assert {form: again.content(form) for form in FORMS} == before


@pytest.mark.parametrize("form", list(FORMS))
def test_a_changed_file_is_found_when_it_is_opened(kept, form):
    place = kept.folder / FORMS[form]
    place.write_bytes(place.read_bytes() + b" ")
    with pytest.raises(SourceError, match="changed after it was frozen") as refused:
        kept.content(form)
    assert refused.value.place == str(place)


@pytest.mark.parametrize("form", list(FORMS))
def test_a_check_reads_every_form(kept, form):
    kept.check()
    (kept.folder / FORMS[form]).write_bytes(b"other")
    with pytest.raises(SourceError, match="changed after it was frozen"):
        kept.check()


def test_a_file_that_is_gone_is_named(kept):
    (kept.folder / "pack.pdf").unlink()
    with pytest.raises(SourceError, match="cannot be read"):
        kept.content("pdf")


def test_the_beginning_of_a_name_is_enough_where_no_other_shares_it(store, kept):
    assert store.open(kept.name[:6]).name == kept.name


@pytest.mark.parametrize("name", ["", "zz", "../..", "0" * 64])
def test_any_other_name_opens_nothing(store, kept, name):
    with pytest.raises(UnknownNameError):
        store.open(name)


def test_two_packs_that_share_a_beginning_are_not_guessed_between(store, kept):
    (store.folder / (kept.name[:10] + "0" * 54)).mkdir()
    with pytest.raises(UnknownNameError):
        store.open(kept.name[:8])


@pytest.mark.parametrize("text", ["[]", "no json"])
def test_a_list_of_files_that_is_none_is_told(store, kept, text):
    (kept.folder / "files.json").write_text(text)
    with pytest.raises(SourceError):
        store.open(kept.name)


def test_an_empty_workspace_has_no_packs(store):
    assert store.names() == ()


def test_nothing_half_written_stays_where_a_form_cannot_be_set(store, monkeypatch):
    def broken(_):
        raise EnvironmentFaultError("no font")

    monkeypatch.setattr(keeping, "slides_pdf", broken)
    with pytest.raises(EnvironmentFaultError):
        store.freeze(pack())
    assert store.names() == ()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(EnvironmentFaultError, match="cannot be kept"):
        PackStore(tmp_path / "packs").freeze(pack())
