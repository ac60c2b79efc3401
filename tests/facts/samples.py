"""Small logs written in every format, and a naive XES reader to compare with."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.facts import Landed, land, land_log
from sightline.facts.rejects import RejectLog
from sightline.facts.request import Request
from sightline.model.declarations import LogMapping, Source
from tests.facts.ocel_writers import write_ocel

TAGS = {str: "string", int: "int", float: "float", bool: "boolean", datetime: "date"}
XES_NAMES = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "time": "time:timestamp",
    "performer": "org:resource",
}
NAMES = {"case": "order", "activity": "step", "time": "at", "performer": "who"}
MAPPING = LogMapping(case="order", activity="step", time="at", performer="who")


def landed_log(
    file: Path, into: Path, mapping: LogMapping | None = None, zone: str = "UTC", **declared: object
) -> Landed:
    source = Source(file=file.name, log=mapping or LogMapping(), **declared)
    return land_log("log", source, [file], into=into, timezone=zone)


def landed_table(file: Path, into: Path, zone: str = "UTC", **declared: object) -> Landed:
    return land("table", Source(file=file.name, **declared), [file], into=into, timezone=zone)


def rows(landed: Landed) -> list[dict[str, object]]:
    return [row for file in landed.files for row in pq.read_table(file).to_pylist()]


def reject_rows(landed: Landed) -> list[tuple[int, str, str]]:
    if landed.rejects.file is None:
        return []
    return [(row["row"], row["reason"], row["raw"]) for row in pq.read_table(landed.rejects.file).to_pylist()]


def request(file: Path, folder: Path, log: LogMapping | None = None) -> Request:
    return Request("log", Source(file=file.name, log=log or LogMapping()), file, RejectLog(folder / "rejects.parquet"))


def xes_attribute(key: str, value: object) -> str:
    text = (
        value.isoformat()
        if isinstance(value, datetime)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    return f"<{TAGS[type(value)]} key={quoted(key)} value={quoted(text)}/>"


def quoted(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def xes_text(events: Sequence[Mapping[str, object]]) -> str:
    """Write one trace for each run of events of one case."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<log xes.version="1.0">']
    case: object = None
    for event in events:
        if event["case"] != case:
            lines += ["</trace>"] * (case is not None)
            case = event["case"]
            lines += ["<trace>", xes_attribute("concept:name", case)]
        lines.append("<event>")
        lines += [
            xes_attribute(XES_NAMES.get(key, key), value)
            for key, value in event.items()
            if key != "case" and value is not None
        ]
        lines.append("</event>")
    lines += ["</trace>"] * (case is not None)
    return "\n".join([*lines, "</log>", ""])


def write_xes(file: Path, events: Sequence[Mapping[str, object]]) -> LogMapping:
    data = xes_text(events).encode()
    file.write_bytes(gzip.compress(data, 1) if file.suffix == ".gz" else data)
    return LogMapping()


def write_csv(file: Path, events: Sequence[Mapping[str, object]]) -> LogMapping:
    out = io.StringIO(newline="")
    keys = list(dict.fromkeys(key for event in events for key in event)) or ["case", "activity", "time", "performer"]
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([NAMES.get(key, key) for key in keys])
    for event in events:
        cells = [_cell(event.get(key)) for key in keys]
        out.write(",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in cells) + "\n")
    data = out.getvalue().encode()
    file.write_bytes(gzip.compress(data, 1) if file.suffix == ".gz" else data)
    return MAPPING


def _cell(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)


def write_parquet(file: Path, events: Sequence[Mapping[str, object]]) -> LogMapping:
    keys = list(dict.fromkeys(key for event in events for key in event)) or ["case", "activity", "time", "performer"]
    columns = {}
    for key in keys:
        values = [event.get(key) for event in events]
        if key == "time":
            columns["at"] = pa.array([v.astimezone(UTC) for v in values], pa.timestamp("us", tz="UTC"))
        else:
            columns[NAMES.get(key, key)] = (
                pa.array(values) if any(v is not None for v in values) else pa.array(values, pa.string())
            )
    pq.write_table(pa.table(columns), file)
    return MAPPING


WRITERS = {"csv": write_csv, "parquet": write_parquet, "xes": write_xes, "ocel": write_ocel}


def naive_events(data: bytes) -> list[dict[str, tuple[str, str | None]]]:
    """Read a log whose attributes are flat the slow, plain way: column to (tag, text), in document order."""
    events = []
    for trace in ET.fromstring(data).iter("trace"):  # noqa: S314 -- our own reference files
        shared = {f"case:{a.get('key')}": (a.tag, a.get("value")) for a in trace if a.tag != "event"}
        for event in trace.iter("event"):
            own = {str(a.get("key")): (a.tag, a.get("value")) for a in event}
            assert len(own) == len(event)
            events.append(own | shared)
    return events
