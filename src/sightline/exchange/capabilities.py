"""Capabilities out of the catalogues of others, as text of a model file: ESCO's CSV of skills, O*NET's content model.

ESCO: `skills_LANGUAGE.csv` with `conceptUri`, `preferredLabel`, `altLabels` (one a line), `status`. O*NET: a table with
tabs, `Element ID`, `Element Name`: the content model, or the ratings of skills, abilities or knowledge by occupation;
of the content model only what has nothing below it. Names of columns may differ in case, spaces and signs; other
columns are not read. Levels are the enterprise's own: catalogues have none.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sightline.errors import SourceError

__all__ = ["Catalogue", "Listed", "chosen", "model_text", "read_esco", "read_onet"]

LARGEST = 100_000_000  # bytes
_ONET = re.compile(r"[0-9](\.[A-Za-z0-9]+)*")
_LONGEST = 60  # characters of an id
_RELEASED = ("", "released")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a catalogue.

    Parameters
    ----------
    title : str
        What it is called.
    scheme : str
        `esco` or `onet`.
    reference : str
        Its address or number there.
    also : tuple of str
        What else it is called.
    """

    title: str
    scheme: str
    reference: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a file holds, in its order.

    Parameters
    ----------
    entries : tuple of Listed
        Each reference once.
    left_out : int
        Rows without a title or a reference, or that the catalogue itself has withdrawn.
    """

    entries: tuple[Listed, ...]
    left_out: int = field(default=0)


def read_esco(content: bytes, place: str) -> Catalogue:
    """Return the skills of a CSV file as ESCO publishes it.

    Raises
    ------
    SourceError
        If it is too large or no text, or lacks a column that is needed.
    """
    rows = _rows(
        content, place, None, {"conceptUri": True, "preferredLabel": True, "altLabels": False, "status": False}
    )
    return _catalogue(
        Listed(label, "esco", address, tuple(one.strip() for one in also.splitlines() if one.strip()))
        if label and re.fullmatch(r"https?://\S+", address) and status.lower() in _RELEASED else None
        for address, label, also, status in rows
    )  # fmt: skip


def read_onet(content: bytes, place: str) -> Catalogue:
    """Return the elements of a table with tabs as O*NET publishes it; raises as `read_esco`."""
    rows = list(_rows(content, place, "\t", {"Element ID": True, "Element Name": True}))
    inner = {number.rpartition(".")[0] for number, _ in rows}
    return _catalogue(
        Listed(name, "onet", number) if name and _ONET.fullmatch(number) and number not in inner else None
        for number, name in rows if number not in inner or not name
    )  # fmt: skip


def _catalogue(found: Iterator[Listed | None]) -> Catalogue:
    entries: dict[str, Listed] = {}
    lost = 0
    for one in found:
        if one is None:
            lost += 1
        else:
            entries.setdefault(one.reference, one)
    return Catalogue(tuple(entries.values()), lost)


def _rows(content: bytes, place: str, delimiter: str | None, wanted: Mapping[str, bool]) -> Iterator[tuple[str, ...]]:
    """Yield the wanted columns of each row; those that may be missing are empty."""
    if len(content) > LARGEST:
        raise SourceError("it is larger than 100 MB.", place=place, fix="Give one language or one table of it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(
            "it is no text in UTF-8.", place=place, fix="Save it as UTF-8, or give another file."
        ) from None
    head = text.split("\n", 1)[0]
    sign = delimiter or max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    names = [_key(one) for one in next(reader, [])]
    missing = [one for one, needed in wanted.items() if needed and _key(one) not in names]
    if missing:
        raise SourceError(
            f"it has no column {' and no column '.join(missing)}.", place=place,
            fix="Give the file as it is published: --format esco reads skills_en.csv, onet the content model.",
        )  # fmt: skip
    at = [names.index(_key(one)) if _key(one) in names else -1 for one in wanted]
    try:
        for row in reader:
            if row:
                yield tuple(row[one].strip() if 0 <= one < len(row) else "" for one in at)
    except csv.Error as error:
        raise SourceError(
            f"line {reader.line_num} cannot be read: {error}.", place=place, fix="Mend that line."
        ) from None


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def chosen(entries: Sequence[Listed], words: Sequence[str]) -> tuple[Listed, ...]:
    """Return the entries that one of the words stands in, in any of their names, or whose reference begins with it."""
    asked = [one.casefold() for one in words]
    return tuple(
        one for one in entries
        if any(word in name.casefold() for word in asked for name in (one.title, *one.also))
        or any(one.reference == word or one.reference.startswith(f"{word}.") for word in words)
    )  # fmt: skip


def model_text(entries: Sequence[Listed], *, taken: Collection[str] = (), levels: int = 5) -> str:
    """Return a section `capabilities:` with these entries; empty without any.

    Parameters
    ----------
    entries : sequence of Listed
        What is to be declared.
    taken : collection of str
        Ids that are declared already, and given to no other.
    levels : int
        How many levels each has.
    """
    known, lines = set(taken), []
    for one in entries:
        name = _id(one.title, known)
        known.add(name)
        ids = f"{{{one.scheme}: {_quoted(one.reference)}}}"
        lines.append(f"  {name}: {{title: {_quoted(one.title)}, levels: {levels}, ids: {ids}}}")
    return "capabilities:\n" + "\n".join(lines) + "\n" if lines else ""


def _id(title: str, known: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", plain.lower())[:_LONGEST].strip("_")
    name = slug if slug[:1].isalpha() else f"capability_{slug}".rstrip("_")
    number, found = 2, name
    while found in known:
        found, number = f"{name}_{number}", number + 1
    return found


def _quoted(text: str) -> str:
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
