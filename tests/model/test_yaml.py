"""YAML 1.2, with places; nothing that a text holds can do harm."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.model.yaml import MAX_CHARACTERS, parse


def value_of(text):
    document = parse(text)
    assert document.faults == []
    return document.root.value if document.root else None


def codes_of(text):
    return [(fault.code, fault.line, fault.column) for fault in parse(text).faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"), ("yes", "yes"), ("Off", "Off"), ("y", "y"), ("true", True), ("False", False), ("~",
        None), ("", None),
        ("null", None), ("60_000_000", 60_000_000), ("-1_000", -1000), ("1__0", "1__0"), ("_1", "_1"), ("0",
        0), ("+3", 3),
        ("1e6", 1e6), ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1_000.5", 1000.5), ("-0.0", -0.0), ("0x1F", 31),
        ("0o17", 15), ("2028-03-31", "2028-03-31"), ("12:30:45", "12:30:45"), ("1.2.3", "1.2.3"), ("-", "-"),
        (".", "."),
        ("9223372036854775807", 2**63 - 1), ("'012'", "012"), ('"1"', "1"), ("inf", "inf"), ("nan", "nan"), ("=", "="),
        ("!!str 12", "12"), ("2026-W31", "2026-W31"), ("0.1", 0.1), ("NaN", "NaN"), ("é", "é"), ("[a, 1]", ("a", 1)),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text, value):
    if text == "-":
        text = "'-'"
    found = value_of(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("012", "SL105", 4), ("-007", "SL105", 4), ("1e999", "SL103", 4), ("9223372036854775808", "SL103", 4),
        ("9" * 5000, "SL103", 4), (".inf", "SL104", 4), ("-.INF", "SL104", 4), (".nan", "SL104", 4),
        ("0x" + "F" * 17, "SL103", 4), ('"\\0"', "SL111", 4), ("!!int 3", "SL114", 4), ("!x {a: 1}", "SL114", 4),
        ("!!python/object:os.system [a]", "SL114", 4), ("*b", "SL107", 4),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_a_fault_at_its_place(text, code, column):
    assert codes_of(f"x: 1\na: {text}\nb: 2") == [(code, 2, column)]


def test_a_long_number_is_shortened_in_its_message():
    assert len(parse("a: " + "9" * 5000).faults[0].message) < 120


def test_all_faults_of_a_text_are_reported():
    text = "a: 012\nb: .nan\na: 3\n<<: {c: 1}\n[k]: 1\nc: !t 1\n"
    assert [code for code, *_ in codes_of(text)] == ["SL105", "SL104", "SL102", "SL106", "SL113", "SL114"]


def test_a_repeated_key_names_the_line_of_the_first_and_the_first_counts():
    document = parse("a: 1\nb: 2\na: 3\n")
    assert document.root.value == {"a": 1, "b": 2}
    assert "line 1" in document.faults[0].message


def test_a_billion_laughs_are_refused_in_no_time():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    assert [code for code, *_ in codes_of("\n".join(lines))] == ["SL107"]


def test_an_alias_may_repeat_a_value():
    assert value_of("a: &x {k: [1, 2]}\nb: *x\n") == {"a": {"k": (1, 2)}, "b": {"k": (1, 2)}}


def test_an_alias_inside_its_own_value_is_refused():
    assert codes_of("a: &x [1, *x]") == [("SL107", 1, 11)]


def test_aliases_cannot_nest_deeper_than_text_can():
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
    assert [code for code, *_ in codes_of("\n".join(lines))] == ["SL108"]


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? "])
def test_a_million_levels_are_refused_and_not_followed(sign):
    assert [code for code, *_ in codes_of(sign * 200_000)] in (["SL108"], ["SL101"], ["SL113", "SL108"])


def test_a_text_beyond_the_limit_is_not_read():
    assert codes_of("#" * (MAX_CHARACTERS + 1)) == [("SL109", 1, 1)]


def test_more_than_one_document_is_refused():
    assert codes_of("a: 1\n---\nb: 2\n") == [("SL112", 2, 1)]


def test_a_byte_order_mark_moves_nothing():
    assert codes_of("\ufeffa: 012") == [("SL105", 1, 4)]


def test_control_characters_are_named_and_the_rest_is_read():
    document = parse("a: x\x00y\nb: 012\n")
    assert [(fault.code, fault.line, fault.column) for fault in document.faults] == [("SL111", 1, 5), ("SL105", 2, 4)]


def test_a_tab_is_told_from_other_faults():
    assert codes_of("a:\n\tb: 1") == [("SL115", 2, 1)]


def test_nothing_is_a_document_without_a_root():
    for text in ("", "\n\n", "# only a comment\n", "\ufeff"):
        assert parse(text).root is None
        assert parse(text).faults == []


@settings(max_examples=400, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_raises(text):
    parse(text)


PIECES = st.sampled_from(
    [
        "a: ", "b:\n", "  ", "- ", "[", "]", "{", "}", ", ", '"', "'", "&x ", "*x", "!t ", "|\n", ">-\n",
        "#c\n", "\n", "\t", "? ",
        ": ", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "\\", "é", "\u2028", "\x85", "012", "1e999", "~", "@",
        "`", "\x00", "\r\n", "\r",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_no_pile_of_yaml_signs_raises_and_each_fault_lies_in_the_text(text):
    lines = text.removeprefix("\ufeff").count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + 1
    for fault in parse(text).faults:
        assert 1 <= fault.line <= lines
        assert 1 <= fault.column < fault.end_column


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_ :", min_size=1, max_size=6),
    inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


def as_tuples(value):
    if isinstance(value, dict):
        return {key: as_tuples(one) for key, one in value.items()}
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


@settings(max_examples=300, deadline=None)
@given(value=PLAIN, style=st.sampled_from([None, True, False]))
def test_what_a_writer_writes_is_read_back(value, style):
    text = yaml.safe_dump({"key": value}, default_flow_style=style, allow_unicode=True, width=40)
    document = parse(text)
    if not document.faults:
        assert document.root.value == {"key": as_tuples(value)}
    else:  # texts that look like numbers are quoted by YAML 1.1's rules, where 1.2 sees more of them
        assert {fault.code for fault in document.faults} <= {"SL103", "SL105"}
