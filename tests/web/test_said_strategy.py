"""What the library says of goals, levers, changes and promises, in Dutch."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.strategy.levers import seek
from sightline.strategy.shifts import ShiftError, parse_shift
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said
from tests.strategy.promises.test_realised import asked
from tests.strategy.test_levers import lever, linear, toward
from tests.strategy.test_status import HALF_WAY, _status


def test_a_goal_says_why_it_has_its_status():
    late, missed = _status({**HALF_WAY, "2026-06": 105.0}), _status(HALF_WAY, by="2026-03-31", as_of="2026-06-30")
    with speaking("nl"):
        assert said(late.reason) == "De waarde is slechter dan het pad."
        assert said(missed.reason) == "De datum 31 mrt 2026 is voorbij en de waarde haalt de streefwaarde niet."


def test_a_lever_says_what_it_takes_or_gives():
    (enough,) = seek("g", toward(115), [lever(reach=100.0)], linear(2.0, 115), probability=0.8)
    (short,) = seek("g", toward(150), [lever(reach=1.0)], linear(2.0, 150), probability=0.8)
    with speaking("nl"):
        assert "vanaf nu (van € 100,00 naar € " in said(enough.words).replace("\N{NO-BREAK SPACE}", " ")
        assert said(enough.words).endswith("haalt het doel met een kans van 80%.")
        assert said(short.words).endswith(", de grootste aannemelijke verandering, geeft een kans van 0%.")


def test_a_change_that_cannot_be_read_is_refused():
    with pytest.raises(ShiftError) as refused:
        parse_shift("on_time_share=120%", {"on_time_share": "share"}.__getitem__)
    with speaking("nl"):
        assert said(refused.value.cause) == "“on_time_share=120%” zet een aandeel op meer dan 1."
        assert said(refused.value.fix).startswith("Schrijf indicator=+120, ")


def test_what_came_of_a_promise_is_said_beside_what_was_promised():
    rng = np.random.default_rng(1)
    values = rng.normal(0, 0.3, (2, 36))
    values[0, 18:] += 2
    with speaking("nl"):
        words = said(asked(values).words).replace("\N{NO-BREAK SPACE}", " ")
        assert words.endswith(" tegenover 1 segment zonder, binnen wat is toegezegd; +€ 2,00 was het waarschijnlijkst.")
