"""The copy of what is not sealed yet belongs to one state of the landing: with the files it gives each event once."""

from __future__ import annotations

from contextlib import closing

import pytest

from sightline.facts.live.sealing import seal
from sightline.facts.live.segments import read
from sightline.facts.live.store import open_store
from sightline.facts.live.tails import tail_file
from tests.facts.live.lives import AT, BATCH, batch


@pytest.mark.parametrize("sealed", [0, BATCH // 2, BATCH])
def test_files_and_copy_hold_each_event_once_however_much_was_sealed_since_the_last_look(tmp_path, sealed):
    with closing(open_store(tmp_path)) as store:
        store.land([batch(0)], received_us=AT)
        tail_file("orders", store.view("orders"), tmp_path / "facts")
        if sealed:
            seal(tmp_path, now_us=AT, most=sealed)
        view = store.view("orders")
        tail = tail_file("orders", view, tmp_path / "facts")
        files = [*(one.path for one in view.segments), *([tail] if tail else [])]
        assert sum(read(one).num_rows for one in files) == BATCH
