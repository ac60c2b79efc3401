"""OCEL 2.0 logs written in its three formats, from a list of events or from a dictionary in the shape of its JSON."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from sightline.model.declarations import LogMapping

AFFINITY = {"string": "TEXT", "integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN", "time": "TIMESTAMP"}
KEYS = {"performer": "string", "cost": "float", "words": "string", "done": "boolean"}
SUFFIXES = (".json", ".xml", ".sqlite")
ORDERS = LogMapping(object_type="orders")
BEGIN = "1970-01-01T00:00:00Z"
TYPES = {
    "objectTypes": [
        {"name": "orders", "attributes": [{"name": "price", "type": "float"}, {"name": "state", "type": "string"}]},
        {"name": "items", "attributes": []},
    ],
    "eventTypes": [
        {"name": "place", "attributes": [{"name": "by", "type": "string"}]},
        {"name": "ship", "attributes": [{"name": "boxes", "type": "integer"}]},
    ],
}


def document(events: Sequence[Mapping[str, object]]) -> dict[str, list]:
    """Return events of cases as an object-centric log with one type of objects."""
    labels = dict.fromkeys(str(event["activity"]) for event in events)
    attributes = [{"name": key, "type": kind} for key, kind in KEYS.items()]
    return {
        "objectTypes": [{"name": "order", "attributes": []}],
        "eventTypes": [{"name": label, "attributes": attributes} for label in labels or ["open"]],
        "objects": [{"id": case, "type": "order"} for case in dict.fromkeys(event["case"] for event in events)],
        "events": [
            {
                "id": f"e{number}",
                "type": event["activity"],
                "time": event["time"].isoformat(),
                "attributes": [{"name": k, "value": event[k]} for k in KEYS if event.get(k) is not None],
                "relationships": [{"objectId": event["case"], "qualifier": "of"}],
            }
            for number, event in enumerate(events)
        ],
    }


def write_ocel(file: Path, events: Sequence[Mapping[str, object]]) -> LogMapping:
    write_document(file, document(events))
    return LogMapping(object_type="order", performer="performer")


def write_document(file: Path, log: Mapping[str, list]) -> Path:
    suffix = file.name.removesuffix(".gz").rpartition(".")[2]
    if suffix in ("sqlite", "db"):
        write_sqlite(file, log)
        return file
    data = (xml_text(log) if suffix in ("xml", "xmlocel") else json.dumps(log)).encode()
    file.write_bytes(gzip.compress(data, 1) if file.suffix == ".gz" else data)
    return file


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def xml_text(log: Mapping[str, list]) -> str:
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<log>"]
    for key, tag in (("objectTypes", "object-type"), ("eventTypes", "event-type")):
        lines.append(f"<{tag}s>")
        for one in log.get(key, []):
            lines.append(f"<{tag} name={quoteattr(one['name'])}><attributes>")
            lines += [f"<attribute name={quoteattr(a['name'])} type='{a['type']}'/>" for a in one["attributes"]]
            lines.append(f"</attributes></{tag}>")
        lines.append(f"</{tag}s>")
    for key, tag in (("objects", "object"), ("events", "event")):
        lines.append(f"<{key}>")
        for one in log.get(key, []):
            named = " ".join(f"{k}={quoteattr(str(one[k]))}" for k in ("id", "type", "time") if k in one)
            lines.append(f"<{tag} {named}><attributes>")
            for a in one.get("attributes", []):
                since = f" time={quoteattr(a['time'])}" if "time" in a else ""
                lines.append(f"<attribute name={quoteattr(a['name'])}{since}>{escape(_shown(a['value']))}</attribute>")
            lines.append("</attributes><objects>")
            for link in one.get("relationships", []):
                ids = f"object-id={quoteattr(str(link['objectId']))} qualifier={quoteattr(link.get('qualifier', ''))}"
                lines.append(f"<relationship {ids}/>")
            lines.append(f"</objects></{tag}>")
        lines.append(f"</{key}>")
    return "\n".join([*lines, "</log>", ""])


def write_sqlite(file: Path, log: Mapping[str, list]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for of, types in (("object", "objectTypes"), ("event", "eventTypes")):
            connection.execute(f"create table {of} (ocel_id text, ocel_type text)")
            connection.execute(f"create table {of}_map_type (ocel_type text, ocel_type_map text)")
            for number, one in enumerate(log.get(types, [])):
                connection.execute(f"insert into {of}_map_type values (?, ?)", (one["name"], f"T{number}"))
                columns = "".join(f', "{a["name"]}" {AFFINITY[a["type"]]}' for a in one["attributes"])
                changed = ", ocel_changed_field text" if of == "object" else ""
                connection.execute(f"create table {of}_T{number} (ocel_id text, ocel_time text{changed}{columns})")
        connection.execute("create table event_object (ocel_event_id text, ocel_object_id text, ocel_qualifier text)")
        connection.execute("create table object_object (ocel_source_id text, ocel_target_id text, ocel_qualifier text)")
        _fill(connection, log)


def _fill(connection: sqlite3.Connection, log: Mapping[str, list]) -> None:
    for of, types, links in (("object", "objectTypes", "object_object"), ("event", "eventTypes", "event_object")):
        tables = {one["name"]: f"{of}_T{number}" for number, one in enumerate(log.get(types, []))}
        for one in log.get(f"{of}s", []):
            connection.execute(f"insert into {of} values (?, ?)", (one["id"], one["type"]))
            for link in one.get("relationships", []):
                row = (one["id"], link["objectId"], link.get("qualifier", ""))
                connection.execute(f"insert into {links} values (?, ?, ?)", row)
            attributes = one.get("attributes", [])
            if of == "event":
                values = {"ocel_id": one["id"], "ocel_time": one["time"]} | {a["name"]: a["value"] for a in attributes}
                _insert(connection, tables[one["type"]], values)
            for a in attributes if of == "object" else []:
                values = {"ocel_id": one["id"], "ocel_time": a["time"], "ocel_changed_field": a["name"]}
                _insert(connection, tables[one["type"]], values | {a["name"]: a["value"]})


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    connection.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(values))})", [*values.values()])


def at(hour, day=1):
    return datetime(2026, 7, day, hour, tzinfo=UTC)


def thing(name, kind="orders", links=(), **values):
    """An object; a value is one from the beginning, or pairs of a time and a value."""
    attributes = [
        {"name": key, "time": time, "value": value}
        for key, given_ in values.items()
        for time, value in (given_ if isinstance(given_, list) else [(BEGIN, given_)])
    ]
    found = [{"objectId": target, "qualifier": qualifier} for target, qualifier in links]
    return {"id": name, "type": kind, "attributes": attributes, "relationships": found}


def event(name, kind, when, *links, **values):
    found = [{"objectId": link, "qualifier": "of"} if isinstance(link, str) else link for link in links]
    attributes = [{"name": key, "value": value} for key, value in values.items()]
    return {"id": name, "type": kind, "time": when.isoformat(), "attributes": attributes, "relationships": found}


def log_of(objects, events):
    return TYPES | {"objects": objects, "events": events}


def written(tmp_path, text, name="log.json"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file
