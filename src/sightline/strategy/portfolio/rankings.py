"""Rankings that others made: read from the columns of a table, whichever way of ranking it uses.

Understood are a place (`rank`), Jira's export (`Issue key`, `Summary`, `Priority`, `Rank`, `Custom field (...)`), WSJF
and RICE, as a score or as what it is made of. Without any of them the order of the lines counts. Names are those of
initiatives, or their titles.

Reference: D. Reinertsen (2009), The Principles of Product Development Flow (weighted shortest job first).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sightline.errors import DeclarationError, nearest
from sightline.records.backlog import Candidate
from sightline.saying import say, say_in

__all__ = ["Ranking", "RankingError", "committee", "read_ranking"]

_NAMES = ("initiative", "id", "issue key", "key", "summary", "title", "name")
_PLACES = ("rank", "place", "position", "order", "committee_rank", "committee rank", "#")
_PRIORITIES = {word: at for at, words in enumerate((
    ("highest", "blocker", "critical", "p0"), ("high", "major", "p1", "must"), ("medium", "normal", "p2", "should"),
    ("low", "minor", "p3", "could"), ("lowest", "trivial", "p4", "won't"),
)) for word in words}  # fmt: skip
_WSJF = (("business value", "user-business value", "user business value", "value"), ("time criticality", "criticality"),
         ("risk reduction", "risk reduction/opportunity enablement", "rr/oe", "rr&oe", "rr|oe"),
         ("job size", "job duration", "size", "story points"))  # fmt: skip
_RICE = (("reach",), ("impact",), ("confidence",), ("effort",))
_MOST = 5_000_000  # characters; no backlog is longer
_CUSTOM = re.compile(r"custom field \((.*)\)")


class RankingError(DeclarationError):
    """A table from which no ranking can be read."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of initiatives.

    Parameters
    ----------
    name : str
        Whose it is, or what it goes by.
    order : tuple of str
        Ids, the first one first.
    unknown : tuple of str
        Lines that name nothing in the backlog.
    """

    name: str
    order: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def committee(candidates: Sequence[Candidate]) -> Ranking | None:
    """Return the order that the committee gave the backlog; None where it gave none."""
    ranked = sorted((one.rank, one.id) for one in candidates if one.rank is not None)
    return Ranking(say("the committee"), tuple(name for _, name in ranked)) if ranked else None


def read_ranking(text: str, candidates: Sequence[Candidate], *, name: str) -> Ranking:
    r"""Return the ranking that a table says.

    Parameters
    ----------
    text : str
        CSV with a head; comma, semicolon or tab.
    candidates : sequence of Candidate
        The backlog.
    name : str
        What the table is called.

    Raises
    ------
    RankingError
        If no column names initiatives, or no line names one of the backlog.

    Examples
    --------
    >>> read_ranking("initiative,rank\nb,1\na,2\n", [Candidate("a", "A"), Candidate("b", "B")], name="ours").order
    ('b', 'a')
    """
    if len(text) > _MOST:
        raise RankingError(say("the ranking has more than {most:,} characters.", most=_MOST), place=name,
                           fix=say("Export fewer columns."))  # fmt: skip
    lines = text.removeprefix("\N{BYTE ORDER MARK}")
    head = lines.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = [row for row in csv.reader(io.StringIO(lines), delimiter=mark) if any(cell.strip() for cell in row)]
    if not rows:
        raise RankingError(say("the ranking is empty."), place=name,
                           fix=say("Give a CSV with the columns initiative and rank."))  # fmt: skip
    columns = {_title(cell): at for at, cell in reversed(list(enumerate(rows[0])))}
    names = [columns[one] for one in _NAMES if one in columns]
    if not names:
        found = ", ".join(cell.strip() for cell in rows[0][:8])
        raise RankingError(
            say("no column says which initiative a line is about; there are: {columns}.", columns=found),
            place=name, fix=say("Name one of them {names} or {last}.", names=", ".join(_NAMES[:-1]), last=_NAMES[-1]),
        )  # fmt: skip
    return _ordered(rows[1:], columns, names, candidates, name)


def _title(cell: str) -> str:
    text = " ".join(cell.strip().lower().split())
    inner = _CUSTOM.fullmatch(text)
    return inner[1].strip() if inner else text


def _ordered(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int], names: Sequence[int], candidates: Sequence[Candidate],
    name: str,
) -> Ranking:  # fmt: skip
    way, key = _way(columns)
    known = {_plain(text): one.id for one in reversed(candidates) for text in (one.title, one.id)}
    placed: list[tuple[tuple[int, float, str], int, str]] = []
    unknown: list[str] = []
    for at, row in enumerate(rows):
        cells = [row[column].strip() for column in names if column < len(row)]
        found = next((known[_plain(cell)] for cell in cells if _plain(cell) in known), None)
        if found is None:
            unknown.append(next(filter(None, cells), say("line {number}", number=at + 2)))
        elif found not in {one for *_, one in placed}:
            placed.append((key(row), at, found))
    if not placed:
        close = next((hit for one in unknown if (hit := nearest(one, [c.id for c in candidates]))), None)
        fix = say("Did you mean '{name}'?", name=close) if close else say(
            "Name initiatives by the ids of the model, or by their titles."
        )  # fmt: skip
        said = say("no line names an initiative; the first says '{text}'.", text=unknown[0] if unknown else "")
        raise RankingError(said, place=name, fix=fix)
    return Ranking(say("{name} ({way})", name=name, way=way), tuple(one for *_, one in sorted(placed)), tuple(unknown))


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", text.strip().lower()).strip("_")


_Key = Callable[[Sequence[str]], tuple[int, float, str]]


def _way(columns: Mapping[str, int]) -> tuple[str, _Key]:
    """Return what a table is ranked by, and the key that sorts its lines; lines without a value come last."""
    for score, title in (("wsjf", "WSJF"), ("wsjf score", "WSJF"), ("rice", "RICE"), ("rice score", "RICE")):
        if score in columns:
            return title, _by_score(columns[score])
    for title, parts, worked_out in (("WSJF", _WSJF, _wsjf), ("RICE", _RICE, _rice)):
        known = [columns[one] for part in parts if (one := next((p for p in part if p in columns), None)) is not None]
        if len(known) == len(parts):
            return title, _by_parts(known, worked_out)
    named = next((one for one in (*_PLACES, "priority", "score") if one in columns), None)
    if named is None:
        return say("order of lines"), lambda _: (0, 0.0, "")
    at = columns[named]
    if named == "score":
        return say("score"), _by_score(at)
    if named == "priority":
        return say("priority"), lambda row: _priority(_cell(row, at))
    return say_in("of a ranking", "rank"), lambda row: _place(_cell(row, at))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _by_score(at: int) -> _Key:
    return lambda row: _largest_first(_number(_cell(row, at)))


def _by_parts(places: Sequence[int], worked_out: Callable[[Sequence[float | None]], float | None]) -> _Key:
    return lambda row: _largest_first(worked_out([_number(_cell(row, at)) for at in places]))


def _wsjf(parts: Sequence[float | None]) -> float | None:
    value, urgency, risk, size = parts
    if value is None or urgency is None or risk is None or not size:
        return None
    return (value + urgency + risk) / size


def _rice(parts: Sequence[float | None]) -> float | None:
    reach, impact, confidence, effort = parts
    if reach is None or impact is None or confidence is None or not effort:
        return None
    return reach * impact * confidence / effort


def _number(text: str) -> float | None:
    """Return a number as people write it: 1,200.5, 80 %, 0,8."""
    plain = text.replace("%", "").replace(" ", "").replace("_", "")
    if re.fullmatch(r"-?\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    try:
        found = float(plain.replace(",", ""))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def _largest_first(value: float | None) -> tuple[int, float, str]:
    return (1, 0.0, "") if value is None else (0, -value, "")


def _place(text: str) -> tuple[int, float, str]:
    """Return the key of a place: a number, or Jira's rank, which sorts as text."""
    number = _number(text)
    if number is not None:
        return 0, number, ""
    return (1, 0.0, text) if text else (2, 0.0, "")


def _priority(text: str) -> tuple[int, float, str]:
    known = _PRIORITIES.get(text.lower())
    return _place(text) if known is None else (0, float(known), "")
