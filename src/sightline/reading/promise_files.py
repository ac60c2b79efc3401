"""Where promises are kept: one JSON file for each initiative, written once, below `.sightline/promises`.

A file comes into being whole, by a link to a finished one, which fails where there is one already: no promise is ever
written over, whoever else writes at the same moment.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from sightline.errors import DeclarationError, SourceError
from sightline.facts.durable import synced
from sightline.records.promises import Promise
from sightline.strategy.promises.freezing import BrokenSealError, thawed, written

__all__ = ["PromisedBeforeError", "keep", "kept"]

_MOST_BYTES = 1_000_000


class PromisedBeforeError(DeclarationError):
    """An initiative that was decided on before: what was written down stays what it was."""

    exit_code = 2


def kept(folder: Path) -> tuple[tuple[Promise, ...], tuple[str, ...]]:
    """Return the promises kept in `folder`, by name, and what is wrong with files that are none."""
    promises, faults = [], []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            text = path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_BYTES else "null"
            promises.append(thawed(json.loads(text), place=path.name))
        except BrokenSealError as fault:
            faults.append(str(fault))
        except (OSError, ValueError) as fault:
            faults.append(f"{path.name}: it cannot be read: {fault}")
    return tuple(promises), tuple(faults)


def keep(folder: Path, promise: Promise) -> Path:
    """Write a decision down for good, and return its file: one approval of an initiative, and what was declined by day.

    Raises
    ------
    PromisedBeforeError
        If there is one of the same initiative.
    SourceError
        If it cannot be written.
    """
    day = f".declined-{promise.approved_on}" if promise.declined else ""
    target = folder / f"{promise.initiative}{day}.json"
    text = json.dumps(written(promise), indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".part", delete=False) as part:
            part.write(text)
        try:
            synced(Path(part.name))
            os.link(part.name, target)
        finally:
            Path(part.name).unlink()
        synced(folder)
    except FileExistsError:
        what = "declined on that day" if promise.declined else "approved before, and its promise is frozen"
        raise PromisedBeforeError(
            f"'{promise.initiative}' was {what}.",
            place=str(target), fix="See 'sightline promises'; declare a new initiative for what is new.",
        ) from None  # fmt: skip
    except OSError as fault:
        raise SourceError(f"the promise cannot be written: {fault.strerror or fault}.", place=str(target)) from None
    return target
