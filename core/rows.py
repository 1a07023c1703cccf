"""Writing one row at a time, quickly.

The ORM composes the statement anew for every row, which takes longer than PostgreSQL needs to run it; who opens a case
or answers one waits for half a dozen of them. Here each statement is composed once in the life of the process. Rows,
fields and errors are the same. Only for models that leave `save()` and signals alone, as all of ours do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DatabaseError, connection
from django.db.models import Field, Model

from core import prepared

M = TypeVar("M", bound=Model)


def insert(row: M, *, beside: str = "", values: Sequence[object] = ()) -> M:
    """Write a new row, as `save(force_insert=True)` does; its number is the database's unless it has one already.

    `beside` is what is written in the same statement, with its `values`: there the row is the table `new`.
    """
    statement, fields = _insert(type(row), row.pk is not None, beside)
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement, [*_values(row, fields, is_new=True), *values])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def update(row: Model, names: Iterable[str]) -> None:
    """Write these fields of a row that is there, as `save(update_fields=…)` does."""
    statement, fields = _update(type(row), tuple(sorted(names)))
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement, [*_values(row, fields, is_new=False), row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{row!r} is not there any more")


def _values(row: Model, fields: tuple[Field, ...], *, is_new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]


@cache
def _insert(model: type[Model], numbered: bool, beside: str) -> tuple[str, tuple[Field, ...]]:
    meta = model._meta
    fields = tuple(it for it in meta.concrete_fields if not it.generated and (numbered or not it.primary_key))
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}"  # noqa: S608 (names of ours)
    if beside:
        statement = f"WITH new AS ({statement}), beside AS ({beside}) SELECT {key} FROM new"  # noqa: S608
    return statement, fields


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Field, ...]]:
    meta = model._meta
    fields: tuple[Field, ...] = tuple(meta.get_field(name) for name in names)  # type: ignore[misc]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    return f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s", fields  # noqa: S608


def _quoted(name: str | None) -> str:
    assert name, "every field here has a column"
    return connection.ops.quote_name(name)
