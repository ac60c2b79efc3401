"""A promise says for ever what it said: sealed, written once, and read back only whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reading.promise_files import PromisedBeforeError, keep, kept
from sightline.records.promises import Known, Promise
from sightline.strategy.promises.freezing import BrokenSealError, thawed, written

PROMISE = Promise(
    "bot", "Automate", {"lead_time": (-1.2, -0.8, -0.2)}, 3, 180_000.0, "EUR", {"engineer": 14.0}, "chief",
    "technology",
    date(2026, 11, 1), "Committee", "Best per euro", "abc", date(2026, 10, 31),
    (Known("grow", "EUR", 2e6, 1e6, 3e6, 0.01, 0.3, "sure"),),
)  # fmt: skip


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.one_of(st.none(), st.dates()))
def test_a_promise_comes_back_as_it_was(reason, size, day):
    one = Promise("bot", "Bot", {"m": (size, size, size)}, reason=reason, approved_on=day)
    assert thawed(json.loads(json.dumps(written(one))), place="x") == one


@pytest.mark.parametrize("key", ["reason", "changes", "seal", "approved_on", "known"])
def test_whoever_changes_it_breaks_the_seal(key):
    content = written(PROMISE)
    content[key] = "else" if key != "changes" else {"lead_time": [-2.0, -1.0, -0.1]}
    with pytest.raises(BrokenSealError, match="changed after it was frozen"):
        thawed(content, place="bot.json")


@pytest.mark.parametrize("content", [None, [], {}, {"promise": 2}, {"promise": 1, "seal": "?"}])
def test_what_is_no_promise_is_refused(content):
    with pytest.raises(BrokenSealError):
        thawed(content, place="bot.json")


def test_it_is_written_once_and_read_back(tmp_path):
    folder = tmp_path / "state" / "promises"
    path = keep(folder, PROMISE)
    before = path.read_bytes()
    with pytest.raises(PromisedBeforeError, match="approved before"):
        keep(folder, Promise("bot", "Other"))
    assert path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["bot.json"]  # nothing half-written is left
    assert kept(folder) == ((PROMISE,), ())


def test_what_is_declined_may_be_declined_anew_on_another_day_and_approved_later(tmp_path):
    no = replace(PROMISE, declined=True)
    later = replace(no, approved_on=date(2026, 12, 1))
    names = [keep(tmp_path, one).name for one in (no, later, PROMISE)]
    assert names == ["bot.declined-2026-11-01.json", "bot.declined-2026-12-01.json", "bot.json"]
    with pytest.raises(PromisedBeforeError, match="declined on that day"):
        keep(tmp_path, no)
    assert {one.declined for one in kept(tmp_path)[0]} == {True, False}


def test_broken_files_are_told_and_take_no_other_down(tmp_path):
    keep(tmp_path, PROMISE)
    (tmp_path / "torn.json").write_text('{"promise": 1, "sea', encoding="utf-8")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    promises, faults = kept(tmp_path)
    assert promises == (PROMISE,)
    assert len(faults) == 2
    assert kept(tmp_path / "none") == ((), ())
