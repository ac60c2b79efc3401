"""A pack in words: the whole first, then each level, then what is to be decided and how it was made."""

from __future__ import annotations

from datetime import date

from sightline.reviews.lines import Note, Override, Span, Withheld
from sightline.reviews.story import Figure, Heading, Paragraph, Remark, Table
from sightline.reviews.telling import byline, lead, slides, tell, title
from tests.reviews.support import pack


def texts(blocks):
    """Return all words of blocks, in their order."""
    found = []
    for one in blocks:
        if isinstance(one, Table):
            found += [one.caption, *(column.title for column in one.columns)]
            found += [text for row in one.rows for cell in row for text in (cell.text, cell.detail)]
        else:
            found.append(one.alt if isinstance(one, Figure) else one.text)
    return " | ".join(found)


def table(blocks, caption):
    return next(one for one in blocks if isinstance(one, Table) and caption in one.caption)


def test_the_title_names_the_month():
    assert title(pack()) == "Corner Shop: review of October 2026"


def test_a_fiscal_period_keeps_its_label():
    quarter = Span("FY2027-Q3", date(2026, 10, 1), date(2027, 1, 1), so_far=True)
    assert title(pack(period=quarter)) == "Corner Shop: review of FY2027-Q3, so far"


def test_an_example_says_that_it_is_one():
    assert "invented" in byline(pack(example=True))
    assert "invented" not in byline(pack())


def test_the_first_sentences_tell_all_levels():
    assert lead(pack()) == (
        "1 of 2 goals is reached or on course. Least likely is “Grow sales to 60 million by March 2028”, with a chance "
        "of 3 %. 1 control of 2 failed and 3 deviations are open. The dearest: Two orders were not checked. Clerk "
        "drifted from what was agreed or done before. 1 thing is to be decided."
    )


def test_the_three_levels_and_the_decisions_come_in_their_order():
    headings = [one.text for one in tell(pack()) if isinstance(one, Heading) and one.level == 2]
    assert headings == ["Strategy", "Operations", "Roles", "Initiatives", "Decisions", "How this was made"]


def test_every_estimate_stands_with_its_interval():
    blocks = tell(pack())
    forecast = table(blocks, "Goals in").rows[0][4]
    assert (forecast.text, forecast.detail) == ("57.0 M EUR", "54.0 to 59.5 M EUR")
    assert table(blocks, "What changed it").rows[0][2].text == "+800.0 k EUR to +1.0 M EUR"
    assert table(blocks, "would move it").rows[0][3].text == "40 to 80 %"
    assert table(blocks, "dearest").rows[0][1].detail == "1.0 to 9.0 k EUR"
    assert table(blocks, "begun at once").rows[0][2].text == "10.0 to 30.0"


def test_what_is_not_explained_is_printed():
    assert "Not explained by any declared driver" in texts(tell(pack()))


def test_a_status_is_a_word_and_not_only_a_tone():
    cells = [row[6] for row in table(tell(pack()), "Goals in").rows]
    assert [(cell.text, cell.tone) for cell in cells] == [("behind", "warn"), ("reached", "good")]


def test_a_status_set_by_hand_shows_the_computed_one_and_the_reason():
    by_hand = Override("grow", "on course", "The order of May is not booked.", "Ada")
    told = texts(tell(pack(overrides=(by_hand,))))
    assert "set by hand; computed: behind. The order of May is not booked." in told
    assert "Ada set the status to “on course”" in told


def test_notes_stand_where_they_belong():
    blocks = list(tell(pack(notes=(*pack().notes, Note("", "A good month.", "Bo", date(2026, 11, 6))))))
    remarks = [one for one in blocks if isinstance(one, Remark)]
    assert [one.by for one in remarks] == ["Bo, 6 November 2026", "Ada (executive), 5 November 2026"]
    assert isinstance(blocks[1], Remark)  # about the whole: right after the first sentence


def test_a_weight_that_the_data_cannot_settle_says_so():
    weights = table(tell(pack()), "Goals of roles")
    assert [row[2].text for row in weights.rows] == ["70 %", "undetermined"]
    assert [row[0].text for row in weights.rows] == ["Clerk", "Clerk"]


def test_what_is_withheld_is_named_and_shows_no_number():
    told = tell(pack())
    assert "Nothing can be told of sales (withheld)." in texts(told)
    assert [row[0].text for row in table(told, "Work of").rows] == ["Clerk"]


def test_what_came_of_a_decision_is_said_by_its_owner_and_by_the_numbers():
    row = table(tell(pack()), "Decisions").rows[0]
    assert (row[3].text, row[4].text, row[4].detail) == ("done", "They came.", "Its chance went from 1 % to 3 %.")


def test_what_is_missing_is_told_with_what_would_help():
    told = texts(tell(pack(withheld=(Withheld("Backlog", "A cost has no rate.", "Declare the rate."),))))
    assert "Backlog |  | A cost has no rate. | Declare the rate." in told


def test_the_command_that_makes_it_again_stands_at_the_end():
    assert "sightline review --period 2026-10 --as-of 2026-10-31" in texts(tell(pack()))


def test_an_empty_enterprise_gives_a_pack_that_says_so():
    empty = pack(
        goals=(), processes=(), controls=(), deviations=(), deviations_in_all=0, roles=(), aligned=(), backlog=(),
        moves=(), promises=(), due=(), notes=(), decisions=(), signatures=(),
    )  # fmt: skip
    told = texts(tell(empty))
    assert "No goal is declared" in told
    assert "Nothing is out of order" in told
    assert "Nothing is due, and nothing was decided." in told
    assert "Initiatives" not in told
    assert len(slides(empty)) == 1


def test_slides_hold_a_goal_each_with_its_figure_and_no_long_table():
    made = slides(pack())
    assert [one.title for one in made] == [
        "Corner Shop: review of October 2026", "1 of 2 goals is reached or on course",
        "Grow sales to 60 million by March 2028", "Keep 9 of 10 customers", "Operations", "Roles",
        "What the best set of initiatives brings", "To be decided",
    ]  # fmt: skip
    grow = made[2]
    assert [type(one) for one in grow.blocks] == [Paragraph, Figure, Paragraph]
