"""A promise says for ever what it said: sealed, written once, and read back only whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reading.promise_files import PromisedBeforeError, erase, keep, kept, take_back
from sightline.records.promises import ERASED, Known, Promise
from sightline.strategy.promises.freezing import BrokenSealError, erased, thawed, written

PROMISE = Promise(
    "bot", "Automate", {"lead_time": (-1.2, -0.8, -0.2)}, 3, 180_000.0, "EUR", {"engineer": 14.0}, "chief",
    "technology",
    date(2026, 11, 1), "Committee", "Best per euro", "abc", date(2026, 10, 31),
    (Known("grow", "EUR", 2e6, 1e6, 3e6, 0.01, 0.3, "sure"),),
)  # fmt: skip


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.one_of(st.none(), st.dates()))
def test_a_promise_comes_back_as_it_was(reason, size, day):
    one = Promise("bot", "Bot", {"m": (size, size, size)}, reason=reason, approved_on=day)
    assert thawed(json.loads(json.dumps(written(one, salt="s"))), place="x") == one


@pytest.mark.parametrize("key", ["reason", "changes", "seal", "approved_on", "known", "by", "salt"])
def test_whoever_changes_it_breaks_the_seal(key):
    content = written(PROMISE, salt="s")
    content[key] = "else" if key != "changes" else {"lead_time": [-2.0, -1.0, -0.1]}
    with pytest.raises(BrokenSealError, match="changed after it was frozen"):
        thawed(content, place="bot.json")


@pytest.mark.parametrize(
    "content", [None, [], {}, {"promise": 3}, {"promise": 2, "seal": "?"}, {"promise": 2, "by": None, "seal": "?"}]
)
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


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=1))
def test_the_seal_holds_when_who_decided_is_erased(by, salt):
    content = erased(written(replace(PROMISE, by=by), salt=salt))
    assert thawed(content, place="x") == replace(PROMISE, by=ERASED)
    assert "salt" not in content
    assert content["by"] is None


@pytest.mark.parametrize(("key", "value"), [("by", "Another"), ("mark", "0" * 64), ("reason", "else"), ("mark", None)])
def test_nobody_puts_another_name_where_one_was_erased(key, value):
    content = erased(written(PROMISE, salt="s"))
    with pytest.raises(BrokenSealError):
        thawed({**content, key: value}, place="bot.json")


def test_the_same_name_leaves_another_mark_each_time(tmp_path):
    keep(tmp_path, PROMISE)
    keep(tmp_path, replace(PROMISE, initiative="other"))
    assert erase(tmp_path, lambda name: name == "Committee") == ("Committee", "Committee")
    marks = {json.loads(path.read_text())["mark"] for path in tmp_path.glob("*.json")}
    assert len(marks) == 2


def test_an_erasure_reaches_broken_promises_too_and_leaves_those_of_others(tmp_path):
    broken, other = keep(tmp_path, PROMISE), replace(PROMISE, initiative="other", by="Board")
    broken.write_text(broken.read_text().replace("Best per euro", "Cheap"))
    (tmp_path / "half.json").write_text("{")
    keep(tmp_path, other)
    assert erase(tmp_path, lambda name: name == "Committee") == ("Committee",)
    assert "Committee" not in broken.read_text()
    promises, faults = kept(tmp_path)
    assert promises == (other,)
    assert len(faults) == 2
    assert erase(tmp_path, lambda name: name == "Committee") == ()


def test_what_is_taken_back_was_never_promised(tmp_path):
    keep(tmp_path, PROMISE)
    take_back(tmp_path, "bot", on=PROMISE.approved_on, declined=False)
    assert kept(tmp_path) == ((), ())
