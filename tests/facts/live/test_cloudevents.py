"""CloudEvents become rows, or refusals that say what to mend."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.facts.live.admission import Catalog, Refused
from sightline.facts.live.cloudevents import BATCH, JSON, LARGEST_BODY, LINES, ONE, BodyError, Parsed, media_type, parse
from sightline.facts.live.rows import EventRow
from sightline.model.loader import load
from tests.facts.live.sent import admission, good

LONGEST_SECONDS = 1.0


def one(**changes: Any) -> Parsed:
    return parse(json.dumps(good(**changes)).encode(), ONE, admission())


def refusal(raw: bytes, kind: str = ONE) -> Refused:
    (found,) = parse(raw, kind, admission()).refused
    return found


def test_an_event_becomes_a_row_with_its_offset_and_its_columns_in_order() -> None:
    assert one().rows == [
        EventRow(
            "order_log", "/erp", "e1", "case 7", "Shipped", 1_774_955_100_250_000, 120, None, "p1",
            '{"amount":12.5,"region":"north","rush":true}',
        )
    ]  # fmt: skip


def test_the_same_columns_in_another_order_are_the_same_content() -> None:
    assert one(data={"a": 1, "b": 2}).rows == one(data={"b": 2, "a": 1}).rows


@pytest.mark.parametrize(
    ("kind", "activity", "label"),
    [("orders", "Received", "Received"), ("order_log", "Whatever it is", "Whatever it is")],
)
def test_a_process_or_a_log_takes_the_label_from_the_data(kind: str, activity: str, label: str) -> None:
    assert one(type=kind, data={"activity": activity}).rows[0].activity == label


def test_a_sequence_orders_and_a_correction_names_what_it_corrects() -> None:
    (row,) = one(sequence="17", supersedes="e0").rows
    assert (row.sequence, row.supersedes) == (17, "e0")


def test_a_batch_and_lines_say_where_each_event_stands() -> None:
    events = [good(), good(id=""), good(id="e3")]
    batch = parse(json.dumps(events).encode(), BATCH, admission())
    lines = parse(b"\r\n\n".join(json.dumps(each).encode() for each in events), LINES[0], admission())
    assert batch == lines
    assert (batch.places, [each.index for each in batch.refused]) == ([0, 2], [1])


def test_attributes_may_be_headers() -> None:
    event = good()
    data = event.pop("data")
    headers = {f"ce-{name}": value for name, value in event.items()} | {"ce-subject": "case%207", "host": "x"}
    assert media_type("application/json; charset=utf-8", headers) == JSON
    assert parse(json.dumps(data).encode(), JSON, admission(), headers=headers).rows == one().rows


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": ...}, "specversion"),
        ({"id": ...}, "id"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x" * 1_001}, "id"),
        ({"source": None}, "source"),
        ({"subject": ...}, "subject"),
        ({"time": ...}, "time"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2026-03-31"}, "time"),
        ({"time": "2026-03-31T14:05:00"}, "time"),
        ({"time": "1969-12-31T23:59:59Z"}, "time"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time"),
        ({"time": "9999-12-31T23:59:59-14:00"}, "time"),
        ({"time": "2027-03-31T12:00:00Z"}, "time"),
        ({"sequence": "-1"}, "sequence"),
        ({"sequence": "1.5"}, "sequence"),
        ({"sequence": "\uff19"}, "sequence"),
        ({"sequence": [1]}, "sequence"),
        ({"sequence": 10**30}, "sequence"),
        ({"supersedes": ""}, "supersedes"),
        ({"data": [1]}, "data"),
        ({"data": {"a": {"b": 1}}}, "data.a"),
        ({"data": {"a": [1]}}, "data.a"),
        ({"data": {"a": 2**63}}, "data.a"),
        ({"data": {"a": "x" * 10_001}}, "data.a"),
        ({"data": {"a": "x\0"}}, "data.a"),
        ({"data": {"a\0": "x"}}, "data.a"),
        ({"data": {"Case": 1}}, "data.Case"),
        ({"data": {"time": 1}}, "data.time"),
        ({"data": {"activity": "Shipped"}}, "data.activity"),
        ({"data": {"performer": 7}}, "data.performer"),
        ({"data": {"a b": 1, "A B": 2}}, "data.a b"),
        ({"data": {'x"; drop table': 1}}, 'data.x"; drop table'),
        ({"data": {f"m{number}": 1 for number in range(101)}}, "data"),
        ({"data_base64": "AAAA"}, "data_base64"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"type": "orders", "data": ...}, "data.activity"),
        ({"type": "orders", "data": {"activity": "Shiped"}}, "data.activity"),
        ({"type": "old_log"}, "type"),
    ],
)
def test_what_an_event_cannot_say_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    found = one(**changes)
    assert not found.rows
    (refused,) = found.refused
    assert refused.field == field
    assert refused.reason.endswith(".")
    assert refused.fix.endswith((".", "?"))


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "-1e999", "01", "9" * 200_000])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    raw = json.dumps(good(data={"a": 0})).replace('"a": 0', f'"a": {number}').encode()
    assert refusal(raw).fix


def test_a_key_that_stands_twice_is_refused() -> None:
    raw = json.dumps(good())
    assert refusal(raw.replace('"id": "e1"', '"id": "e1", "id": "e2"').encode()).field == "id"
    assert refusal(raw.replace('"amount"', '"region": 1, "amount"').encode()).field == "region"


def test_attributes_that_are_not_ours_are_passed_over() -> None:
    assert one(traceparent="00-ab-cd-01").rows == one().rows


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"7", b'"x"', b"{", b"\xff", b'{"id": "\xed\xa0\x80"}', b'{"id": "\\ud800"}', b"[" * 200_000]
)
def test_what_is_no_event_is_refused(raw: bytes) -> None:
    assert refusal(raw).index == 0


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    (refused,) = one(type="orders.shpi").refused
    assert refused.fix == "Did you mean 'orders.ship'?"
    assert "shpi" not in refused.reason + refused.fix  # refusals are kept; what was sent is not


def test_a_column_keeps_its_kind() -> None:
    raw = json.dumps(good(data={"amount": "12"})).encode()
    (refused,) = parse(raw, ONE, admission(amount="number")).refused
    assert (refused.field, refused.fix) == ("data.amount", "Send a number without quotes.")
    first = [good(), good(id="e2", data={"amount": "12"}), good(id="e3", data={"Amount": 12})]
    assert [each.field for each in parse(json.dumps(first).encode(), BATCH, admission()).refused] == [
        "data.amount", "data.Amount",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "kind", "why"),
    [
        (b"{", BATCH, "syntax"),
        (b"{}", BATCH, "syntax"),
        (b"[NaN]", BATCH, "syntax"),
        (b"[" * 1_000_000, BATCH, "syntax"),
        (b" " * (LARGEST_BODY + 1), ONE, "size"),
        (b"{}\n" * 10_001, LINES[0], "size"),
        (b"[" + b"1," * 10_000 + b"1]", BATCH, "size"),
        (b"{}, 1", JSON, "syntax"),
        (b" " * 300_000, JSON, "size"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(raw: bytes, kind: str, why: str) -> None:
    with pytest.raises(BodyError) as caught:
        parse(raw, kind, admission())
    assert caught.value.kind == why


def test_an_event_may_not_be_a_document() -> None:
    assert "262,144 bytes" in refusal(json.dumps(good(data={"a": "x" * 300_000})).encode()).reason


@pytest.mark.parametrize("said", ["", "text/xml", "application/json", f"{ONE}; charset=utf-16", "\x00"])
def test_another_type_of_body_is_refused(said: str) -> None:
    with pytest.raises(BodyError, match="body"):
        media_type(said, {})


@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
            max_leaves=8,
        ).map(lambda value: json.dumps([good(data=value), good(id=value), good(time=value), value]).encode()),
    ),
    st.sampled_from([ONE, BATCH, JSON, *LINES]),
)
@settings(max_examples=300)
def test_no_body_breaks_the_reader(raw: bytes, kind: str) -> None:
    headers = {f"ce-{name}": str(value) for name, value in good(data=...).items()}
    began = time.perf_counter()
    try:
        found = parse(raw, kind, admission(), headers=headers)
    except BodyError:
        return
    assert len(found.rows) == len(found.places)
    assert time.perf_counter() - began < LONGEST_SECONDS


MODEL = """
sightline: 1
name: X
sources:
  order_log: {file: a.csv, live: true, log: {case: c, activity: a, time: t}}
  old_log: {file: b.csv, log: {case: c, activity: a, time: t}}
processes:
  orders: {log: order_log, activities: {receive: {as: Received}, ship: {}}}
  returns: {log: old_log, activities: {send: {}}}
"""


def test_the_model_says_what_may_come_in() -> None:
    model = load({"sightline.yml": MODEL.encode()}).model
    assert model is not None
    found = Catalog.of(model)
    assert dict(found.types) == {
        "order_log": ("order_log", None),
        "orders": ("order_log", None),
        "orders.receive": ("order_log", "Received"),
        "orders.ship": ("order_log", "ship"),
    }
    assert dict(found.closed) == {"old_log": "old_log", "returns": "old_log", "returns.send": "old_log"}
    assert found.logs == ("order_log",)
    assert found.labels == {"orders": frozenset({"Received", "ship"})}
