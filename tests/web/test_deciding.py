"""Promises as the pages ask for them: real files, read anew when one is new, and decided by the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from sightline.reading.promise_files import keep, kept
from sightline.records.promises import PromiseBook
from sightline_web.decided import Book
from sightline_web.engine.deciding import Deciding
from sightline_web.snapshot import UnderWayError
from tests.strategy.promises.test_freezing import PROMISE

OTHER = SimpleNamespace(
    id="other", title="Other", changes={"m": (1.0, 2.0, 3.0)}, takes=1, cost=None, effort={}, asked_by=None, kind=None
)


class Small(Deciding):
    """A snapshot that knows promises alone."""

    def __init__(self, folder, *, estimated: bool = True) -> None:
        super().__init__()
        self.asked = 0
        if estimated:
            self._answers = dict.fromkeys(("effects", "sight", "outlooks"))
        self._reading = SimpleNamespace(
            workspace=SimpleNamespace(state=folder), promises=self.found, approve=self.approve, decline=self.decline,
            promise=lambda _name: PROMISE, model=SimpleNamespace(settings=SimpleNamespace(currency="EUR")),
        )  # fmt: skip
        self._guarded = lambda ask: ask()

    def found(self):
        self.asked += 1
        every, faults = kept(self._promised_in())
        return PromiseBook(
            tuple(one for one in every if not one.declined), (), (), faults, tuple(one for one in every if one.declined)
        )

    def approve(self, initiative, *, by, reason, on, declined=False):
        made = replace(PROMISE, initiative=initiative, by=by, reason=reason, approved_on=on, declined=declined)
        keep(self._promised_in(), made)
        return made

    def decline(self, initiative, **more):
        return self.approve(initiative, declined=True, **more)


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.strategy.portfolio.candidates.backlog_of", lambda _model: (OTHER,))
    return Small(tmp_path)


def decided(small: Small, *, declined: bool = False):
    return small.decide("other", by="account 1", reason="It pays.", on=date(2026, 11, 2), declined=declined)


def test_what_is_decided_is_read_at_once_and_only_once(small):
    assert [one.initiative for one in small.promises().undecided] == ["other"]
    assert small.promises() is small.promises()
    assert small.asked == 1
    made = decided(small)
    book = small.promises()
    assert book.promises == (made,)
    assert (made.approved_on, made.by, made.known[0].goal) == (date(2026, 11, 2), "account 1", "grow")
    assert not book.open("other")
    assert small.asked == 2


def test_what_is_declined_can_still_be_decided_on(small):
    made = decided(small, declined=True)
    book = small.promises()
    assert book.declined == book.refusals("other") == (made,)
    assert book.open("other")


def test_what_is_taken_back_was_never_decided(small):
    small.take_back(decided(small))
    assert small.promises().promises == ()
    assert list(small._promised_in().iterdir()) == []


def test_nothing_is_decided_before_its_worth_is_estimated(tmp_path):
    small = Small(tmp_path, estimated=False)
    assert not small.ready("would_promise")
    with pytest.raises(UnderWayError):
        decided(small)
    with pytest.raises(UnderWayError):
        small.would_promise("other")


def test_the_record_of_its_kind_counts_before_that_of_who_asked():
    from tests.web.fakes_promises import BOARD, BOT, TRUST

    book = Book(trust=TRUST)
    assert book.trust_in(BOARD).by == "kind"
    assert book.trust_in(replace(BOARD, kind="other")).by == "asker"
    assert book.trust_in(BOT).by == "all"
    assert Book().trust_in(BOT) is None
