"""What the library says of rules, deviations and predictions, in Dutch."""

from __future__ import annotations

import pytest

from sightline.model.declarations import Process, Rule
from sightline.operations.definitions import definition
from sightline.operations.lengths import length
from sightline.operations.violation_words import beyond_tolerance, violated_by, waiting
from sightline.saying import say
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said

TITLES = {name: {"title": name.capitalize()} for name in ("pick", "ship", "invoice")}
PROCESS = Process(log="log", chain=("ship", "invoice"), activities=TITLES)


@pytest.mark.parametrize(
    ("rule", "dutch"),
    [
        (Rule(response=("ship", "invoice"), within="4 days"), "Na Ship komt telkens Invoice, binnen 4 dagen."),
        (Rule(precedence=("pick", "ship")), "Aan Ship gaat telkens Pick vooraf."),
        (Rule(at_most={"activity": "pick", "times": 1}), "Geen enkel geval heeft Pick meer dan één keer."),
    ],
)
def test_a_rule_is_said_without_the_articles_of_english(rule, dutch):
    with speaking("nl"):
        assert said(definition(rule, PROCESS)) == dutch


def test_a_deadline_in_working_time_is_said_in_working_hours():
    rule = Rule(deadline={"from": "pick", "to": "ship", "within": "2 hours"}, calendar="business")
    with speaking("nl"):
        told, lapses = said(definition(rule, PROCESS)).split(", ")
    assert told == "Na de eerste keer Pick in een geval komt Ship binnen 2 werkuren"
    assert lapses == "tenzij het geval in die tijd wordt gesloten."


def test_cases_that_violate_a_rule_are_said_with_their_numbers():
    with speaking("nl"):
        group = violated_by("Orders ship in time", 29, 21, (("region", "North"),), elsewhere=False)
        assert (
            said(group) == "29 gevallen in North schonden “Orders ship in time”, waarvan 21 in de afgelopen zeven dagen"
        )
        assert said(waiting(20.64, 1, 0, ())) == "Gewoonlijk zijn dat er 20,6 in zeven dagen. Daarvan wacht er nog 1."
        beyond = "“Invoiced”: in okt 2026 is het aantal schendingen 1.049; toegestaan is 30"
        assert said(beyond_tolerance("Invoiced", 1_049, "2026-10", 30)) == beyond


def test_lengths_of_time_are_said_in_the_unit_that_fits_them():
    with speaking("nl"):
        assert said(say("{time}", time=length(92_880))) == "25,8 uur"
