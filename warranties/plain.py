"""Frozen dataclasses to plain JSON values and back, so that a ledger can keep what was decided on. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dates become ISO 8601 text, tuples become lists, enumerations their value, dataclasses dicts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_plain(kind: type[T], data: dict[str, Any]) -> T:
    """The dataclass `kind` from what to_plain() made of it; names it does not know are left out.

    Errors: ValueError for a date or a word that cannot be read, TypeError when a field without default is missing.
    """
    key: Any = kind  # mypy does not see that a class is hashable
    hints = _hints(key)
    return kind(**{name: _read(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        readable = next((arg for arg in get_args(hint) if arg is date), None)
        return _read(readable, value) if readable else value
    if origin is tuple:
        items = get_args(hint)
        if len(items) == 2 and items[1] is Ellipsis:
            return tuple(_read(items[0], item) for item in value)
        return tuple(_read(inner, item) for inner, item in zip(items, value, strict=True))
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    return value
