"""What would happen with a file: its first rows, its columns, and a dry run of its beginning."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.actors import Actor
from core.csv_reading import ERROR_COLUMNS, CsvRow, open_table, readable
from core.csv_sniffing import Readable
from core.importing import FileKind, Tally

SHOWN_ROWS = 8
TRIED_ROWS = 1000
HEAD = 4 * 1024 * 1024
_HIGH = bytes(range(128, 256))


@dataclass(frozen=True)
class Problem:
    line_number: int
    sentence: str


@dataclass(frozen=True)
class Preview:
    """`all_tried`: the file ends within the rows that were tried."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    rows: list[CsvRow]
    tally: Tally
    problems: list[Problem]
    all_tried: bool


def preview_import(*, file: Readable, kind: FileKind, by: Actor, now: dt.datetime) -> Preview:
    """Look at the beginning of a file without writing anything. Unreadable when it cannot be read at all.

    Never more than HEAD bytes are read, however big the file is.
    """
    problems: list[Problem] = []
    head, is_cut = _head_of(file)
    with open_table(head, columns=kind.columns, required=kind.required, limit=TRIED_ROWS) as table:
        rows = list(table.rows())
    if is_cut and len(rows) < TRIED_ROWS:
        rows = rows[:-1]  # the cut is in its middle
    with open_table(head, columns=kind.columns, required=kind.required, limit=len(rows)) as table:
        tally = kind.action(
            table=table,
            dry_run=True,
            on_reject=lambda row, sentence: problems.append(Problem(row.line_number, sentence)),
            by=by,
            now=now,
        )
    return Preview(
        encoding=table.encoding.label,
        delimiter=delimiter_word(table.delimiter),
        header=table.header,
        known=table.columns,
        unknown=table.unknown,
        missing=tuple(name for name in kind.columns if name not in table.columns),
        rows=[replace(row, cells=[readable(cell) for cell in row.cells]) for row in rows[:SHOWN_ROWS]],
        tally=tally,
        problems=problems,
        all_tried=not is_cut and tally.read < TRIED_ROWS,
    )


def _head_of(file: Readable) -> tuple[io.BytesIO, bool]:
    """The first HEAD bytes of a file, not ending inside a character, and whether there are more."""
    file.seek(0)
    head = file.read(HEAD)
    is_cut = bool(file.read(1))
    return io.BytesIO(head.rstrip(_HIGH) if is_cut else head), is_cut


def delimiter_word(delimiter: str) -> str:
    """The delimiter as a person says it."""
    return {"\t": _("tab"), ",": _("comma"), ";": _("semicolon"), "|": _("vertical bar")}[delimiter]


def rejected_rows(file: Readable, kind: FileKind, limit: int) -> Iterator[Problem]:
    """The first problems of an errors file, as it was written, whatever is wrong with the rest of each row."""
    with open_table(file, columns=(*kind.columns, *ERROR_COLUMNS), required=ERROR_COLUMNS, limit=limit) as table:
        number, error = map([name.lower() for name in table.header].index, ERROR_COLUMNS)
        for row in table.rows():
            if len(row.cells) > max(number, error) and row.cells[number].isdecimal():
                yield Problem(int(row.cells[number]), row.cells[error])
