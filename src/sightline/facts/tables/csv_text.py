"""The text of a CSV file, whatever its encoding: handed to the parser as UTF-8, its faults told with their line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain

from sightline.errors import SourceError
from sightline.facts.bytestream import pieces
from sightline.facts.progress import Silent
from sightline.facts.request import Request
from sightline.saying import say

__all__ = ["Utf8", "unclosed_quote"]

_HEAD_BYTES = 1 << 16
_LONGEST_VALUE = 16 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Utf8(io.RawIOBase):
    """The file as UTF-8 without a byte order mark; a fault in its encoding is told with its line."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._source = pieces(request.file, request.progress)
        self._encoding = _encoding(request)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._lines = 1
        self._ready = b""
        self._first = True
        self._ended = False
        self.quotes = 0
        self.fault: SourceError | None = None

    def readable(self) -> bool:
        """Return True: Arrow asks."""
        return True

    def head(self) -> str:
        """Return the first lines of the text without taking them."""
        while len(self._ready) < _HEAD_BYTES and self._fill():
            pass
        head = self._ready[:_HEAD_BYTES]
        whole = self._ended and len(head) == len(self._ready)
        lines = head if whole else head[: head.rfind(b"\n") + 1] or head
        return lines.decode("utf-8", "ignore")

    def take_line(self) -> str:
        """Take one line with its end; empty at the end of the text."""
        while True:
            cut = self._ready.find(b"\n")
            if cut >= 0 or not self._fill():
                break
        line, self._ready = (self._ready, b"") if cut < 0 else (self._ready[: cut + 1], self._ready[cut + 1 :])
        return line.decode("utf-8")

    def more(self) -> bool:
        """Return whether any text is left."""
        while not self._ready and self._fill():
            pass
        return bool(self._ready)

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes to Arrow."""
        try:
            while not self._ready and self._fill():
                pass
        except SourceError as fault:
            self.fault = fault
            raise
        size = len(self._ready) if size < 0 else size
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece

    def _fill(self) -> bool:
        if self._ended:
            return False
        piece = next(self._source, None)
        self._ended = piece is None
        try:
            text = self._decoder.decode(piece or b"", final=self._ended)
        except UnicodeDecodeError as fault:
            raise self._misencoded(fault) from fault
        if self._first and text:
            text = text.removeprefix("\ufeff")
            self._first = False
        self._lines += text.count("\n")
        self.quotes += text.count('"')
        self._ready += text.encode("utf-8", "surrogatepass")
        return not self._ended

    def _misencoded(self, fault: UnicodeDecodeError) -> SourceError:
        before = fault.object[: fault.start].count(b"\n")
        wrong = fault.object[fault.start : fault.start + 1].hex()
        return SourceError(
            say("byte 0x{byte} is not {encoding} text.", byte=wrong, encoding=self._encoding),
            place=f"{self._request.file}:{self._lines + before}",
            fix=say("Say how the file is written, such as `encoding: windows-1252`, or save it as UTF-8."),
        )


def _encoding(request: Request) -> str:
    declared = request.source.encoding
    try:
        "a".encode(declared)  # refuses what is a codec, but not of text
        name = codecs.lookup(declared).name
    except LookupError as fault:
        raise SourceError(
            say("no text encoding is called '{name}'.", name=declared),
            place=request.source_id,
            fix=say("Write utf-8 or windows-1252."),
        ) from fault
    with request.file.open("rb") as file:
        start = file.read(2)
    if name == "utf-8" and start in _UTF16:
        raise SourceError(
            say("the file starts like UTF-16 text."), place=f"{request.file}:1", fix=say("Declare `encoding: utf-16`.")
        )
    return name


def unclosed_quote(request: Request, delimiter: str) -> int | None:
    """Return the line of the row that opens a quote and never closes it; None where all are closed."""
    end = "sightline:end"
    reader = csv.reader(chain(_lines(request), [end]), delimiter=delimiter)
    begins, row = 1, []
    before = csv.field_size_limit(_LONGEST_VALUE)
    try:
        for row in reader:
            if row != [end]:
                last, begins = begins, reader.line_num + 1
    except csv.Error:
        return begins  # a value longer than any honest one
    finally:
        csv.field_size_limit(before)
    return None if row == [end] else last


def _lines(request: Request) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(_encoding(request))()
    rest = ""
    for piece in pieces(request.file, Silent()):
        *lines, rest = (rest + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
    if rest:
        yield rest
