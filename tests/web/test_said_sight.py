"""What is known of effects and lines of sight, and why there is no answer, in Dutch."""

from __future__ import annotations

import numpy as np
import pytest

from sightline.errors import UnknownNameError
from sightline.model.declarations import Assumption, Effect
from sightline.periods import Calendar, PeriodError
from sightline.periods.wording import later
from sightline.sight import answers
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said

EFFECT = Effect(driver="lead_time", on="churn", lag=(0, 4), assume=Assumption(per_unit=0.2))


def test_an_assumed_effect_says_what_is_known_of_it():
    record = answers.unanswered(EFFECT, "x")
    assumed = answers.assumed(EFFECT, EFFECT.assume, record, rng=np.random.default_rng(1))
    with speaking("nl"):
        words = said(assumed.words)
    assert words == "Aangenomen, met een vertraging van 0 tot 4 perioden. De gegevens zeggen het niet: x."


def test_what_comes_later_is_counted():
    with speaking("nl"):
        assert [said(later(count, "month")) for count in (1, 2)] == [", 1 maand later", ", 2 maanden later"]


def test_an_unknown_name_comes_with_the_nearest_one():
    error = UnknownNameError("metric", "chrun", ["churn", "lead_time"])
    assert (error.cause, error.fix) == (
        "no metric is called 'chrun'.",
        "Did you mean 'churn'? Declared: churn, lead_time.",
    )
    with speaking("nl"):
        assert said(error.cause) == "geen indicator heet “chrun”."
        assert said(error.fix) == "Is “churn” bedoeld? Vastgelegd: churn, lead_time."


def test_a_label_of_no_period_says_how_periods_are_written():
    with pytest.raises(PeriodError) as caught, speaking("nl"):
        Calendar().parse("2026-13")
    with speaking("nl"):
        assert said(caught.value.cause) == "“2026-13” is geen maand van deze kalender."
