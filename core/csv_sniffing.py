"""What a CSV is written in: its encoding and its delimiter. Reads the file once, in pieces."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

PIECE = 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_HIGH_PAIRS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_NOT_IN_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


class Readable(Protocol):
    """A binary, seekable file: one of the disk, or one that was uploaded."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def tell(self) -> int: ...


class Unreadable(Exception):
    """The file cannot be read at all; `str(error)` is a translated sentence that says what to do."""


class Encoding(NamedTuple):
    """`damaged`: some bytes are not text in this encoding, so rows have to be checked for them."""

    codec: str
    damaged: bool = False

    @property
    def label(self) -> str:
        return _NAMES[self.codec]


def find_encoding(file: Readable) -> Encoding:
    """The encoding of the whole file, left at its start. Unreadable when it is empty or not text."""
    file.seek(0)
    head = file.read(PIECE)
    _refuse_what_is_not_text(head)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            file.seek(0)
            return Encoding(codec, damaged=codec != "utf-8-sig" or not _is_utf8(file))
    file.seek(0)
    if _is_utf8(file):
        return Encoding("utf-8")
    return _legacy(file)


def _refuse_what_is_not_text(head: bytes) -> None:
    if not head.strip():
        raise Unreadable(_("The file is empty."))
    if head.startswith(_SPREADSHEETS):
        raise Unreadable(_("This is a spreadsheet, not a CSV file. Open it, save it as CSV and send that file."))
    if head.startswith(tuple(mark for mark, _codec in _MARKS[1:])):
        return
    if len(head.translate(None, _CONTROLS)) < len(head) * 0.95:
        raise Unreadable(_("This file is not text. Send a CSV file, saved as UTF-8."))


def _is_utf8(file: Readable) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _legacy(file: Readable) -> Encoding:
    """Not clean UTF-8: a one-byte encoding, or UTF-8 with a few broken rows. What most accents are decides."""
    pairs = high = 0
    undefined = False
    while piece := file.read(PIECE):
        high += len(piece) - len(piece.translate(None, bytes(range(128, 256))))
        pairs += sum(len(pair) for pair in _HIGH_PAIRS.findall(piece))
        undefined = undefined or len(piece.translate(None, _NOT_IN_1252)) < len(piece)
    file.seek(0)
    if pairs * 2 > high:
        return Encoding("utf-8", damaged=True)
    return Encoding("latin-1" if undefined else "cp1252")


def find_delimiter(header: str, columns: Collection[str]) -> str:
    """The delimiter that finds most of the known columns in the header line, then most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        names = split_line(header, delimiter)
        return sum(name.strip().lower() in columns for name in names), len(names)

    return max(DELIMITERS, key=found)


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one physical line, forgiving about its quotes."""
    return next(csv.reader([line], delimiter=delimiter), [])
