"""How long the app takes to read the example enterprise: the first time, and when it is started again."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from sightline.example import make_example

LIMIT_SECONDS = 5.0


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return the seconds of a first and a second reading, until pages answer and until their estimates are there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
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
            rows.append(
                {"name": name, "seconds": seconds, **({"value": seconds, "limit": LIMIT_SECONDS} if rows else {})}
            )
            kept.settle(600)
            rows.append({"name": f"{name}, with its estimates", "seconds": time.perf_counter() - began})
    return rows
