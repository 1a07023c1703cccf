"""Keeping the clocks of a case as its ledger, the policies, the law and its promises say. The only writer of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from django.db import connection

from core import prepared
from core.actors import SYSTEM
from tickets.actions._ledger import keep, record
from tickets.clock_rows import Key, Row, next_due
from tickets.models import Ticket
from tickets.queries.clocks import sheet_of, sheet_of_new
from tickets.states import Due, EventKind


def keep_clocks(ticket: Ticket, *, now: dt.datetime) -> None:
    """Count the clocks of a held case again, at the end of whatever changed something that they depend on.

    Rows that differ are written; what nobody wants any more is off. What ended too late, or waits for the customer with
    its time gone, gets its line once; of what runs, `wake_clocks` notes it. The case says what is due next. One
    statement reads and one writes, and none when all is as it was.
    """
    sheet = sheet_of(ticket)
    rows = sheet.as_it_should_be(ticket, now)
    changed = [row for row in rows if sheet.rows.get(row.key) != row]
    ids = _write(ticket, changed)
    for row in changed:
        before = sheet.rows.get(row.key)
        if row.late_at and not (before and before.late_at):
            note_late(ticket, row, ids[row.key], now=now)
    _say_what_is_next(ticket, rows)


def foresee_clocks(ticket: Ticket, said: str, *, now: dt.datetime) -> list[Row]:
    """The clocks of a case that is about to be written and opened with such words, for `start_clocks`.

    The case says what is due next from the beginning: to change that afterwards writes all its places in the indexes
    again.
    """
    rows = sheet_of_new(ticket, said).as_it_should_be(ticket, now)
    ticket.due_at, ticket.due_kind = next_due(rows)
    return rows


def start_clocks(ticket: Ticket, rows: list[Row]) -> None:
    """Write the clocks that were foreseen, in the transaction in which they were."""
    _write(ticket, rows)


def note_late(ticket: Ticket, row: Row, pk: int, *, now: dt.datetime) -> None:
    """The line of the ledger that says that a time ran out. A promise has lines of its own."""
    if row.due != Due.PROMISE:
        record(ticket, EventKind.LATE, data={"clock": pk, "due": row.due}, by=SYSTEM, now=now)


def _say_what_is_next(ticket: Ticket, rows: Iterable[Row]) -> None:
    due = next_due(rows)
    if (ticket.due_at, ticket.due_kind) != due:
        ticket.due_at, ticket.due_kind = due
        keep(ticket, "due_at", "due_kind")


def _write(ticket: Ticket, rows: list[Row]) -> dict[Key, int]:
    """Write rows of a held case, new or not; their numbers."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        prepared.execute(cursor, _UPSERT, {"ticket": ticket.pk, "rows": json.dumps([_plain(row) for row in rows])})
        return {(due, anchor, rule): pk for pk, due, anchor, rule in cursor.fetchall()}


def _plain(row: Row) -> dict[str, object]:
    when = (row.starts_at, row.due_at, row.ended_at, row.late_at, row.wakes_at)
    starts_at, *others = (one and one.isoformat() for one in when)
    return dict(
        zip(
            _COLUMNS,
            (
                row.due, row.anchor, row.rule, row.state, row.policy, row.promise, starts_at,
                [[start.isoformat(), end and end.isoformat()] for start, end in row.spells], row.target_minutes,
                *others, row.fired,
            ),
            strict=True,
        )
    )  # fmt: skip


# Composed once: the rows come as one value.
_COLUMNS = {
    "due": "text", "anchor": "text", "rule_id": "bigint", "state": "text", "policy_id": "bigint",
    "promise_id": "bigint", "starts_at": "timestamptz", "spells": "jsonb", "target_minutes": "integer",
    "due_at": "timestamptz", "ended_at": "timestamptz", "late_at": "timestamptz", "wakes_at": "timestamptz",
    "fired": "bigint[]",
}  # fmt: skip
_KEY = ("due", "anchor", "rule_id")
_UPSERT = f"""
INSERT INTO tickets_clock (ticket_id, {", ".join(_COLUMNS)})
SELECT %(ticket)s::bigint, {", ".join(_COLUMNS)}
FROM json_to_recordset(%(rows)s::json) AS given ({", ".join(f"{name} {type_}" for name, type_ in _COLUMNS.items())})
ON CONFLICT (ticket_id, due, anchor, rule_id)
DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS if name not in _KEY)}
RETURNING id, due, anchor, rule_id
"""  # noqa: S608 (names of ours)
