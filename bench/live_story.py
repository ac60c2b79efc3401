"""The example replayed as a stream: its slow step becomes an exception, is handled, ends, and comes back.

As `sightline demo --live --no-serve` tells it: through the door, judged by the live process, acted upon by a scripted
credit analyst. It fails where one of the three is not seen.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS = 1_200.0
STEPS = ("exception raised", "in action", "exception resolved", "exception back")


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return how long the story took, and how many of its four turns were seen."""
    with tempfile.TemporaryDirectory(prefix="sightline-story-") as folder:
        command = [sys.executable, "-m", "sightline", "demo", "--live", str(Path(folder) / "halden"), "--no-serve"]
        if quick:
            command += ["--cases", "3000"]
        began = time.perf_counter()
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
    seen = sum(step in told.stdout for step in STEPS)
    raised = next((line for line in told.stdout.splitlines() if "exception raised" in line), "not raised")
    return [
        {"name": "the story, as fast as it goes", "value": seconds, "limit": LIMIT_SECONDS, "note": "seconds"},
        {"name": "turns not seen, of four", "value": len(STEPS) - seen, "limit": 0, "note": raised[:90]},
    ]
