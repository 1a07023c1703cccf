"""How long a search may take: past it PostgreSQL leaves it, and a person is asked to narrow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

CANCELED = "57014"  # PostgreSQL's code for what was left because it took too long
NOTHING: Mapping[str, tuple[str, str]] = {}


class TookTooLong(Exception):
    """A statement was left; the connection is of use still."""


@contextmanager
def patience(milliseconds: int, others: Mapping[str, tuple[str, str]] = NOTHING) -> Iterator[None]:
    """Let no statement in here take longer: one that would is TookTooLong.

    `others` are more of PostgreSQL's settings: what each is in here, and what it is usually. What comes afterwards in
    the same transaction has its own patience.
    """
    nested = connection.in_atomic_block
    try:
        with transaction.atomic():
            _set({"statement_timeout": f"{milliseconds}ms"} | {name: here for name, (here, _usual) in others.items()})
            yield
            if nested:
                _set({"statement_timeout": "0"} | {name: usual for name, (_here, usual) in others.items()})
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != CANCELED:
            raise
        raise TookTooLong from error


def _set(values: Mapping[str, str]) -> None:
    """For the rest of the transaction."""
    each = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", [part for pair in values.items() for part in pair])
