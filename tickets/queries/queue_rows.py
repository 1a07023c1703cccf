"""The rows of a list of cases: what a row shows, and what one agent has to do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core import prepared
from tickets.states import WHOSE_TURN, MessageKind, Status, Turn

SHOWN_TAGS = 2

# By hand, because these thirty lines are read all day: the ORM takes longer to write the statement than PostgreSQL to
# answer it. The text is cut here: a row shows one line of what may be 20,000 characters.
DETAILS = """
SELECT t.id, t.reference, t.subject, t.status, t.priority, t.safety, t.channel, t.turn_since, t.last_message_at,
    t.due_at, t.due_kind, coalesce(nullif(c.name, ''), c.ref), coalesce(p.name, ''), a.id, a.name, a.email,
    coalesce(m.kind, ''), left(m.text, 240),
    (SELECT array_agg(g.name ORDER BY g.name) FROM tickets_tickettag tt JOIN tickets_tag g ON g.id = tt.tag_id
        WHERE tt.ticket_id = t.id),
    m.id > coalesce((SELECT s.message FROM tickets_seen s WHERE s.user_id = %(me)s AND s.ticket_id = t.id), 0)
        AND m.author_id IS DISTINCT FROM %(me)s,
    EXISTS (SELECT FROM tickets_draft d WHERE d.author_id = %(me)s AND d.ticket_id = t.id),
    NOT EXISTS (SELECT FROM tickets_message f WHERE f.ticket_id = t.id AND f.created_at < m.created_at)
FROM tickets_ticket t
JOIN customers_customer c ON c.id = t.customer_id
LEFT JOIN customers_unit u ON u.id = t.unit_id
LEFT JOIN catalog_product p ON p.id = u.product_id
LEFT JOIN core_user a ON a.id = t.assignee_id
LEFT JOIN tickets_message m ON m.id = t.last_said_id
WHERE t.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Who has a case in hand, as a row shows them."""

    pk: int
    name: str
    email: str

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in str(self).split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list. `words` are the first of the last thing said, unless the subject says them already."""

    pk: int
    reference: str
    subject: str
    status: str
    priority: int
    safety: bool
    channel: str
    turn_since: dt.datetime
    last_message_at: dt.datetime
    due_at: dt.datetime | None
    due_kind: str
    customer: str
    product: str
    assignee: Person | None
    last_kind: str
    words: str
    tags: tuple[str, ...]
    unread: bool
    draft: bool

    @property
    def turn(self) -> Turn:
        return WHOSE_TURN[Status(self.status)]

    @property
    def spoke_last(self) -> str:
        """Who: we by letter, somebody on the phone, or nobody but the customer."""
        return self.last_kind if self.last_kind in (MessageKind.REPLY, MessageKind.PHONE) else ""

    @property
    def shown_tags(self) -> tuple[str, ...]:
        return self.tags[:SHOWN_TAGS]

    @property
    def more_tags(self) -> int:
        return max(len(self.tags) - SHOWN_TAGS, 0)


def rows_of(ids: Sequence[int], *, user_id: int) -> list[Row]:
    """The rows of these cases in this order, with what this agent has not read and what they have begun to write."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, DETAILS, {"me": user_id, "ids": list(ids)})
        found = {columns[0]: _row(*columns) for columns in cursor}
    return [found[pk] for pk in ids if pk in found]


def _row(*columns: Any) -> Row:
    *case, assignee, name, email, kind, start, tags, unread, draft, first = columns
    words, subject = " ".join((start or "").split()), case[2]
    return Row(  # type: ignore[misc]
        *case,
        assignee=Person(assignee, name, email) if assignee else None,
        last_kind=kind,
        # A subject made of the first words needs no repeating while nobody has said anything else.
        words="" if first and words.startswith(subject.rstrip("…")) else words,
        tags=tuple(tags or ()),
        unread=bool(unread),
        draft=draft,
    )
