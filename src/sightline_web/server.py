"""One process that serves one workspace on this machine.

There are no accounts yet, so nothing but loopback addresses is served: whoever can reach the port sees everything.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

from sightline_web import engine, keeper
from sightline_web.asgi import App, make_application
from sightline_web.engine import EnvironmentFaultError

__all__ = ["Server", "bind", "check_host", "configuration", "make_server", "serve"]

HUNG_SECONDS = 30  # of one of several processes that answers nothing; it is then replaced
TRIED_PORTS = 20
LAST_PORT = 65_535


class Server(uvicorn.Server):
    """A uvicorn server that says when it answers."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._say_started()


def serve(
    workspace_root: Path, *, host: str = "127.0.0.1", port: int = 8631, open_browser: bool = False, workers: int = 1
) -> None:
    """Serve a workspace until interrupted, and do what the schedule says.

    Parameters
    ----------
    workspace_root : Path
        The folder that holds `sightline.yml`.
    host : str
        A loopback address or `localhost`.
    port : int
        Where to listen; 0 for any free one. Where it is taken, the next free of twenty is used.
    open_browser : bool
        Open the first page in the visitor's browser once the server answers.
    workers : int
        How many processes serve; with more than one, this one only watches over them.

    Raises
    ------
    EnvironmentFaultError
        If `host` is not a loopback address, or no port is free.
    """
    check_host(host)
    sock = bind(host, port)
    chosen = sock.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{chosen}/"
    if port not in {0, chosen}:
        _say(f"Port {port} is taken.")

    def started() -> None:
        _say(f"Sightline is at {address} (stop it with Ctrl-C)")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        if workers > 1:
            _serve_by_many(workspace_root, sock, workers=workers, started=started)
        else:
            server = make_server(workspace_root, started=started)
            with _scheduled():
                server.run(sockets=[sock])
    except KeyboardInterrupt:
        pass
    finally:
        sock.close()
        with suppress(KeyboardInterrupt):  # a second one: go at once
            if (kept := keeper.installed()) is not None:
                kept.close()


def _serve_by_many(workspace_root: Path, sock: socket.socket, *, workers: int, started: Callable[[], None]) -> None:
    """Serve by several processes; what they would all do at their start is done here, once."""
    from sightline_web.workers import FACTORY, Workers  # noqa: PLC0415 -- only for several

    records = engine.records_folder(workspace_root)
    os.environ["SIGHTLINE_WORKSPACE"] = str(workspace_root)
    make_application(records)
    with _scheduled():
        Workers(configuration(FACTORY, workers=workers), [sock], started=started).run()


@contextmanager
def _scheduled() -> Iterator[None]:
    """Do beside the server what the schedule says."""
    from sightline_web.schedule.runner import beside  # noqa: PLC0415 -- Django is set up first

    with beside():
        yield


def make_server(workspace_root: Path, *, started: Callable[[], None]) -> Server:
    """Return a server of a workspace that has begun to read its data; `run(sockets=[...])` serves."""
    kept = engine.open_workspace(workspace_root)
    keeper.install(kept)
    kept.state()  # begin to read now, not at the first request
    application = make_application(engine.records_folder(workspace_root))
    return Server(configuration(application), started=started)


def configuration(application: App | str, *, workers: int = 1) -> uvicorn.Config:
    """Return how an application, or what makes one, is served: with no log of requests, stopped within a second."""
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        timeout_worker_healthcheck=HUNG_SECONDS,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )


def check_host(host: str) -> None:
    """Refuse every address but this machine's own.

    Raises
    ------
    EnvironmentFaultError
        If `host` is not a loopback address.
    """
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise EnvironmentFaultError(
            f"Sightline serves only this machine, not {host}: it has no accounts yet, so everyone on the network "
            "would see everything.",
            fix="Leave --host out, and reach it from elsewhere through a tunnel: ssh -L 8631:127.0.0.1:8631 MACHINE",
        )


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens at `port`, or at the next free of twenty.

    Raises
    ------
    EnvironmentFaultError
        If none of them is free, or the system refuses the address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tries = range(port, min(port + TRIED_PORTS, LAST_PORT + 1)) if port else range(1)
    for attempt in tries:
        sock = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, attempt))
            sock.listen(128)
        except OSError as error:
            sock.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise EnvironmentFaultError(
                f"Port {attempt} of {host} cannot be used: {error.strerror}.", fix="Choose another with --port."
            ) from error
        return sock
    raise EnvironmentFaultError(
        f"The ports {tries[0]} to {tries[-1]} are all taken.", fix="Choose another with --port, or --port 0 for any."
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
