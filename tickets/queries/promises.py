"""Reads of promises: the clocks that they want, and what was promised in a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tickets.clock_facts import Wanted
from tickets.models import Ticket
from tickets.promises import Made, clock_of
from tickets.queries.queue_rows import Person
from tickets.states import PromiseKind, PromiseState

_MADE = """
SELECT p.id, p.state, p.made_at, p.due_at, p.settled_at, p.done_at,
    (SELECT made_at FROM tickets_promise WHERE replaces_id = p.id)
FROM tickets_promise p WHERE p.ticket_id = %s ORDER BY p.id
"""


def wanted_promises(ticket: Ticket) -> list[Wanted]:
    """The clock of every promise of a case. One query, along an index."""
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [ticket.pk])
        made = [Made(*row) for row in cursor.fetchall()]
    return [clock_of(promise, aside=bool(ticket.aside)) for promise in made]


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise as a case's page shows it. `replaced`: the customer agreed to another one instead."""

    pk: int
    kind: str
    what: str
    state: str
    due_at: dt.datetime
    done_at: dt.datetime | None
    message: int | None
    owner: Person
    replaced: bool

    @property
    def waits(self) -> bool:
        """Whether the customer still waits for it."""
        broken = self.state == PromiseState.BROKEN and self.done_at is None and not self.replaced
        return self.state == PromiseState.OPEN or broken

    @property
    def kind_words(self) -> str:
        return str(PromiseKind(self.kind).label)

    @property
    def state_words(self) -> str:
        return str(PromiseState(self.state).label)


def owed_from(rows: Sequence[Sequence[Any]] | None) -> list[Owed]:
    """From what `beside` reads: those that the customer waits for first, by their moment."""
    found = [_owed(*row) for row in rows or ()]
    return sorted(found, key=lambda one: not one.waits)


def _owed(*row: Any) -> Owed:
    pk, kind, what, state, due, done, message, owner, name, email, replaced = row
    done_at = dt.datetime.fromisoformat(done) if done else None
    person = Person(owner, name, email)
    return Owed(pk, kind, what, state, dt.datetime.fromisoformat(due), done_at, message, person, replaced)
