"""What the portfolio says of a backlog, its limits and rankings, in Dutch."""

from __future__ import annotations

import pytest

from sightline.errors import SightlineError
from sightline.records.backlog import Candidate, Limits
from sightline.strategy.portfolio.asking import Wanted, portfolio
from sightline.strategy.portfolio.conflicts import conflict
from sightline.strategy.portfolio.problem import problem_of
from sightline.strategy.portfolio.rankings import committee, read_ranking
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said
from tests.strategy.portfolio.test_answers import ALL, SIZES, backlog


def dutch(text: str) -> str:
    with speaking("nl"):
        return said(text)


def test_where_initiatives_stand_and_what_a_ranking_misses():
    wanted = Wanted(rankings=(committee(ALL),), chances=False, lessons=False)
    found = portfolio(backlog(ALL, SIZES), Limits(3, budget=34.0), wanted)
    told = {one.candidate.id: dutch(one.words) for one in found.standings}
    assert told["good"] == "Het meest voor “Grow”: +€\N{NO-BREAK SPACE}12,00."
    assert told["idle"].startswith("Nog geen zichtlijn: niets wat is vastgelegd leidt van x naar een doel. Het kan")
    assert told["law"].startswith("Moet gebeuren: The law asks for it. Het noemt geen indicator")
    assert [dutch(one.words) for one in found.prices] == [
        "Dan is er ruimte voor Dear.",
        "Wat ervoor nodig is, kan elders meer opleveren (The law asks for it).",
    ]


def test_limits_that_cannot_hold_together():
    two = (Candidate("a", "A", cost=8_000.0, needs=("b",)), Candidate("b", "B", cost=4_000.0))
    limits = Limits(3, budget=10_000.0, must={"a": "the law"}, due={"a": 2})
    found = conflict(problem_of(two, limits), limits, currency="EUR", called={"a": "A", "b": "B"})
    assert [*map(dutch, found.limits)] == [
        "A moet op tijd gebeuren: the law.", "Het budget is 10.000 EUR.", "A heeft eerst B nodig.",
    ]  # fmt: skip
    assert dutch(found.relaxations[-1]) == "Verhoog het budget met 2.000 EUR, naar 12.000."


def test_a_ranking_that_cannot_be_read():
    with pytest.raises(SightlineError) as fault:
        read_ranking("colour,shape\nred,round\n", ALL, name="ours")
    assert dutch(fault.value.cause) == "geen kolom zegt over welk initiatief een regel gaat; er zijn: colour, shape."
    assert dutch(read_ranking("id\ngood\n", ALL, name="ours").name) == "ours (volgorde van de regels)"
