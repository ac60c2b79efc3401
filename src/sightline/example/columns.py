"""Arrow columns out of arrays, quickly: instants, dates, codes, names from lists, euros and numbered ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from sightline.example.hours import to_utc_micros
from sightline.example.world import DAY, ORIGIN, Bools, Floats, Ints, month_end

_EPOCH_DAYS = (ORIGIN - date(1970, 1, 1)).days


def instants(local: Ints, *, later: Ints | int = 0, missing: Bools | None = None) -> pa.Array:
    """Return local minutes as UTC timestamps, `later` by so many elapsed minutes; null where `missing`."""
    safe = local if missing is None else np.where(missing, 0, local)
    return pa.array(to_utc_micros(safe) + later * 60_000_000, pa.int64(), mask=missing).cast(
        pa.timestamp("us", tz="UTC")
    )


def dates(local: Ints, *, missing: Bools | None = None) -> pa.Array:
    """Return the local day of each minute; null where `missing`."""
    days = (_EPOCH_DAYS + local // DAY).astype(np.int32)
    return pa.array(days, pa.int32(), mask=missing).cast(pa.date32())


def month_ends(months: Ints) -> pa.Array:
    """Return the last day of each month index."""
    table = np.array([(month_end(i) - date(1970, 1, 1)).days for i in range(int(months.max()) + 1)], dtype=np.int32)
    return pa.array(table[months], pa.int32()).cast(pa.date32())


def named(codes: Ints, names: Sequence[str], *, missing: Bools | None = None) -> pa.Array:
    """Return codes as a dictionary column of names; null where `missing`."""
    indices = pa.array(codes.astype(np.int16), pa.int16(), mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(names), pa.string()))


def euros(cents: Ints) -> pa.Array:
    """Return cents as euros."""
    return pa.array(cents / 100)


def rounded(values: Floats, digits: int) -> pa.Array:
    """Return numbers as they would be exported, with so many decimals."""
    return pa.array(np.round(values, digits))


def numbered(prefix: str, numbers: Ints, *, width: int) -> pa.Array:
    """Return ids such as `SO0000042`, written digit by digit without a Python string in between."""
    n, head = len(numbers), prefix.encode()
    size = len(head) + width
    letters = np.empty((n, size), dtype=np.uint8)
    letters[:, : len(head)] = np.frombuffer(head, dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for place in range(size - 1, len(head) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        letters[:, place] = digit + ord("0")
    offsets = pa.array(np.arange(0, (n + 1) * size, size, dtype=np.int64), pa.int64())
    text = pa.LargeStringArray.from_buffers(n, offsets.buffers()[1], pa.py_buffer(letters.tobytes()))
    return text.cast(pa.string())


def split_cents(total_cents: Ints, shares: Floats) -> Ints:
    """Return whole cents that follow `shares` (last axis, adding to one) and add up to each total exactly."""
    edges = np.rint(np.cumsum(shares, axis=-1) * total_cents[..., None]).astype(np.int64)
    edges[..., -1] = total_cents
    return np.diff(edges, axis=-1, prepend=0)
