"""Reading one row together with those it points at, quickly.

The ORM composes the statement anew for every reading, which takes longer than PostgreSQL needs to run it; the page of
a case waits for it. Here each statement is composed once in the life of the process. Rows are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from core import prepared

M = TypeVar("M", bound=Model)
Converter = Callable[..., Any]


class _Part(NamedTuple):
    """One of the rows: its columns are those from `start` on, and it becomes `name` of the row at `parent`."""

    model: type[Model]
    names: tuple[str, ...]
    converters: tuple[tuple[int, Converter], ...]
    start: int
    parent: int = 0
    name: str = ""


def read(rows: type[M] | QuerySet[M], *paths: str, **key: Any) -> M | None:
    """The row with that key, as `select_related(*paths).filter(**key).first()` reads it.

    `rows` are those of a model, or those of them that somebody may see: when that is not all, the ORM reads.
    """
    if isinstance(rows, QuerySet):
        if rows.query.where:
            return rows.select_related(*paths).filter(**key).first()
        rows = rows.model
    return _read(_composed(rows, paths, tuple(key)), key)


def newest(model: type[M], *paths: str, **key: Any) -> M | None:
    """The last of the rows with that key, by when (`at`) it was written."""
    return _read(_composed(model, paths, tuple(key), order=" ORDER BY t0.at DESC, t0.id DESC"), key)


def hold(model: type[M], *paths: str, **key: Any) -> M | None:
    """As `read`, and the row itself is held until the end of the transaction; what points at it need not wait."""
    return _read(_composed(model, paths, tuple(key), ending=" FOR NO KEY UPDATE OF t0"), key)


def _read(composed: tuple[str, tuple[_Part, ...]], key: dict[str, Any]) -> Any:
    statement, parts = composed
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement, list(key.values()))
        columns = cursor.fetchone()
    return _rows(parts, columns)[0] if columns else None


def _rows(parts: tuple[_Part, ...], columns: tuple[Any, ...]) -> list[Model | None]:
    rows: list[Model | None] = []
    for part in parts:
        row = _row(part, columns)
        rows.append(row)
        if part.name and rows[part.parent] is not None:
            setattr(rows[part.parent], part.name, row)
    return rows


def _row(part: _Part, columns: tuple[Any, ...]) -> Model | None:
    values = list(columns[part.start : part.start + len(part.names)])
    if values[part.names.index(part.model._meta.pk.attname)] is None:
        return None
    for place, convert in part.converters:
        values[place] = convert(values[place], None, connection)
    return part.model.from_db(connection.alias, part.names, values)


@cache
def _composed(
    model: type[Model], paths: tuple[str, ...], key: tuple[str, ...], *, order: str = "", ending: str = ""
) -> tuple[str, tuple[_Part, ...]]:
    parts, places = [_part(model, 0)], {"": 0}
    joins = [f'FROM "{model._meta.db_table}" t0']
    for path in paths:
        whole = ""
        for name in path.split("__"):
            parent, whole = places[whole], f"{whole}__{name}" if whole else name
            if whole in places:
                continue
            field = parts[parent].model._meta.get_field(name)
            other: type[Model] = field.related_model  # type: ignore[assignment]
            places[whole] = place = len(parts)
            joins.append(
                f'LEFT JOIN "{other._meta.db_table}" t{place} '
                f'ON t{place}."{other._meta.pk.column}" = t{parent}."{field.column}"'  # type: ignore[union-attr]
            )
            last = parts[-1]
            parts.append(_part(other, last.start + len(last.names))._replace(parent=parent, name=name))
    columns = ", ".join(
        f't{place}."{field.column}"' for place, part in enumerate(parts) for field in part.model._meta.concrete_fields
    )
    where = " AND ".join(f't0."{model._meta.get_field(name).column}" = %s' for name in key)  # type: ignore[union-attr]
    return f"SELECT {columns} {' '.join(joins)} WHERE {where}{order} LIMIT 1{ending}", tuple(parts)


def _part(model: type[Model], start: int) -> _Part:
    fields = model._meta.concrete_fields
    converters = tuple(
        (place, convert) for place, field in enumerate(fields) for convert in field.get_db_converters(connection)
    )
    return _Part(model, tuple(field.attname for field in fields), converters, start)
