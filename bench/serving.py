"""What the benchmarks of the app share: the example of a million cases, its server, and clients who keep a line open.

The example is made once and kept in `.bench`, with the reading that a first start leaves there.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
CASES, CASES_QUICK = 1_000_000, 2_000
PATIENCE_SECONDS = 3_600.0
REST_SECONDS, REST_SHARE = 5.0, 0.02
TICK = os.sysconf("SC_CLK_TCK")
KINDS = ("executive", "strategy_office", "operations_manager", "line_manager", "employee", "portfolio_board", "analyst",
         "hr_partner", "auditor", "works_council", "administrator")  # fmt: skip
COOKIE = "sightline_session"


def example(*, quick: bool) -> Path:
    """Return the example as its demo, made where it is not there yet."""
    from sightline.example import is_example, make_example, mark_demo

    cases = CASES_QUICK if quick else CASES
    root = ROOT / ".bench" / f"halden-{cases}"
    if not is_example(root):
        make_example(root, cases=cases)
    mark_demo(root)
    return root


class Served:
    """`sightline serve` on a workspace, as people start it; it says in each answer what that took."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "sightline", "-C", str(root), "serve", "--port", "0"]
        env = os.environ | {"PYTHONUNBUFFERED": "1", "SIGHTLINE_TIMING": "1"}
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        lines = iter(self._server.stdout or ())
        found = next((at for line in lines if (at := re.search(r"http://127\.0\.0\.1:(\d+)/", line))), None)
        if found is None:
            raise RuntimeError("the server did not start")
        self.port = int(found[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server.poll() is None:
            self.stop()

    def cpu(self) -> float:
        """Seconds of the processor that the server has used so far."""
        told = Path(f"/proc/{self._server.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(told[11]) + int(told[12])) / TICK

    def stop(self) -> float:
        """Stop it as Ctrl-C does; returns the seconds that this takes."""
        began = time.perf_counter()
        self._server.send_signal(signal.SIGINT)
        self._server.wait(timeout=60)
        return time.perf_counter() - began

    def settled(self, cookie: str) -> float:
        """Wait until every goal has its forecast and nothing is estimated any more; returns the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            line.request("GET", "/strategy.json", headers={"Cookie": f"{COOKIE}={cookie}"})
            answer = line.getresponse()
            said = answer.read()
            line.close()
            rows = json.loads(said)["rows"] if answer.status == 200 else []
            if rows and all(row.get("forecast") is not None for row in rows) and self._rests():
                return time.monotonic() - began
            time.sleep(1)
        raise RuntimeError("the reading was never there")

    def _rests(self) -> bool:
        """Return whether the server does next to nothing for some seconds, of which nobody asks it anything."""
        worked = self.cpu()
        time.sleep(REST_SECONDS)
        return self.cpu() - worked < REST_SHARE * REST_SECONDS


def sessions(port: int) -> dict[str, str]:
    """Look at the demo as each kind of user, as a visitor chooses it; returns the key of each session."""
    return {kind: _session(port, kind) for kind in KINDS}


def _session(port: int, kind: str) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    kept: dict[str, str] = {}

    def ask(verb: str, path: str, body: str | None = None) -> str:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        line.request(verb, path, body, {"Cookie": cookie, "Accept": "text/html", **form})
        answer = line.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            kept[name] = rest.partition(";")[0]
        return text

    page = ask("GET", "/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the first page has no form: is this the demo?")
    ask("POST", "/demo/as", f"csrfmiddlewaretoken={quote(token[1])}&kind={kind}&next=/")
    return kept[COOKIE]


@dataclass
class Answer:
    """What came back: the client's milliseconds, and what the server said of its own."""

    status: int
    body: bytes
    headers: dict[str, str]
    client: float
    total: float = 0.0
    cpu: float = 0.0
    queries: int = 0


@dataclass
class Client:
    """One browser's line, kept open."""

    port: int
    cookie: str
    headers: str = "Accept: text/html\r\nAccept-Language: en\r\n"
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def get(self, path: str) -> Answer:
        """Ask for an address and read all of the answer."""
        began, kept = time.perf_counter(), self._line is not None
        try:
            reader, status, headers = await self._asked(path)
        except (ConnectionError, asyncio.IncompleteReadError):
            if not kept:
                raise
            self.close()  # the server closed a line that was silent for long just when it was asked on, as browsers see
            reader, status, headers = await self._asked(path)
        body = await _body(reader, headers)
        answer = Answer(status, body, headers, 1_000 * (time.perf_counter() - began))
        told = headers.get("server-timing", "")
        for name in ("total", "cpu"):
            if found := re.search(rf"{name};dur=([\d.]+)", told):
                setattr(answer, name, float(found[1]))
        if found := re.search(r'queries;desc="(\d+)"', told):
            answer.queries = int(found[1])
        if headers.get("connection") == "close":
            self.close()
        return answer

    async def _asked(self, path: str) -> tuple[asyncio.StreamReader, int, dict[str, str]]:
        if self._line is None or self._line[0].at_eof():  # which the server has closed after some seconds of silence
            self.close()
            self._line = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._line
        cookie = f"Cookie: {COOKIE}={self.cookie}\r\n" if self.cookie else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.headers}{cookie}\r\n".encode())
        await writer.drain()
        return reader, *await head(reader)

    def close(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Read the head of an answer: its status and its headers, their names in small letters."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "chunked" not in headers.get("transfer-encoding", ""):
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of the values does not pass."""
    ordered = sorted(values)
    return ordered[max(round(share * len(ordered)) - 1, 0)]


def load() -> str:
    """Say how busy this machine is besides, which is part of every figure taken on it."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
