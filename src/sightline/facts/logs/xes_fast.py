"""XES by columns, for parts of a log that are written the plain way that nearly all tools write.

Between quotation marks stand keys and values; what stands between them takes few forms, such as `"/> <event> <string
key="`. So a part is cut at its quotation marks, each distinct form is understood once, and keys and values become
columns without a step in Python for each. The result is that of expat or none: whatever is not provably plain (nested
attributes, comments, single quotes, other tags, line breaks in values, characters XML forbids) gives None, and the
part is expat's.

Why that is sound: a part begins where a trace may begin. If its forms are white space, `<trace>`, `<event>`, their ends
and `<string key="..." value="..."/>` (or another type), opened and closed in order, then no quotation mark in it
can stand anywhere but around a key or value, so the cut is the one that XML asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sightline.facts.kinds import marked
from sightline.facts.logs.sparse import scatter
from sightline.facts.logs.xes_expat import KINDS, Position, event_column, trace_column, trace_name
from sightline.facts.request import ROW

__all__ = ["plain_part"]

_TYPES = tuple(KINDS)
_WS = "[ \t\r\n]"
_TAGS = rf"(?:{_WS}*</?(?:trace|event){_WS}*>)*"
_ATTRIBUTE = rf'{_WS}*<({"|".join(_TYPES)}){_WS}+key{_WS}*={_WS}*"'
_FIRST = re.compile(rf"({_TAGS}){_ATTRIBUTE}")
_BETWEEN = re.compile(rf'"{_WS}*/>({_TAGS}){_ATTRIBUTE}')
_KEY_TO_VALUE = re.compile(rf'"{_WS}+value{_WS}*={_WS}*"')
_LAST = re.compile(rf'"{_WS}*/>((?:{_WS}*</(?:trace|event){_WS}*>)*){_WS}*')
_TAG = re.compile(r"<(/?)(trace|event)")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_FORMS = 4_000
_COUNTED = "<\n\t\r"
_LOG, _TRACE, _EVENT = 0, 1, 2
_STEPS = {("", "trace"): (_LOG, _TRACE), ("", "event"): (_TRACE, _EVENT), ("/", "event"): (_EVENT, _TRACE)}
_STEPS["/", "trace"] = (_TRACE, _LOG)
Ints = npt.NDArray[np.int64]


class _NotPlainError(Exception):
    """The part is expat's."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands between two attributes, understood."""

    kind: int  # the type of the attribute that follows, as a bit
    needs: int  # the element in which it may stand; -1: any trace or event
    leads: int  # the element in which it ends; -1: the same
    opens_event: int
    opens_trace: int


def plain_part(part: bytes, position: Position, *, name_traces: bool) -> pa.RecordBatch | None:
    """Return the events of whole traces, or None where the part is not plain.

    Parameters
    ----------
    part : bytes
        UTF-8, from the start of a trace (or white space before it) to the end of a trace.
    position : Position
        Where in the log the part begins; moved on only where a batch is returned.
    name_traces : bool
        Whether a trace without a name gets one.
    """
    here = replace(position)
    try:
        attributes = _cut(part)
        columns = dict(_columns(attributes, here, name_traces=name_traces))
    except _NotPlainError:
        return None
    events = len(attributes.owner)
    first = position.events + 1
    schema = pa.schema([*columns, pa.field(ROW, pa.int64())])
    numbers = pa.array(np.arange(first, first + events, dtype=np.int64))
    position.unnamed = here.unnamed
    position.eventless += attributes.traces - int(np.count_nonzero(attributes.peopled))
    position.events += events
    position.traces += attributes.traces
    position.pass_by(part)
    return pa.record_batch([*columns.values(), numbers], schema=schema)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """All attributes of a part, in document order."""

    texts: pa.StringArray  # of attribute n: the form before it at 4n, its key at 4n + 1, its value at 4n + 3
    scope: Ints  # _TRACE or _EVENT
    row: Ints  # the number of its event or trace in the part
    kind: Ints
    owner: Ints  # of each event: the number of its trace in the part
    traces: int
    peopled: npt.NDArray[np.bool_]  # of each trace: whether it has events
    references: bool  # whether any value holds `&`


def _cut(part: bytes) -> _Attributes:
    data = np.frombuffer(part, np.uint8)
    quotes = np.flatnonzero(data == ord('"'))
    count = len(quotes) // 4
    if count == 0 or len(quotes) % 4:
        raise _NotPlainError
    counts = {sign: int(np.count_nonzero(data == ord(sign))) for sign in _COUNTED}
    _check_characters(part, data, spaces=counts["\n"] + counts["\t"] + counts["\r"])
    offsets = np.empty(len(quotes) + 1, np.int32)
    offsets[0] = 0
    offsets[1::2] = quotes[0::2] + 1
    offsets[2::2] = quotes[1::2]
    texts = pa.StringArray.from_buffers(len(quotes), pa.py_buffer(offsets), pa.py_buffer(part))
    tail = part[quotes[-1] :].decode()
    between = _every(texts, 0, count).dictionary_encode()
    inner = _every(texts, 2, count).dictionary_encode()
    if len(between.dictionary) > _MOST_FORMS or len(inner.dictionary) > _MOST_FORMS:
        raise _NotPlainError
    forms = [_form(text, first=number == 0) for number, text in enumerate(between.dictionary.to_pylist())]
    if not all(_KEY_TO_VALUE.fullmatch(text) for text in inner.dictionary.to_pylist()):
        raise _NotPlainError
    _check_counts(counts, tail, (between, inner))
    return _placed(texts, forms, between.indices.to_numpy(), tail, references=b"&" in part)


def _every(texts: pa.StringArray, offset: int, count: int) -> pa.StringArray:
    return texts.take(pa.array(np.arange(offset, 4 * count, 4, dtype=np.int32)))


def _check_characters(part: bytes, data: npt.NDArray[np.uint8], *, spaces: int) -> None:
    """Refuse what XML forbids and texts that are no UTF-8."""
    if np.count_nonzero(data < 32) != spaces:  # noqa: PLR2004 -- the first printable character
        raise _NotPlainError
    if part.isascii():
        return
    if b"\xef\xbf\xbe" in part or b"\xef\xbf\xbf" in part:  # U+FFFE, U+FFFF
        raise _NotPlainError
    try:
        part.decode()
    except UnicodeDecodeError as fault:
        raise _NotPlainError from fault


def _check_counts(counts: dict[str, int], tail: str, encoded: tuple[pa.DictionaryArray, ...]) -> None:
    """Refuse `<` and line breaks in keys and values: all there are must stand in the forms."""
    forms = [(array.dictionary.to_pylist(), np.bincount(array.indices.to_numpy())) for array in encoded]
    for sign, found in counts.items():
        outside = tail.count(sign)
        outside += sum(
            text.count(sign) * int(n) for texts, times in forms for text, n in zip(texts, times, strict=True)
        )
        if found != outside:
            raise _NotPlainError


def _form(text: str, *, first: bool) -> _Form:
    match = (_FIRST if first else _BETWEEN).fullmatch(text)
    if match is None:
        raise _NotPlainError
    needs, leads = _walk(match.group(1))
    tags = _TAG.findall(match.group(1))
    opened = [name for slash, name in tags if not slash]
    if leads == _LOG or opened not in ([], ["trace"], ["event"], ["trace", "event"]):
        raise _NotPlainError
    kind = 1 << _TYPES.index(match.group(2))
    return _Form(kind, needs, leads, opened.count("event"), opened.count("trace"))


def _walk(tags: str) -> tuple[int, int]:
    """Return the element that a run of tags must start in and the one it ends in; -1 for no tags."""
    needs = at = -1
    for tag in _TAG.findall(tags):
        before, after = _STEPS[tag]
        if at not in (-1, before):
            raise _NotPlainError
        needs = before if needs == -1 else needs
        at = after
    return needs, at


def _placed(texts: pa.StringArray, forms: list[_Form], form: Ints, tail: str, *, references: bool) -> _Attributes:
    needs, leads = (np.array([getattr(one, name) for one in forms])[form] for name in ("needs", "leads"))
    told = np.where(leads >= 0, np.arange(len(form)), 0)
    scope = leads[np.maximum.accumulate(told)]
    before = np.concatenate(([_LOG], scope[:-1]))
    fits = np.where(needs < 0, before >= _TRACE, needs == before)
    end = _LAST.fullmatch(tail)
    if end is None or not fits.all() or _walk(end.group(1)) != (scope[-1], _LOG):
        raise _NotPlainError
    opens_event = np.array([one.opens_event for one in forms])[form]
    traces = np.cumsum(np.array([one.opens_trace for one in forms])[form])
    row = np.where(scope == _EVENT, np.cumsum(opens_event), traces) - 1
    kind = np.array([one.kind for one in forms])[form]
    owner = traces[opens_event == 1] - 1
    peopled = np.zeros(int(traces[-1]), bool)
    peopled[owner] = True
    return _Attributes(texts, scope, row, kind, owner, int(traces[-1]), peopled, references)


def _columns(attributes: _Attributes, position: Position, *, name_traces: bool) -> Iterator[tuple[pa.Field, pa.Array]]:
    """Yield the columns of the events' attributes, then those of the traces'."""
    keys = _every(attributes.texts, 1, len(attributes.row)).dictionary_encode()
    if pc.any(pc.match_substring(keys.dictionary, "&")).as_py():
        raise _NotPlainError
    names = keys.dictionary.to_pylist()
    group = keys.indices.to_numpy() + len(names) * (attributes.scope == _TRACE)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    owner = pa.array(attributes.owner)
    named = not name_traces
    groups = [order[start:end] for start, end in zip(starts, [*starts[1:], len(order)], strict=True)]
    if not attributes.peopled.all():
        if attributes.references:  # that no row shows may yet be at fault
            raise _NotPlainError
        groups = [kept for members in groups if len(kept := _with_events(attributes, members))]
    for members in sorted(groups, key=lambda members: (attributes.scope[members[0]] == _TRACE, members[0])):
        of_trace, key = divmod(int(group[members[0]]), len(names))
        values = _column(attributes, members, attributes.traces if of_trace else len(owner))
        field = marked((trace_column if of_trace else event_column)(names[key]), _kinds(attributes.kind[members]))
        if of_trace and names[key] == "concept:name" and name_traces:
            values, named = _named(values, attributes, position, members), True
        yield field, values.take(owner) if of_trace else values
    if not named:
        nobody = pa.nulls(attributes.traces, pa.string())
        none = np.array([], np.int64)
        yield marked("case:concept:name", KINDS["string"]), _named(nobody, attributes, position, none).take(owner)


def _with_events(attributes: _Attributes, members: Ints) -> Ints:
    """Leave out the attributes of traces without events, which no row can show."""
    of_event = attributes.scope[members] == _EVENT
    traces = np.where(of_event, 0, attributes.row[members])
    kept: Ints = members[of_event | attributes.peopled[traces]]
    return kept


def _column(attributes: _Attributes, members: Ints, length: int) -> pa.Array:
    rows = attributes.row[members]
    if (np.diff(rows) <= 0).any():  # a key that an element repeats
        raise _NotPlainError
    values = attributes.texts.take(pa.array(members * 4 + 3))
    if attributes.references:
        values = _resolved(values)
    return scatter(length, rows, values)


def _kinds(bits: Ints) -> str:
    seen = int(np.bitwise_or.reduce(bits))
    return ",".join(sorted({KINDS[name] for number, name in enumerate(_TYPES) if seen >> number & 1}))


def _named(values: pa.Array, attributes: _Attributes, position: Position, members: Ints) -> pa.Array:
    """Call the traces that have no name, among those with events, by their place in the log."""
    nameless = attributes.peopled.copy()
    nameless[attributes.row[members]] = False
    if not nameless.any():
        return values
    position.unnamed += int(np.count_nonzero(nameless))
    called = [trace_name(position.traces + n + 1) if bare else None for n, bare in enumerate(nameless)]
    return pc.coalesce(values, pa.array(called, pa.string()))


def _resolved(values: pa.Array) -> pa.Array:
    """Return the values with `&amp;` and its like in their meaning."""
    mask = pc.match_substring(values, "&")
    if not pc.any(mask).as_py():
        return values
    resolved = [_REFERENCE.sub(_character, text) for text in values.filter(mask).to_pylist() if _only_references(text)]
    if len(resolved) != pc.sum(mask).as_py():
        raise _NotPlainError
    return pc.replace_with_mask(values, mask, pa.array(resolved, pa.string()))


def _only_references(text: str) -> bool:
    return "&" not in _REFERENCE.sub("", text)


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code not in (9, 10, 13) and not 32 <= code < 0xD800:  # noqa: PLR2004 -- surely allowed by XML
        raise _NotPlainError
    return chr(code)
