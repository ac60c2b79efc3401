"""One process that serves one workspace: to this machine, or under a public address of https.

A password must not cross a network in the clear, so an address of the network is listened on only together with the
public address of what stands in front and speaks https.
"""

from __future__ import annotations

import errno
import importlib
import ipaddress
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from sightline_web import engine, keeper
from sightline_web.asgi import App, make_application
from sightline_web.engine import EnvironmentFaultError
from sightline_web.heap import Heap
from sightline_web.public import Public, public_address
from sightline_web.secrets_ import SecretError
from sightline_web.stream import hub

__all__ = ["Server", "bind", "check_host", "configuration", "make_server", "serve"]

HUNG_SECONDS = 30  # of one of several processes that answers nothing; it is then replaced
TRIED_PORTS = 20
LAST_PORT = 65_535


class Server(uvicorn.Server):
    """A uvicorn server that says when it answers, and ends its streams before it waits for its connections."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then say so."""
        hub.current().open()
        await super().startup(sockets=sockets)
        if self.started:
            self._say_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop within a second, whoever listens."""
        hub.current().close()
        await super().shutdown(sockets=sockets)


def serve(
    workspace_root: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8631,
    url: str = "",
    open_browser: bool = False,
    workers: int = 1,
) -> None:
    """Serve a workspace until interrupted, and do what the schedule says.

    Parameters
    ----------
    workspace_root : Path
        The folder that holds `sightline.yml`.
    host : str
        A loopback address or `localhost`; with `url`, any address of this machine.
    port : int
        Where to listen; 0 for any free one. Where it is taken, the next free of twenty is used.
    url : str
        The public address of https under which others reach this server; `SIGHTLINE_URL` where it is empty.
    open_browser : bool
        Open the first page in the visitor's browser once the server answers.
    workers : int
        How many processes serve; with more than one, this one only watches over them.

    Raises
    ------
    EnvironmentFaultError
        If `host` is not a loopback address and there is no public one, no port is free, or the environment says
        something that cannot be.
    """
    public = check_host(host, url or os.environ.get("SIGHTLINE_URL", ""))
    _check_environment()
    sock = bind(host, port)
    chosen = sock.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{chosen}/"
    if port not in {0, chosen}:
        _say(f"Port {port} is taken.")
    invited: list[str] = []

    def started() -> None:
        at = f"{public.origin}/, by way of {address}" if public else address
        _say(f"Sightline is at {at} (stop it with Ctrl-C)")
        for path in invited:
            link = (public.origin if public else address.rstrip("/")) + path
            _say(f"Nobody has an account here yet. Open this link to make the first, within a day: {link}")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        if workers > 1:
            _serve_by_many(workspace_root, sock, workers=workers, started=started, invited=invited)
        else:
            server = make_server(workspace_root, started=started)
            invited += _first_link()
            with _scheduled(), _followed(workspace_root), _collected():
                server.run(sockets=[sock])
    except KeyboardInterrupt:
        pass
    finally:
        sock.close()
        with suppress(KeyboardInterrupt):  # a second one: go at once
            if (kept := keeper.installed()) is not None:
                kept.close()


def _serve_by_many(
    workspace_root: Path, sock: socket.socket, *, workers: int, started: Callable[[], None], invited: list[str]
) -> None:
    """Serve by several processes; what they would all do at their start is done here, once."""
    from sightline_web.workers import FACTORY, Workers  # noqa: PLC0415 -- only for several

    records = engine.records_folder(workspace_root)
    os.environ["SIGHTLINE_WORKSPACE"] = str(workspace_root)
    make_application(records)
    invited += _first_link()
    with _scheduled(), _followed(workspace_root):
        Workers(configuration(FACTORY, workers=workers), [sock], started=started).run()


@contextmanager
def _scheduled() -> Iterator[None]:
    """Do beside the server what the schedule says."""
    from sightline_web.schedule.runner import beside  # noqa: PLC0415 -- Django is set up first

    with beside():
        yield


@contextmanager
def _followed(workspace_root: Path) -> Iterator[None]:
    """Have live events followed beside the server, where there are any."""
    from sightline_web.live.beside import beside  # noqa: PLC0415 -- Django is set up first

    with beside(workspace_root):
        yield


@contextmanager
def _collected() -> Iterator[None]:
    """Leave out of whole collections of garbage what the reading that is served is made of."""
    heap = Heap()
    heap.watch(keeper.current())
    try:
        yield
    finally:
        heap.let_go()


def _offered(kept: keeper.Keeper, workspace_root: Path) -> None:
    """Have exceptions looked for in every reading."""
    from sightline_web.exceptions.following import follow  # noqa: PLC0415 -- Django is set up first

    follow(kept, workspace_root)


def make_server(
    workspace_root: Path,
    *,
    started: Callable[[], None],
    rest: float = keeper.REST_SECONDS,
    times: float = keeper.REST_TIMES,
) -> Server:
    """Return a server of a workspace that has begun to read its data; `run(sockets=[...])` serves.

    `rest` and `times` say how often live events cause a new reading; see `Keeper`.
    """
    kept = engine.open_workspace(workspace_root, rest=rest, times=times)
    keeper.install(kept)
    kept.state()  # begin to read now, not at the first request
    application = make_application(engine.records_folder(workspace_root))
    _offered(kept, workspace_root)
    return Server(configuration(application), started=started)


def configuration(application: App | str, *, workers: int = 1) -> uvicorn.Config:
    """Return how an application, or what makes one, is served: with no log of requests, stopped within a second."""
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        timeout_worker_healthcheck=HUNG_SECONDS,
        loop="asyncio",
        http="sightline_web.heads:BoundedHeads",  # by name, as several processes need it
        ws="none",
        lifespan="on",  # the application is told when to let go
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )


def check_host(host: str, url: str = "") -> Public | None:
    """Refuse an address of the network without a public one of https; return the public one, if there is one.

    It is put into the environment, where the settings of this process and of its workers read it.

    Raises
    ------
    EnvironmentFaultError
        If `url` is no address of https, or `host` is not a loopback address and there is none.
    """
    try:
        public = public_address(url)
    except ValueError as error:
        raise EnvironmentFaultError(
            str(error), fix="Correct --url, or leave it out to serve this machine alone."
        ) from None
    if public is not None:
        os.environ["SIGHTLINE_URL"] = public.origin
    elif not _is_loopback(host):
        raise EnvironmentFaultError(
            f"Sightline listens at {host or 'an empty address'} only together with a public address of https: "
            "passwords must not cross the network in the clear.",
            fix="Add --url https://NAME, the address of what ends the encryption in front of it; or leave --host out "
            "and reach it through a tunnel: ssh -L 8631:127.0.0.1:8631 MACHINE",
        )
    return public


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_environment() -> None:
    """Tell in words what the settings refuse: a key that is too short, half an issuer, a mail address that is none."""
    try:
        importlib.import_module("sightline_web.settings")
    except (ValueError, OSError, SecretError) as error:
        raise EnvironmentFaultError(str(error), fix="Correct that in the environment, then start again.") from None


def _first_link() -> list[str]:
    """Return the path of the first administrator's link, where nobody has an account and the workspace is no demo."""
    from django.urls import reverse  # noqa: PLC0415 -- Django is set up first

    from sightline_web.accounts import demo, invitations  # noqa: PLC0415 -- the same
    from sightline_web.store import StoreError  # noqa: PLC0415 -- the same

    if demo.is_demo() and "SIGHTLINE_URL" not in os.environ:  # under a public address no demo account counts
        return []
    try:
        key = invitations.first_administrator(now=datetime.now(UTC))
    except StoreError as error:
        _say(f"{error.fault.cause} {error.fault.fix or ''}")
        return []
    return [reverse("invitation", args=[key])] if key else []


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
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # by which asyncio knows to send at once
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
