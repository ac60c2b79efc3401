"""Keys that the app signs with: from the environment, from a file, or made once for a workspace.

`SIGHTLINE_SESSION_KEY` holds the secret `session_key` itself, `SIGHTLINE_SESSION_KEY_FILE` names a file that holds it
(a secret mounted by whatever runs the app); without either it is made at random and kept in `.sightline/keys`, readable
by whoever runs Sightline and by nobody else. There is no default: a key that everybody knows signs nothing.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

__all__ = ["KEYS", "SecretError", "UnkeptError", "install", "secret"]

KEYS = "keys"
SHORTEST = 32  # letters; what is made here has 64
FEWEST_KINDS = 8  # of letters; 32 at random of 16 have fewer once in thirty million times
SAMPLES = ("change-me", "changeme", "change_me", "django-insecure", "example", "insecure", "placeholder", "your-secret")

_folder: list[Path] = []
_passing: dict[str, str] = {}  # of a process without a workspace


class SecretError(RuntimeError):
    """A secret that cannot be read, kept, or trusted; `fix` says what to do. Never holds the secret."""

    def __init__(self, cause: str, *, fix: str) -> None:
        super().__init__(f"{cause} {fix}")
        self.cause = cause
        self.fix = fix


class UnkeptError(SecretError):
    """A secret that was made and cannot be kept."""


def install(folder: Path | None) -> None:
    """Keep what is made in `folder`; None: nowhere, it passes with the process. Nothing is opened or made."""
    _folder[:] = [] if folder is None else [folder / KEYS]


def secret(name: str) -> str:
    """Return a secret, made at its first use where neither the environment nor a file holds one.

    Parameters
    ----------
    name : str
        Such as `session_key`.

    Raises
    ------
    SecretError
        If the file that is named cannot be read, or the secret is too short to be one; `UnkeptError` if it cannot be
        kept.
    """
    variable = f"SIGHTLINE_{name.upper()}"
    if (given := os.environ.get(variable)) is not None:
        return _trusted(given.strip(), variable)
    if (path := os.environ.get(f"{variable}_FILE")) is not None:
        return _trusted(_read(Path(path)), f"{variable}_FILE")
    if not _folder:
        return _passing.setdefault(name, secrets.token_urlsafe(48))
    return _kept(_folder[0] / name)


def _kept(path: Path) -> str:
    """Return what a file holds; the first of several processes makes it, the others read that one."""
    if not path.exists():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".") as file:  # made with mode 0600
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
                _put(Path(file.name), path)
        except OSError as error:
            raise UnkeptError(
                f"The key {path} cannot be kept: {(error.strerror or str(error)).lower()}.",
                fix="See that whoever runs Sightline may write to that folder, then start again.",
            ) from error
    return _trusted(_read(path), str(path))


def _put(made: Path, path: Path) -> None:
    """Give a file its name, unless another process was first."""
    try:
        os.link(made, path)
    except FileExistsError:
        return


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "it holds no text"
        raise SecretError(
            f"The key in {path} cannot be read: {cause.lower()}.",
            fix="See that the file is there and that whoever runs Sightline may read it.",
        ) from error


def _trusted(value: str, where: str) -> str:
    if len(value) < SHORTEST:
        raise SecretError(
            f"The key in {where} is too short to keep anything safe.",
            fix=f"Put at least {SHORTEST} random letters there: openssl rand -base64 48",
        )
    if len(set(value)) < FEWEST_KINDS or any(word in value.lower() for word in SAMPLES):
        raise SecretError(
            f"The key in {where} looks like one of an example, which others know too.",
            fix=f"Put at least {SHORTEST} random letters there: openssl rand -base64 48",
        )
    return value
