"""Writing rows by COPY, with foreign keys and indexes made once at the end instead of row by row."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY 1, 2
"""
# Those that guard something stay, and so do those of a part of a table, which are small.
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion AND i.indpred IS NULL
ORDER BY 1
"""


class Sheet:
    """Rows of one table, as text that COPY reads. Columns that are not given have the default of their field."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.table, self.lines = model._meta.db_table, []
        others = {field.column: constant(field) for field in model._meta.concrete_fields if field.column not in columns}
        given = {name: text for name, text in others.items() if text is not None}
        self.columns = [*columns, *given]
        self.rest = "".join(f"\t{text}" for text in given.values()) + "\n"
        self.lines: list[str] = []

    def add(self, *values: object) -> None:
        r"""One row. Text must be without tabs, line ends and backslashes; None is NULL."""
        self.lines.append("\t".join([r"\N" if value is None else str(value) for value in values]) + self.rest)

    def write(self) -> int:
        """COPY what was added into the table; how many rows."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{self.table}" ({names}) FROM STDIN', io.StringIO("".join(self.lines)), 1 << 20)
        count, self.lines = len(self.lines), []
        return count


def constant(field: models.Field) -> str | None:
    """What COPY reads for the default of a field; None where the database knows better (its number, NULL)."""
    if field.primary_key or field.generated or (default := field.get_default()) is None:
        return None
    if isinstance(default, bool):
        return "t" if default else "f"
    return json.dumps(default) if isinstance(default, dict | list) else str(default)


def reserve(model: type[models.Model], count: int) -> int:
    """Take `count` numbers of a table's sequence; the first of them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + max(count, 1) - 1])
    return first


@contextmanager
def bare(tables: Iterable[str]) -> Iterator[None]:
    """Take foreign keys and indexes off these tables, in the caller's transaction, and put them back as they were.

    Putting a foreign key back checks every row of its table: what was written in between is as sound as if it had been
    checked one by one.
    """
    names = list(tables)
    with connection.cursor() as cursor:
        # What waits to be checked is checked now: PostgreSQL alters no table that something waits for.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(FOREIGN_KEYS, [names])
        keys = cursor.fetchall()
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
