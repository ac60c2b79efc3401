"""What stands beside the data: the model's files, a README, the decisions taken, and the marker of an example."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.example.planted import Planted
from sightline.example.world import REGIONS, month_start
from sightline.example.write import write_csv

MARKER = "example.json"

README = """\
# Halden Parts: an example enterprise

**Everything here is made up.** Halden Parts, its customers, its people and its figures do not exist; names are random
combinations of common first and last names. The data were grown by `sightline demo` from a seed, so everybody who makes
this example with the same version gets the same files.

Halden Parts distributes spare parts in four regions and looks after its customers' machines under service contracts.
The story is told at the beginning of November 2026; the data cover November 2023 to October 2026.

| Where | What |
| --- | --- |
| `sightline.yml`, other `*.yml` | the operating model: sources, metrics, effects, goals, processes, roles, backlog |
| `data/` | what happened: logs, tables and month-end snapshots, as Parquet and CSV |
| `truth.json` | what is true in this world and was used to grow the data. Look only when you want to know |
| `example.json` | marks this folder as an example, so that it can be removed whole |

Try `sightline check`, `sightline goals` and `sightline serve` in this folder. To remove the example, delete the folder.
"""


def write_beside(into: Path, truth: dict[str, Any], planted: Planted) -> None:
    """Write everything but the tables into a workspace."""
    for entry in sorted(resources.files("sightline.example").joinpath("model").iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yml"):
            (into / entry.name).write_bytes(entry.read_bytes())
    (into / "README.md").write_text(README, encoding="utf-8")
    _json(into / "truth.json", truth)
    _json(into / MARKER, {key: truth[key] for key in ("example", "version", "seed", "cases")})
    write_csv(into / "data" / "decisions.csv", _decisions(planted))


def _json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _decisions(planted: Planted) -> pa.Table:
    """Return what was promised when an initiative was approved, and when and where it was delivered."""
    rows = planted.delivered
    return pa.table({
        "initiative": [row.initiative for row in rows],
        "metric": [row.metric for row in rows],
        "approved_on": pa.array([month_start(row.month - 5) for row in rows], pa.date32()),
        "delivered_on": pa.array([month_start(row.month) for row in rows], pa.date32()),
        "regions": [" ".join(_region_names(row.regions)) for row in rows],
        "promised_low": [row.promised[0] for row in rows],
        "promised_likely": [row.promised[1] for row in rows],
        "promised_high": [row.promised[2] for row in rows],
    })  # fmt: skip


def _region_names(regions: tuple[int, ...]) -> list[str]:
    return [REGIONS[region] for region in regions]
