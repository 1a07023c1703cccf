"""Statements of ours that PostgreSQL reads and plans once for each connection instead of every time.

To understand a statement takes PostgreSQL longer than to run it, where it reads or writes a few rows by their keys.
For statements with a fixed text, whose plan does not hang on the values; columns by name, because a prepared `*` fails
once a migration has added a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2s
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import connection

_PLACE = re.compile(r"%(?:\((\w+)\))?([s%])")
_VERB = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b")
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE) "?(\w+)')
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # by connection of the driver


class _Prepared(NamedTuple):
    """`names` are those of the values in their order, for a statement that calls them by name."""

    name: str
    definition: str
    call: str
    names: tuple[str, ...]


def execute(cursor: Any, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> None:
    """Run a statement as `cursor.execute` does, prepared: the first time on a connection, it is read and kept there."""
    prepared = _prepared(statement)
    known = _known.setdefault(connection.connection, set())
    if prepared.name not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as plain:
            plain.execute(prepared.definition)
        known.add(prepared.name)
    given = [values[name] for name in prepared.names] if isinstance(values, Mapping) else values
    cursor.execute(prepared.call, given or None)


@lru_cache(1024)
def _prepared(statement: str) -> _Prepared:
    names: list[str] = []
    count = 0

    def place(match: re.Match[str]) -> str:
        nonlocal count
        name, kind = match.groups()
        if kind == "%":
            return "%"
        if name and name in names:
            return f"${names.index(name) + 1}"
        names.extend([name] if name else [])
        count += 1
        return f"${count}"

    text = _PLACE.sub(place, statement)
    # It says what it is about, to who looks at what PostgreSQL does.
    about = "_".join([*_VERB.findall(statement)[:1], *_TABLE.findall(statement)[:1]]).lower()
    name = f"{about[:40]}_{blake2s(statement.encode(), digest_size=8).hexdigest()}"
    marks = f" ({', '.join(['%s'] * count)})" if count else ""
    return _Prepared(name, f"PREPARE {name} AS {text}", f"EXECUTE {name}{marks}", tuple(names))
