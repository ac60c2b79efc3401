"""The live demo: a server on the cut example, the process that follows it, and the story that is sent to it."""

from __future__ import annotations

import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from sightline_web import engine, keeper
from sightline_web.engine.live import Follower
from sightline_web.engine.replay import Past
from sightline_web.live.beside import beside
from sightline_web.server import bind, make_server

if TYPE_CHECKING:
    from sightline_web.live.story import Pace

__all__ = ["show"]

SEEN = {"rest": 15.0, "times": 2.0}  # days go by in seconds, and pages with them
UNSEEN = {"rest": 86_400.0}  # the live process reads for itself
FAST_WHOLE_DAYS = 7  # told without pages, a whole reading is waited for so often


def show(
    root: Path,
    *,
    host: str,
    port: int,
    days_per_minute: float,
    pages: bool,
    until_over: bool,
    open_browser: bool,
) -> int:
    """Serve the cut example and tell its story; returns 0 where all of it was seen, or nobody waits for its end.

    Parameters
    ----------
    root : Path
        The workspace.
    host, port : str, int
        Where to listen: an address of this machine.
    days_per_minute : float
        How fast days go by.
    pages : bool
        Whether somebody looks: without, days go by as fast as they can, and it ends with the story.
    until_over : bool
        End when the story is over.
    open_browser : bool
        Open a browser on it.
    """
    sock = bind(host, port if pages else 0)
    chosen = sock.getsockname()[1]
    ready, stop = threading.Event(), threading.Event()
    server = make_server(root, started=ready.set, **(SEEN if pages else UNSEEN))
    seen: list[bool] = []

    def tell() -> None:
        ready.wait()
        pace = _pace(days_per_minute, pages=pages)
        try:
            seen.append(_tell(root, (host, chosen), pace, stop, until_over=until_over or not pages))
        except (TimeoutError, RuntimeError, LookupError) as error:  # what stands in the way is said; pages stay
            _say(f"The replay ends: {error}")
        if until_over or not pages:
            server.should_exit = True

    if pages:
        address = f"http://{f'[{host}]' if ':' in host else host}:{chosen}/"
        _say(f"Sightline is at {address} (stop it with Ctrl-C). A past is shown, {days_per_minute:g} days a minute.")
        if open_browser:
            threading.Thread(target=lambda: ready.wait() and webbrowser.open(address), daemon=True).start()
    teller = threading.Thread(target=tell, name="sightline-story", daemon=True)
    teller.start()
    try:
        with beside(root):
            server.run(sockets=[sock])
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        sock.close()
        teller.join(2)
        if (kept := keeper.installed()) is not None:
            kept.close()
    return 0 if seen == [True] or not (until_over or not pages) else 1


def _pace(days_per_minute: float, *, pages: bool) -> Pace:
    from sightline_web.live.story import Pace  # noqa: PLC0415 -- Django is set up by the server

    return Pace(60 / days_per_minute) if pages else Pace(whole_days=FAST_WHOLE_DAYS)


def _tell(root: Path, address: tuple[str, int], pace: Pace, stop: threading.Event, *, until_over: bool) -> bool:
    """Tell the story; returns whether all of it was seen."""
    from sightline_web.live.sending import Sender, token  # noqa: PLC0415 -- Django is set up by the server
    from sightline_web.live.story import Story  # noqa: PLC0415 -- the same

    state = engine.records_folder(root)
    follower = Follower(state)
    try:
        story = Story(Past(state), Sender(*address, token()), follower.last, pace, _say, stop)
        story.tell(until_over=until_over)
        return story.over
    finally:
        follower.close()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
