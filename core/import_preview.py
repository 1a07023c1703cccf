"""What would happen with a file: its first rows, its columns, and a dry run of its beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actors import Actor
from core.csv_reading import CsvRow, open_table
from core.csv_sniffing import Readable
from core.importing import FileKind, Tally

SHOWN_ROWS = 8
TRIED_ROWS = 1000


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
    """Look at a file without writing anything. Unreadable when it cannot be read at all."""
    problems: list[Problem] = []
    with open_table(file, columns=kind.columns, required=kind.required, limit=SHOWN_ROWS) as table:
        rows = list(table.rows())
    with open_table(file, columns=kind.columns, required=kind.required, limit=TRIED_ROWS) as table:
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
        rows=rows,
        tally=tally,
        problems=problems,
        all_tried=tally.read < TRIED_ROWS,
    )


def delimiter_word(delimiter: str) -> str:
    """The delimiter as a person says it."""
    return {"\t": _("tab"), ",": _("comma"), ";": _("semicolon"), "|": _("vertical bar")}[delimiter]


def rejected_rows(file: Readable, kind: FileKind, limit: int) -> Iterator[Problem]:
    """The first problems of an errors file, as it was written."""
    with open_table(file, columns=(*kind.columns, "line_number", "error"), required=("error",), limit=limit) as table:
        for row in table.rows():
            yield Problem(int(row.values["line_number"]), row.values["error"])
