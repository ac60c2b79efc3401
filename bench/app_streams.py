"""Three hundred open live streams on the example of a million cases: how soon a change arrives, and how soon all stops.

Twenty-six people with twelve windows each listen. Changes of a topic are written as every process of Sightline writes
them, a second and a little apart; each is timed from its commit to the line that tells it, in every stream. In the end
the server is stopped as Ctrl-C does, with all streams open. Run when named: the first run makes the example.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from bench.serving import COOKIE, Served, example, head, load, percentile

STREAMS, OF_EACH, CHANGES = 300, 12, 20
LIMIT_MS, LIMIT_STOP_SECONDS = 500.0, 2.0
APART_SECONDS = 1.1
PEOPLE = """
import json, sys
from pathlib import Path
from sightline_web.asgi import make_application
make_application(Path(sys.argv[1]) / ".sightline")
from django.conf import settings
from django.test import Client
from sightline_web.accounts.models import Account
keys = []
for number in range(int(sys.argv[2])):
    values = {"name": f"Listener {number}", "duties": ["operations_manager"]}
    one, _ = Account.objects.update_or_create(email=f"listener{number}@bench.invalid", defaults=values)
    client = Client()
    client.force_login(one)
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
print(json.dumps(keys))
"""
CHANGES_SCRIPT = """
import sys, time
from pathlib import Path
from sightline_web.asgi import make_application
make_application(Path(sys.argv[1]) / ".sightline")
from sightline_web import store
from sightline_web.stream.services import touch
for _ in range(int(sys.argv[2])):
    with store.writing():
        touch("exceptions")
    print(time.time(), flush=True)
    time.sleep(float(sys.argv[3]))
"""


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return the p95 of a change's way to a stream, and the seconds of a stop."""
    root = example(quick=quick)
    streams, changes = (24, 3) if quick else (STREAMS, CHANGES)
    with Served(root) as server:
        made = subprocess.run(
            [sys.executable, "-c", PEOPLE, str(root), str(-(-streams // OF_EACH))],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        keys = json.loads(made.stdout.splitlines()[-1])
        server.settled(keys[0])
        return asyncio.run(_listened(server, root, keys, streams=streams, changes=changes))


async def _listened(
    server: Served, root: Path, keys: list[str], *, streams: int, changes: int
) -> list[dict[str, object]]:
    heard: list[list[float]] = [[] for _ in range(streams)]
    open_ = [asyncio.Event() for _ in range(streams)]

    async def listen(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        cookie = f"Cookie: {COOKIE}={keys[number // OF_EACH]}"
        asked = f"GET /stream?topics=exceptions HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{cookie}\r\n\r\n"
        writer.write(asked.encode())
        status, _ = await head(reader)
        if status != 200:
            raise AssertionError(f"stream {number} was answered {status}")
        while line := await reader.readline():
            if line.startswith(b"event: now"):
                open_[number].set()
            elif line.startswith(b"event: exceptions"):
                heard[number].append(time.time())
        writer.close()

    began, worked = time.perf_counter(), server.cpu()
    tasks = [asyncio.create_task(listen(number)) for number in range(streams)]
    await asyncio.gather(*(each.wait() for each in open_))
    opened, opening = time.perf_counter() - began, server.cpu() - worked
    worked, began = server.cpu(), time.perf_counter()
    writing = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHANGES_SCRIPT, str(root), str(changes), str(APART_SECONDS),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await writing.communicate()
    written = [float(line) for line in said.split()]
    await asyncio.sleep(2)
    used = (server.cpu() - worked) / (time.perf_counter() - began)
    ways = [1_000 * (at - since) for each in heard for since, at in zip(written, each, strict=True)]
    stopped = await asyncio.to_thread(server.stop)
    await asyncio.gather(*tasks, return_exceptions=True)
    note = f"p50 {percentile(ways, 0.5):.0f}, max {max(ways):.0f}; {used:.2f} cores; {load()}"
    return [
        {"name": f"{streams} streams are open: s", "value": opened, "note": f"{opening:.2f} s of the processor"},
        {"name": f"p95 of a change's way to {streams} streams: ms", "value": percentile(ways, 0.95),
         "limit": LIMIT_MS, "note": note},
        {"name": f"stop with {streams} streams open: s", "value": stopped, "limit": LIMIT_STOP_SECONDS},
    ]  # fmt: skip
