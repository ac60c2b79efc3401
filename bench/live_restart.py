"""A restart with 10 M landed events: how long until a page with figures answers, and what it would take without memory.

A server is started as people start it. The first start has to ask everything of all events. When its reading is
complete, the server stops, some more events land, and it is started again: the last complete reading is shown at once,
and a new one is made behind it.
"""

import hashlib
import http.client
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.live_freshness import _served as served
from bench.live_landing import fill

THERE, THERE_QUICK = 10_000_000, 200_000
LIMIT_SECONDS = 5.0
PATIENCE_SECONDS = 1_800.0
INPUTS = json.dumps({"files": [], "without": []})
ASK_SECONDS = 0.12  # a token may ask 600 times a minute
MODEL = """sightline: 1
name: Restart
sources:
  order_log: {live: true, log: {}}
metrics:
  lead: {title: Lead time, unit: days, better: lower, duration: {process: orders, from: receive, to: invoice}}
goals:
  quick: {statement: Be quick, metric: lead, target: 1, by: 2099-12-31, owner: chief}
roles:
  chief: {title: Chief}
processes:
  orders:
    log: order_log
    activities: {receive: {}, pick: {}, ship: {}, invoice: {}}
    chain: [receive, pick, ship, invoice]
    rules:
      picked: {precedence: [pick, ship], owner: chief}
      soon: {deadline: {from: receive, to: invoice, within: 1 day}, owner: chief}
      once: {at_most: {activity: ship, times: 1}, owner: chief}
controls:
  picking: {enforces: orders.picked, owner: chief, tolerates: 0}
"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the seconds from the start of a server to its first page with figures, first and again."""
    with tempfile.TemporaryDirectory(prefix="sightline-restart-") as folder:
        root = Path(folder)
        (root / "sightline.yml").write_text(MODEL, encoding="utf-8")
        there = fill(root, THERE_QUICK if quick else THERE)
        _counted(root)
        token = _token(root)
        first = _started(root, token, complete=True)
        _more(root)
        again = _started(root, token)
        _more(root, "after")
        (root / ".sightline" / "readings" / "last.json").unlink()
        without = _started(root, token)
        shutil.rmtree(root / ".sightline", ignore_errors=True)
    return [
        {"name": "events that are there", "value": there},
        {"name": "first start ever, to a page with figures: s", "value": round(first, 2)},
        {"name": "restart, to a page with figures: s", "value": round(again, 2), "limit": LIMIT_SECONDS},
        {"name": "the same without the last reading: s", "value": round(without, 2)},
    ]


def _counted(root: Path) -> None:
    """Have the files that are there count: as the manifest names what was sealed."""
    state = root / ".sightline"
    rows = []
    for path in sorted((state / "events").rglob("*.parquet")):
        times = pq.read_table(path, columns=["time"], partitioning=None).column("time").cast(pa.int64())
        name = path.relative_to(state / "events").as_posix()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        span = pc.min(times).as_py(), pc.max(times).as_py()
        rows.append(
            (name, path.parent.name.removeprefix("day="), INPUTS, len(times), path.stat().st_size, *span, digest)
        )
    with closing(sqlite3.connect(state / "landing.sqlite3")) as wire, wire:
        wire.executemany(
            "INSERT INTO segment VALUES (?, 'order_log', ?, 'live', 0, 0, ?, ?, ?, ?, ?, ?, 0)",
            rows,
        )
        wire.execute("INSERT INTO log VALUES ('order_log', 1)")


def _started(root: Path, token: str, *, complete: bool = False) -> float:
    """Return the seconds from starting a server to a page with figures; with `complete`, wait for all of them."""
    began = time.monotonic()
    with served(root) as port:
        while not _figures(port, token):
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError("no page ever had figures")
            time.sleep(ASK_SECONDS)
        taken = time.monotonic() - began
        while complete and not (root / ".sightline" / "readings" / "last.json").exists():
            _figures(port, token)
            time.sleep(0.5)
    return taken


def _figures(port: int, token: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/strategy.json", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        said = answer.read()
        return answer.status == 200 and bool(json.loads(said)["rows"])
    except OSError:
        return False
    finally:
        connection.close()


def _more(root: Path, name: str = "more") -> None:
    from sightline.facts.live.store import EventRow, open_store

    store = open_store(root / ".sightline")
    at = time.time_ns() // 1_000
    store.land(
        [[EventRow("order_log", "/more", f"{name}{one}", f"{name}{one}", "receive", at - one) for one in range(1_000)]],
        received_us=at,
    )
    store.close()


def _token(root: Path) -> str:
    """Make an account that may look, and return its token."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom sightline_web.asgi import make_application\n"
        "make_application(Path(sys.argv[1]) / '.sightline')\nfrom django.utils import timezone\n"
        "from sightline_web.accounts import tokens\nfrom sightline_web.accounts.acting import actor_of\n"
        "from sightline_web.accounts.models import Account\n"
        "one = Account.objects.create(email='bench@example.org', name='Bench', duties=['operations_manager'])\n"
        "print(tokens.make(by=actor_of(one), account=one, name='bench', days=1, now=timezone.now(),\n"
        "    scopes=['goal:list', 'goal:view'])[1])\n"
    )
    made = subprocess.run([sys.executable, "-c", script, str(root)], check=True, capture_output=True, text=True)
    return made.stdout.strip().splitlines()[-1]
