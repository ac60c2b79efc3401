"""Packs that are frozen: each in a folder named by the hash of its content, with every form it was set in.

The content is `pack.json`; its SHA-256 is the name. Beside it stand the page, the paper and the slides as they were on
that day, and `files.json` says what each must hash to, so that an old pack opens with the same bytes whatever a newer
Sightline would make of it. Nothing is written over. A changed file is found when it is opened.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import EnvironmentFaultError, SourceError, UnknownNameError
from sightline.facts.durable import synced
from sightline.reviews.html import pack_html
from sightline.reviews.pack import Pack, pack_bytes, pack_from, pack_id
from sightline.reviews.pdf import pack_pdf, slides_pdf
from sightline.saying import phrase, say

__all__ = ["FORMS", "Frozen", "PackStore", "packs_in", "set_in"]

CONTENT, LIST = "pack.json", "files.json"
FORMS = {"html": "pack.html", "pdf": "pack.pdf", "slides": "slides.pdf", "json": CONTENT}
NAME = re.compile(r"[0-9a-f]{4,64}")
WHOLE = 64
FIX = say("Restore the folder from a backup; what was frozen cannot be told from it.")
UNREAD = phrase("it cannot be read: {fault}.")


def packs_in(state: Path) -> Path:
    """Return where the packs of a workspace are kept, below what it keeps of its own (`Workspace.state`)."""
    return state / "packs"


def set_in(form: str, pack: Pack) -> bytes:
    """Return a pack in one of `FORMS`.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be set.
    """
    return {"html": pack_html, "pdf": pack_pdf, "slides": slides_pdf, "json": pack_bytes}[form](pack)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A pack that is kept.

    Parameters
    ----------
    name : str
        The SHA-256 of its content.
    folder : Path
        Where it stands.
    files : mapping of str to str
        The SHA-256 of each file, by name.
    """

    name: str
    folder: Path
    files: dict[str, str]

    def content(self, form: str) -> bytes:
        """Return the bytes of a form as they were frozen: one of `FORMS`.

        Raises
        ------
        SourceError
            If they are gone or were changed.
        """
        file = FORMS[form]
        place = self.folder / file
        try:
            found = place.read_bytes()
        except OSError as fault:
            raise SourceError(say(UNREAD, fault=fault.strerror or str(fault)), place=str(place), fix=FIX) from None
        told = hashlib.sha256(found).hexdigest()
        expected = self.name if file == CONTENT else self.files.get(file)
        if told != expected:
            raise SourceError(
                say("it was changed after it was frozen: it hashes to {told}, not to {expected}.", told=told[:8],
                    expected=expected[:8] if expected else say("nothing")),
                place=str(place), fix=FIX,
            )  # fmt: skip
        return found

    def check(self) -> None:
        """Read every form; raises as `content` for one that is gone or was changed."""
        for form in FORMS:
            self.content(form)

    def pack(self) -> Pack:
        """Return the pack; raises as `content`."""
        return pack_from(self.content("json"), place=str(self.folder / CONTENT))


class PackStore:
    """The frozen packs of a workspace.

    Parameters
    ----------
    folder : Path
        Where they lie; it is made with the first of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def freeze(self, pack: Pack) -> Frozen:
        """Keep a pack for good in every form, and return it; one that is kept already stays as it is.

        Raises
        ------
        EnvironmentFaultError
            If it cannot be set or the folder cannot be written; then nothing of it is kept.
        """
        content = pack_bytes(pack)
        name = pack_id(content)
        if (self.folder / name).is_dir():
            return self.open(name)
        made = {file: set_in(form, pack) for form, file in FORMS.items()}
        files = {file: hashlib.sha256(each).hexdigest() for file, each in made.items()}
        made[LIST] = json.dumps(files, indent=1, sort_keys=True).encode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=".part-", dir=self.folder))
            try:
                for file, each in made.items():
                    (part / file).write_bytes(each)
                    synced(part / file)
                synced(part)
                if not (self.folder / name).is_dir():  # somebody may have frozen the same a moment ago
                    part.rename(self.folder / name)
                synced(self.folder)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        except OSError as fault:
            raise EnvironmentFaultError(
                say("the pack cannot be kept: {fault}.", fault=fault.strerror or str(fault)), place=str(self.folder),
                fix=say("Make the folder writable, or free some room."),
            ) from fault  # fmt: skip
        return self.open(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all frozen packs, in their order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(one.name for one in self.folder.iterdir() if len(one.name) == WHOLE and one.is_dir()))

    def open(self, name: str) -> Frozen:
        """Return a frozen pack by its name, or by the beginning of it that no other shares.

        Raises
        ------
        UnknownNameError
            If there is none, or more than one.
        SourceError
            If the list of its files is gone or no list.
        """
        found = [one for one in self.names() if NAME.fullmatch(name) and one.startswith(name)]
        if len(found) != 1:
            raise UnknownNameError("pack", name, [one[:12] for one in found or self.names()])
        place = self.folder / found[0] / LIST
        try:
            files = json.loads(place.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise SourceError(say(UNREAD, fault=str(fault)), place=str(place), fix=FIX) from None
        if not isinstance(files, dict):
            raise SourceError(say("it is no list of files."), place=str(place), fix=FIX)
        return Frozen(found[0], place.parent, {str(file): str(told) for file, told in files.items()})
