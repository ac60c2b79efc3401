"""The events of a process as its queries see them: its own activities by number, moments as whole microseconds.

An activity is a small number in SQL, its place among the activities in the order of their ids: windows, groups and
variants are then made of numbers instead of long labels. Events later than the reading's moment do not count, nor do
those whose activity the process does not declare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import pyarrow as pa
import sqlglot
from sqlglot import exp

from sightline.engines import portable
from sightline.events.features import identifier, text
from sightline.events.steps import Steps

__all__ = ["Ask", "OwnEvents", "seconds"]

Ask = Callable[[exp.Select], pa.Table]
STEP, US, PERFORMER = '"step"', '"us"', '"performer"'
CASE_WINDOW = 'OVER (PARTITION BY "case" ORDER BY "us", "seq")'
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # rising, also as bytes


@dataclass(frozen=True)
class OwnEvents:
    """The events of one process.

    Parameters
    ----------
    steps : Steps
        The process over its log.
    """

    steps: Steps
    activities: tuple[str, ...] = field(init=False)
    labels: tuple[tuple[str, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        known = self.steps.process.activities or self.steps.relation.labels
        object.__setattr__(self, "activities", tuple(sorted(known)))
        object.__setattr__(self, "labels", tuple(self.steps.labels(one) for one in self.activities))

    @property
    def starts(self) -> bool:
        """Whether the log has a column for when an activity began."""
        columns = self.steps.relation.columns
        return not self.steps.relation.physical and columns.get("start") == columns.get("time")

    @property
    def performers(self) -> bool:
        """Whether the log has a column for who did it."""
        return "performer" in self.steps.relation.columns

    @property
    def begin(self) -> str:
        """The column of the moment at which an activity began: that of its event, where no start is known."""
        return '"begin_us"' if self.starts else '"us"'

    @property
    def in_order(self) -> bool:
        """Whether the engine reads the events in the order of case, time and sequence."""
        return self.steps.relation.cuts is not None

    def following(self, value: str) -> str:
        """Return the SQL of a value of the next event in the case; NULL at the last one."""
        return self._beside("LEAD", value)

    def before(self, value: str) -> str:
        """Return the SQL of a value of the event before in the case; NULL at the first one."""
        return self._beside("LAG", value)

    def _beside(self, function: str, value: str) -> str:
        if not self.in_order:
            return f"{function}({value}) {CASE_WINDOW}"
        # windows over the rows as they come need neither sorting nor memory
        return f'CASE WHEN "case" = {function}("case") OVER () THEN {function}({value}) OVER () END'

    @property
    def wait(self) -> str:
        """The SQL of the microseconds since the event before; overlapping activities wait for nothing."""
        since = f"{self.begin} - {self.before(US)}"
        return f"GREATEST({since}, 0)" if self.starts else since

    @property
    def closers(self) -> str | None:
        """The condition that an event closes a case; None where none is declared, so that every case is closed."""
        known = {one: number for number, one in enumerate(self.activities)}
        for one in self.steps.closers:
            self.steps.labels(one)  # raises where the log does not know it
        found = sorted(known[one] for one in self.steps.closers)
        return f'"step" IN ({", ".join(map(str, found))})' if found else None

    @property
    def ended(self) -> str:
        """The aggregate of the moment at which a case is closed; NULL while it is open."""
        return f'MIN(CASE WHEN {self.closers} THEN "us" END)' if self.closers else 'MAX("us")'

    @property
    def begun(self) -> str:
        """The aggregate of the moment at which a case began."""
        return f"MIN({self.begin})"

    def query(
        self, columns: Sequence[str], levels: Sequence[str], *, where: str = "", ordered: bool = False
    ) -> exp.Select:
        """Return the query whose levels stand each on the one before, the first on the events.

        Parameters
        ----------
        columns : sequence of str
            Which columns of the events the first level needs: `case`, `step`, `us`, `begin_us`, `seq`, `time`,
            `activity`, `performer`.
        levels : sequence of str
            SELECTs with `{below}` where the level below belongs.
        where : str
            A further condition on the events.
        ordered : bool
            Whether the first level looks at the events beside each: it is then asked of each part of the log, so that
            engines that read rows in their order have work for every core.
        """
        texts = [*self._events(columns, where), *levels]
        if ordered and self.steps.relation.cuts:
            parts = (self._events(columns, one)[0] for one in self._parts(self.steps.relation.cuts))
            texts = [" UNION ALL ".join(levels[0].replace("{below}", f"({one})") for one in parts), *levels[1:]]
        named = []
        for number, one in enumerate(texts):
            named.append(one.replace("{below}", f'"level {number - 1}"'))
        tables = ", ".join(f'"level {number}" AS ({one})' for number, one in enumerate(named[:-1]))
        parsed = sqlglot.parse_one(f"WITH {tables} {named[-1]}", read="duckdb")
        if not isinstance(parsed, exp.Select):  # pragma: no cover -- the levels above are our own
            raise TypeError(type(parsed))
        return parsed

    def code(self, number: int) -> str:
        """Return the text that stands for an activity in a variant; all are of one length and rise with the number."""
        signs = ""
        for _ in range(self.width):
            number, rest = divmod(number, len(_SIGNS))
            signs = _SIGNS[rest] + signs
        return signs

    @cached_property
    def width(self) -> int:
        """The length of such a text."""
        width = 1
        while len(_SIGNS) ** width < len(self.activities):
            width += 1
        return width

    def of_codes(self, variant: str) -> tuple[str, ...]:
        """Return the activities that the texts of a variant stand for."""
        known, width = self._by_code, self.width
        if width == 1:
            return tuple(map(known.__getitem__, variant))
        return tuple(known[variant[at : at + width]] for at in range(0, len(variant), width))

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {self.code(number): one for number, one in enumerate(self.activities)}

    def stands(self, value: Callable[[int], str]) -> str:
        """Return the SQL that gives each event the value of its activity's number."""
        cases = [
            f"WHEN {text(label)} THEN {value(number)}" for number, labels in enumerate(self.labels) for label in labels
        ]
        return f"CASE {identifier('activity')} {' '.join(cases)} END"

    @property
    def later(self) -> str | None:
        """The condition that an event lies after the reading's moment; None where none does."""
        relation, now = self.steps.relation, self.steps.now
        if relation.bounded and relation.last is not None and relation.last < now.whole:
            return None
        kind = relation.kind("time")
        end = {"timestamptz": now.instant, "date": now.end}.get(kind, now.local)
        return f"{self.steps.time} >= {portable.literal(end).sql('duckdb')}"

    def renamed(self, names: Sequence[str]) -> list[str]:
        """Return the level that gives columns the names by which queries know them; none where they bear these."""
        relation = self.steps.relation
        if not relation.physical:
            return []
        chosen = ", ".join(f"{identifier(relation.physical.get(one, one))} AS {identifier(one)}" for one in names)
        return [f"SELECT {chosen} FROM {identifier(relation.source)}"]

    def _parts(self, cuts: Sequence[str]) -> list[str]:
        """Return the conditions that cut the log into parts."""
        case = identifier("case")
        first, last = f"{case} < {text(cuts[0])}", f"{case} >= {text(cuts[-1])}"
        return [first, *(f"{case} >= {text(low)} AND {case} < {text(high)}" for low, high in pairwise(cuts)), last]

    def _events(self, columns: Sequence[str], where: str) -> list[str]:
        chosen = [f"{self._expression(one)} AS {identifier(one)}" for one in columns]
        plain = {"case", "activity", "time", "seq", *({"performer"} if "performer" in columns else ())}
        levels = self.renamed(sorted(plain))
        conditions = [self.steps.own] if self.steps.process.activities else []
        if levels:  # landed logs have no row without these
            conditions += [f"{identifier(one)} IS NOT NULL" for one in ("case", "activity", "time")]
        if self.later is not None:
            conditions.append(f"NOT ({self.later})")
        conditions += [where] if where else []
        below = "{below}" if levels else identifier(self.steps.relation.source)
        met = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return [*levels, f"SELECT {', '.join(chosen)} FROM {below}{met}"]

    def _expression(self, column: str) -> str:
        begin = f"COALESCE({identifier('start')}, {self.steps.time})" if self.starts else self.steps.time
        known = {
            "step": lambda: self.stands(str),
            "code": lambda: self.stands(lambda number: text(self.code(number))),
            "us": lambda: f"SL_MICROS({self.steps.time})",
            "begin_us": lambda: f"SL_MICROS({begin})",
            "begin": lambda: begin,
        }
        return known[column]() if column in known else identifier(column)


def seconds(us: float | None) -> float | None:
    """Return microseconds, rounded to whole ones, as seconds; what is missing stays missing."""
    return None if us is None else round(us) / 1_000_000
