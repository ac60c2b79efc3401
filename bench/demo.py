"""From a fresh clone to a served page: `make demo`, cold and warm, until the Strategy page has its numbers.

Cold: a clone without an environment and without the example, packages in pip's cache. Warm: the same command again.
"""

import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLD_S, WARM_S = 90.0, 5.0
GIVE_UP_S = 600.0


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds of a cold and of a warm start."""
    with tempfile.TemporaryDirectory(prefix="sightline-clone-") as folder:
        clone = Path(folder) / "sightline"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        rows = [] if quick else [_row("make demo in a fresh clone, to a served page", _start(clone), COLD_S)]
        if quick:
            _start(clone)
        return [*rows, _row("make demo the second time, to a served page", _start(clone), WARM_S)]


def _row(name: str, seconds: float, limit: float) -> dict[str, object]:
    return {"name": name, "value": seconds, "limit": limit, "note": "seconds"}


def _start(clone: Path) -> float:
    """Return the seconds from the command to the first page, then stop the server as Ctrl-C would."""
    log = clone.parent / f"demo-{time.monotonic_ns()}.log"
    began = time.perf_counter()
    with log.open("w") as out:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=clone,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "BROWSER": "true"},
        )
    try:
        while time.perf_counter() - began < GIVE_UP_S and demo.poll() is None:
            address = re.search(r"http://[0-9a-z.:\[\]]+/", log.read_text())
            if address and _answers(f"{address[0]}strategy.json"):
                return time.perf_counter() - began
            time.sleep(0.05)
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(timeout=20)
    raise RuntimeError(f"make demo served no page:\n{log.read_text()}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 -- the pattern above takes http only
            return answer.status == 200
    except OSError:
        return False
