"""Expressions that mean the same on every engine, for what sqlglot does not transpile to equal answers.

Each function takes and gives sqlglot expressions; run the result through an engine, which turns the words of this
module (functions that begin with `SL_`) into its own. Columns may be given by name. Missing values: an aggregate
leaves them out and is NULL over nothing; everything else is NULL as soon as one argument is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlglot import exp

__all__ = [
    "arg_max", "arg_min", "bits", "boolean_sum", "bucket", "concat", "count_where", "day", "days_later", "int_div",
    "literal", "local_day", "median", "micros", "part", "percentile", "safe_div", "seconds_between", "sequence",
    "start_of", "stddev", "sum_where", "transitions", "where",
]  # fmt: skip

Given = exp.Expr | str
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY_US = 86_400_000_000
_STEP = dt.timedelta(hours=6)
DATE_PARTS = frozenset({"year", "quarter", "month", "week", "day", "isodow", "doy", "hour", "minute"})
_WEEK_SHIFT = {"monday": 0, "sunday": 1, "saturday": 2}


def count_where(condition: Given) -> exp.Expr:
    """Return how many rows meet `condition`; 0 over nothing, as a count is."""
    return where(exp.Count(this=exp.Star()), condition)


def sum_where(value: Given, condition: Given) -> exp.Expr:
    """Return the sum of `value` over the rows that meet `condition`; NULL where none has a value."""
    return where(exp.Sum(this=_column(value)), condition)


def where(aggregate: exp.Expr, condition: Given | None) -> exp.Expr:
    """Return `aggregate` over the rows that meet `condition` alone; the aggregate itself where that is None."""
    if condition is None:
        return aggregate
    met = _column(condition)
    if isinstance(aggregate, exp.Filter):
        inner = aggregate.expression.this
        return where(aggregate.this.copy(), exp.and_(inner.copy(), met))
    return exp.Filter(this=aggregate, expression=exp.Where(this=met))


def boolean_sum(condition: Given) -> exp.Expr:
    """Return how many rows say true; NULL (not 0) where no row says either."""
    said = _column(condition)
    case = exp.Case(ifs=[exp.If(this=said, true=exp.Literal.number(1))])
    case.append("ifs", exp.If(this=exp.Not(this=exp.paren(said.copy())), true=exp.Literal.number(0)))
    return exp.Sum(this=case)


def percentile(value: Given, share: float, condition: Given | None = None) -> exp.Expr:
    """Return the exact percentile, interpolated linearly between the two nearest values (Hyndman and Fan's type 7).

    Parameters
    ----------
    value : expression or column name
        Numbers.
    share : float
        From 0 (the least) to 1 (the greatest).
    condition : expression, optional
        Which rows count.

    Raises
    ------
    ValueError
        If `share` is outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a percentile's share lies from 0 to 1, not at {share}")
    return where(_word("PERCENTILE", _double(_column(value)), exp.Literal.number(repr(float(share)))), condition)


def median(value: Given, condition: Given | None = None) -> exp.Expr:
    """Return the value in the middle; the mean of the two in the middle where their number is even."""
    return percentile(value, 0.5, condition)


def stddev(value: Given, condition: Given | None = None) -> exp.Expr:
    """Return the sample standard deviation (n - 1); NULL below two values, infinite where squares overflow."""
    return where(exp.StddevSamp(this=_double(_column(value))), condition)


def arg_max(value: Given, by: Given | Sequence[Given], condition: Given | None = None) -> exp.Expr:
    """Return the `value` of the row that is greatest by `by`: several keys compare one after the other.

    Rows whose value or key is missing do not take part. Among rows equal in every key the greatest value wins, so the
    answer does not depend on the order of rows.
    """
    return _by("MAX_BY", value, by, condition)


def arg_min(value: Given, by: Given | Sequence[Given], condition: Given | None = None) -> exp.Expr:
    """Return the `value` of the row that is least by `by`; among rows equal in every key the least value wins."""
    return _by("MIN_BY", value, by, condition)


def bits(value: Given) -> exp.Expr:
    """Return the whole number that has each bit which any of the rows has; NULL over nothing."""
    return _word("BITS", _column(value))


def sequence(value: Given, *by: Given) -> exp.Expr:
    """Return the texts `value` one after the other in the order of the keys `by`; NULL over nothing.

    Keys that are equal in two rows leave their order open: give one more.
    """
    return _word("SEQUENCE", _column(value), *(_column(one) for one in by))


def safe_div(numerator: Given, denominator: Given) -> exp.Expr:
    """Return the true (float) quotient; NULL over zero."""
    zero = exp.Literal.number(0)
    below = exp.Nullif(this=_column(denominator), expression=zero)
    return exp.paren(exp.Div(this=_double(_column(numerator)), expression=below))


def int_div(numerator: Given, denominator: Given) -> exp.Expr:
    """Return the whole-number quotient, cut towards zero (-7 by 2 is -3); NULL over zero."""
    return _word("INT_DIV", _column(numerator), _column(denominator))


def concat(*parts: Given) -> exp.Expr:
    """Return the parts as one text, NULL as soon as one part is; write constants as `exp.Literal.string`.

    Parts are texts or whole numbers: engines write floats and moments differently.
    """
    texts = [exp.Cast(this=_column(part), to=exp.DataType.build("text")) for part in parts]
    joined: exp.Expr = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=joined, expression=text)
    return exp.paren(joined)


def micros(moment: Given) -> exp.Expr:
    """Return whole microseconds since 1970 (UTC) of a moment or a date; a moment without a zone is taken as UTC."""
    return _word("MICROS", _column(moment))


def seconds_between(start: Given, end: Given) -> exp.Expr:
    """Return the seconds from `start` to `end` as a float, negative where `end` comes first."""
    return safe_div(exp.paren(exp.Sub(this=micros(end), expression=micros(start))), exp.Literal.number(1_000_000))


def day(moment: Given) -> exp.Expr:
    """Return the UTC date of a moment: much faster than a cast, which asks a time zone for every row."""
    return _word("DAY", micros(moment))


def days_later(date: Given, days: int) -> exp.Expr:
    """Return the date so many days after `date`; before it where `days` is negative."""
    return _word("DAYS_LATER", _column(date), _number(days)) if days else _column(date)


def start_of(date: Given, grain: str, *, week_starts: str = "monday") -> exp.Expr:
    """Return the first date of the day, week, month, quarter or year that a *date* lies in.

    Parameters
    ----------
    date : expression or column name
        A date; for a moment pass `day(moment)` or `local_day(moment, ...)`.
    grain : str
        `day`, `week`, `month`, `quarter` or `year`.
    week_starts : str
        `monday`, `sunday` or `saturday`.

    Raises
    ------
    ValueError
        If the grain or the day is none of these.
    """
    if grain not in {"day", "week", "month", "quarter", "year"}:
        raise ValueError(f"a grain is day, week, month, quarter or year, not {grain!r}")
    if week_starts not in _WEEK_SHIFT:
        raise ValueError(f"a week starts on monday, sunday or saturday, not on {week_starts!r}")
    if grain == "day":
        return _column(date)
    shift = _WEEK_SHIFT[week_starts] if grain == "week" else 0
    return days_later(_word("START_OF", days_later(date, shift), exp.Literal.string(grain)), -shift)


def part(date: Given, unit: str) -> exp.Expr:
    """Return a part of a date or moment (UTC) as a whole number.

    Parameters
    ----------
    date : expression or column name
        A date or a moment.
    unit : str
        `year`, `quarter`, `month`, `week` (ISO), `day`, `isodow` (Monday is 1), `doy`, `hour` or `minute`.

    Raises
    ------
    ValueError
        If `unit` is none of these.
    """
    if unit not in DATE_PARTS:
        raise ValueError(f"a part of a date is one of {', '.join(sorted(DATE_PARTS))}, not {unit!r}")
    return _word("PART", exp.Literal.string(unit), _column(date))


def literal(value: dt.date | dt.datetime) -> exp.Expr:
    """Return a date, a moment (with a zone) or a moment without one as a typed constant, to compare columns with.

    A plain comparison of a column with it lets an engine skip the parts of a file that cannot match.
    """
    if not isinstance(value, dt.datetime):
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType.build("date"))
    if value.tzinfo is None:
        text = value.isoformat(sep=" ", timespec="microseconds")
        return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("timestampntz"))
    text = value.astimezone(dt.UTC).isoformat(sep=" ", timespec="microseconds")
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("timestamptz"))


def bucket(moment: Given, edges: Sequence[dt.date | dt.datetime]) -> exp.Expr:
    """Return in which interval between the `edges` a moment or date lies: 0 for the first.

    The edges of a calendar's periods (`Calendar.instant`) cut time for any calendar, time zone and daylight saving,
    with a handful of comparisons per row instead of calendar arithmetic.

    Parameters
    ----------
    moment : expression or column name
        A moment or a date.
    edges : sequence of date or datetime
        Rising; interval i is `edges[i] <= moment < edges[i + 1]`. Dates and moments without a zone count as UTC.

    Returns
    -------
    expression
        A whole number, NULL before the first edge, from the last edge on, and where the moment is missing.

    Raises
    ------
    ValueError
        If there are fewer than two edges or they do not rise.
    """
    cuts = [_instant(edge) for edge in edges]
    if not cuts[1:] or any(later <= earlier for earlier, later in pairwise(cuts)):
        raise ValueError("edges are at least two moments, each later than the one before")
    at = micros(moment)
    inside = exp.and_(
        exp.GTE(this=at.copy(), expression=_number(cuts[0])), exp.LT(this=at.copy(), expression=_number(cuts[-1]))
    )
    tree = _search(at, cuts[1:-1], [_number(index) for index in range(len(cuts) - 1)])
    return exp.Case(ifs=[exp.If(this=inside, true=tree)])


def local_day(moment: Given, zone: str, *, since: dt.date, until: dt.date) -> exp.Expr:
    """Return the date that a clock in `zone` shows at a moment.

    The zone's few changes of offset are written into the expression, so every engine uses the time zone data of this
    machine and none has to ask its own for every row.

    Parameters
    ----------
    moment : expression or column name
        A moment; one without a zone is taken as UTC.
    zone : str
        An IANA name such as `Europe/Amsterdam`.
    since, until : date
        Between which the offsets are exact; earlier and later moments get the nearest offset.
    """
    first, changes = transitions(zone, since=since, until=until)
    at = micros(moment)
    offsets = [_number(seconds * 1_000_000) for seconds in (first, *(offset for _, offset in changes))]
    shift = _search(at, [_instant(when) for when, _ in changes], offsets)
    return _word("DAY", exp.paren(exp.Add(this=at, expression=shift)))


@lru_cache(maxsize=256)
def transitions(zone: str, *, since: dt.date, until: dt.date) -> tuple[int, list[tuple[dt.datetime, int]]]:
    """Return the UTC offset of `zone` at `since` in seconds, and each change until `until`: when (UTC), and to what.

    Raises
    ------
    zoneinfo.ZoneInfoNotFoundError
        If there is no such zone.
    """
    clock = ZoneInfo(zone)
    at = dt.datetime.combine(since, dt.time(), dt.UTC) - dt.timedelta(days=1)
    end = dt.datetime.combine(until, dt.time(), dt.UTC) + dt.timedelta(days=1)
    first = offset = _offset(at, clock)
    found = []
    while at < end:
        after = _offset(at + _STEP, clock)
        if after != offset:
            found.append((_change(at, at + _STEP, clock), after))
            offset = after
        at += _STEP
    return first, found


def _change(low: dt.datetime, high: dt.datetime, clock: ZoneInfo) -> dt.datetime:
    """Return the second, after `low` and up to `high`, from which the offset is that of `high`."""
    before = _offset(low, clock)
    while high - low > dt.timedelta(seconds=1):
        middle = low + dt.timedelta(seconds=(high - low) // dt.timedelta(seconds=1) // 2)
        low, high = (middle, high) if _offset(middle, clock) == before else (low, middle)
    return high


def _offset(at: dt.datetime, clock: ZoneInfo) -> int:
    offset = at.astimezone(clock).utcoffset() or dt.timedelta()
    return int(offset.total_seconds())


def _search(at: exp.Expr, cuts: Sequence[int], values: Sequence[exp.Expr]) -> exp.Expr:
    """Return the value of the interval that `at` lies in, as nested halves: few comparisons however many cuts."""
    if not cuts:
        return values[0].copy()
    middle = len(cuts) // 2
    below = exp.LT(this=at.copy(), expression=_number(cuts[middle]))
    return exp.Case(
        ifs=[exp.If(this=below, true=_search(at, cuts[:middle], values[: middle + 1]))],
        default=_search(at, cuts[middle + 1 :], values[middle + 1 :]),
    )


def _by(word: str, value: Given, by: Given | Sequence[Given], condition: Given | None) -> exp.Expr:
    keys = [_column(key) for key in ([by] if isinstance(by, str | exp.Expr) else by)]
    wanted = _column(value)
    there = exp.and_(*(one.copy().is_(exp.null()).not_() for one in (wanted, *keys)))
    return where(where(_word(word, wanted, *keys, wanted.copy()), there), condition)


def _instant(edge: dt.date | dt.datetime) -> int:
    moment = edge if isinstance(edge, dt.datetime) else dt.datetime.combine(edge, dt.time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return (aware - _EPOCH) // dt.timedelta(microseconds=1)


def _word(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=f"SL_{name}", expressions=list(arguments))


def _number(value: int) -> exp.Expr:
    whole = exp.Literal.number(abs(value))
    return exp.paren(exp.Neg(this=whole)) if value < 0 else whole


def _double(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType.build("double"))


def _column(given: Given) -> exp.Expr:
    return exp.column(exp.to_identifier(given, quoted=True)) if isinstance(given, str) else given.copy()
