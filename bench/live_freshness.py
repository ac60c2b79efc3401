"""From the acknowledgement of an event to the exception that anybody can see, at 1,000 events a second.

A server is started as people start it; a sender gives it 1,000 events a second in batches of 100. Now and then one of
them breaks a rule of which a control tolerates nothing. A program asks `/exceptions.json` eight times a second, as a
page would, and notes when the case is there. All of it shares the machine's cores.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

LIMIT_SECONDS = 2.0
RATE, BATCH, PROBE_EVERY = 1_000, 100, 5  # events a second, in a batch, batches between two probes
ASK_SECONDS = 0.12  # a token may ask 600 times a minute
MODEL = """sightline: 1
name: Freshness
sources:
  orders: {live: true, file: orders.csv, log: {case: id, activity: step, time: at}}
metrics:
  lead: {title: Lead time, unit: days, better: lower, duration: {process: buy, from: ask, to: send, stat: mean}}
goals:
  quick: {statement: Be quick, metric: lead, target: 1, by: 2099-12-31, owner: chief}
roles:
  chief: {title: Chief}
processes:
  buy:
    log: orders
    activities: {ask: {}, pay: {}, send: {}}
    chain: [ask, pay, send]
    rules:
      pay_first: {precedence: [pay, send], owner: chief}
      send_soon: {deadline: {from: ask, to: send, within: 1 day}, owner: chief}
controls:
  paid: {enforces: buy.pay_first, owner: chief, tolerates: 0}
"""


def run(*, quick: bool = False) -> list[dict[str, object]]:
    """Return the percentiles of the time from acknowledgement to visibility, and how fast batches were answered."""
    with tempfile.TemporaryDirectory(prefix="sightline-freshness-") as folder:
        root = Path(folder)
        _workspace(root)
        token = _token(root)
        with _served(root) as port:
            found = _Probes(port, token)
            found.warm()
            return found.measured(10 if quick else 60)


def _workspace(root: Path) -> None:
    (root / "sightline.yml").write_text(MODEL, encoding="utf-8")
    lines, day = ["id,step,at"], datetime.now(UTC) - timedelta(days=60)
    for number in range(500):
        at = day + timedelta(hours=2 * number)
        for step, hours in (("ask", 0), ("pay", 2), ("send", 5)):
            lines.append(f"b{number},{step},{(at + timedelta(hours=hours)).isoformat()}")
    (root / "orders.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _token(root: Path) -> str:
    """Make an account that may send and look, and return its token."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom sightline_web.asgi import make_application\n"
        "make_application(Path(sys.argv[1]) / '.sightline')\nfrom django.utils import timezone\n"
        "from sightline_web.accounts import tokens\nfrom sightline_web.accounts.acting import actor_of\n"
        "from sightline_web.accounts.models import Account\n"
        "one = Account.objects.create(email='bench@example.org', name='Bench', duties=['operations_manager'])\n"
        "print(tokens.make(by=actor_of(one), account=one, name='bench', days=1, now=timezone.now(),\n"
        "    scopes=['event:create', 'exception:list', 'exception:view'])[1])\n"
    )
    made = subprocess.run([sys.executable, "-c", script, str(root)], check=True, capture_output=True, text=True)
    return made.stdout.strip().splitlines()[-1]


class _served:  # noqa: N801 -- read as a word after `with`
    """A server of a workspace, on a free port, stopped as Ctrl-C would."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> int:
        command = [sys.executable, "-m", "sightline", "-C", str(self._root), "serve", "--port", "0"]
        env = os.environ | {"PYTHONUNBUFFERED": "1"}
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        assert self._server.stdout is not None  # noqa: S101 -- it was asked for
        for line in self._server.stdout:
            if address := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                return int(address[1])
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(timeout=20)


class _Probes:
    """Sends, looks, and compares the two clocks, which are one."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._number = 0
        self._landed: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._answers: list[float] = []
        self._stop = threading.Event()

    def warm(self) -> None:
        """Wait for the first reading and the first exception."""
        until = time.monotonic() + 120
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._looked():
            if time.monotonic() > until:
                raise RuntimeError("no exception was ever seen")
            if not self._landed:
                self._send(probe=True)
            time.sleep(0.5)
        self._connection.close()  # idle meanwhile; it opens again by itself
        self._landed.clear()
        self._seen.clear()
        self._answers.clear()

    def measured(self, seconds: float) -> list[dict[str, object]]:
        """Send for so long, and return what was measured."""
        looking = threading.Thread(target=self._look, daemon=True)
        looking.start()
        began, sent = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            self._send(probe=sent % PROBE_EVERY == 0)
            sent += 1
            time.sleep(max(began + sent * BATCH / RATE - time.monotonic(), 0.0))
        rate = sent * BATCH / (time.monotonic() - began)
        until = time.monotonic() + 30
        while self._landed.keys() - self._seen.keys() and time.monotonic() < until:
            time.sleep(0.1)
        self._stop.set()
        looking.join(5)
        waits = sorted(self._seen[case] - at for case, at in self._landed.items() if case in self._seen)
        lost = len(self._landed) - len(waits)
        note = f"{rate:,.0f} events/s, {len(waits)} probes, {lost} never seen"
        return [
            {"name": "acknowledged to visible, p50", "value": _at(waits, 0.5), "note": note},
            {
                "name": "acknowledged to visible, p95",
                "value": _at(waits, 0.95) if not lost else 1e9,
                "limit": LIMIT_SECONDS,
            },
            {"name": f"answer to a batch of {BATCH}, p95", "value": _at(sorted(self._answers), 0.95)},
        ]

    def _send(self, *, probe: bool) -> None:
        at = datetime.now(UTC)
        events = [self._event(f"c{self._number + each // 3}", each % 3, at) for each in range(BATCH - 1)]
        self._number += BATCH // 3
        case = f"probe{self._number}"
        if probe:
            events.append(self._event(case, 2, at))
        headers = {"Content-Type": "application/cloudevents-batch+json", "Authorization": f"Bearer {self._token}"}
        began = time.monotonic()
        self._connection.request("POST", "/api/events", json.dumps(events).encode(), headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != 202:
            raise RuntimeError(f"{answer.status}: {said[:300]!r}")
        self._answers.append(time.monotonic() - began)
        if probe:
            self._landed[case] = time.monotonic()

    def _event(self, case: str, step: int, at: datetime) -> dict[str, object]:
        name = ("ask", "pay", "send")[step]
        moment = (at + timedelta(microseconds=step)).isoformat()
        return {
            "specversion": "1.0", "id": f"{case}/{name}", "source": "urn:bench", "type": f"buy.{name}", "subject": case,
            "time": moment,
        }  # fmt: skip

    def _look(self) -> None:
        while not self._stop.wait(ASK_SECONDS):
            self._looked()

    def _looked(self) -> bool:
        """Ask once; returns whether any probe is there."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request("GET", "/exceptions.json", headers={"Authorization": f"Bearer {self._token}"})
        answer = connection.getresponse()
        said = answer.read()
        now = time.monotonic()
        connection.close()
        if answer.status != 200:
            return False
        cases = {case for row in json.loads(said)["rows"] for case in row["cases"]}
        for case in cases:
            if case.startswith("probe"):
                self._seen.setdefault(case, now)
        return bool(self._seen)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")
