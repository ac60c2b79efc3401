"""Fifty metrics over two fact tables (10 M and 1 M rows) by month and region, against SQL written by hand.

By hand means: the fewest aggregates that give the same fifty numbers, one SELECT per table, conditional aggregates,
the local month by `date_trunc`. Both run in the same DuckDB with the same threads. What Sightline does before and after
the query (planning, arithmetic, records) counts for Sightline; landing the files, once for each state of them, does
not. Beside it: scans in the plans of DuckDB and Spark, the peak of memory, and a request with two time columns on one
table.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 10_000_000
THREADS = 2
LIMIT, LIMIT_MEMORY_GB = 1.15, 2.0
STATUS = ("open", "paid", "late", "returned", "cancelled")
CHANNEL = ("web", "shop", "phone", "partner")
TEAMS = ("alpha", "beta", "gamma")

# id -> the metric's own key in YAML, and what it is by hand over the columns of the hand-written SELECT
ORDERS = {
    "orders": ("measure: count(*)", "n"),
    "amount": ("measure: sum(amount)", "amount"),
    "quantity": ("measure: sum(quantity)", "quantity"),
    "weight": ("measure: sum(weight)", "weight"),
    "discount": ("measure: sum(discount)", "discount"),
    "net": ("measure: sum(amount) - sum(discount)", "amount - discount"),
    "order_value": ("ratio: {of: sum(amount), to: count(*)}", "amount / n"),
    "price": ("ratio: {of: sum(amount), to: sum(quantity)}", "amount / nullif(quantity, 0)"),
    "discount_share": ("ratio: {of: sum(discount), to: sum(amount)}", "discount / nullif(amount, 0)"),
    "mean_weight": ("measure: avg(weight)", "weight / nullif(n_weight, 0)"),
    "largest": ("measure: max(amount)", "largest"),
    "smallest": ("measure: min(amount)", "smallest"),
    "on_time": ("ratio: {of: count(*) filter (where took <= promised), to: count(*)}", "punctual / n"),
    "days": ("measure: avg(took)", "days / nullif(n_days, 0)"),
    "large": ("measure: count(*) filter (where amount > 900)", "large"),
    "large_amount": ("measure: sum(amount) filter (where amount > 900)", "large_amount"),
    **{f"{one}": (f"filter: status = '{one}', measure: count(*)", f"n_{one}") for one in STATUS},
    **{f"{one}_amount": (f"filter: status = '{one}', measure: sum(amount)", f"amount_{one}") for one in STATUS},
    **{f"{one}_share": (f"ratio: {{of: count(*) filter (where channel = '{one}'), to: count(*)}}", f"n_{one} / n")
       for one in CHANNEL},
    **{f"{one}_value": (
        f"filter: channel = '{one}', ratio: {{of: sum(amount), to: count(*)}}", f"amount_{one} / nullif(n_{one}, 0)"
    ) for one in CHANNEL},
}  # fmt: skip
TICKETS = {
    "tickets": ("measure: count(*)", "n"),
    "hours": ("measure: sum(hours)", "hours"),
    "mean_hours": ("measure: avg(hours)", "hours / nullif(n_hours, 0)"),
    "longest": ("measure: max(hours)", "longest"),
    "breached": ("ratio: {of: count(*) filter (where hours > 40), to: count(*)}", "breached / n"),
    "urgent": ("filter: urgent, measure: count(*)", "urgent"),
    "urgent_hours": ("filter: urgent, ratio: {of: sum(hours), to: count(*)}", "urgent_hours / nullif(urgent, 0)"),
    **{f"{one}_tickets": (f"filter: team = '{one}', measure: count(*)", f"n_{one}") for one in TEAMS},
    **{f"{one}_hours": (f"filter: team = '{one}', measure: sum(hours)", f"hours_{one}") for one in TEAMS},
    **{f"{one}_part": (f"ratio: {{of: count(*) filter (where team = '{one}'), to: count(*)}}", f"n_{one} / n")
       for one in TEAMS},
}  # fmt: skip
BY_HAND = {
    "orders": ["count(*) AS n", "sum(amount) AS amount", "sum(quantity) AS quantity", "sum(weight) AS weight",
               "sum(discount) AS discount", "count(weight) AS n_weight", "max(amount) AS largest",
               "min(amount) AS smallest",
               "count(*) filter (took <= promised) AS punctual", "sum(took) AS days", "count(took) AS n_days",
               "count(*) filter (amount > 900) AS large", "sum(amount) filter (amount > 900) AS large_amount",
               *(f"count(*) filter (status = '{one}') AS n_{one}" for one in STATUS),
               *(f"sum(amount) filter (status = '{one}') AS amount_{one}" for one in STATUS),
               *(f"count(*) filter (channel = '{one}') AS n_{one}" for one in CHANNEL),
               *(f"sum(amount) filter (channel = '{one}') AS amount_{one}" for one in CHANNEL)],
    "tickets": ["count(*) AS n", "sum(hours) AS hours", "count(hours) AS n_hours", "max(hours) AS longest",
                "count(*) filter (hours > 40) AS breached", "count(*) filter (urgent) AS urgent",
                "sum(hours) filter (urgent) AS urgent_hours",
                *(f"count(*) filter (team = '{one}') AS n_{one}" for one in TEAMS),
                *(f"sum(hours) filter (team = '{one}') AS hours_{one}" for one in TEAMS)],
}  # fmt: skip
TIME = {"orders": "ordered_at", "tickets": "opened_at"}
KINDS = {"orders": ORDERS, "tickets": TICKETS}


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return time against SQL by hand, memory, and scans on both engines."""
    with tempfile.TemporaryDirectory(prefix="sightline-measures-") as name:
        folder = Path(name)
        make(folder, 200_000 if quick else ROWS)
        rows = [_against_hand(folder, repeats=2 if quick else 7), *_scans(folder, "duckdb")]
        rows += [_memory(folder), _two_times(folder, repeats=2 if quick else 4)]
        if shutil.which("java"):
            rows += _scans(folder, "spark")
        return rows


def make(folder: Path, rows: int) -> None:
    """Write the two tables and the model."""
    import duckdb

    (folder / "data").mkdir(parents=True, exist_ok=True)
    pick = "['North', 'South', 'East', 'West', 'Centre', 'Isles'][1 + (hash(i * 7) % 6)::INT] AS region"
    moment = "TIMESTAMP '2023-11-01' + to_seconds((hash(i + {}) % 94608000)::BIGINT) AS {}"
    orders = f"""SELECT {moment.format(1, "ordered_at")}, {moment.format(2, "shipped_at")}, {pick},
        {list(STATUS)}[1 + (hash(i * 3) % 5)::INT] AS status, {list(CHANNEL)}[1 + (hash(i * 5) % 4)::INT] AS channel,
        (hash(i * 11) % 100000) / 100.0::DOUBLE AS amount, (hash(i * 13) % 9)::INT AS quantity,
        (hash(i * 17) % 5000) / 100.0::DOUBLE AS discount,
        CASE WHEN i % 50 > 0 THEN (hash(i * 19) % 3000) / 10.0::DOUBLE END AS weight,
        (hash(i * 23) % 12)::INT AS took, 9 AS promised
        FROM range({rows}) t(i)"""
    tickets = f"""SELECT {moment.format(3, "opened_at")}, {pick}, {list(TEAMS)}[1 + (hash(i * 3) % 3)::INT] AS team,
        (hash(i * 29) % 6000) / 100.0::DOUBLE AS hours, hash(i * 31) % 10 = 0 AS urgent FROM range({rows // 10}) t(i)"""
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}")
        for name, sql in (("orders", orders), ("tickets", tickets)):
            connection.execute(f"COPY ({sql}) TO '{folder}/data/{name}.parquet' (ROW_GROUP_SIZE 122880)")
    (folder / "sightline.yml").write_text(_model(), encoding="utf-8")


def _model() -> str:
    lines = ["sightline: 1", "name: Bench", "sources:"]
    lines += [f"  {name}: {{file: data/{name}.parquet}}" for name in KINDS]
    lines.append("metrics:")
    head = "title: T, unit: count, better: higher, by: [region]"
    for source, metrics in KINDS.items():
        for name, (how, _) in metrics.items():
            lines.append(f"  {name}: {{{head}, source: {source}, time: {TIME[source]}, {how}}}")
    shipped = ("shipped: count(*)", "shipped_amount: sum(amount)", "shipped_quantity: sum(quantity)")
    for one in shipped:
        name, how = one.split(": ")
        lines.append(f"  {name}: {{{head}, source: orders, time: shipped_at, measure: {how}}}")
    return "\n".join(lines) + "\n"


def names() -> list[str]:
    """Return the fifty metrics."""
    found = [*ORDERS, *TICKETS]
    if len(found) != 50:
        raise AssertionError(len(found))
    return found


def by_hand(folder: Path, source: str, time_column: str | None = None) -> str:
    """Return the SELECT by hand over one table."""
    month = f"date_trunc('month', {time_column or TIME[source]})::DATE AS month"
    inner = f"SELECT {month}, region, {', '.join(BY_HAND[source])} FROM '{folder}/data/{source}.parquet' GROUP BY ALL"
    outer = ", ".join(f"{hand} AS {name}" for name, (_, hand) in KINDS[source].items())
    return f"SELECT month, region, {outer} FROM ({inner})"


def _opened(folder: Path, engine: str = "duckdb"):
    from sightline.engines import open_engine

    return open_engine(engine, allowed=[folder], threads=THREADS)


def _measure(folder: Path, engine: object, metrics: list[str]) -> object:
    from sightline.reading import read
    from sightline.workspace import Workspace

    shutil.rmtree(folder / ".sightline" / "readings", ignore_errors=True)
    workspace = Workspace(folder)
    reading = read(workspace, engine=engine, as_of=_last_day(), model=workspace.model())
    reading.landed()  # once for each state of the files
    began = time.perf_counter()
    values = reading.measure(metrics, by=["region"])
    return time.perf_counter() - began, values


def _last_day():
    from datetime import date

    return date(2026, 10, 31)


def _in_turns(work: Callable[[], float], other: Callable[[], float], repeats: int) -> tuple[float, float, float]:
    """Return the median seconds of each and the median ratio, in turns, so that a busy machine is busy for both."""
    pairs = [(work(), other()) for _ in range(repeats)]
    middle = (statistics.median(one) for one in zip(*pairs, strict=True))
    return (*middle, statistics.median(one / beside for one, beside in pairs))


def _against_hand(folder: Path, repeats: int) -> dict[str, object]:
    import duckdb

    with _opened(folder) as engine, duckdb.connect() as plain:
        plain.execute(f"SET threads = {THREADS}")
        _check_equal(folder, engine, plain)

        def hand() -> float:
            began = time.perf_counter()
            for source in KINDS:
                plain.sql(by_hand(folder, source)).to_arrow_table()
            return time.perf_counter() - began

        figures = _in_turns(lambda: _measure(folder, engine, names())[0], hand, repeats)
    return _row("50 metrics over 10 M and 1 M rows against SQL by hand", figures, LIMIT)


def _row(name: str, figures: tuple[float, float, float], limit: float | None = None) -> dict[str, object]:
    return {**dict(zip(("seconds", "beside", "ratio"), figures, strict=True)), "name": name, "limit": limit}


def _check_equal(folder: Path, engine: object, plain: object) -> None:
    """Compare every one of the values with those by hand: a benchmark of wrong numbers is none."""
    _, values = _measure(folder, engine, names())
    found = {(row["metric"], row["start"], row["region"]): row["value"] for row in values.rows()}
    seen = 0
    for source, metrics in KINDS.items():
        for row in plain.sql(by_hand(folder, source)).to_arrow_table().to_pylist():
            for name in metrics:
                mine, theirs = found[name, row["month"], row["region"]], float(row[name])
                if mine is None or abs(mine - theirs) > 1e-9 * max(1.0, abs(theirs)):
                    raise AssertionError((name, row["month"], row["region"], mine, theirs))
                seen += 1
    if seen != len(found):
        raise AssertionError((seen, len(found)))


def _scans(folder: Path, engine_name: str) -> list[dict[str, object]]:
    """Return how often each table is scanned, counted in the engine's plan."""
    from sightline.measures import plan
    from sightline.reading import read
    from sightline.workspace import Workspace

    rows = []
    with _opened(folder, engine_name) as engine:
        reading = read(Workspace(folder), engine=engine, as_of=_last_day())
        relations = {source: reading.answers.relation(source) for source in KINDS}
        both = [*names(), "shipped", "shipped_amount", "shipped_quantity"]
        made = plan(reading.model, relations, [(name, ("region",)) for name in both], as_of=_last_day())
        for query in made.queries:
            count = reading.answers.engine(query.source).scans(query.select)[query.source]
            note = f"{len(query.metrics)} metrics, {len(query.shapes)} time columns"
            rows.append({"name": f"scans of {query.source} on {engine_name}", "value": count, "limit": 1, "note": note})
    return rows


def _two_times(folder: Path, repeats: int) -> dict[str, object]:
    """Compare a request with two time columns with two scans by hand, each with what it needs alone."""
    import duckdb

    metrics = [*ORDERS, "shipped", "shipped_amount", "shipped_quantity"]
    second = f"""SELECT date_trunc('month', shipped_at)::DATE AS month, region, count(*), sum(amount), sum(quantity)
        FROM '{folder}/data/orders.parquet' GROUP BY ALL"""
    with _opened(folder) as engine, duckdb.connect() as plain:
        plain.execute(f"SET threads = {THREADS}")

        def hand() -> float:
            began = time.perf_counter()
            plain.sql(by_hand(folder, "orders")).to_arrow_table()
            plain.sql(second).to_arrow_table()
            return time.perf_counter() - began

        figures = _in_turns(lambda: _measure(folder, engine, metrics)[0], hand, repeats)
    return _row("37 metrics over two time columns against two scans by hand", figures)


def _memory(folder: Path) -> dict[str, object]:
    """Return the peak of memory of a process that does nothing else."""
    code = (
        "import sys; from pathlib import Path; from bench import measures as m, table\n"
        "with m._opened(Path(sys.argv[1])) as engine: m._measure(Path(sys.argv[1]), engine, m.names())\n"
        "print(table.peak_gigabytes())"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    gigabytes = float(made.stdout.split()[-1])
    return {"name": "peak memory of the 50 metrics", "value": gigabytes, "limit": LIMIT_MEMORY_GB, "note": "GB"}


def beside_sql(folder: Path, repeats: int) -> tuple[float, float, float]:
    """Return the figures of the 50 metrics beside the SQL in `.peer/*.sql`, in turns in one process."""
    import duckdb

    texts = [file.read_text(encoding="utf-8") for file in sorted((folder / ".peer").glob("*.sql"))]
    with _opened(folder) as engine, duckdb.connect() as plain:
        plain.execute(f"SET threads = {THREADS}")
        for text in texts[0].split(";\n"):  # the views and the time spine that the others read
            plain.execute(text)

        def peer() -> float:
            began = time.perf_counter()
            for text in texts[1:]:
                plain.sql(text).to_arrow_table()
            return time.perf_counter() - began

        return _in_turns(lambda: _measure(folder, engine, names())[0], peer, repeats)


if __name__ == "__main__":
    print(*beside_sql(Path(sys.argv[1]), int(sys.argv[2])))
