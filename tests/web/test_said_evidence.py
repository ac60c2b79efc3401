"""What the library says of evidence and of proposals for work, in Dutch."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sightline.records.assigning import OpenItem, Performer
from sightline.records.evidence import CaseMixPart, PersonEvidence
from sightline.roles.assigning_words import Rows
from sightline.roles.evidence.contributions import attribute_words
from sightline.roles.evidence.scales import distance_words, percent
from sightline.roles.evidence.wording import reliability_words
from sightline.roles.suiting import Suits, Work
from sightline_web.appraisals.supplied import Item, item_of, kept
from sightline_web.engine.saying import retold
from sightline_web.languages.spoken import speaking
from sightline_web.shell.formats import Formats
from sightline_web.shell.voices import Reader

DUTCH = Reader(Formats("nl"))
UNTIL = date(2026, 7, 31)
KEPT = (
    "Van de afstand tot het team blijft 23% staan; de rest is wat toeval bij zo veel gevallen geeft. "
    "De waarde zegt meer over het team dan over de persoon."
)
WORK = Work("visit", "Bezoek", {"engineer": {"hydraulics": 3}})


def dutch(text: str) -> str:
    with speaking("nl"):
        return retold(text, DUTCH)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (percent(0.0231), "2,3%"),
        (percent(0.314), "31%"),
        (distance_words(-0.05, "log", "hours"), "\N{MINUS SIGN}5,0%"),
        (distance_words(0.034, "share", "share"), "+3,4 procentpunt"),
        (attribute_words(CaseMixPart("month", 0.1, "").attribute), "maand"),
        (
            reliability_words(PersonEvidence("p1", None, 40.0, "shown", reliability=0.23)),
            KEPT,
        ),
    ],
)
def test_evidence_is_said_about_the_cases_and_the_work(text, said):
    assert dutch(text) == said


def test_a_proposal_says_why_this_person_and_to_others_nothing_of_their_levels():
    people = [Performer("p1", ("engineer",), 160.0, 12.5, {"hydraulics": 2})]
    suits = Suits(people, {"visit": WORK}, 1)
    item = OpenItem("T1", "visit", 4.0, words="")
    rows = Rows([item], people, suits, {"visit": WORK}, UNTIL, {"engineer": "Monteur", "hydraulics": "Hydrauliek"})
    row = rows.row(0, 1.0, suits.of("visit")[0])
    assert dutch(row.reason) == (
        "Heeft 147,5 uur van de 160 uur vrij tot en met 31 jul 2026; vervult de rol Monteur, waar Bezoek bij hoort; "
        "mist 1 niveau in Hydrauliek; niemand anders mag het doen."
    )
    assert dutch(row.open_reason) == (
        "Heeft 147,5 uur van de 160 uur vrij tot en met 31 jul 2026; vervult de rol Monteur, waar Bezoek bij hoort."
    )


def test_what_an_appraisal_keeps_is_still_said_to_whoever_reads_it():
    words = reliability_words(PersonEvidence("p1", None, 40.0, "shown", reliability=0.23))
    item = Item(
        "lead_time", "2026-H1", "", "Lead time", "days", None, None, None, 40, "correlational", "evidence", "1", words
    )
    stored = json.loads(json.dumps(kept(item)))
    again = item_of(stored)
    assert (again, dutch(again.words)) == (item, KEPT)
    before = {name: value for name, value in stored.items() if name != "source"}
    assert dutch(item_of(before).words) == str(words), "kept before sentences had sources"
