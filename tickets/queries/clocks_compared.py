"""Comparing the clocks of cases with what they should be, a batch at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from tickets.clock_rows import Row, next_due
from tickets.models import Ticket
from tickets.queries.clocks import Sheet, sheets_of

BATCH = 500


@dataclass(frozen=True)
class Difference:
    """What a clock (or «the case») says otherwise than it should."""

    clock: str
    name: str
    stored: object
    counted: object


@dataclass(frozen=True)
class Compared:
    """A case, and where its clocks are not what they should be."""

    pk: int
    reference: str
    differences: list[Difference]


def compare_all_clocks(*, active: bool, now: dt.datetime) -> Iterator[Compared]:
    """Every case, or those that are active, in the order of the ids; memory stays flat."""
    tickets = (Ticket.objects.active() if active else Ticket.objects.all()).order_by("pk")
    last = 0
    while batch := list(tickets.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield from compare_clocks(batch, now=now)
        last = batch[-1]


def compare_clocks(ids: Iterable[int], *, now: dt.datetime) -> Iterator[Compared]:
    """Some cases as they are now. One that is written to meanwhile may differ for a moment: look at it again, held."""
    ids = list(ids)
    sheets = sheets_of(ids)
    for ticket in Ticket.objects.filter(pk__in=ids).select_related("customer").order_by("pk"):
        yield Compared(ticket.pk, ticket.reference, list(_differences(ticket, sheets[ticket.pk], now)))


def _differences(ticket: Ticket, sheet: Sheet, now: dt.datetime) -> Iterator[Difference]:
    rows = sheet.as_it_should_be(ticket, now)
    for row in rows:
        yield from _unlike(row, sheet.rows.get(row.key))
    due_at, due_kind = next_due(rows)
    for name, stored, counted in (("due_at", ticket.due_at, due_at), ("due_kind", ticket.due_kind, due_kind)):
        if stored != counted:
            yield Difference("the case", name, stored, counted)


def _unlike(counted: Row, stored: Row | None) -> Iterator[Difference]:
    for one in fields(Row):
        told, kept = getattr(counted, one.name), getattr(stored, one.name, None)
        if one.compare and told != kept:
            yield Difference(f"{counted.due} {counted.anchor}", one.name, kept, told)
