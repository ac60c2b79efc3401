"""How fast pages answer on the example enterprise once it is read, and how much a first visit weighs."""

from __future__ import annotations

import gzip
import os
import statistics
import tempfile
import time
from pathlib import Path

from sightline.example import make_example

LIMIT_SECONDS = 0.2
LIMIT_BYTES = 400_000
PATHS = (
    "/",
    "/strategy.json",
    "/goals/{goal}",
    "/metrics",
    "/metrics/{metric}",
    "/metrics/{metric}?by=region",
    "/metrics/{metric}/computed",
    "/sight",
    "/sight?paths=12",
    "/sight/from/{metric}",
    "/effects",
    "/model",
    "/sources",
    "/find?q=time",
)


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return the p95 of each page over the ASGI application without a network, the weight, and the warm start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    from sightline_web import keeper
    from sightline_web.asgi import make_application
    from sightline_web.engine import open_workspace

    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        root = make_example(Path(folder) / "halden", cases=2_000 if quick else None)
        for name in ("first reading", "second reading"):
            began = time.perf_counter()
            kept = open_workspace(root)
            state = kept.state(wait=600)
            seconds = time.perf_counter() - began
            if state.snapshot is None:
                raise RuntimeError(state.latest)
            rows.append({"name": name, "seconds": seconds, **({"value": seconds, "limit": 5} if rows else {})})
            kept.settle(600)
            rows.append({"name": f"{name}, with its estimates", "seconds": time.perf_counter() - began})
        keeper.install(kept)
        make_application()
        goal = state.snapshot.goals[0].id
        rows += [_page(path.format(goal=goal, metric="on_time_share"), rounds=5 if quick else 40) for path in PATHS]
        rows.append(_weight())
    return rows


def _page(path: str, *, rounds: int) -> dict[str, object]:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", headers={"accept-language": "en"})
    if client.get(path).status_code != 200:
        raise RuntimeError(path)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - began)
    p95 = sorted(times)[max(round(0.95 * len(times)) - 1, 0)]
    return {"name": f"p95 of {path}", "seconds": statistics.median(times), "value": p95, "limit": LIMIT_SECONDS}


def _weight() -> dict[str, object]:
    from django.test import Client

    from sightline_web import assets

    page = Client(SERVER_NAME="localhost").get("/metrics/on_time_share").content
    names = ("app.css", "app.js", "chart.js", "icon.svg", "htmx.js", "vega.js")
    held = assets.current()
    total = len(gzip.compress(page)) + sum(len(held.get(name).packed) for name in names)
    return {"name": "bytes of a first visit to a figure, packed", "value": total, "limit": LIMIT_BYTES}
