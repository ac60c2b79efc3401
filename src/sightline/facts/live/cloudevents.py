"""CloudEvents 1.0 as they come in: one, a batch, JSON lines, or one whose attributes are headers.

An event's `type` names a process and its activity as the model does (`order_to_cash.ship`), or a process or a live log
alone, and then `data.activity` is the label; `subject` is the case; `time` carries its offset. `data` is one flat
object. Other attributes are the transport's and are not kept.

A key that stands twice is found where it can be told cheaply: where an event has as many colons after quotes as keys
were understood, it has none; else the event is read a second time, slowly.

Reference: CloudEvents specification 1.0.2, JSON event format and HTTP binding, CNCF (2022).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import msgspec

from sightline.errors import SourceError
from sightline.facts.live.admission import Admission, Refused, RefusedError
from sightline.facts.live.rows import EventRow

__all__ = [
    "LARGEST_BATCH",
    "LARGEST_BODY",
    "LARGEST_EVENT",
    "MEDIA_TYPES",
    "BodyError",
    "Parsed",
    "media_type",
    "parse",
    "row_of",
]

LARGEST_EVENT = 256 * 1_024
LARGEST_BODY = 8 * 1_024 * 1_024
LARGEST_BATCH = 10_000
ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LINES = ("application/x-ndjson", "application/jsonl")
MEDIA_TYPES = (ONE, BATCH, *LINES)
JSON = "application/json"
HEADER = "ce-"
NUL = "\0"


class BodyError(SourceError):
    """A body that cannot be read at all.

    Parameters
    ----------
    kind : str
        `type`, `syntax` or `size`.
    """

    def __init__(self, kind: str, cause: str, fix: str) -> None:
        super().__init__(cause, fix=fix)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a body holds.

    Parameters
    ----------
    rows : list of EventRow
        The events that can be landed.
    places : list of int
        Where each of them stands in the body, from 0.
    refused : list of Refused
        The others.
    """

    rows: list[EventRow]
    places: list[int]
    refused: list[Refused]


class _Event(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, str | int | float | bool | None] | msgspec.UnsetType | None = msgspec.UNSET
    datacontenttype: str | msgspec.UnsetType | None = msgspec.UNSET
    sequence: str | int | msgspec.UnsetType | None = msgspec.UNSET
    supersedes: str | msgspec.UnsetType | None = msgspec.UNSET
    data_base64: str | msgspec.UnsetType | None = msgspec.UNSET


REQUIRED = ("specversion", "id", "source", "type", "subject", "time")
_ONE = msgspec.json.Decoder(_Event)
_MANY = msgspec.json.Decoder(list[msgspec.Raw])


def media_type(said: str, headers: Mapping[str, str] | None = None) -> str:
    """Return the form of a body; `application/json` for one event whose attributes are headers.

    Raises
    ------
    BodyError
        If it is none of those that are read, or not in UTF-8.
    """
    kind, *more = (each.strip().lower() for each in said.split(";"))
    for each in more:
        name, _, value = each.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            raise BodyError("type", "The body is not in UTF-8.", "Send it in UTF-8.")
    if kind in MEDIA_TYPES or (kind == JSON and headers and f"{HEADER}specversion" in headers):
        return kind
    fix = f"Say in Content-Type one of {', '.join(MEDIA_TYPES)}; or {JSON} with the attributes as ce- headers."
    raise BodyError("type", "The type of the body is none that is read here.", fix)


def parse(body: bytes, kind: str, admission: Admission, *, headers: Mapping[str, str] | None = None) -> Parsed:
    """Read the events of a body.

    Parameters
    ----------
    body : bytes
        Not compressed.
    kind : str
        What `media_type` says.
    admission : Admission
        What the events must satisfy.
    headers : mapping of str to str, optional
        The headers of the request, names in lower case, where they are the attributes of the event.

    Raises
    ------
    BodyError
        If it is no JSON, or too large.
    """
    if len(body) > LARGEST_BODY:
        raise BodyError("size", f"The body has more than {LARGEST_BODY:,} bytes.", "Send it in smaller batches.")
    if kind == JSON:
        body = _bound(body, headers or {})
    rows: list[EventRow] = []
    places: list[int] = []
    refused: list[Refused] = []
    for index, raw in enumerate(_split(body, kind)):
        try:
            rows.append(row_of(raw, admission))
            places.append(index)
        except RefusedError as error:
            refused.append(error.at(index))
    return Parsed(rows, places, refused)


def _split(body: bytes, kind: str) -> Iterable[bytes]:
    """Return the events of a body, each as it stands there."""
    if kind in {ONE, JSON}:
        return (body,)
    if kind in LINES:
        found: list[Any] = [line for line in body.split(b"\n") if line and not line.isspace()]
    else:
        try:
            found = _MANY.decode(body)
        except RecursionError:
            raise _too_deep() from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BodyError("syntax", f"The body is no JSON array: {_said(error)}.", "Send [ {...}, {...} ].") from None
    if len(found) > LARGEST_BATCH:
        raise BodyError("size", f"The batch has more than {LARGEST_BATCH:,} events.", "Send smaller batches.")
    return found if kind in LINES else map(bytes, found)


def row_of(raw: bytes, admission: Admission) -> EventRow:
    """Return one event in JSON as it is landed.

    Raises
    ------
    RefusedError
        If it cannot be: says which field, why, and what to do.
    """
    if len(raw) > LARGEST_EVENT:
        raise RefusedError(
            "", f"The event has more than {LARGEST_EVENT:,} bytes.", "Send what is looked at, no documents."
        )
    try:
        event = _ONE.decode(raw)
    except RecursionError:
        raise RefusedError("", "The event is nested too deeply.", "Send one flat object as data.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _diagnosis(raw, error) from None
    data = event.data
    if data is msgspec.UNSET or data is None:
        data = {}
    understood = len(REQUIRED) + sum(
        each is not msgspec.UNSET for each in (event.data, event.datacontenttype, event.sequence, event.supersedes)
    )
    if raw.count(b'":') != understood + len(data):
        _slowly(raw)
    if b"\\u0000" in raw:
        _refuse_nul(event)
    if event.specversion != "1.0":
        raise RefusedError("specversion", "Only CloudEvents 1.0 are read.", 'Write "specversion": "1.0".')
    if event.data_base64 is not msgspec.UNSET:
        raise RefusedError("data_base64", "Data in base 64 are not read.", "Send one flat object as data.")
    if event.datacontenttype and not _is_json(event.datacontenttype):
        raise RefusedError("datacontenttype", "Only data in JSON are read.", f"Write {JSON}, or leave it out.")
    return admission.event(
        kind=event.type,
        source=event.source,
        name=event.id,
        case=event.subject,
        time=event.time,
        sequence=None if event.sequence is msgspec.UNSET else event.sequence,
        data=data,
        supersedes=None if event.supersedes is msgspec.UNSET else event.supersedes,
    )


def _is_json(said: str) -> bool:
    kind = said.partition(";")[0].strip().lower()
    return kind == JSON or kind.endswith("+json")


def _bound(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return an event whose attributes are headers in the form of one whose attributes are members."""
    if len(body) > LARGEST_EVENT:
        raise BodyError("size", f"The event has more than {LARGEST_EVENT:,} bytes.", "Send what is looked at.")
    said: dict[str, object] = {
        name.removeprefix(HEADER): unquote(value, errors="replace")
        for name, value in headers.items()
        if name.startswith(HEADER)
    }
    if not body.strip():
        return msgspec.json.encode(said)
    try:
        said["data"] = msgspec.json.decode(body, type=msgspec.Raw)
        return msgspec.json.encode(said)
    except RecursionError:
        raise _too_deep() from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BodyError("syntax", f"The body is no JSON: {_said(error)}.", "Send one flat object in UTF-8.") from None


def _too_deep() -> BodyError:
    return BodyError("syntax", "The body is nested too deeply.", "Send one flat object as the data of each event.")


def _said(error: Exception) -> str:
    """Return what a reader of JSON says, without what it read."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8"
    return str(error).partition(" - at ")[0].removeprefix("JSON is malformed: ").rstrip(".").lower() or "it is cut off"


def _refuse_nul(event: _Event) -> None:
    """Refuse a text with a NUL character: databases end there."""
    texts: Iterator[tuple[str, object]] = (
        (name, getattr(event, name)) for name in (*REQUIRED, "sequence", "supersedes")
    )
    for name, value in texts:
        if isinstance(value, str) and NUL in value:
            raise RefusedError(name, "The text has a NUL character.", "Leave it out.")
    for name, value in (event.data or {}).items():
        if NUL in name or (isinstance(value, str) and NUL in value):
            raise RefusedError(f"data.{_shown(name)}", "The text has a NUL character.", "Leave it out.")


def _shown(name: str) -> str:
    return "".join(each for each in name[:100] if each.isprintable())


def _slowly(raw: bytes) -> dict[str, Any]:
    """Return an event read by the standard library, which tells what stands twice or is no number."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise RefusedError(_shown(name), "This key stands twice in one object.", "Say each once.")
            found[name] = value
        return found

    found = json.loads(raw, object_pairs_hook=once, parse_constant=_no_number, parse_int=_bounded)
    if not isinstance(found, dict):
        raise RefusedError("", "This is no event: it is not an object.", 'Send {"specversion": "1.0", ...}.')
    return found


def _no_number(_said: str) -> float:
    raise RefusedError("data", "A number is not finite.", "Leave the member out where there is no number.")


def _bounded(digits: str) -> float:
    return float(digits[:400])  # only looked at, never kept; thousands of digits take Python too long


def _diagnosis(raw: bytes, error: Exception) -> RefusedError:
    """Return which field of an event cannot be read, and why."""
    try:
        said = _slowly(raw)
        _refuse_attributes(said)
        _refuse_data(said.get("data"))
    except RefusedError as found:
        return found
    except (ValueError, RecursionError):
        return RefusedError("", f"The event is no JSON: {_said(error)}.", "Check how the sender writes it.")
    return RefusedError("", f"The event cannot be read: {_said(error)}.", "Check how the sender writes it.")


def _refuse_attributes(said: Mapping[str, Any]) -> None:
    for name in REQUIRED:
        if said.get(name) is None:
            raise RefusedError(name, "This is missing.", MISSING[name])
        if not isinstance(said[name], str):
            raise RefusedError(name, "This is not a text.", "Write it in quotes.")
    for name in ("sequence", "supersedes", "datacontenttype", "data_base64"):
        if not isinstance(said.get(name), str | None):
            raise RefusedError(name, "This is not a text.", "Write it in quotes.")
    if _reads_no_time(said["time"]):
        raise RefusedError("time", "This is no moment.", "Write 2026-03-31T14:05:00+02:00, or Z for UTC.")


def _refuse_data(data: object) -> None:
    if data is not None and not isinstance(data, dict):
        raise RefusedError("data", "The data are not an object.", "Send one flat object as data.")
    for name, value in (data or {}).items():
        if isinstance(value, dict | list):
            raise RefusedError(f"data.{_shown(name)}", "The value is not a single one.", "Send one flat object.")
        if isinstance(value, float) and not math.isfinite(value):
            raise RefusedError(f"data.{_shown(name)}", "The number is not finite.", "Leave the member out.")


def _reads_no_time(said: str) -> bool:
    try:
        msgspec.convert(said, datetime)
    except msgspec.ValidationError:
        return True
    return False


MISSING = {
    "specversion": 'Write "specversion": "1.0".',
    "id": "Give each event an id of its own, and the same one again when it is sent again.",
    "source": "Say who sends, as a path or an address.",
    "type": "Say which activity of which process happened, as order_to_cash.ship.",
    "subject": "Say which case the event belongs to.",
    "time": "Say when it happened, with the offset: 2026-03-31T14:05:00+02:00, or Z for UTC.",
}
