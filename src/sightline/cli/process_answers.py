"""What `process` asks of a reading, and the rows and documents that it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sightline.cli import process_tables as tables
from sightline.cli.documents import (
    DEADLINES,
    HANDOVERS,
    MAP,
    PROCESS,
    REWORK,
    RULES,
    TIMES,
    VARIANTS,
    WAITING,
    Document,
)
from sightline.cli.formats import show
from sightline.cli.process_tables import About
from sightline.cli.state import State
from sightline.cli.terminal import Terminal
from sightline.cli.troubles import rows_of
from sightline.model.process_metrics import words

if TYPE_CHECKING:
    from sightline.reading import Reading
    from sightline.reading.operating import OperatingProcess
    from sightline.records.processes import MapEdge, Times, Variant

TOP_VARIANTS, TOP_EDGES, TOP_ROWS = 5, 8, 20
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """What a view has to show: its document, rows, what stands beside them, and the lines for people."""

    document: Document
    rows: Sequence[Row]
    table: Callable[[Terminal], Iterable[str]]
    extras: Mapping[str, Any]


def answer(state: State, name: str, *, view: str | None, top: int | None, fmt: str) -> int:
    """Print how a process ran and return the exit code.

    Raises
    ------
    UnknownNameError
        If there is no such process.
    SightlineError
        If its log cannot be read.
    """
    with state.reading() as reading:
        process = reading.process(name)
        left_out = process.left_out()
        declared = reading.model.processes[name]
        about = About(declared.title or words(name), left_out, reading.last_day)
        found = VIEWS[view](process, about, top)
        state.hide_progress()
        _show(state, reading, found, name, fmt)
    return 0


def _show(state: State, reading: Reading, found: Found, name: str, fmt: str) -> None:
    show(
        state, found.document, found.rows, fmt=fmt, table=found.table, model=reading.model, as_of=reading.as_of,
        process=name, problems=rows_of(reading.problems), **found.extras,
    )  # fmt: skip


def _left_out(about: About) -> dict[str, object]:
    return {"left_out": {"later": about.left_out.later, "undeclared": about.left_out.undeclared}}


def _all(process: OperatingProcess, about: About, top: int | None) -> Found:
    times, variants, drawn = process.times(), process.variants(), process.map(cases=True)
    some = variants[: top or TOP_VARIANTS]
    edges = drawn.edges[: top or TOP_EDGES]

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.throughput(about, times, terminal)
        if some:
            yield ""
            yield from tables.variants(some, len(variants), terminal)
        if edges:
            yield ""
            yield from tables.edges(edges, len(drawn.edges), terminal)
        yield from tables.footer(about, terminal)

    extras = {
        **_left_out(about), "censored": _censored(times),
        "variants": [_variant(one) for one in some], "edges": [_edge(one) for one in edges],
    }  # fmt: skip
    return Found(PROCESS, [_times(times)], table, extras)


def _times_view(process: OperatingProcess, about: About, _top: int | None) -> Found:
    times = process.times()

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.throughput(about, times, terminal)
        yield from tables.censored(times, terminal)
        yield from tables.footer(about, terminal)

    return Found(TIMES, [_times(times)], table, {**_left_out(about), "censored": _censored(times)})


def _variants_view(process: OperatingProcess, about: About, top: int | None) -> Found:
    every = process.variants()
    rows = every[:top] if top else every

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.variants(every[: top or TOP_ROWS], len(every), terminal)
        yield from tables.footer(about, terminal)

    return Found(VARIANTS, [_variant(one) for one in rows], table, {**_left_out(about), "variants": len(every)})


def _map_view(process: OperatingProcess, about: About, top: int | None) -> Found:
    drawn = process.map(cases=True)
    rows = drawn.edges[:top] if top else drawn.edges

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.edges(drawn.edges[: top or TOP_ROWS], len(drawn.edges), terminal)
        yield ""
        yield from tables.nodes(drawn.nodes, terminal)
        yield from tables.footer(about, terminal)

    extras = {
        **_left_out(about), "events": drawn.events, "cases": drawn.cases,
        "edges": [{"cases": one.cases} for one in rows],
        "nodes": [{name: getattr(one, name) for name in ("activity", "count", "cases", "begins", "ends")}
                  for one in drawn.nodes],
    }  # fmt: skip
    return Found(MAP, [_edge(one) for one in rows], table, extras)


def _listed(
    document: Document, ask: Callable[[OperatingProcess], Sequence[Any]], lines: Callable[..., Iterator[str]]
) -> Callable[[OperatingProcess, About, int | None], Found]:
    """Return a view of records whose attributes are the keys of the document's rows."""

    def view(process: OperatingProcess, about: About, top: int | None) -> Found:
        every = ask(process)
        rows = every[:top] if top else every

        def table(terminal: Terminal) -> Iterator[str]:
            yield from lines(every[: top or TOP_ROWS], len(every), terminal)
            yield from tables.footer(about, terminal)

        keys = {name: "from_" if name == "from" else name for name in document.names()}
        plain = [{key: getattr(one, attribute) for key, attribute in keys.items()} for one in rows]
        return Found(document, plain, table, _left_out(about))

    return view


def _rules_view(process: OperatingProcess, about: About, top: int | None) -> Found:
    every = process.rules()
    rows = every[:top] if top else every
    unsound = [{"rule": name, "cause": error.cause} for name, error in process.unsound_rules.items()]

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.rules(every[: top or TOP_ROWS], len(every), terminal)
        yield from tables.unsound([(one["rule"], one["cause"]) for one in unsound], terminal)
        yield from tables.footer(about, terminal)

    said = [{"title": one.title, "definition": one.definition, "owner": one.owner} for one in rows]
    plain = [{key: getattr(one, key) for key in RULES.names()} for one in rows]
    return Found(RULES, plain, table, {**_left_out(about), "rules": said, "unsound": unsound})


def _deadlines_view(process: OperatingProcess, about: About, top: int | None) -> Found:
    every = process.deadlines()
    rows = every[:top] if top else every

    def table(terminal: Terminal) -> Iterator[str]:
        yield from tables.deadlines(every[: top or TOP_ROWS], len(every), terminal)
        yield from tables.footer(about, terminal)

    keys = {name: "from_" if name == "from" else name for name in DEADLINES.names()}
    plain = [{key: getattr(one, attribute) for key, attribute in keys.items()} for one in rows]
    return Found(DEADLINES, plain, table, {**_left_out(about), "words": [one.words for one in rows]})


def _times(times: Times) -> Row:
    return {name: getattr(times, name) for name in TIMES.names()}


def _censored(times: Times) -> Row:
    return {name: getattr(times, f"censored_{name}") for name in ("p50_s", "p90_s", "p95_s")}


def _variant(one: Variant) -> Row:
    return {
        "activities": list(one.activities), "cases": one.cases, "share": one.share, "median_s": one.median_s,
    }  # fmt: skip


def _edge(one: MapEdge) -> Row:
    return {"from": one.from_, "to": one.to, "count": one.count, "median_s": one.median_s, "p90_s": one.p90_s}


VIEWS: Mapping[str | None, Callable[[OperatingProcess, About, int | None], Found]] = {
    None: _all,
    "times": _times_view,
    "variants": _variants_view,
    "map": _map_view,
    "rework": _listed(REWORK, lambda process: process.rework(), tables.rework),
    "handovers": _listed(HANDOVERS, lambda process: process.handovers(), tables.handovers),
    "rules": _rules_view,
    "deadlines": _deadlines_view,
    "waiting": _listed(WAITING, lambda process: process.waiting(), tables.waiting),
}
