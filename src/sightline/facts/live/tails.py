"""What is not sealed yet, as files beside the facts: one for each version of a log, gone when nothing needs it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq

from sightline.errors import EnvironmentFaultError
from sightline.facts.live.protocol import View

__all__ = ["forget_tails", "tail_file"]

_SUFFIX = "-tail"
_KEPT_SECONDS = 3_600  # a reading that began before may still ask


def tail_file(source_id: str, view: View, into: Path) -> Path | None:
    """Return the file of what is not sealed yet in a view, written where there is none; None where nothing waits.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be written.
    """
    folder = into / f"{source_id}{_SUFFIX}"
    path = folder / f"{view.version}-{view.tail.num_rows}.parquet"  # sealing a part leaves the version as it is
    with suppress(OSError):
        os.utime(path)  # still needed
    _clear(folder)
    if not view.tail.num_rows:
        return None
    if path.exists():
        return path
    temporary = folder / f".{path.name}-{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(view.tail, temporary, compression="zstd", compression_level=1)
        temporary.replace(path)
    except OSError as fault:
        raise EnvironmentFaultError(
            f"the facts cannot be written: {fault.strerror or fault}.", place=str(folder), fix="Check the free space."
        ) from fault
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return path


def forget_tails(state: Path) -> None:
    """Remove all of them at once: somebody is taken out of what they hold."""
    for path in (state / "facts").glob(f"*{_SUFFIX}/*"):
        with suppress(FileNotFoundError):  # a reading was faster
            path.unlink()


def _clear(folder: Path) -> None:
    oldest = time.time() - _KEPT_SECONDS
    with suppress(FileNotFoundError):
        for one in folder.iterdir():
            with suppress(OSError):  # another process was faster
                if one.stat().st_mtime < oldest:
                    one.unlink()
