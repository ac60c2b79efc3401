"""A server in a thread, for browsers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline_web import keeper
from sightline_web.asgi import make_application
from sightline_web.keeper import Keeper
from sightline_web.server import Server, bind, configuration


@contextmanager
def served(kept: Keeper, *, records: Path | None = None) -> Iterator[str]:
    """Serve what a keeper keeps, on a free port; gives the address. With `records`, live events come in there."""
    before = keeper.installed()
    keeper.install(kept)
    ready = threading.Event()
    sock = bind("127.0.0.1", 0)
    server = Server(configuration(make_application(records)), started=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        assert ready.wait(20)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        sock.close()
        if before is not None:
            keeper.install(before)
        assert not thread.is_alive()
