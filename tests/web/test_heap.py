"""Whole collections of garbage: what outlived one is left out of the next, and looked at again in time."""

from __future__ import annotations

import gc
import weakref

import pytest

from sightline_web.heap import EVERY, REST_SECONDS, Heap
from tests.web.fakes import good, keeper_of


class Ring:
    """An object that only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def seconds():
    return [1000.0]


@pytest.fixture
def kept():
    return keeper_of(good())


@pytest.fixture
def heap(seconds, kept):
    made = Heap(lambda: seconds[0])
    made.watch(kept)
    yield made
    made.let_go()


def left() -> weakref.ref[Ring]:
    """A ring that was alive at a whole collection and is garbage now."""
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


def test_what_outlived_a_whole_collection_is_left_out_of_the_next(heap):
    gc.collect()
    frozen = gc.get_freeze_count()
    assert frozen > 100_000
    old = left()
    gc.collect()
    assert old() is not None
    assert gc.get_freeze_count() >= frozen


def test_garbage_that_came_since_is_still_collected(heap):
    gc.collect()
    young = weakref.ref(Ring())
    gc.collect()
    assert young() is None


def test_a_younger_collection_leaves_out_nothing(heap):
    before = gc.get_freeze_count()
    gc.collect(1)
    assert gc.get_freeze_count() == before


def test_everything_is_looked_at_again_after_another_reading_but_not_with_each(heap, kept, seconds):
    old = left()
    kept.settle()
    gc.collect()
    assert old() is not None  # a reading less than a minute after the start
    seconds[0] += REST_SECONDS
    [again] = kept._then
    again(kept.state().snapshot)
    gc.collect()
    assert old() is None


def test_everything_is_looked_at_again_after_a_hundred_collections(heap):
    old = left()
    for _ in range(EVERY):
        gc.collect()
    assert old() is None


def test_let_go_leaves_nothing_out(kept):
    heap = Heap()
    heap.watch(kept)
    gc.collect()
    heap.let_go()
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert gc.get_freeze_count() == 0
