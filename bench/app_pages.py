"""Every page of the app on the example of a million cases: by one visitor at a time, then by fifty people who read.

A server is started as people start it, and the demo's eleven kinds of user sign in. Each follows every link that they
find, one of each kind of address: a named route, its JSON and CSV twins among them. Every kind is then asked ten times,
one request at a time, as two of those who may see it. Then fifty people read at once, each on a line that is kept open:
a page, two to eight seconds of reading, the next page. Times are the server's own, from the request to the whole
answer, as `Server-Timing` says them. Run when named: the first run makes the example and its reading.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from bench.serving import Answer, Client, Served, example, load, percentile, sessions

LIMIT_MS = 200.0
LIMIT_BYTES = 400_000
PEOPLE, THINK_SECONDS, MINUTES = 50, (2.0, 8.0), 3.0
OF_EACH, ROUNDS = 2, 5
LINKS = re.compile(r'<a\s[^>]*href="([^"#]+)|hx-get="([^"#]+)', re.IGNORECASE)
ASSETS = re.compile(r'="(/assets/[^"]+)"')


@dataclass
class Route:
    """All that was measured of one kind of address."""

    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: int = 0
    slowest: str = ""

    def add(self, path: str, answer: Answer) -> None:
        """Count one answer."""
        if not self.times or answer.total > max(self.times):
            self.slowest = path
        self.times.append(answer.total)
        self.cpu.append(answer.cpu)
        self.queries = max(self.queries, answer.queries)


def run(*, quick: bool) -> list[dict[str, object]]:
    """Return the p95 of each page, of all pages under load, and the weight of a first visit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    import django

    django.setup(set_prefix=False)
    with Served(example(quick=quick)) as server:
        keys = sessions(server.port)
        server.settled(keys["executive"])
        asyncio.run(_all_walked(server.port, keys))  # some pages have asked behind one's back
        server.settled(keys["executive"])
        return asyncio.run(_measured(server, keys, quick=quick))


async def _measured(server: Served, keys: dict[str, str], *, quick: bool) -> list[dict[str, object]]:
    found = await _all_walked(server.port, keys)
    rows: list[dict[str, object]] = [await _weight(server.port, keys["executive"])]
    routes: dict[str, Route] = defaultdict(Route)
    asked: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, pages in found.items():
        for name, path in pages:
            asked[name] += [(kind, path)] if len(asked[name]) < OF_EACH else []
    clients = {kind: Client(server.port, key) for kind, key in keys.items()}
    for _ in range(2 if quick else ROUNDS):
        for name, those in asked.items():
            for kind, path in those:
                routes[name].add(path, await clients[kind].get(path))
    for client in clients.values():
        client.close()
    rows += [_row(name, route) for name, route in sorted(routes.items())]
    every = [each for route in routes.values() for each in route.times]
    rows.append(
        {"name": f"p95 of all {len(routes)} kinds of address, one at a time: ms", "value": percentile(every, 0.95),
         "limit": LIMIT_MS, "note": f"{len(every)} requests; {load()}"}
    )  # fmt: skip
    return rows + await _read_by_many(server, keys, found, minutes=0.2 if quick else MINUTES)


async def _all_walked(port: int, keys: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {kind: await _walked(port, key) for kind, key in keys.items()}


async def _walked(port: int, key: str) -> list[tuple[str, str]]:
    """Follow links from the first page; return one address of each kind that answers this person."""
    from django.urls import Resolver404, resolve

    client, kept, seen, ahead = Client(port, key), [], {"/"}, ["/"]
    seen_names: set[str] = set()
    while ahead:
        path = ahead.pop(0)
        try:
            name = str(resolve(urlsplit(path).path).url_name)
        except Resolver404:
            continue
        if name in seen_names or name in {"stream", "account_logout"}:
            continue
        answer = await client.get(path)
        if answer.status != 200:
            continue
        seen_names.add(name)
        kept.append((name, path))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for one, other in LINKS.findall(answer.body.decode()):
            to = urljoin(path, unescape(one or other))
            if to.startswith("/") and not to.startswith(("//", "/assets/", "/static/")) and to not in seen:
                seen.add(to)
                ahead.append(to)
    client.close()
    return kept


def _row(name: str, route: Route) -> dict[str, object]:
    p95 = percentile(route.times, 0.95)
    return {
        "name": f"p95 of {name}: ms", "value": p95, "limit": LIMIT_MS,
        "note": f"p50 {percentile(route.times, 0.5):.0f}, max {max(route.times):.0f}, of the processor "
        f"{percentile(route.cpu, 0.95):.0f}; {route.queries} queries; {route.slowest}",
    }  # fmt: skip


async def _read_by_many(
    server: Served, keys: dict[str, str], found: dict[str, list[tuple[str, str]]], *, minutes: float
) -> list[dict[str, object]]:
    """Have fifty people read pages at once for some minutes."""
    answers: list[tuple[str, Answer]] = []
    ends = time.perf_counter() + 60 * minutes
    began, worked = time.perf_counter(), server.cpu()

    async def reads(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 -- which page comes next
        kind = list(keys)[number % len(keys)]
        pages = [path for name, path in found[kind] if not name.endswith(("_json", "_csv"))]
        client = Client(server.port, keys[kind])
        await asyncio.sleep(chance.uniform(0, THINK_SECONDS[1]))
        while time.perf_counter() < ends:
            path = chance.choice(pages)
            answers.append((path, await client.get(path)))
            await asyncio.sleep(chance.uniform(*THINK_SECONDS))
        client.close()

    await asyncio.gather(*(reads(number) for number in range(PEOPLE)))
    seconds = time.perf_counter() - began
    wrong = [path for path, answer in answers if answer.status not in {200, 302, 304}]
    if wrong:
        raise AssertionError(f"{len(wrong)} of {len(answers)} answers are faults: {wrong[:5]}")
    totals, clients = [a.total for _, a in answers], [a.client for _, a in answers]
    note = (
        f"{len(answers) / seconds:.1f} requests a second, {(server.cpu() - worked) / seconds:.2f} cores; "
        f"p50 {percentile(totals, 0.5):.0f}, max {max(totals):.0f}; of the processor "
        f"{percentile([a.cpu for _, a in answers], 0.95):.0f}; {load()}"
    )
    return [
        {"name": f"p95 with {PEOPLE} people reading, the server's: ms", "value": percentile(totals, 0.95),
         "limit": LIMIT_MS, "note": note},
        {"name": f"p95 with {PEOPLE} people reading, the client's: ms", "value": percentile(clients, 0.95)},
    ]  # fmt: skip


async def _weight(port: int, key: str) -> dict[str, object]:
    """Weigh a first visit to a figure: the page and all that it loads, as a browser receives it, packed."""
    client = Client(port, key, headers="Accept: */*\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n")
    page = await client.get("/metrics/on_time_share")
    loads = dict.fromkeys(ASSETS.findall(page.body.decode()))
    sizes = [len((await client.get(path)).body) for path in loads]
    client.close()
    total = len(gzip.compress(page.body)) + sum(sizes)
    return {
        "name": "bytes of a first visit to a figure, packed", "value": total, "limit": LIMIT_BYTES,
        "note": f"the page and {len(sizes)} files",
    }  # fmt: skip
