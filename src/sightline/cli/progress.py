"""A bar on standard error for whatever lasts longer than two seconds.

Anything shorter shows nothing; neither does anything that nobody watches.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

PATIENCE_SECONDS = 2.0


class BarProgress:
    """Draws what the readers report: `start`, `advance`, `finish`.

    Parameters
    ----------
    live : bool
        Whether standard error is a terminal that wants a bar.
    colour : bool
        Whether the bar may use colour.
    patience_seconds : float
        How long nothing is shown.
    """

    def __init__(self, *, live: bool, colour: bool = False, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._live = live
        self._colour = colour
        self._lock = threading.RLock()
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._label = ""
        self._total: int | None = None
        self._done = 0
        self._timer: threading.Timer | None = None
        self._patience = patience_seconds

    @property
    def shown(self) -> bool:
        """Whether the bar is on the screen."""
        return self._bar is not None

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a piece of work of `total` steps; 0 or None where the number is not known."""
        with self._lock:
            self._label, self._total, self._done = label, total or None, 0
            if self._bar is not None:
                self._next_task()
            elif self._live and self._timer is None:
                self._timer = threading.Timer(self._patience, self._show)
                self._timer.daemon = True
                self._timer.start()

    def advance(self, n: int = 1) -> None:
        """Count `n` more steps."""
        with self._lock:
            self._done += n
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=self._done)

    def finish(self) -> None:
        """End the piece of work; the bar stays until the next one or `close`."""
        with self._lock:
            if self._bar is not None and self._task is not None:
                self._bar.remove_task(self._task)
                self._task = None

    def close(self) -> None:
        """Take the bar away."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None
            self._live = False

    def _next_task(self) -> None:
        if self._bar is None:
            return
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(self._label, total=self._total, completed=self._done)

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415 -- only when something lasts
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 -- likewise

        console = Console(stderr=True, no_color=not self._colour)
        bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
            console=console, transient=True, refresh_per_second=8,
        )  # fmt: skip
        with self._lock:
            if not self._live or self._bar is not None:
                return
            self._bar = bar
            bar.start()
            self._next_task()
