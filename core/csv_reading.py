"""Reading a table from a CSV that somebody else made, row by row, in bounded memory. Knows nothing of what it means."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.csv_sniffing import Encoding, Readable, Unreadable, find_delimiter, find_encoding, split_line

MAX_CELL = 10_000
MAX_LINE = 300_000
# Columns that our own errors file adds: a person mends that file and sends it again.
ERROR_COLUMNS = ("line_number", "error")
_UNDECODED = re.compile("[\ud800-\udfff]")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula. Phones may begin with «+», so only these two signs."""
    return f"'{cell}" if cell.startswith(("=", "@")) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith(("'=", "'@")) else cell


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: the physical line where it starts, its cells, and the known ones by name. `fault` when unreadable."""

    line_number: int
    cells: list[str]
    values: dict[str, str] = field(default_factory=dict)
    fault: str = ""


def readable(text: str) -> str:
    """The text with a sign in place of each byte that could not be read, which no page could hold."""
    return _UNDECODED.sub("\ufffd", text)


class _LineTooLong(Exception):
    pass


class _Lines:
    """Physical lines, none longer than MAX_LINE in memory, which can be given back."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream, self.number = stream, 0
        self.record: list[str] = []
        self._back: deque[str] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        again = bool(self._back)
        line = self._back.popleft() if again else self.stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.record.append(line)
        if len(line) >= MAX_LINE and not line.endswith(("\n", "\r")):
            if not again:
                self._skip_line()
            raise _LineTooLong
        return line

    def _skip_line(self) -> None:
        while (rest := self.stream.readline(MAX_LINE)) and not rest.endswith(("\n", "\r")):
            pass

    def give_back(self) -> None:
        """All lines of the present record but its first will be read again: that one may be all that is wrong."""
        self._back.extendleft(reversed(self.record[1:]))
        self.number -= len(self.record) - 1
        del self.record[1:]


class Table:
    """A CSV whose header was understood. `rows()` may be read once."""

    def __init__(
        self,
        file: Readable,
        lines: _Lines,
        encoding: Encoding,
        delimiter: str,
        header: list[str],
        known: Collection[str],
        limit: int | None = None,
    ) -> None:
        self._file, self._limit = file, limit
        self._lines, self.encoding, self.delimiter = lines, encoding, delimiter
        self.header = tuple(name.strip() for name in header)
        names = [name.lower() for name in self.header]
        self.columns = tuple(name for name in names if name in known)
        self.unknown = tuple(
            name for name in self.header if name and name.lower() not in known and name.lower() not in ERROR_COLUMNS
        )
        self._names = names
        # How many columns are those of our errors file, which a person does not count.
        self._ours = sum(name in ERROR_COLUMNS for name in names)

    @property
    def bytes_done(self) -> int:
        return self._file.tell()

    def rows(self) -> Iterator[CsvRow]:
        """Every row that is not blank. A row that cannot be read has a `fault` and does not hide the ones after it."""
        return islice(self._rows(), self._limit)

    def _rows(self) -> Iterator[CsvRow]:
        lines = self._lines
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            lines.record.clear()
            start = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _LineTooLong) as error:
                yield self._unreadable(start, error)
                continue
            if any(map(str.strip, cells)):
                yield self._row(start, cells)

    def _row(self, start: int, cells: list[str]) -> CsvRow:
        values = {name: unguarded(cell.strip()) for name, cell in zip(self._names, cells, strict=False)}
        return CsvRow(start, cells, values, self._fault(cells))

    def _fault(self, cells: list[str]) -> str:
        expected = len(self._names)
        if len(cells) < expected or any(map(str.strip, cells[expected:])):
            return self._miscounted(len(cells))
        if max(map(len, cells[:expected])) > MAX_CELL:
            column = next(name for name, cell in zip(self._names, cells, strict=False) if len(cell) > MAX_CELL)
            return _("«%(column)s» is longer than %(limit)s characters.") % {"column": column, "limit": MAX_CELL}
        text = "".join(self._lines.record)
        if "\0" in text:
            return _("The row holds characters that are not text (NUL).")
        if (self.encoding.damaged or self._ours) and any(
            "\udc80" <= letter <= "\udcff" or letter == "\ufffd" for letter in text
        ):
            return _("The row holds characters that cannot be read as %(encoding)s.") % {
                "encoding": self.encoding.label
            }
        return ""

    def _miscounted(self, count: int) -> str:
        count = max(count - self._ours, 0)
        return ngettext(
            "The row has %(count)s value and the header %(expected)s: look for a missing or extra delimiter or quote.",
            "The row has %(count)s values and the header %(expected)s: look for a missing or extra delimiter or quote.",
            count,
        ) % {"count": count, "expected": len(self._names) - self._ours}

    def _unreadable(self, start: int, error: Exception) -> CsvRow:
        lines = self._lines
        long = isinstance(error, _LineTooLong) or "field limit" in str(error)
        if len(lines.record) == 1 and long:
            fault = _too_long()
        else:
            fault = _("The quotation marks of this row do not match: one is open or misplaced.")
        lines.give_back()
        cells = split_line(lines.record[0][:MAX_CELL], self.delimiter)
        return CsvRow(start, [cell.strip() for cell in cells], {}, fault)


def _too_long() -> str:
    return _("A value of this row is longer than %(limit)s characters.") % {"limit": MAX_CELL}


@contextmanager
def open_table(
    file: Readable, *, columns: Collection[str], required: Collection[str], limit: int | None = None
) -> Iterator[Table]:
    """The table in `file` (binary, seekable), for the length of a `with`; the file stays open. `limit`: rows at most.

    Unreadable when it is empty, is not text, or lacks a required column. Column names are trimmed and case-free.
    """
    encoding = find_encoding(file)
    errors = "surrogateescape" if encoding.codec.startswith("utf-8") else "replace"
    stream = io.TextIOWrapper(cast(BinaryIO, file), encoding=encoding.codec, errors=errors, newline="")
    try:
        lines = _Lines(stream)
        header = _header_line(lines)
        delimiter, names = _split_header(header, columns)
        table = Table(file, lines, encoding, delimiter, names, columns, limit)
        _check_header(table, required)
        yield table
    finally:
        stream.detach()


def _header_line(lines: _Lines) -> str:
    try:
        for line in lines:
            lines.record.clear()
            # Spreadsheets write a first line «sep=;» for themselves.
            if line.strip(" \t\r\n,;") and not (line.lower().startswith("sep=") and len(line.strip()) <= 5):
                return readable(line.rstrip("\r\n"))
    except _LineTooLong:
        raise _header_too_long() from None
    raise Unreadable(_("The file is empty."))


def _split_header(header: str, columns: Collection[str]) -> tuple[str, list[str]]:
    try:
        delimiter = find_delimiter(header, columns)
        return delimiter, split_line(header, delimiter)
    except csv.Error:  # a single name of more than 131,072 characters
        raise _header_too_long() from None


def _header_too_long() -> Unreadable:
    return Unreadable(_("The first line of the file is too long to be the names of the columns."))


def _check_header(table: Table, required: Collection[str]) -> None:
    missing = [name for name in required if name not in table.columns]
    if missing:
        raise Unreadable(
            _("The first line must name the columns, and these are missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        raise Unreadable(_("These columns are there twice: %(columns)s.") % {"columns": ", ".join(twice)})
