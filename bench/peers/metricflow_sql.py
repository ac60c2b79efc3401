"""MetricFlow's SQL for the same fifty metrics, run in the same DuckDB, beside Sightline's.

Runs in `.venv-peers`. Filters are written into the expressions of the measures, which is the form that lets MetricFlow
share most scans. Sightline's own environment runs both in turns; the seconds are those of MetricFlow's SQL alone,
without the time that it takes to write it.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from bench import measures as same

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / ".venv" / "bin" / "python"
AGGREGATE = re.compile(r"(count|sum|avg|min|max)\(([a-z_*]+)\)(?: filter \(where (.+)\))?")
RATIO = re.compile(r"ratio: \{of: (.+), to: (.+)\}")
KINDS = {"count": "sum", "sum": "sum", "avg": "average", "min": "min", "max": "max"}
PROJECT = """
project_configuration:
  time_spines:
    - node_relation: {alias: spine, schema_name: main}
      primary_column: {name: ds, time_granularity: day}
"""
MODEL = """
semantic_model:
  name: {name}
  node_relation: {{alias: {name}, schema_name: main}}
  defaults: {{agg_time_dimension: {time}}}
  entities: [{{name: {name}_row, type: primary, expr: row_no}}]
  dimensions:
    - {{name: {time}, type: time, type_params: {{time_granularity: second}}}}
    - {{name: region, type: categorical}}
  measures:
"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of the 50 metrics: Sightline's beside those of MetricFlow's SQL."""
    from importlib.metadata import version

    with tempfile.TemporaryDirectory(prefix="sightline-metricflow-") as name:
        folder = Path(name)
        same.make(folder, 200_000 if quick else same.ROWS)
        scans = _keep(folder, {source: written(folder, source) for source in same.KINDS})
        command = [OURS, "-m", "bench.measures", str(folder), "1" if quick else "5"]
        said = subprocess.check_output(command, cwd=ROOT, text=True)
    ours, peer, ratio = (float(figure) for figure in said.split())
    note = ", ".join(f"its SQL scans {source} {count} times" for source, count in scans.items())
    title = f"50 metrics, beside the SQL of MetricFlow {version('metricflow')}"
    return [{"name": title, "seconds": ours, "beside": peer, "ratio": ratio, "note": note}]


def written(folder: Path, source: str) -> str:
    """Return MetricFlow's SQL for all metrics over one table, by month and region."""
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow_semantic_interfaces.parsing.dir_to_model import parse_directory_of_yaml_files_to_semantic_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    texts = folder / ".metricflow" / source  # a dot-folder is no part of the model
    texts.mkdir(parents=True)
    (texts / "all.yaml").write_text("---".join([PROJECT, *_documents(source)]), encoding="utf-8")
    built = parse_directory_of_yaml_files_to_semantic_manifest(str(texts))
    if built.issues.has_blocking_issues:
        raise ValueError(built.issues.to_pretty_json())
    engine = MetricFlowEngine(SemanticManifestLookup(built.semantic_manifest), _Writes())
    request = MetricFlowQueryRequest.create(
        metric_names=list(same.KINDS[source]), group_by_names=["metric_time__month", f"{source}_row__region"]
    )
    return str(engine.explain(request).sql_statement.sql)


def _documents(source: str) -> list[str]:
    """Return the semantic model of one table, and its metrics."""
    measures: dict[str, str] = {}
    metrics: list[str] = []
    for name, (how, _) in same.KINDS[source].items():
        condition, rest = _filter(how)
        ratio = RATIO.fullmatch(rest)
        if ratio:
            parts = [_simple(f"{name}_{part}", text, condition, measures, metrics) for part, text in
                     (("of", ratio[1]), ("to", ratio[2]))]  # fmt: skip
            metrics.append(
                _metric(name, "ratio", f"{{numerator: {{name: {parts[0]}}}, denominator: {{name: {parts[1]}}}}}")
            )
        elif " - " in rest:
            texts = rest.removeprefix("measure: ").split(" - ")
            parts = [_simple(f"{name}_{n}", text, condition, measures, metrics) for n, text in enumerate(texts)]
            inputs = ", ".join(f"{{name: {part}}}" for part in parts)
            metrics.append(_metric(name, "derived", f"{{expr: {' - '.join(parts)}, metrics: [{inputs}]}}"))
        else:
            _simple(name, rest.removeprefix("measure: "), condition, measures, metrics)
    model = MODEL.format(name=source, time=same.TIME[source]) + "".join(measures.values())
    return [model, *metrics]


def _filter(how: str) -> tuple[str | None, str]:
    found = re.fullmatch(r"filter: (.+?), ((?:measure|ratio): .+)", how)
    return (found[1], found[2]) if found else (None, how)


def _simple(name: str, text: str, condition: str | None, measures: dict[str, str], metrics: list[str]) -> str:
    """Add a simple metric and its measure; return its name."""
    found = AGGREGATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    where = " AND ".join(one for one in (condition, found[3]) if one)
    value = "1" if found[2] == "*" else found[2]
    other = " ELSE 0" if found[1] == "count" else ""
    expression = f"CASE WHEN {where} THEN {value}{other} END" if where else value
    measures[name] = f'    - {{name: {name}_m, agg: {KINDS[found[1]]}, expr: "{expression}"}}\n'
    metrics.append(_metric(name, "simple", f"{{measure: {{name: {name}_m}}}}"))
    return name


def _metric(name: str, kind: str, parameters: str) -> str:
    return f"\nmetric:\n  name: {name}\n  type: {kind}\n  type_params: {parameters}\n"


class _Writes:
    """A client that MetricFlow can write SQL for, and that runs none."""

    @property
    def sql_engine_type(self) -> object:
        from metricflow.protocols.sql_client import SqlEngine

        return SqlEngine.DUCKDB

    @property
    def sql_plan_renderer(self) -> object:
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

        return DuckDbSqlPlanRenderer()

    def render_bind_parameter_key(self, key: str) -> str:
        return f"${key}"


def _keep(folder: Path, sql: dict[str, str]) -> dict[str, int]:
    """Write the SQL where `bench.measures` finds it; return how often each query scans its table."""
    import duckdb

    spine = "SELECT range::DATE AS ds FROM range(DATE '2023-01-01', DATE '2027-01-01', INTERVAL 1 DAY)"
    setup = [f"CREATE VIEW {source} AS FROM read_parquet('{folder}/data/{source}.parquet')" for source in sql]
    setup.append(f"CREATE TABLE spine AS {spine}")
    (folder / ".peer").mkdir()
    (folder / ".peer" / "0.sql").write_text(";\n".join(setup), encoding="utf-8")
    scans = {}
    with duckdb.connect() as connection:
        for text in setup:
            connection.execute(text)
        for source, text in sql.items():
            (folder / ".peer" / f"{source}.sql").write_text(text, encoding="utf-8")
            scans[source] = connection.execute(f"EXPLAIN {text}").fetchall()[0][1].count("Function: READ_PARQUET")
    return scans


if __name__ == "__main__":
    for row in run():
        print(*(f"{key} {value:.3f}" if isinstance(value, float) else value for key, value in row.items()))
