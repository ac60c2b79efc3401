"""What is known of effects, lines of sight and changes, in Dutch."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.errors import UnknownNameError
from sightline.model.declarations import Assumption, Effect
from sightline.periods import Calendar, PeriodError
from sightline.saying import joined
from sightline.sight import answers, limits
from sightline.sight.graph import Node
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said

import numpy as np

SIX_DAYS = Effect(driver="lead_time", on="churn", lag=(0, 4), sign="positive", assume=Assumption(per_unit=0.2))


def test_an_effect_says_why_it_is_assumed():
    record = answers.unanswered(SIX_DAYS, "x")
    assumed = answers.assumed(SIX_DAYS, SIX_DAYS.assume, record, rng=np.random.default_rng(1))
    with speaking("nl"):
        assert said(assumed.words) == "Aangenomen, met een vertraging van 0 tot 4 perioden. De gegevens zeggen het niet: x."
