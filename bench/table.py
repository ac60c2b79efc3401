"""The frame that benchmarks and peers share: find the modules, run them, print one table.

Each module has `run(*, quick: bool) -> list[dict]`. A row says `name`, `seconds`, and where they apply `beside` (the
seconds of what it is compared with), `ratio` or `value`, `limit` (the promise: at most that) and `note`.
"""

import argparse
import importlib
import json
import pkgutil
import re
from pathlib import Path
from types import ModuleType

_FRAME = ("__main__", "serving", "table")
_LONG = frozenset(  # run when named: minutes, or gigabytes of disk
    {"app_pages", "app_streams", "exceptions_year", "live_crash", "process_large"}
)


def run_all(package: ModuleType) -> int:
    """Run the benchmarks of a package and print their rows; return 1 where a limit is passed."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg and m.name not in _FRAME)
    parser = argparse.ArgumentParser(prog=package.__name__, description=package.__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"some of {', '.join(names)}; left out: all but {', '.join(sorted(_LONG & {*names})) or 'none'}",
    )
    parser.add_argument("--quick", action="store_true", help="smaller data: does it run at all")
    parser.add_argument("--json", type=Path, help="also write the rows there")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    rows: list[dict[str, object]] = []
    for name in asked.names or [each for each in names if each not in _LONG]:
        print(f"== {name}", flush=True)
        for row in importlib.import_module(f"{package.__name__}.{name}").run(quick=asked.quick):
            rows.append({"bench": name, **row})
            print(_line(row), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2, default=str) + "\n", encoding="utf-8")
    over = [row for row in rows if _over(row)]
    print(f"\n{len(rows)} figures, {len(over)} over their limit")
    return 1 if over and not asked.quick else 0


def peak_gigabytes() -> float:
    """Return the peak of this process's memory; where the system keeps no mark, what it had with its parent."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says begins with the peak of the parent
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[1]) / 1024**2
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _over(row: dict[str, object]) -> bool:
    measured, limit = row.get("ratio", row.get("value")), row.get("limit")
    return isinstance(measured, int | float) and isinstance(limit, int | float) and measured > limit


def _line(row: dict[str, object]) -> str:
    figures = ("seconds", "beside", "ratio", "value", "limit")
    parts = [f"{row['name']!s:<58}", *(f"{key} {row[key]:.3g}" for key in figures if row.get(key) is not None)]
    parts += ["OVER" if _over(row) else "", str(row.get("note", ""))]
    return "  ".join(part for part in parts if part)
