"""What people type into a scenario: rows of changes, a name and a note; every fault is told at once, by its field.

What was typed is kept as it was typed. A change stands in an address as `shift=metric=amount`; a form without scripts
sends `metric` and `amount` by row.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import Shift
from sightline_web.scenarios.models import NAME_LETTERS, NOTE_LETTERS
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import not_declared
from sightline_web.shell.sentences import listed
from sightline_web.shell.voices import said
from sightline_web.snapshot import NotDeclaredError, Snapshot, UnanswerableError

__all__ = ["FORMS", "MOST_CHANGES", "Asked", "Named", "Problem", "Row", "blanks", "checked", "pairs", "read", "typed"]

MOST_CHANGES = 40
MOST_BLANK = 10
LONGEST = 200
FORMS = ("+2pp", "-10%", "+120", "x1.1", "=0.95")
ENGLISH = Formats()
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn round what follows them


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the id of the field that it is wrong in."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a scenario: as it was typed, as it was read, and what is wrong with it."""

    number: int
    metric: str
    amount: str
    shift: Shift | None = None
    problem: Problem | None = None

    @property
    def text(self) -> str:
        """The row as it stands in an address."""
        return f"{self.metric}={self.amount}"

    @property
    def of_metric(self) -> bool:
        """Whether the fault is in the metric."""
        return self.problem is not None and self.problem.field.startswith("metric")

    @property
    def of_amount(self) -> bool:
        """Whether the fault is in the amount."""
        return self.problem is not None and not self.of_metric


@dataclass(frozen=True, slots=True)
class Asked:
    """What a scenario asks for, with how many further rows are shown and which saved one is being edited."""

    rows: tuple[Row, ...]
    surplus: int = 0
    blank: int = 1
    edited: int | None = None

    @property
    def shifts(self) -> tuple[str, ...]:
        """The changes as texts."""
        return tuple(row.text for row in self.rows)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, in the order of the fields."""
        found = tuple(row.problem for row in self.rows if row.problem is not None)
        if self.surplus:
            text = _("A scenario holds at most {most} changes; {surplus} more were given and are left out.")
            return (Problem("metric-1", text.format(most=MOST_CHANGES, surplus=self.surplus)), *found)
        return found

    @property
    def blanks(self) -> range:
        """The numbers of the rows that are still empty."""
        room = max(MOST_CHANGES - len(self.rows), 0)
        return range(len(self.rows) + 1, len(self.rows) + 1 + min(self.blank, room))

    def href(self, **other: object) -> str:
        """Return the address of this view."""
        pairs: list[tuple[str, object]] = [("shift", row.text) for row in self.rows]
        pairs += [("edit", self.edited)] if self.edited is not None else []
        pairs += [("blank", self.blank)] if self.blank > 1 else []
        pairs += [(key, value) for key, value in other.items() if value]
        return reverse("scenario_new") + (f"?{urlencode(pairs)}" if pairs else "")


def typed(query: QueryDict) -> list[tuple[str, str]]:
    """Return metric and amount of each row that is not empty, as they were typed."""
    rows = [_parted(text) for text in query.getlist("shift")]
    metrics, amounts = query.getlist("metric"), query.getlist("amount")
    removed = query.get("remove", "")
    for index in range(max(len(metrics), len(amounts))):
        metric = metrics[index] if index < len(metrics) else ""
        amount = amounts[index] if index < len(amounts) else ""
        if str(index + 1) != removed:
            rows.append((metric.strip()[:LONGEST], amount.strip().removeprefix("=").strip()[:LONGEST]))
    return [row for row in rows if any(row)]


def _parted(text: str) -> tuple[str, str]:
    metric, _, amount = text[: 2 * LONGEST].partition("=")
    return metric.strip(), amount.strip().removeprefix("=").strip()


def read(query: QueryDict, snapshot: Snapshot) -> Asked:
    """Return what an address or a form asks for, with all that is wrong with it."""
    rows = typed(query)
    kept = rows[:MOST_CHANGES]
    return Asked(checked(kept, snapshot), len(rows) - len(kept), blanks(query), _whole(query.get("edit")))


def blanks(query: QueryDict) -> int:
    """Return how many empty rows are shown below the others."""
    return min((_whole(query.get("blank")) or 1) + ("add" in query), MOST_BLANK)


def pairs(shifts: Iterable[str]) -> Iterable[tuple[int, tuple[str, str]]]:
    """Return changes as numbered pairs of metric and amount."""
    return enumerate((_parted(text) for text in shifts), 1)


def _whole(text: str | None) -> int | None:
    """Return a small whole number; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST // 10 else None


def checked(rows: Sequence[tuple[str, str]], snapshot: Snapshot) -> tuple[Row, ...]:
    """Return rows as they are read; each metric may stand once."""
    seen: dict[str, int] = {}
    found = []
    for number, (named, amount) in enumerate(rows, 1):
        metric = _by_title(named, snapshot)
        if metric in seen:
            text = _("Row {number}: “{metric}” stands in row {earlier} already; one change to a metric.")
            told = text.format(number=number, metric=named, earlier=seen[metric])
            found.append(Row(number, metric, amount, problem=Problem(f"metric-{number}", told)))
            continue
        row = _row(number, metric, amount, snapshot)
        if metric:
            seen[metric] = number
        found.append(row)
    return tuple(found)


def _by_title(named: str, snapshot: Snapshot) -> str:
    """Return the id of a metric that was named by its title; what was typed, where there is none."""
    if named in snapshot.metrics:
        return named
    wanted = named.casefold()
    return next((name for name, each in snapshot.metrics.items() if each.title.casefold() == wanted), named)


def _row(number: int, metric: str, amount: str, snapshot: Snapshot) -> Row:
    def wrong(field: str, text: str) -> Row:
        told = _("Row {number}: {problem}").format(number=number, problem=text)
        return Row(number, metric, amount, problem=Problem(f"{field}-{number}", told))

    if not metric:
        return wrong("metric", _("choose the metric that changes."))
    if metric not in snapshot.metrics:
        near = difflib.get_close_matches(metric, snapshot.metrics, 1, 0.5)
        text = (
            _("no metric is called “{metric}”. Did you mean {near}?") if near else _("no metric is called “{metric}”.")
        )
        return wrong("metric", text.format(metric=metric, near=next(iter(near), "")))
    if not amount:
        text = _("say by how much {metric} changes, such as +2pp or -10%.")
        return wrong("amount", text.format(metric=snapshot.metrics[metric].title))
    try:
        return Row(number, metric, amount, snapshot.shift(f"{metric}={amount}"))
    except UnanswerableError as error:
        cause = said(error.fault.cause)
        for first, last in ("''", "“”"):  # as the library quotes what it was given
            cause = cause.replace(f"{first}{metric}={amount}{last}", f"“{amount}”")
        written = listed(list(FORMS), limit=len(FORMS))
        return wrong("amount", _("{cause} Write it as {forms}.").format(cause=cause, forms=written))
    except NotDeclaredError as error:
        return wrong("metric", not_declared(error))


@dataclass(frozen=True, slots=True)
class Named:
    """A name and a note: cleaned where they are right, as typed where they are not."""

    name: str
    note: str
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, query: QueryDict, formats: Formats = ENGLISH) -> Named:
        """Return the name and the note of a form.

        What cannot be seen is taken out: control characters, and marks that turn round the text after them.
        """
        name = " ".join(_visible(query.get("name", "")).split())
        note = _visible(query.get("note", "").replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").strip()
        problems = []
        if not name:
            problems.append(Problem("name", _("Give the scenario a name.")))
        if len(name) > NAME_LETTERS:
            text = _("The name has {count} letters; {most} fit.")
            problems.append(Problem("name", text.format(count=formats.count(len(name)), most=NAME_LETTERS)))
        if len(note) > NOTE_LETTERS:
            text = _("The note has {count} letters; {most} fit.")
            most = formats.count(NOTE_LETTERS)
            problems.append(Problem("note", text.format(count=formats.count(len(note)), most=most)))
        return cls(name, note, tuple(problems))


def _visible(text: str, keep: str = "") -> str:
    def shown(letters: Iterable[str]) -> Iterable[str]:
        for letter in letters:
            if letter in keep:
                yield letter
            elif letter.isspace():
                yield " "
            elif unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in OVERRIDES:
                yield letter

    return "".join(shown(unicodedata.normalize("NFC", text)))
