"""Imports of people: history stays dated, nothing that was is written over, and the file appears whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import EnvironmentFaultError, SourceError
from sightline.exchange.people_changes import merged
from sightline.exchange.people_csv import read_people_csv, write_people_csv
from sightline.exchange.people_state import Held, Incoming, Post
from sightline.exchange.people_table import read_table
from sightline.records.people import Assignment, Assignments

NAMED = {"person": "id", "role": "role", "manager": "boss", "unit": "unit", "capacity": "fte", "since": "from",
         "until": "to"}  # fmt: skip
HEAD = "id,role,boss,unit,fte,from,to,region\n"
ROLES = ("clerk", "lead", "head")
DAY = date(2026, 7, 1)
A = 'a,clerk,b,north,0.8,2026-01-01,,"East, or so"\n'


@pytest.fixture
def people(tmp_path):
    def make(text=A, **how):
        file = tmp_path / "people.csv"
        file.write_text(HEAD + text, encoding="utf-8", newline="")
        return read_table(file, NAMED, **how)

    return make


def bring(table, *held, on=DAY, write=False, **how):
    found = merged(table, Incoming(held), on=on, roles=ROLES, **how)
    if write:
        table.write(found.lines)
        return table.file.read_text(encoding="utf-8").removeprefix(HEAD).splitlines(keepends=True)
    return [(one.person, one.role, one.kind) for one in found.changes]


def test_who_stays_the_same_stays_untouched(people):
    table = people()
    assert bring(table, Held("a", (Post("clerk", "b", "north", 0.8),))) == []
    assert bring(table, Held("a", (Post("clerk"),)), write=True) == [A]


def test_who_moves_has_the_old_assignment_ended_and_a_new_one_begun(people):
    lines = bring(people(), Held("a", (Post("lead", "c", "south"),)), write=True)
    assert lines == [
        'a,clerk,b,north,0.8,2026-01-01,2026-06-30,"East, or so"\n',
        'a,lead,c,south,0.8,2026-07-01,,"East, or so"\n',
    ]


def test_another_manager_is_a_new_stretch_of_the_same_role(people):
    table = people()
    assert bring(table, Held("a", (Post("clerk", "c"),))) == [("a", "clerk", "changes")]
    assert bring(table, Held("a", (Post("clerk", "c"),)), write=True)[1].startswith("a,clerk,c,north,0.8,2026-07-01,,")


def test_who_has_left_has_an_end_and_whoever_is_not_named_stays(people):
    table = people(A + "b,lead,,north,1,,,West\n")
    assert bring(table, Held("a", ())) == [("a", "clerk", "ends")]
    assert bring(table, Held("a", ()), complete=True) == [("a", "clerk", "ends"), ("b", "lead", "ends")]


def test_what_began_on_the_very_day_is_corrected_or_withdrawn(people):
    table = people("a,clerk,b,north,1,2026-07-01,,East\n")
    assert bring(table, Held("a", ())) == [("a", "clerk", "withdrawn")]
    assert bring(table, Held("a", (Post("clerk", "c"),)), write=True) == ["a,clerk,c,north,1,2026-07-01,,East\n"]
    assert bring(people("a,clerk,b,north,1,2026-07-01,,East\n"), Held("a", ()), write=True) == []


def test_a_past_that_the_table_tells_is_not_written_over(people):
    found = merged(people(), Incoming((Held("a", (Post("clerk"), Post("head", until=date(2020, 1, 1)))),)), on=DAY,
                   roles=ROLES)  # fmt: skip
    assert found.changes == ()
    assert "change nothing" in found.remarks[0]


def test_who_is_new_brings_a_past_along(people):
    lines = bring(people(), Held("n", (Post("clerk", since=date(2020, 1, 1), until=date(2024, 12, 31)),
                                       Post("lead", "b", "north", 0.5))), write=True)  # fmt: skip
    assert lines[1:] == ["n,clerk,,,,2020-01-01,2024-12-31,\n", "n,lead,b,north,0.5,2026-07-01,,\n"]


def test_what_begins_later_is_left_alone(people):
    table = people(A + "a,lead,b,north,0.8,2026-10-01,,East\n")
    assert bring(table, Held("a", (Post("clerk"), Post("lead", "c"))), write=True)[2:] == [
        "a,lead,c,,,2026-07-01,2026-09-30,East\n"
    ]


def test_a_role_that_the_model_does_not_declare_ends_nothing(people):
    found = merged(people(), Incoming((Held("a", (Post("clerck"),)),)), on=DAY, roles=ROLES)
    assert found.changes == ()
    assert found.remarks == ("1 left out, because the model declares no role 'clerck' (did you mean 'clerk'?): a.",)


def test_who_names_no_role_keeps_it_and_gets_the_manager(people):
    assert bring(people(), Held("a", None, "c", "north")) == [("a", "clerk", "changes")]
    found = merged(people(), Incoming((Held("z", None, "c", "north"),)), on=DAY, roles=ROLES)
    assert "no role of the model is named, and the table knows none: z" in found.remarks[0]


def test_marks_line_ends_and_signs_of_the_file_stay(tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes("\ufeffid;role;fte;from;to\r\n\r\nä;clerk;0,5;;\r\n".encode())
    named = {part: NAMED[part] for part in ("person", "role", "capacity", "since", "until")}
    table = read_table(file, named, decimal=",")
    table.write(merged(table, Incoming((Held("ä", (Post("clerk", capacity=0.75),)),)), on=DAY, roles=ROLES).lines)
    assert file.read_bytes().decode() == (
        "\ufeffid;role;fte;from;to\r\nä;clerk;0,5;;2026-06-30\r\nä;clerk;0,75;2026-07-01;\r\n"
    )


def test_a_file_that_is_not_there_is_begun(tmp_path):
    table = read_table(tmp_path / "data" / "people.csv", NAMED)
    table.write(merged(table, Incoming((Held("a", (Post("clerk"),)),)), on=DAY, roles=ROLES).lines)
    assert table.file.read_text() == "id,role,boss,unit,fte,from,to\na,clerk,,,,2026-07-01,\n"
    assert table.file.stat().st_mode & 0o777 == 0o600


def test_rights_and_links_stay(people, tmp_path):
    table = people()
    table.file.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(table.file)
    linked = read_table(link, NAMED)
    linked.write(linked.lines)
    assert link.is_symlink()
    assert table.file.stat().st_mode & 0o777 == 0o640
    assert table.file.read_text() == HEAD + A


def test_a_file_that_somebody_else_changed_is_not_written_over(people):
    table = people()
    table.file.write_text(HEAD, encoding="utf-8")
    with pytest.raises(SourceError, match="changed in the meantime"):
        table.write(table.lines)
    assert table.file.read_text() == HEAD
    assert [one.name for one in table.file.parent.iterdir()] == ["people.csv"]


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    table = read_table(tmp_path / "data" / "people.csv", NAMED)
    with pytest.raises(EnvironmentFaultError, match="cannot be written"):
        table.write([])


def test_a_broken_row_and_a_missing_column_are_told(people, tmp_path):
    with pytest.raises(SourceError, match="row 2 has 2 values, the header 8"):
        people("a,clerk\n")
    file = tmp_path / "other.csv"
    file.write_text("id,role,boss,unit,fte,form,to\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no column 'from'") as caught:
        read_table(file, NAMED)
    assert "Did you mean 'form'?" in caught.value.fix


STATES = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.dictionaries(
            st.sampled_from("ab"),
            st.dictionaries(st.sampled_from(ROLES), st.sampled_from(["", "x", "y"]), max_size=2),
            min_size=1, max_size=2,
        ),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(STATES)
def test_every_state_that_was_imported_is_found_again_on_its_day(tmp_path_factory, states):
    file = tmp_path_factory.mktemp("people") / "people.csv"
    day, told = date(2026, 1, 1), {}
    for later, state in states:
        day += timedelta(days=later)
        table = read_table(file, NAMED)
        held = [
            Held(person, tuple(Post(role, boss) for role, boss in posts.items())) for person, posts in state.items()
        ]
        table.write(merged(table, Incoming(tuple(held)), on=day, roles=ROLES).lines)
        told = {one: {**there, **state} if one == day else there for one, there in told.items()}
        told[day] = {**next(reversed(told.values()), {}), **state}
    lines = read_table(file, NAMED).lines
    for when, state in told.items():
        for person, posts in state.items():
            found = {
                line.said("role"): line.said("manager") for line in lines
                if line.said("person") == person and (line.day("since") or date.min) <= when
                and (line.day("until") is None or when <= line.day("until"))
            }  # fmt: skip
            assert found == posts


def test_a_table_of_another_tool_is_read_by_the_names_of_the_model_or_by_what_they_say():
    content = b"\xef\xbb\xbfID;Role;manager;Shoe size\na;clerk;b;43\n'=a;clerk;;\n\na;lead;;\n"
    found = read_people_csv(content, named={"person": "id", "manager": "boss"})
    assert found.held == (Held("a", (Post("clerk", "b"), Post("lead", ""))),)
    assert "begins like a formula: row 3" in found.left_out.words()[0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",clerk,,,", "there is no person"), ("a,,,,", "there is no role"), ("a,clerk,much,,", "no number"),
        ("a,clerk,-1,,", "no number of 0 or more"), ("a,clerk,nan,,", "no number"), ("a,clerk,,soon,", "a day is not"),
        ("a,clerk,,2026-02-01,2026-01-01", "ends before"), ("a\x00b,clerk,,,", "control"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_read_are_left_out_with_their_number(row, reason):
    found = read_people_csv(f"person,role,capacity,since,until\n{row}\nb,lead,,,\n".encode(), named={})
    assert [one.person for one in found.held] == ["b"]
    assert reason in found.left_out.words()[0]
    assert "row 2" in found.left_out.words()[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (b"name,role\n", "no column says the person"), (b"a,b\n", "the person and the role"),
        (b"\xff", "cannot be read"), (b"person,role\n" + b"a" * 20_000, "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(content, said):
    with pytest.raises(SourceError, match=said):
        read_people_csv(content, named={})


def test_people_are_written_as_csv_and_read_back():
    people = Assignments((
        Assignment("a", "clerk", date(2026, 1, 1), date(2026, 3, 31), "b", "north", 0.5),
        Assignment("a", "lead", date(2026, 4, 1), None),
        Assignment("=b", "lead", None, None),
    ))  # fmt: skip
    text = write_people_csv(people, on=None)
    assert text.splitlines()[1:] == [
        "a,clerk,b,north,0.5,2026-01-01,2026-03-31", "a,lead,,,1,2026-04-01,", "'=b,lead,,,1,,",
    ]  # fmt: skip
    assert len(write_people_csv(people, on=date(2026, 2, 1)).splitlines()) == 3
    held = read_people_csv(text.encode(), named={}).held
    assert held[0].posts == (
        Post("clerk", "b", "north", 0.5, date(2026, 1, 1), date(2026, 3, 31)),
        Post("lead", "", "", 1.0, date(2026, 4, 1)),
    )
