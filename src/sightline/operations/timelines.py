"""The cases of a process as arrays: what predictions, causes and prices are worked out from.

One query gives the events, the rest is arithmetic on arrays, so that every engine gives equal answers. A log of more
events than fit is cut to the cases that began last, and to the open ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.events.features import Feature, feature, identifier
from sightline.events.instants import in_utc
from sightline.events.relations import LOG_COLUMNS, snake
from sightline.events.steps import Steps
from sightline.operations.own import Ask
from sightline.operations.rows import Stack, alone
from sightline.periods import Calendar

__all__ = ["MOST_EVENTS", "NEVER", "Timelines", "attribute_columns", "timelines"]

MOST_EVENTS = 500_000
NEVER = np.iinfo(np.int64).max
_NONE: Mapping[str, str] = MappingProxyType({})
_US = 1_000_000
_PERSON = re.compile(
    "resource|performer|employee|person|people|user|assignee|responsible|manager|owner|agent|handler|staff|worker"
)
_VARIES = 0.01  # of the cases may contradict themselves
_HALF = 0.5
_EPOCH = np.datetime64(0, "us")
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Timelines:
    """Cases and their events, each case's events in their order.

    Parameters
    ----------
    process : str
        Which.
    cases : array of str
        One each.
    first : array
        Where the events of each case begin; one more than cases.
    activities : tuple of str
        Ids.
    activity, at : array
        Of each event: its number in `activities`, its moment in microseconds.
    closed : array
        When each case was closed; `NEVER` while it is open.
    now : int
        The moment of the reading in the same microseconds.
    calendar : Calendar
        How the workspace cuts time.
    zoned : bool
        Whether the microseconds are those of UTC; else they are local.
    attributes : mapping of str to array of str
        Of each case: what its first event that says so says; None where none does. Columns that change within a case,
        or that name those who worked on it, are left out.
    performers : array, optional
        How many different performers each case had; nobody is named.
    whole : bool
        Whether all cases are here.
    """

    process: str
    cases: NDArray[np.object_]
    first: Ints
    activities: tuple[str, ...]
    activity: Ints = field(repr=False)
    at: Ints = field(repr=False)
    closed: Ints = field(repr=False)
    now: int
    calendar: Calendar
    zoned: bool
    attributes: Mapping[str, NDArray[np.object_]] = field(default_factory=dict, repr=False)
    performers: Ints | None = field(default=None, repr=False)
    whole: bool = True

    @property
    def case_of(self) -> Ints:
        """The number of the case of each event."""
        return np.repeat(np.arange(len(self.cases)), np.diff(self.first))

    def does(self, *names: str) -> NDArray[np.bool_]:
        """Return which events are one of these activities."""
        wanted = [number for number, one in enumerate(self.activities) if one in names]
        return np.isin(self.activity, wanted)

    def next_of(self, met: NDArray[np.bool_]) -> Ints:
        """Return for each event the moment of the next one after it, in its case, that is `met`; else `NEVER`."""
        many = len(self.at)
        place = np.where(met, np.arange(many), many)
        following = np.append(np.minimum.accumulate(place[::-1])[::-1], many)[1:]
        inside = following < self.first[1:][self.case_of]
        return np.where(inside, self.at[np.minimum(following, many - 1)], NEVER)

    def utc(self, us: Ints) -> NDArray[np.datetime64]:
        """Return moments of these timelines in UTC."""
        if self.zoned:
            return us.astype("datetime64[us]")
        moments = in_utc(pa.array(us), self.calendar).cast(pa.int64())
        return np.asarray(moments.to_numpy()).astype("datetime64[us]")

    def place(self, cases: Sequence[str]) -> Ints:
        """Return the number of each of these cases; -1 for one that is not here."""
        known = pa.array(self.cases.tolist(), pa.string())
        found = pc.index_in(pa.array(list(cases), pa.string()), value_set=known)
        return np.array(found.fill_null(-1).cast(pa.int64()).to_numpy(zero_copy_only=False))


def attribute_columns(steps: Steps, hidden: Sequence[str] = ()) -> dict[str, str]:
    """Return the columns of a log that say what kind of case it is: texts and flags, nothing that stands for a person.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    hidden : sequence of str
        Columns that name persons.

    Returns
    -------
    dict of str to str
        The name of the dimension to that of the column.
    """
    relation = steps.relation
    left = {*LOG_COLUMNS, *hidden, *(relation.aliases.get(one, one) for one in hidden)}
    kept = [
        name for name, kind in relation.columns.items()
        if name not in left and kind in ("text", "boolean") and not _PERSON.search(name.lower())
    ]  # fmt: skip
    return {snake(name.removeprefix("case:")): name for name in kept}


def timelines(steps: Steps, ask: Ask, *, columns: Mapping[str, str] = _NONE, most: int = MOST_EVENTS) -> Timelines:
    """Return the cases of a process.

    Parameters
    ----------
    steps : Steps
        The process over its log, up to the reading's moment.
    ask : callable
        Answers one SELECT.
    columns : mapping of str to str
        Name to column of the log: what becomes attributes of cases.
    most : int
        About how many events to take.
    """
    own = alone(steps)
    features, condition, whole = _cut(own, ask, most)
    performs = ("performer",) if "performer" in steps.relation.columns else ()
    plain = tuple(dict.fromkeys(("case", "activity", *performs, *columns.values())))
    stack = Stack.of(own, features, (*plain, "time", "seq"))
    chosen = [*(identifier(one) for one in plain), f"SL_MICROS({steps.time}) AS us", identifier("seq")]
    found = ask(stack.query(chosen, condition))
    found = found.set_column(found.column_names.index("case"), "case", found.column("case").cast(pa.string()))
    found = found.sort_by([("case", "ascending"), ("us", "ascending"), ("seq", "ascending")])
    return _arrays(found, steps, columns, whole=whole)


def _cut(steps: Steps, ask: Ask, most: int) -> tuple[list[Feature], str, bool]:
    """Return the features and the condition that keep about `most` events in whole cases, and whether that is all."""
    micros = f"SL_MICROS({steps.time})"
    counting = Stack.of(steps, (), ("time",)).query(
        ["COUNT(*) AS events", f"MIN({micros}) AS first", f"MAX({micros}) AS last"]
    )
    row = ask(counting).to_pylist()[0]
    if row["events"] <= most:
        return [], "", True
    since = round(row["last"] - (row["last"] - row["first"]) * most / row["events"])
    begun = steps.earliest("TRUE", "ROWS BETWEEN UNBOUNDED PRECEDING AND 1000000000 FOLLOWING")
    closed, closing = steps.closed()
    began = feature("began_us", f"SL_MICROS({begun})", begun)
    needed = [began, *([closing] if closing is not None else [])]
    return needed, f"WHERE {began} >= {since} OR NOT ({closed})", False


def _arrays(found: pa.Table, steps: Steps, columns: Mapping[str, str], *, whole: bool) -> Timelines:
    cases = found.column("case").cast(pa.string()).combine_chunks().dictionary_encode()
    code = _ints(cases.indices)
    first = np.append(np.flatnonzero(np.diff(code, prepend=-1)), len(code)).astype(np.int64)
    known = steps.process.activities or steps.relation.labels
    ids = {label: one for one in known for label in steps.labels(one)}
    names = tuple(sorted(set(ids.values())))
    labels = found.column("activity").cast(pa.string()).combine_chunks().dictionary_encode()
    number = np.array([names.index(ids[label]) for label in labels.dictionary.to_pylist()], dtype=np.int64)
    activity = number[_ints(labels.indices)] if len(number) else np.empty(0, dtype=np.int64)
    at = _ints(found.column("us"))
    return Timelines(
        steps.name,
        np.array(cases.dictionary.to_pylist(), dtype=object),
        first,
        names,
        activity,
        at,
        _closed(steps, names, activity, at, first),
        _now(steps),
        steps.now.calendar,
        steps.relation.kind("time") == "timestamptz",
        dict(_attributes(found, code, first, columns)),
        _performers(found, code, len(first) - 1),
        whole,
    )


def _ints(values: pa.Array | pa.ChunkedArray) -> Ints:
    return np.array(values.cast(pa.int64()).to_numpy(zero_copy_only=False))


def _closed(steps: Steps, names: Sequence[str], activity: Ints, at: Ints, first: Ints) -> Ints:
    """Return when each case was closed: by the first closing event, else by its last where none is declared."""
    if len(first) < 2:  # noqa: PLR2004 -- no case at all
        return np.empty(0, dtype=np.int64)
    if not steps.closers:
        return at[first[1:] - 1]
    closing = np.isin(activity, [names.index(one) for one in steps.closers if one in names])
    return np.asarray(np.minimum.reduceat(np.where(closing, at, NEVER), first[:-1]))


def _now(steps: Steps) -> int:
    if steps.relation.kind("time") == "timestamptz":
        return steps.now.us
    return int((np.datetime64(steps.now.local, "us") - _EPOCH).astype(np.int64))


def _attributes(
    found: pa.Table, code: Ints, first: Ints, columns: Mapping[str, str]
) -> Iterator[tuple[str, NDArray[np.object_]]]:
    """Yield the columns that say one thing of a case, and do not name those who worked on it."""
    persons = found.column("performer").unique() if "performer" in found.column_names else None
    for name, column in columns.items():
        values = found.column(column).cast(pa.string())
        pairs = pa.table({"case": code, "value": values}).filter(pc.is_valid(values))
        said = pairs.group_by(["case", "value"]).aggregate([])
        known = len(pc.unique(said.column("case")))
        if said.num_rows > known * (1 + _VARIES):
            continue
        distinct = values.unique().drop_null()
        if persons is not None and len(distinct):
            named = pc.sum(pc.is_in(distinct, value_set=persons.cast(pa.string()).drop_null())).as_py() or 0
            if named >= _HALF * len(distinct):
                continue
        yield name, _attribute(values, first)


def _attribute(column: pa.ChunkedArray, first: Ints) -> NDArray[np.object_]:
    """Return what the first event of each case that says something says."""
    texts = np.array(column.cast(pa.string()).to_pylist(), dtype=object)
    said = pc.is_valid(column).to_numpy()
    many = len(texts)
    place = np.where(said, np.arange(many), many)
    if len(first) < 2:  # noqa: PLR2004 -- no case at all
        return np.empty(0, dtype=object)
    at = np.minimum.reduceat(place, first[:-1])
    padded = np.empty(many + 1, dtype=object)
    padded[:many] = texts
    found: NDArray[np.object_] = padded[at]
    return found


def _performers(found: pa.Table, code: Ints, cases: int) -> Ints | None:
    if "performer" not in found.column_names:
        return None
    pairs = pa.table({"case": code, "performer": found.column("performer").cast(pa.string())})
    distinct = pairs.filter(pc.is_valid(pairs.column("performer"))).group_by(["case", "performer"]).aggregate([])
    return np.bincount(_ints(distinct.column("case")), minlength=cases).astype(np.int64)
