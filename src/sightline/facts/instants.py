"""Texts and wall-clock times as moments in UTC.

A time with an offset is a moment. A time without one is read in a declared zone: in the hour that the autumn repeats
it is the first of the two, in the hour that the spring leaves out it is read as if the clock had not yet been
moved. A date without a time is its midnight. Digits beyond the microsecond are cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SourceError

__all__ = ["INSTANT_TYPE", "NAIVE", "OFFSET", "Instants", "localize", "to_instants", "to_naive", "zone_of"]

INSTANT_TYPE = pa.timestamp("us", tz="UTC")
_NAIVE_TYPE = pa.timestamp("us")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
_ZONE = r"(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)"
NAIVE = rf"^{_DAY}([T ]{_CLOCK})?$"
OFFSET = rf"^{_DAY}[T ]{_CLOCK} ?{_ZONE}$"
_SUFFIX = re.compile(r"(?:Z|z|([+-])([0-9]{2}):?([0-9]{2})?)$")


@dataclass(frozen=True, slots=True)
class Instants:
    """Moments in UTC with the offset, in minutes, that each was written with; both NULL where unreadable or missing."""

    times: pa.Array
    offsets: pa.Array


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone called `name`.

    Raises
    ------
    SourceError
        If no zone has this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise SourceError(
            f"no time zone is called '{name}'.", fix="Write a name of the tz database, such as Europe/Amsterdam."
        ) from fault


def to_instants(texts: pa.Array, zone: str) -> Instants:
    """Return ISO 8601 texts as moments.

    Parameters
    ----------
    texts : Array of text
        Such as `2026-07-01T10:00:00.5+02:00`, `2026-07-01 10:00`, `2026-07-01`; NULL stays NULL.
    zone : str
        The zone of times without an offset.

    Returns
    -------
    Instants
        NULL where a text is missing or is no time; offsets are NULL where none was written.
    """
    if _all(texts, OFFSET):
        try:
            return Instants(texts.cast(INSTANT_TYPE), _offsets(texts))
        except pa.ArrowInvalid:
            pass
    tidy = _tidy(texts)
    with_offset = pc.fill_null(pc.match_substring_regex(tidy, OFFSET), fill_value=False)
    nothing = pa.scalar(None, pa.string())
    moments = pc.if_else(with_offset, tidy, nothing)
    naive = to_naive(pc.if_else(with_offset, nothing, tidy))
    times = pc.coalesce(_cast_each(moments, INSTANT_TYPE), localize(naive, zone))
    return Instants(times, pc.if_else(pc.is_valid(times), _offsets(moments), pa.scalar(None, pa.int16())))


def to_naive(texts: pa.Array) -> pa.Array:
    """Return ISO 8601 texts without an offset as wall-clock times; NULL where a text is none."""
    if _all(texts, NAIVE):
        try:
            return texts.cast(_NAIVE_TYPE)
        except pa.ArrowInvalid:
            pass
    tidy = _tidy(texts)
    shaped = pc.match_substring_regex(tidy, NAIVE)
    return _cast_each(pc.if_else(shaped, tidy, pa.scalar(None, pa.string())), _NAIVE_TYPE)


def localize(naive: pa.Array, zone: str) -> pa.Array:
    """Return wall-clock times of `zone` as moments (see the rules above)."""
    zone_of(zone)
    try:
        return pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="raise").cast(INSTANT_TYPE)
    except (pa.ArrowInvalid, pa.ArrowException):
        return pa.array([_moment(value, zone) for value in naive.to_pylist()], INSTANT_TYPE)


def _moment(value: datetime | None, zone: str) -> datetime | None:
    if value is None:
        return None
    try:
        return value.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    except OverflowError:
        return None


def _all(texts: pa.Array, pattern: str) -> bool:
    return pc.all(pc.match_substring_regex(texts, pattern)).as_py() is not False


def _tidy(texts: pa.Array) -> pa.Array:
    trimmed = pc.ascii_trim_whitespace(texts)
    cut = pc.replace_substring_regex(trimmed, r"([:][0-9]{2})[.,]([0-9]{1,6})[0-9]*", r"\1.\2")
    return pc.replace_substring_regex(pc.replace_substring_regex(cut, "z$", "Z"), r" ([+-][0-9:]+|Z)$", r"\1")


def _cast_each(texts: pa.Array, target: pa.DataType) -> pa.Array:
    """Cast all at once; where one value is impossible (30 February), cast one by one."""
    try:
        return texts.cast(target)
    except pa.ArrowInvalid:
        return pa.array([_parse(text, aware=target.tz is not None) for text in texts.to_pylist()], target)


def _parse(text: str | None, *, aware: bool) -> datetime | None:
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
        return value.astimezone(UTC) if aware else value
    except (ValueError, OverflowError):
        return None


def _offsets(texts: pa.Array) -> pa.Array:
    """Return the minutes east of UTC that each text ends with."""
    encoded = pc.utf8_slice_codeunits(texts, -6).dictionary_encode()
    minutes = pa.array([_minutes(ending) for ending in encoded.dictionary.to_pylist()], pa.int16())
    return minutes.take(encoded.indices)


def _minutes(ending: str | None) -> int | None:
    match = _SUFFIX.search(ending or "")
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    return 0 if sign is None else int(f"{sign}1") * (int(hours) * 60 + int(minutes or 0))
