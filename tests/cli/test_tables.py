"""Tables: nothing is cut, figures stand to the right, lines fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.cli.grid import Series, lay_out
from sightline.cli.tables import Cell, Column, fitting, paragraph, render, text_width
from sightline.cli.terminal import Terminal

TEXT = Column("Goal", wraps=True)
FIGURE = Column("Now", figures=True)


def test_figures_stand_to_the_right_and_text_to_the_left():
    assert render([Column("Name"), FIGURE], [["a", "1.0"], ["bcd", "100.0"]], Terminal()) == [
        "Name    Now",
        "a       1.0",
        "bcd   100.0",
    ]


def test_no_line_ends_in_blanks():
    assert all(
        line == line.rstrip() for line in render([Column("A"), Column("B")], [["x", ""], ["y", "z"]], Terminal())
    )


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="ascii", categories=["L"]), max_size=12), st.floats(0, 1e6)), max_size=5
    ),
    st.integers(40, 120),
)
def test_every_figure_is_shown_whole_at_every_width(rows, width):
    lines = render([TEXT, FIGURE], [[name * 8, f"{value:.2f}"] for name, value in rows], Terminal(width=width))
    for _, value in rows:
        assert any(f"{value:.2f}" in line for line in lines)


@given(st.integers(40, 200))
def test_text_wraps_so_that_the_line_fits(width):
    rows = [["a statement that says a good deal more than fits on a line of a terminal", "1,234.00"]]
    assert all(text_width(line) <= width for line in render([TEXT, FIGURE], rows, Terminal(width=width)))


def test_wide_characters_take_two_columns():
    lines = render([Column("Name"), FIGURE], [["東京", "1"], ["abcd", "2"]], Terminal())
    assert [text_width(line) for line in lines[1:]] == [9, 9]


def test_a_cell_cannot_move_the_cursor():
    (_, line) = render([Column("A")], [["x\x1b[31m\r\ny"]], Terminal(colour=True))
    assert "\x1b" not in line
    assert "\r" not in line


def test_colour_is_only_written_where_it_is_wanted():
    assert "\x1b[31m" in render([Column("A")], [[Cell("x", "bad")]], Terminal(colour=True))[1]
    assert render([Column("A")], [[Cell("x", "bad")]], Terminal())[1] == "x"


def test_a_paragraph_keeps_to_the_terminal():
    assert max(len(line) for line in paragraph("word " * 50, Terminal(width=44))) <= 44


def _series(count: int, periods: list[str]) -> list[Series]:
    return [Series(f"metric_{at}", "EUR", (), dict.fromkeys(periods, 1234.5 * (at + 1))) for at in range(count)]


MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def test_periods_stand_across_where_they_fit():
    lines = lay_out(_series(2, MONTHS[:3]), [], MONTHS[:3], MONTHS[:3], Terminal(width=80))
    assert lines[0].split() == ["Metric", "Unit", *MONTHS[:3]]
    assert lines[1].split() == ["metric_0", "EUR", "1,234.50", "1,234.50", "1,234.50"]


def test_periods_stand_down_where_the_series_fit():
    lines = lay_out(_series(2, MONTHS), [], MONTHS, MONTHS, Terminal(width=60))
    assert [line.split()[0] for line in lines] == ["Period", *MONTHS]
    assert max(len(line) for line in lines) <= 60


def test_what_fits_neither_way_comes_in_parts_that_fit():
    lines = lay_out(_series(9, MONTHS), [], MONTHS, MONTHS, Terminal(width=80))
    assert max(len(line) for line in lines) <= 80
    assert [month for line in lines if line.startswith("Metric") for month in line.split()[2:]] == MONTHS


def test_no_data_is_a_dash_and_zero_is_zero():
    series = [Series("m", "count", (), {"2026-01": None, "2026-02": 0.0})]
    assert lay_out(series, [], ["2026-01", "2026-02"], ["2026-01", "2026-02"], Terminal())[1].split() == ["m", "—", "0"]


def test_a_stream_without_unicode_gets_ascii():
    series = [Series("m", "count", (), {"2026-01": None})]
    assert "\n".join(lay_out(series, [], ["2026-01"], ["2026-01"], Terminal(unicode=False))).isascii()


def test_figures_of_one_series_are_shortened_alike():
    series = [Series("m", "EUR", (), {"2026-01": 2_500_000.0, "2026-02": 900_000.0})]
    assert lay_out(series, [], MONTHS[:2], MONTHS[:2], Terminal())[1].split() == ["m", "EUR", "2.5", "M", "900.0", "k"]


def test_a_percent_sign_stays_with_its_number():
    lines = paragraph("a chance of 1 % now", Terminal(width=13))
    assert lines == ["a chance of", "1 % now"]


def test_columns_give_way_in_their_order_where_there_is_no_room():
    columns = [Column("Name"), Column("First"), Column("Second")]
    rows = [["a", "12345678901234", "12345678901234"]]
    for width, left in ((60, set()), (30, {"First"}), (10, {"First", "Second"})):
        shown, cells, gone = fitting(columns, rows, Terminal(width=width), ("First", "Second"))
        assert gone == left
        assert [one.title for one in shown] == [one for one in ("Name", "First", "Second") if one not in left]
        assert len(cells[0]) == len(shown)
