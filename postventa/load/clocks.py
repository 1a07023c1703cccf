"""The clocks of the invented cases, as they would be: of those that are over what was measured, of the others all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.db import connection

from customers.states import CustomerKind
from tickets.clock_facts import Wanted
from tickets.clock_rows import Key, Row, as_they_should_be, next_due
from tickets.clocks import Policy, Told, history_of, own_targets
from tickets.models import Clock, Ticket
from tickets.queries.clocks import Sheet, sheets_of
from tickets.states import ClockState, Due

BATCH = 1000
COLUMNS = (
    "ticket_id", "due", "anchor", "state", "policy_id", "starts_at", "spells", "target_minutes", "due_at", "ended_at",
    "late_at", "fired",
)  # fmt: skip
DUE = """
UPDATE tickets_ticket t SET due_at = given.due_at, due_kind = given.due_kind
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS given (id, due_at, due_kind) WHERE t.id = given.id
"""


def over(
    ticket: int, lines: Iterable[Told], policies: Iterable[Policy], *, kind: str, priority: int, customer: int
) -> Iterator[tuple]:
    """The rows of a case that is resolved: how its first reply and its resolution went."""
    about = {"kind": kind, "priority": priority, "customer": customer, "customer_kind": CustomerKind.PERSON}
    history = history_of(lines)
    policy = next((policy for policy in policies if policy.fits(**about)), None)
    for clock in own_targets(history, policy) if history else ():
        if clock.due != Due.NEXT:
            yield (
                ticket, clock.due.value, clock.anchor, clock.state.value, clock.policy, clock.starts_at,
                json.dumps(_spells(clock)), clock.target_minutes, clock.due_at, clock.ended_at, clock.late_at, "{}",
            )  # fmt: skip


def count_active(numbers: range, *, now: dt.datetime) -> Iterator[int]:
    """Write the clocks of the active cases, and what is next in each; of how many, a batch at a time."""
    last = numbers.start - 1
    active = Ticket.objects.active().filter(pk__lt=numbers.stop).select_related("customer").order_by("pk")
    while found := list(active.filter(pk__gt=last)[:BATCH]):
        last, rows, due = found[-1].pk, [], []
        sheets = sheets_of([ticket.pk for ticket in found])
        for ticket in found:
            own = _rows(ticket, sheets[ticket.pk], now)
            rows += [_clock(ticket, row) for row in own]
            due.append((ticket.pk, *next_due(own)))
        Clock.objects.bulk_create(rows)
        with connection.cursor() as cursor:
            cursor.execute(DUE, [list(column) for column in zip(*due, strict=True)])
        yield len(found)


def _rows(ticket: Ticket, sheet: Sheet, now: dt.datetime) -> list[Row]:
    assert sheet.history, "every invented case was opened"
    wanted, policy = sheet.wanted(ticket), sheet.book.policy_for(ticket)
    # What is over by now was watched while it ran.
    ended = [clock for clock in own_targets(sheet.history, policy) if clock.state == ClockState.ENDED]
    wanted |= {(clock.due, clock.anchor, None): clock for clock in ended}
    return [_watched(row, wanted, now) for row in as_they_should_be(wanted, {}, aside=False, now=now)]


def _watched(row: Row, wanted: Mapping[Key, Wanted], now: dt.datetime) -> Row:
    """As a sweep leaves it that has always come in time: what has passed was noted and done."""
    if row.state != ClockState.RUNNING or row.due_at is None:
        return row
    points = wanted[row.key].points
    late_at = row.due_at if row.due_at <= now else None
    todo = [at for at, _step in points if at > now] + ([] if late_at else [row.due_at])
    done = tuple(step for at, step in points if at <= now)
    return replace(row, late_at=late_at, wakes_at=min(todo, default=None), fired=done)


def _clock(ticket: Ticket, row: Row) -> Clock:
    return Clock(
        ticket=ticket, due=row.due, anchor=row.anchor, state=row.state, policy_id=row.policy, rule_id=row.rule,
        promise_id=row.promise, starts_at=row.starts_at, spells=_spells(row), target_minutes=row.target_minutes,
        due_at=row.due_at, ended_at=row.ended_at, late_at=row.late_at, wakes_at=row.wakes_at, fired=list(row.fired),
    )  # fmt: skip


def _spells(clock: Row | Wanted) -> list[list[str | None]]:
    return [[start.isoformat(), end.isoformat() if end else None] for start, end in clock.spells]
