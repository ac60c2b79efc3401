"""Agreements as the pages ask for them: real files, read anew when one is new, and named when one was changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from sightline_web.agreed import Terms
from sightline_web.engine.agreeing import Agreeing
from sightline_web.snapshot import UnderWayError
from tests.roles.support import basis, model
from tests.roles.test_agreeing_with_people import PEOPLE


class Small(Agreeing):
    """A snapshot that knows agreements alone."""

    def __init__(self, folder, *, ready: bool = True) -> None:
        from sightline.roles.goals import role_goals

        super().__init__()
        goals = role_goals(basis()).roles
        self._reading = SimpleNamespace(
            model=model(), roles=lambda *_: goals, as_of=datetime(2026, 12, 31, tzinfo=UTC), staffed=(PEOPLE, None),
            last_day=date(2026, 12, 30), workspace=SimpleNamespace(state=folder),
        )  # fmt: skip
        self._guarded = lambda ask: ask()
        self.ready = lambda _question: ready


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path)


def test_what_is_frozen_is_read_at_once_and_only_once(small, monkeypatch):
    assert small.agreements().every == ()
    made = small.agree(Terms("2027-01", "clerk", "p1"), keep=True)
    (kept,) = small.agreements().every
    assert kept == made
    assert (kept.person, kept.manager, kept.version) == ("p1", "p9", 1)
    assert small.agreements() is small.agreements()


def test_a_draft_is_kept_nowhere(small):
    small.agree(Terms("2027-01", "clerk", "p1"), keep=False)
    assert small.agreements().every == ()


def test_what_is_set_by_hand_stands_beside_what_was_derived(small):
    name = small.agree(Terms("2027-01", "clerk"), keep=False).goals[0].metric
    made = small.agree(Terms("2027-01", "clerk", targets={name: 7.0}, reason="The season."), keep=True)
    aim = next(each for each in made.goals if each.metric == name)
    assert (aim.target, aim.by_hand, aim.reason) == (7.0, ("target",), "The season.")
    assert aim.derived_target != 7.0


def test_a_file_that_was_changed_is_named_and_binds_nobody(small, tmp_path):
    small.agree(Terms("2027-01", "clerk", "p1"), keep=True)
    (file,) = tmp_path.glob("agreements/*/*.json")
    file.write_bytes(file.read_bytes().replace(b'"p9"', b'"p8"'))
    kept = small.agreements()
    assert kept.every == ()
    assert "changed after it was agreed" in kept.faults[0].cause


def test_periods_are_the_one_under_way_and_the_next_of_each_size(small):
    assert small.agreement_periods() == ("2026-12", "2027-01", "2026-Q4", "2027-Q1", "2026", "2027")


def test_while_weights_are_estimated_nothing_is_agreed(tmp_path):
    with pytest.raises(UnderWayError):
        Small(tmp_path, ready=False).agree(Terms("2027-01", "clerk"), keep=True)
