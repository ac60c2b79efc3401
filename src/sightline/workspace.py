"""A workspace: the folder of an operating model, read with care.

Only `*.yml` and `*.yaml` below the folder are read; dot-folders, links that lead out, and files or
numbers of files beyond any use are left alone, and what was left alone for a fault is a finding.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sightline.errors import DeclarationError, SourceError, SourceMissingError
from sightline.model.findings import Finding
from sightline.model.loader import Loaded, load
from sightline.model.model import Model
from sightline.model.reports import render_text

__all__ = ["Workspace"]

HEAD_FILE = "sightline.yml"
MAX_BYTES = 10_000_000
MAX_FILES = 5_000
_SUFFIXES = (".yml", ".yaml")
_MAGIC = "*?["


@dataclass(frozen=True, eq=True)
class Workspace:
    """The folder that holds an operating model.

    Parameters
    ----------
    root : Path
        The folder of `sightline.yml`.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | str) -> Workspace:
        """Return the workspace at `start`, or at the nearest folder above it.

        Raises
        ------
        SourceMissingError
            Where no folder up to the root holds `sightline.yml`.
        """
        here = Path(start).resolve()
        for folder in (here, *here.parents):
            if (folder / HEAD_FILE).is_file():
                return cls(folder)
        raise SourceMissingError(
            f"neither this folder nor one above it holds {HEAD_FILE}.",
            place=str(start),
            fix="Run 'sightline init' here, or name the workspace with -C FOLDER.",
        )

    @property
    def state(self) -> Path:
        """The folder for what Sightline keeps: landed facts, readings. It may not exist yet."""
        return self.root / ".sightline"

    @cached_property
    def _root(self) -> Path:
        return self.root.resolve()

    def texts(self) -> dict[str, str]:
        """Return relative path -> text of every model file; what is not UTF-8 is replaced by U+FFFD."""
        contents, _ = self._contents()
        return {name: content.decode("utf-8", errors="replace") for name, content in contents.items()}

    def load(self) -> Loaded:
        """Read and check the model; findings tell all faults at once."""
        contents, findings = self._contents()
        return load(contents, also=findings)

    def model(self) -> Model:
        """Return the checked model.

        Raises
        ------
        DeclarationError
            Where the model has an error; its text shows every one, with file, line and column.
        """
        loaded = self.load()
        if loaded.model is not None:
            return loaded.model
        count = len(loaded.errors)
        shown = render_text(loaded.errors).rstrip()
        word = "error" if count == 1 else "errors"
        raise DeclarationError(
            f"the model has {count} {word}.\n\n{shown}", fix="Explain one with 'sightline check --explain CODE'."
        )

    def resolve(self, path: str) -> list[Path]:
        """Return the files that a source's `file` names, sorted.

        Parameters
        ----------
        path : str
            Relative to the workspace, or absolute; may be a folder or hold `*`, `?`, `[…]` and `**`.

        Raises
        ------
        SourceMissingError
            Where nothing is there.
        SourceError
            Where a relative path, or a link on it, leads out of the workspace.
        """
        if "\x00" in path:
            raise SourceError("a path cannot hold a NUL character.", place=repr(path))
        absolute = Path(path).is_absolute()
        pattern = path if absolute else str(Path(glob.escape(str(self.root))) / path)
        if any(sign in path for sign in _MAGIC):
            found = [Path(one) for one in glob.glob(pattern, recursive=True)]  # noqa: PTH207 -- absolute patterns too
        else:
            found = [Path(path) if absolute else self.root / path]
        files = sorted({file for one in found for file in _files(one)})
        if not files:
            raise SourceMissingError(
                "no file is there.", place=path, fix=f"Paths are relative to {self.root}; check the spelling."
            )
        if not absolute:
            for file in files:
                self._refuse_outside(file, path)
        return files

    def outside(self, model: Model) -> tuple[Path, ...]:
        """Return the absolute folders and files that sources name: what lies outside the workspace by declaration."""
        named = {source.file for source in model.sources.values() if source.file}
        return tuple(sorted(Path(one) for one in named if Path(one).is_absolute()))

    def _refuse_outside(self, file: Path, path: str) -> None:
        if not file.resolve().is_relative_to(self._root):
            raise SourceError(
                "the path leads out of the workspace.",
                place=path,
                fix="Move the data into the workspace, or name it by its absolute path.",
            )

    def _contents(self) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
        """Return relative path -> content, and what could not be read."""
        contents: dict[str, bytes] = {}
        findings: list[Finding] = []
        for file in self._model_files():
            name = file.relative_to(self.root).as_posix()
            if len(contents) >= MAX_FILES:
                cause = f"the workspace holds more than {MAX_FILES:,} model files; the rest is not read."
                findings.append(Finding(name, 1, 1, "SL116", "error", cause, "Move what is no model elsewhere.", "", 2))
                break
            content = self._content(file, name, findings)
            if content is not None:
                contents[name] = content
        return contents, tuple(findings)

    def _content(self, file: Path, name: str, findings: list[Finding]) -> bytes | None:
        def refuse(code: str, cause: str, fix: str) -> None:
            findings.append(Finding(name, 1, 1, code, "error", cause, fix, "", 2))

        try:
            if not file.resolve().is_relative_to(self._root):
                refuse("SL117", "the file is a link that leads out of the workspace.", "Copy the file here instead.")
                return None
            size = file.stat().st_size
            if size > MAX_BYTES:
                refuse("SL109", f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read.", "Split it.")
                return None
            return file.read_bytes()
        except OSError as error:
            refuse(
                "SL118", f"the file cannot be read: {error.strerror or error}.", "Check that it exists and may be read."
            )
            return None

    def _model_files(self) -> Iterator[Path]:
        """Yield the model files in a fixed order; dot-folders and linked folders are passed over."""
        for folder, below, names in os.walk(self.root, followlinks=False):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(_SUFFIXES) and not name.startswith("."):
                    yield Path(folder) / name


def _files(path: Path) -> Iterator[Path]:
    """Yield a file, or all files of a folder (not those that start with a dot)."""
    if path.is_dir():
        yield from (one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    elif path.is_file():
        yield path
