"""What the library says of roles, in Dutch."""

from __future__ import annotations

from datetime import date

from sightline.disclosure.groups import Withheld
from sightline.records.people import Assignment, Assignments
from sightline.roles.alignment.wording import cause_words, move_why, move_words, state_words
from sightline.roles.fairness import choices_compared
from sightline.roles.goals import role_goals
from sightline.roles.retention import retention
from sightline_web.languages.spoken import speaking
from sightline_web.shell.voices import said
from tests.roles.support import basis


def dutch(text):
    with speaking("nl"):
        return said(text)


def test_goals_of_a_role_are_said_with_their_way_to_a_goal():
    derived = role_goals(basis())
    clerk, head, idler = derived.roles
    assert dutch(clerk.goals[0].words).startswith(
        "Een daling van Check time (via 'check') verlaagt Late share, wat Sales verhoogt, 2 maanden later."
    )
    assert dutch(head.words) == "3 doelen om af te spreken."
    assert dutch(idler.words).startswith("De rol heeft niets: leg vast")
    assert dutch(derived.targets[0].words).startswith(
        "Er is nog €\N{NO-BREAK SPACE}100,00 te gaan. Daarvan kunnen 2 rollen "
    )


def test_distances_and_moves_are_said():
    words = state_words("within_noise", "baseline", distance=0.008, noise=0.025, interval=(-0.01, 0.029))
    assert dutch(words) == (
        "0,8% van het werk (90%: 0,0% tot 2,9%) zit in andere activiteiten dan voorheen; er was niets afgesproken. "
        "Toeval alleen geeft 2,5%. Dat is binnen wat toeval doet."
    )
    assert dutch(state_words("withheld", "agreement", reason=Withheld.SMALL.words(5))) == (
        "Niet getoond: minder dan 5 mensen."
    )
    assert dutch(cause_words("assignment", 0.14, 0.12, -0.002)) == (
        "Hetzelfde werk ging naar anderen: 14% (90%: 12% tot \N{MINUS SIGN}0,2%); activiteiten zijn anders over "
        "uitvoerders verdeeld dan voorheen."
    )
    why = move_why("Clerk", "X9", able="now", lacks=False)
    assert dutch(move_words("Count", "Clerk", "X9", 1_250.0, "hours", "month", why)) == (
        "1.250 uur per maand Count van Clerk naar X9: Clerk heeft er meer van dan afgesproken, en X9 doet het nu al."
    )


def test_how_long_people_stay_is_said():
    people = [Assignment(f"P{number}", "clerk", date(2025, 1, 1), None) for number in range(12)]
    (curve,) = retention(Assignments(tuple(people)), "role", day=date(2026, 1, 1), watched_since=date(2025, 3, 1))
    assert dutch(curve.words) == "12 mensen gevolgd sinds 1 mrt 2025; niemand van hen vertrok."


def test_comparisons_of_groups_are_said():
    found = choices_compared({"a": (100, 90), "b": (100, 40), "c": (100, 30)})
    assert found.words.startswith("Of b and of c fewer than four fifths as many were chosen")
    assert dutch(found.words).startswith("Van b en van c is het percentage minder dan vier vijfde van het hoogste")
