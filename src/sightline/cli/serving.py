"""Starting the app: by name, because the library does not know it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sightline.cli.interrupts import held_back
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


def serve(root: Path, *, host: str, port: int, open_browser: bool, url: str = "", workers: int = 1) -> None:
    """Serve the workspace at `root` until interrupted.

    Parameters
    ----------
    root : Path
        The workspace.
    host, port : str, int
        Where to listen; a taken port is passed over for the next free one, which the server says.
    open_browser : bool
        Open a browser if there is one.
    url : str
        The public address of https, where others reach the server too.
    workers : int
        How many processes serve.

    Raises
    ------
    EnvironmentFaultError
        If the app is not installed, or the address cannot be listened on.
    """
    ensure_app()
    with held_back():
        server = importlib.import_module("sightline_web.server")
    server.serve(root, host=host, port=port, url=url, open_browser=open_browser and has_browser(), workers=workers)


def replay(
    root: Path, *, host: str, port: int, days_per_minute: float, pages: bool, until_over: bool, open_browser: bool
) -> int:
    """Serve the cut example at `root` while its past is sent to it; returns 1 where its story was not seen to its end.

    Parameters
    ----------
    root : Path
        The workspace.
    host, port : str, int
        Where to listen.
    days_per_minute : float
        How fast days go by.
    pages : bool
        Whether somebody looks; without, it goes as fast as it can, and ends with the story.
    until_over : bool
        End with the story.
    open_browser : bool
        Open a browser if there is one.

    Raises
    ------
    EnvironmentFaultError
        If the app is not installed, or the address cannot be listened on.
    """
    ensure_app()
    with held_back():
        showing = importlib.import_module("sightline_web.live.showing")
    asked = {"host": host, "port": port, "days_per_minute": days_per_minute, "pages": pages, "until_over": until_over}
    return int(showing.show(root, **asked, open_browser=open_browser and has_browser()))


def exception_states(root: Path) -> Mapping[str, str]:
    """Return how the exceptions of the workspace at `root` stand, by key; none without the app, or without records."""
    kept = os.environ.get("DATABASE_URL") or (root / ".sightline" / "records.sqlite3").exists()
    if not kept or any(importlib.util.find_spec(name) is None for name in ("django", "sightline_web")):
        return {}
    with held_back():
        door = importlib.import_module("sightline_web.exceptions.door")
    return dict(door.states(root))


def work(root: Path, *, once: bool) -> int:
    """Do what is due on the records of the workspace at `root`; returns 1 where a job failed.

    Parameters
    ----------
    root : Path
        The workspace.
    once : bool
        Do what is due now and stop, rather than go on until interrupted.

    Raises
    ------
    EnvironmentFaultError
        If the app is not installed, or its records cannot be reached.
    """
    ensure_app()
    with held_back():
        worker = importlib.import_module("sightline_web.worker")
    return int(worker.work(root, once=once))
