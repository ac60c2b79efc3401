"""The example's own past, shown again: what happened in it day by day, as the lines that a sender would send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

__all__ = ["Past", "noted", "progress"]

FILE = "replay.json"  # in the workspace's own folder


class Past:
    """What happens in a cut example from its first live day on.

    Parameters
    ----------
    state : Path
        The workspace's own folder; it says which example it is, and how far the replay got.
    """

    def __init__(self, state: Path) -> None:
        from sightline.example.streaming import Replay  # noqa: PLC0415 -- NumPy and Arrow

        said = progress(state)
        self._state = state
        self._replay = Replay(cases=int(str(said["cases"])), seed=int(str(said["seed"])))
        self.start, self.end = self._replay.start, self._replay.end
        self.mended, self.again = (_moment(said.get(name)) for name in ("mended", "again"))

    def days(self, since: datetime | None) -> Iterator[tuple[datetime, datetime]]:
        """Yield the days from the one of a moment on, as start and end; all where there is none."""
        for start, end in self._replay.days():
            if since is None or since < end:
                yield start, end

    def lines(self, start: datetime, end: datetime) -> Iterator[bytes]:
        """Yield what happens within a stretch, as JSON lines of CloudEvents, some at a time."""
        from sightline.example.streaming import Slow  # noqa: PLC0415 -- NumPy and Arrow

        yield from self._replay.between(start, end, Slow(self.mended, self.again)).lines()

    def mend(self, at: datetime) -> None:
        """Let the credit check of the North be quick for what comes in from a moment on."""
        self.mended = at
        self._keep()

    def relapse(self, at: datetime) -> None:
        """Let it be slow again."""
        self.again = at
        self._keep()

    def _keep(self) -> None:
        moments = {"mended": self.mended, "again": self.again}
        noted(self._state, **{name: at.isoformat() for name, at in moments.items() if at is not None})


def progress(state: Path) -> dict[str, object]:
    """Return what is known of a replay: `cases`, `seed`, and when the slow step was mended and came back."""
    return dict(json.loads((state / FILE).read_text(encoding="utf-8")))


def noted(state: Path, **more: object) -> None:
    """Write down more about a replay."""
    said = progress(state) | more
    draft = state / f".{FILE}"
    draft.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    draft.replace(state / FILE)


def _moment(said: object) -> datetime | None:
    return datetime.fromisoformat(str(said)) if said else None
