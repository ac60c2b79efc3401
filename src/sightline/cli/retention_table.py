"""What `retention` prints: each class of record, its time, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sightline.cli.caring import care, some
from sightline.cli.documents import RETENTION
from sightline.cli.formats import show
from sightline.cli.state import State
from sightline.cli.tables import Column, render
from sightline.cli.terminal import Terminal


def answer(state: State, *, fmt: str, applying: bool) -> None:
    """Print the plan; where asked, take away what is due first."""
    root, door = state.workspace().root, care()
    if applying:
        gone = door.retain(root)
        state.say(f"Taken away: {', '.join(f'{count:,} {kind}' for kind, count in gone.items()) or 'nothing was due'}.")
    rows = [{name: row[name] for name in RETENTION.names()} for row in door.plan(root)]
    show(state, RETENTION, rows, fmt=fmt, table=lambda out: table(rows, out))


def table(rows: Sequence[Mapping[str, Any]], terminal: Terminal) -> Iterator[str]:
    """Yield the lines for people."""
    columns = [
        Column("Class"), Column("Kept", wraps=True), Column("Ended", figures=True), Column("Due", figures=True),
        Column("Held", figures=True), Column("Next goes"),
    ]  # fmt: skip
    cells = [
        [
            row["title"],
            "always" if row["days"] is None else some(row["days"], "days"),
            f"{row['rows']:,}",
            f"{row['due']:,}",
            f"{row['held']:,}",
            f"{row['next_at']:%Y-%m-%d}" if row["next_at"] else terminal.sign("none"),
        ]
        for row in rows
    ]
    yield from render(columns, cells, terminal)
    due = sum(row["due"] for row in rows)
    yield ""
    yield f"{due:,} due now." if due else "Nothing is due."
