"""JSON and CSV: valid, complete, safe to open."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import UTC, date, datetime

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.cli.documents import DOCUMENTS, MEASURE
from sightline.cli.formats import csv_text, json_text, plain
from sightline.cli.terminal import terminal_for

OF_A_PROCESS = {"process": "p", "left_out": {"later": 0, "undeclared": 0}, "problems": []}
NEVER = {"p50_s": None, "p90_s": None, "p95_s": None}
EMPTY = {
    "check": {},
    "doctor": {},
    "retention": {},
    "ingest": {
        "into": "", "read": 0, "accepted": 0, "duplicates": 0, "conflicts": 0, "refused": 0, "unlisted": 0,
    },
    "measure": {"metrics": {}, "problems": []},
    "goals": {"goals": {}, "outlooks": {}, "problems": []},
    "goals-calibration": {
        "brier": None, "base": None, "series": 0, "forecasts": 0, "coverage": None, "words": "", "problems": [],
    },
    "effects": {"effects": {}, "problems": []},
    "effects-suggest": {"problems": []},
    "sight": {"lines": {}, "problems": []},
    "why": {
        "metric": "m", "unit": "EUR", "from": "2025-10", "to": "2026-10", "before": 1.0, "after": 1.0, "total": 0.0,
        "residual": 0.0, "sentence": "", "words": "", "parts": [], "problems": [],
    },
    "whatif": {"shifts": [], "goals": {}, "words": "", "problems": []},
    "whatif-reach": {"levers": {}, "problems": []},
    "process": {**OF_A_PROCESS, "censored": NEVER, "variants": [], "edges": []},
    "process-map": {**OF_A_PROCESS, "events": 0, "cases": 0, "edges": [], "nodes": []},
    "process-variants": {**OF_A_PROCESS, "variants": 0},
    "process-times": {**OF_A_PROCESS, "censored": NEVER},
    "process-rework": OF_A_PROCESS,
    "process-handovers": OF_A_PROCESS,
    "process-waiting": OF_A_PROCESS,
    "process-rules": {**OF_A_PROCESS, "rules": [], "unsound": []},
    "process-deadlines": {**OF_A_PROCESS, "words": []},
    "deviations": {"deviations": {}, "total": {"count": 0, "priced": 0}, "problems": []},
    "controls": {"problems": []},
    "portfolio": {
        "unit": "points", "periods": [], "limits": {"budget": None, "capacity": {}, "must": {}, "without": []},
        "initiatives": {}, "worths": {}, "best": None, "conflict": None, "prices": [], "lessons": [], "comparisons": [],
        "mergers": [], "sways": [], "words": [], "problems": [],
    },
    "promises": {"promises": {}, "found": [], "kept": [], "faults": [], "declined": [], "problems": []},
    "review": {
        "pack": None, "period": "2026-10", "previous": "2026-09", "lead": "", "withheld": [], "words": [],
    },
    "review-packs": {},
    "people": {"on": date(2026, 7, 1), "posts": [], "misfits": 0},
    "people-misfits": {"on": date(2026, 7, 1)},
    "roles": {"roles": {}, "goals": {}, "targets": [], "problems": []},
    "agree": {"agreements": {}, "refused": [], "damaged": [], "count": 0, "problems": []},
    "align": {
        "measured": "hours", "baseline": [], "parts": [], "activities": [], "points": [], "unseen": [], "moves": [],
        "restored": [], "purpose": None, "words": [], "problems": [],
    },
    "assign": {
        "until": date(2026, 7, 31), "value": 0.0, "bound": 0.0, "gap": 0.0, "loads": [], "words": "", "problems": [],
    },
    "capabilities": {"words": "", "misfits": [], "problems": []},
    "capabilities-needs": {"misfits": [], "problems": []},
    "capabilities-role": {"role": "clerk", "needs": [], "problems": []},
    "capabilities-person": {"person": "p", "purpose": "talk", "words": "", "problems": []},
    "capabilities-stay": {"grouped_by": "role", "problems": []},
    "evidence": {
        "metric": "m", "unit": "hours", "scale": "log", "cases": 0, "people": 0, "withheld": "", "average": None,
        "shared": 0.0, "grade": "correlational", "bar": None, "needed": [], "checks": [], "purpose": None,
        "person": None, "words": [], "problems": [],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_every_published_schema_is_a_schema(name):
    schema = DOCUMENTS[name].schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["command"] == {"const": name}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_an_empty_document_holds_to_its_schema(name):
    document = DOCUMENTS[name]
    text = json_text(document, [], model=None, as_of=None, **EMPTY[name])
    jsonschema.validate(json.loads(text), document.schema())


def test_a_schema_refuses_an_unknown_key_and_a_missing_one():
    schema = DOCUMENTS["goals"].schema()
    good = json.loads(json_text(DOCUMENTS["goals"], [], model="x", as_of=None, goals={}, outlooks={}, problems=[]))
    for bad in ({**good, "more": 1}, {key: value for key, value in good.items() if key != "rows"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


@given(st.floats())
def test_json_never_holds_nan(value):
    rows = [{"metric": "m", "period": "2026", "value": value}]
    text = json_text(MEASURE, rows, model="x", as_of=datetime(2026, 1, 1, tzinfo=UTC), metrics={}, problems=[])
    read = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    shown = read["rows"][0]["value"]
    assert shown == value if math.isfinite(value) else shown is None
    jsonschema.validate(read, MEASURE.schema())


def test_dates_are_iso():
    assert plain({"a": date(2026, 7, 1), "b": [datetime(2026, 7, 1, 12, tzinfo=UTC)]}) == {
        "a": "2026-07-01",
        "b": ["2026-07-01T12:00:00+00:00"],
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text):
    (_, row) = csv.reader(io.StringIO(csv_text(["a"], [{"a": text}])))
    assert row == [f"'{text}"]


def test_numbers_are_left_alone_and_missing_ones_empty():
    assert csv_text(["a", "b", "c"], [{"a": -1.5, "b": None, "c": math.nan}]) == "a,b,c\r\n-1.5,,\r\n"


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4))
def test_csv_reads_back_what_was_written(texts):
    written = csv_text([f"c{at}" for at in range(len(texts))], [{f"c{at}": text for at, text in enumerate(texts)}])
    read = list(csv.reader(io.StringIO(written, newline="")))[1]
    assert [one.removeprefix("'") for one in read] == [one.removeprefix("'") for one in texts]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_csv_keeps_every_digit(value):
    (_, (cell,)) = csv.reader(io.StringIO(csv_text(["a"], [{"a": value}])))
    assert float(cell) == value


class _Stream(io.StringIO):
    def __init__(self, encoding: str, *, tty: bool) -> None:
        super().__init__()
        self._encoding, self._tty = encoding, tty

    @property
    def encoding(self) -> str:
        return self._encoding

    def isatty(self) -> bool:
        return self._tty


def test_colour_needs_a_terminal_and_no_wish_against_it(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert terminal_for(_Stream("utf-8", tty=True)).colour
    assert not terminal_for(_Stream("utf-8", tty=False)).colour
    assert not terminal_for(_Stream("utf-8", tty=True), no_color=True).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal_for(_Stream("utf-8", tty=True)).colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not terminal_for(_Stream("utf-8", tty=True)).colour


@pytest.mark.parametrize(("encoding", "shows"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_signs_follow_the_encoding(encoding, shows):
    assert terminal_for(_Stream(encoding, tty=True)).unicode is shows
