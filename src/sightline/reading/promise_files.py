"""Where promises are kept: one JSON file for each initiative, written once, below `.sightline/promises`.

A file comes into being whole, by a link to a finished one, which fails where there is one already: no promise is ever
written over, whoever else writes at the same moment. Only who decided can be taken out of it, when they are erased.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sightline.errors import DeclarationError, SourceError
from sightline.facts.durable import synced
from sightline.records.promises import Promise
from sightline.saying import joined, phrase, say
from sightline.strategy.promises.freezing import BrokenSealError, erased, thawed, written

__all__ = ["PromisedBeforeError", "erase", "keep", "kept", "promises_in", "take_back"]

_MOST_BYTES = 1_000_000


class PromisedBeforeError(DeclarationError):
    """An initiative that was decided on before: what was written down stays what it was."""

    exit_code = 2


def promises_in(state: Path) -> Path:
    """Return where the promises of a workspace are kept, below what it keeps of its own (`Workspace.state`)."""
    return state / "promises"


def kept(folder: Path) -> tuple[tuple[Promise, ...], tuple[str, ...]]:
    """Return the promises kept in `folder`, by name, and what is wrong with files that are none."""
    promises: list[Promise] = []
    faults: list[str] = []
    for path in _files(folder):
        try:
            promises.append(thawed(_content(path), place=path.name))
        except BrokenSealError as fault:
            faults.append(joined("\n", [joined(": ", [fault.place, fault.cause]), fault.fix]))
        except (OSError, ValueError) as fault:
            faults.append(say("{file}: it cannot be read: {fault}", file=path.name, fault=str(fault)))
    return tuple(promises), tuple(faults)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def _content(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_BYTES else "null")


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _decided(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the files that say who decided, with what they say, whether or not their seal holds."""
    for path in _files(folder):
        try:
            content = _content(path)
        except (OSError, ValueError):
            continue
        if isinstance(content, dict) and isinstance(content.get("by"), str):
            yield path, content


def erase(folder: Path, met: Callable[[str], bool]) -> tuple[str, ...]:
    """Take who decided out of each promise where `met` says so of their name; return the names that were found.

    The rest of a promise, and its seal, stay as they are. One whose seal is broken loses the name all the same.
    """
    found = []
    for path, content in _decided(folder):
        if not met(content["by"]):
            continue
        found.append(content["by"])
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".part", delete=False) as part:
            part.write(_text(erased({"salt": "", **content})))
        synced(Path(part.name))
        Path(part.name).replace(path)
        synced(folder)
    return tuple(found)


def take_back(folder: Path, initiative: str, *, on: date | None, declined: bool) -> None:
    """Take away a decision that was written a moment ago and could not be entered where it has to be."""
    _target(folder, initiative, on, declined=declined).unlink(missing_ok=True)
    synced(folder)


def _target(folder: Path, initiative: str, on: date | None, *, declined: bool) -> Path:
    return folder / f"{initiative}{f'.declined-{on}' if declined else ''}.json"


def keep(folder: Path, promise: Promise) -> Path:
    """Write a decision down for good, and return its file: one approval of an initiative, and what was declined by day.

    Raises
    ------
    PromisedBeforeError
        If there is one of the same initiative.
    SourceError
        If it cannot be written.
    """
    target = _target(folder, promise.initiative, promise.approved_on, declined=promise.declined)
    text = _text(written(promise, salt=secrets.token_hex(16)))
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
        text = phrase("'{name}' was approved before, and its promise is frozen.")
        if promise.declined:
            text = phrase("'{name}' was declined on that day.")
        fix = say("See 'sightline promises'; declare a new initiative for what is new.")
        raise PromisedBeforeError(say(text, name=promise.initiative), place=str(target), fix=fix) from None
    except OSError as fault:
        cause = say("the promise cannot be written: {fault}.", fault=fault.strerror or str(fault))
        raise SourceError(cause, place=str(target)) from None
    return target
