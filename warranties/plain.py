"""Frozen dataclasses to plain JSON values and back, so that a ledger can keep what was decided on. Pure."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Misfit(StrEnum):
    """What is wrong with a value that somebody wrote."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    NOT_NUMBER = "not_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_TEXT = "not_text"
    NOT_DATE = "not_date"
    NOT_LIST = "not_list"
    NOT_PAIR = "not_pair"
    NOT_OBJECT = "not_object"
    NOT_ONE_OF = "not_one_of"


class Unreadable(ValueError):
    """The field that cannot be read, what is wrong with it and, for NOT_ONE_OF, the words that it may have."""

    def __init__(self, field: str, misfit: Misfit, words: tuple[str, ...] = ()) -> None:
        super().__init__(f"{field}: {misfit}")
        self.field, self.misfit, self.words = field, misfit, words


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


def from_plain_strictly(kind: type[T], data: Any, within: str = "") -> T:
    """Like from_plain(), for what a person wrote: every name must be known and every value of its type.

    Errors: Unreadable, with the name of the field after `within`.
    """
    key: Any = kind  # mypy does not see that a class is hashable
    hints = _hints(key)
    if not isinstance(data, dict):
        raise Unreadable(within.rstrip("."), Misfit.NOT_OBJECT)
    for name in data:
        if name not in hints:
            raise Unreadable(f"{within}{name}", Misfit.UNKNOWN)
    for field in fields(key):
        if field.name not in data and field.default is MISSING and field.default_factory is MISSING:
            raise Unreadable(f"{within}{field.name}", Misfit.MISSING)
    return kind(**{name: _read_strictly(hints[name], value, f"{within}{name}") for name, value in data.items()})


PLAIN = {int: Misfit.NOT_NUMBER, bool: Misfit.NOT_YES_OR_NO, str: Misfit.NOT_TEXT, dict: Misfit.NOT_OBJECT}


def _read_strictly(hint: Any, value: Any, name: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return None if value is None else _read_strictly(inner, value, name)
    if origin is tuple:
        return _read_list(get_args(hint), value, name)
    if origin is dict:
        _, inner = get_args(hint)
        if not isinstance(value, dict):
            raise Unreadable(name, Misfit.NOT_OBJECT)
        return {str(key): _read_strictly(inner, item, f"{name}.{key}") for key, item in value.items()}
    if hint is Any:
        return value
    if hint is date:
        return _read_date(value, name)
    if issubclass(hint, Enum):
        if value not in [word.value for word in hint]:
            raise Unreadable(name, Misfit.NOT_ONE_OF, tuple(str(word.value) for word in hint))
        return hint(value)
    if type(value) is not hint:  # not isinstance: True is no number
        raise Unreadable(name, PLAIN[hint])
    return value


def _read_list(items: tuple[Any, ...], value: Any, name: str) -> tuple[Any, ...]:
    many = len(items) == 2 and items[1] is Ellipsis
    if not isinstance(value, list | tuple) or (not many and len(value) != len(items)):
        raise Unreadable(name, Misfit.NOT_LIST if many else Misfit.NOT_PAIR)
    hints = [items[0]] * len(value) if many else items
    return tuple(_read_strictly(hint, item, name) for hint, item in zip(hints, value, strict=True))


def _read_date(value: Any, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable(name, Misfit.NOT_DATE) from None
