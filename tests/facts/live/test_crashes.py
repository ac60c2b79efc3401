"""Killed at any point, and started again: no acknowledged event is lost, none is doubled."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sightline.facts.live import merging, ordering, sealing
from sightline.facts.live.store import open_store
from tests.facts.live.lives import AT, BATCH, batch, killed, names, names_in_files, put_in_order, wanted

KILLS = 50


@pytest.mark.thorough
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    state, told, chance = tmp_path / "state", tmp_path / "told", random.Random(11)  # noqa: S311 -- moments to kill at
    last = killed(state, told, kills=KILLS, chance=chance)
    assert last > KILLS
    store = open_store(state)
    for done in (False, True):
        found = names(store)
        assert wanted(last + 1) <= set(found), "what was acknowledged is there"
        assert set(found) <= wanted(last + 2), "besides it at most the batch that was on its way"
        assert max(found.values()) == 1
        if not done:
            put_in_order(state)
    assert names_in_files(store.folder) == names(store), "the folder alone says the same"
    store.close()


class Died(BaseException):
    """The process is gone."""


def dies_at(step: str, nth: int = 1):
    """Return what lets a process die at a step, when it comes there for the nth time."""
    seen = Counter[str]()

    def point(name: str) -> None:
        seen[name] += 1
        if name == step and seen[name] == nth:
            raise Died(step)

    return point


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("step", ["planned", "writing", "written", "counting", "counted"])
@pytest.mark.parametrize("work", ["seal", "merge", "correct"])
def test_a_step_that_is_cut_off_is_done_by_the_next(tmp_path, work, step, nth):
    store = open_store(tmp_path)
    for number in range(3):
        store.land([batch(number)], received_us=AT)
        if work != "seal":
            sealing.seal(tmp_path, now_us=AT)
    if work == "correct":
        first = batch(0)[3]
        store.land([[first._replace(id="better", supersedes=first.id)]], received_us=AT)
    before = names(store)
    do = (lambda point: merging.merge(tmp_path, now_us=AT, many=1, point=point)) if work == "merge" else (
        lambda point: sealing.seal(tmp_path, now_us=AT, point=point)
    )  # fmt: skip
    try:
        do(dies_at(step, nth))
    except Died:
        assert names(store) in (before, _after(before, work)), "all of it or nothing"
    sealing.seal(tmp_path, now_us=AT)
    assert names(store) == _after(before, work)
    assert len(list(store.folder.rglob(".*"))) == 0, "no half-written file is left"
    store.close()


def _after(before: Counter[str], work: str) -> Counter[str]:
    return before if work != "correct" else before - Counter(["erp#e3"]) + Counter(["erp#better"])


def test_two_that_seal_at_once_do_not_get_in_each_other_s_way(tmp_path):
    store = open_store(tmp_path)
    store.land([batch(0)], received_us=AT)
    with ordering.keeping(tmp_path) as mine:
        assert mine
        assert sealing.seal(tmp_path, now_us=AT) == 0, "another is at it"
    assert sealing.seal(tmp_path, now_us=AT) == BATCH
    store.close()
