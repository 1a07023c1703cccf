"""How any file is imported: rows in batches, each batch whole or not at all, and only the culprit left out."""

from __future__ import annotations

import csv
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any, NamedTuple, Protocol, TypeVar

import structlog
from django.db import DataError, IntegrityError, reset_queries
from django.utils.translation import gettext as _

from core.csv_reading import ERROR_COLUMNS, MAX_CELL, CsvRow, Table, guarded, readable

log = structlog.get_logger(__name__)

BATCH = 2000


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Outcome(NamedTuple):
    """What became of a row; a rejected one has a sentence that says what to mend."""

    result: Result
    sentence: str = ""


def rejected(sentence: object) -> Outcome:
    return Outcome(Result.REJECTED, str(sentence))


UNCHANGED = Outcome(Result.UNCHANGED)
Item = TypeVar("Item")


def read_row(row: CsvRow, read: Callable[[CsvRow], Item | Outcome]) -> Item | Outcome:
    """What `read` makes of the row. Should it stumble on something nobody foresaw, this row alone is rejected."""
    try:
        return read(row)
    except Exception as error:
        # Not the error itself: its words may be a person's. Where it happened is enough to find it.
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "import_row_not_read", line=row.line_number, error=type(error).__name__, at=f"{where.name}:{where.lineno}"
        )
        return rejected(_("This row could not be read. Check its values."))


@dataclass
class Tally:
    """How many rows ended how."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected

    def add(self, outcome: Outcome) -> None:
        setattr(self, outcome.result, getattr(self, outcome.result) + 1)


class FileKind(NamedTuple):
    """What a kind of file holds and which action takes it in."""

    columns: Collection[str]
    required: Collection[str]
    action: Callable[..., Tally]


class Importer(Protocol):
    """What one kind of file means. `together` names the column whose equal rows are landed in one go."""

    together: str

    def prepare(self, rows: Sequence[CsvRow]) -> list[Any]:
        """For each row what is to be landed, or its Outcome when that is already known. Called once for each row."""

    def land(self, items: Sequence[Any]) -> list[Outcome]:
        """Write the items in one transaction, or none of them. May be called again with fewer of them."""


class ErrorsFile:
    """The rejected rows as a CSV that can be mended and imported again."""

    def __init__(self, file: IO[str], table: Table) -> None:
        self._columns = [index for index, name in enumerate(table.header) if name.lower() not in ERROR_COLUMNS]
        self._writer = csv.writer(file, delimiter=table.delimiter)
        self._width = len(table.header)
        self._writer.writerow([*ERROR_COLUMNS, *(table.header[index] for index in self._columns)])

    def add(self, row: CsvRow, sentence: str) -> None:
        # Sent again unmended, it is refused again: as many cells as there were (so our own go first, where a short
        # row has them too), one that is too long cut to where it still is, and a sign for what could not be read.
        own = [row.cells[index] for index in self._columns if index < len(row.cells)] + row.cells[self._width :]
        self._writer.writerow([row.line_number, sentence, *(guarded(readable(cell[: MAX_CELL + 1])) for cell in own)])


def run_import(
    *,
    table: Table,
    importer: Importer,
    batch: int = BATCH,
    on_reject: Callable[[CsvRow, str], None] | None = None,
    on_batch: Callable[[Tally], None] | None = None,
) -> Tally:
    """Read the table to its end; every row that is not blank is counted exactly once."""
    tally = Tally()
    for rows in _batches(table.rows(), batch, importer.together):
        for row, outcome in zip(rows, _land_batch(importer, rows), strict=True):
            tally.add(outcome)
            if on_reject and outcome.result is Result.REJECTED:
                on_reject(row, outcome.sentence)
        reset_queries()  # under DEBUG every query is remembered
        if on_batch:
            on_batch(tally)
    return tally


def _batches(rows: Iterator[CsvRow], size: int, together: str) -> Iterator[list[CsvRow]]:
    """Batches of about `size` rows, not cut between neighbours that belong together (unless they are very many)."""
    held: list[CsvRow] = []
    for row in rows:
        if len(held) >= size and (
            len(held) >= 5 * size or row.values.get(together) != held[-1].values.get(together, "")
        ):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _land_batch(importer: Importer, rows: list[CsvRow]) -> list[Outcome]:
    readable = [row for row in rows if not row.fault]
    prepared = dict(zip((row.line_number for row in readable), importer.prepare(readable), strict=True))
    outcomes = {row.line_number: rejected(row.fault) for row in rows if row.fault}
    items = []
    for number, item in prepared.items():
        if isinstance(item, Outcome):
            outcomes[number] = item
        else:
            items.append((number, item))
    groups: dict[str, list[tuple[int, Any]]] = {}
    names = {row.line_number: row.values.get(importer.together, "") for row in readable}
    for number, item in items:
        groups.setdefault(names[number], []).append((number, item))
    outcomes |= _land(importer, list(groups.values()))
    return [outcomes[row.line_number] for row in rows]


def _land(importer: Importer, groups: list[list[tuple[int, Any]]]) -> dict[int, Outcome]:
    """Land all groups at once; when the database refuses, one by one, then row by row: only the culprit fails."""
    pairs = [pair for group in groups for pair in group]
    if not pairs:
        return {}
    try:
        outcomes = importer.land([item for _number, item in pairs])
    except (IntegrityError, DataError) as error:
        if len(pairs) == 1:
            # Not the error itself: its words are the row, with a person's name, e-mail and phone.
            log.warning(
                "import_row_refused", line=pairs[0][0], error=type(error).__name__, constraint=_constraint(error)
            )
            return {pairs[0][0]: rejected(_("The database did not accept this row. Check its values."))}
        smaller = [[group] for group in groups] if len(groups) > 1 else [[[pair]] for pair in pairs]
        landed: dict[int, Outcome] = {}
        for part in smaller:
            landed |= _land(importer, part)
        return landed
    return {number: outcome for (number, _item), outcome in zip(pairs, outcomes, strict=True)}


def _constraint(error: Exception) -> str | None:
    """Which rule of the database was broken, when it was one of ours."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
