"""Starting the app: by name, because the library does not know it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import socket
import sys
from pathlib import Path

from sightline.cli.state import State
from sightline.errors import EnvironmentFaultError


def ensure_app() -> None:
    """Raise unless the app and what it stands on are installed.

    Raises
    ------
    EnvironmentFaultError
        Naming the package that is missing and the command that installs it.
    """
    for package in ("django", "django_htmx", "uvicorn", "sightline_web"):
        if importlib.util.find_spec(package) is None:
            raise EnvironmentFaultError(
                f"the app needs the package '{package.replace('_', '-')}', which is not installed.",
                fix="pip install 'sightline[web]'",
            )


def ensure_port(host: str, port: int) -> None:
    """Raise unless `host` and `port` can be listened on.

    Raises
    ------
    EnvironmentFaultError
        If the port is taken or not allowed, or the address is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise EnvironmentFaultError(
            f"cannot listen there: {(fault.strerror or str(fault)).lower()}.",
            place=f"{host}:{port}",
            fix=f"Choose another port, for example --port {port + 1 if port < 65_000 else 8_631}, "  # noqa: PLR2004 -- ports end at 65535
            "or end the program that listens there.",
        ) from fault


def has_browser() -> bool:
    """Return whether a browser with a window can be opened here; a text browser would take the terminal."""
    if sys.platform not in ("darwin", "win32") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    import webbrowser  # noqa: PLC0415 -- only here

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def serve(state: State, root: Path, *, host: str, port: int, open_browser: bool) -> None:
    """Serve the workspace at `root` until interrupted.

    Parameters
    ----------
    state : State
        Where to say the address.
    root : Path
        The workspace.
    host, port : str, int
        Where to listen.
    open_browser : bool
        Open a browser if there is one.
    """
    ensure_app()
    ensure_port(host, port)
    server = importlib.import_module("sightline_web.server")
    shown = f"[{host}]" if ":" in host else host
    state.say(f"Sightline serves {root.name} at http://{shown}:{port}/ (end it with Ctrl-C)")
    server.serve(root, host=host, port=port, open_browser=open_browser and has_browser())
