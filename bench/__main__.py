"""Run the benchmarks: `python -m bench [NAME…] [--quick] [--json FILE]`.

Each module of this folder has `run(*, quick: bool) -> list[dict]`. A row says `name`, `seconds`, and where they
apply `beside` (seconds of what it is compared with), `ratio`, `limit` (the promise) and `note`.
Ratios are trusted, seconds are not: machines differ and drift.
"""

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import bench


def main() -> int:
    """Run the chosen benchmarks and print one table."""
    names = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.ispkg and m.name != "__main__")
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *names], default=[], help=f"of {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="smaller data: does it run at all")
    parser.add_argument("--json", type=Path, help="also write the rows there")
    asked = parser.parse_args()
    rows: list[dict[str, object]] = []
    for name in asked.names or names:
        print(f"== {name}", flush=True)
        for row in importlib.import_module(f"bench.{name}").run(quick=asked.quick):
            rows.append({"bench": name, **row})
            print(_line(row), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2, default=str) + "\n", encoding="utf-8")
    over = [row for row in rows if _over(row)]
    print(f"\n{len(rows)} figures, {len(over)} over their limit")
    return 1 if over and not asked.quick else 0


def _over(row: dict[str, object]) -> bool:
    measured, limit = row.get("ratio", row.get("value")), row.get("limit")
    return isinstance(measured, int | float) and isinstance(limit, int | float) and measured > limit


def _line(row: dict[str, object]) -> str:
    figures = ("seconds", "beside", "ratio", "value", "limit")
    parts = [f"{row['name']!s:<58}", *(f"{key} {row[key]:.3g}" for key in figures if row.get(key) is not None)]
    parts += ["OVER" if _over(row) else "", str(row.get("note", ""))]
    return "  ".join(part for part in parts if part)


if __name__ == "__main__":
    sys.exit(main())
