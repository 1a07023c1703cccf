"""Reads for those who work on a case: what is new in it, and the other cases of its customer."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from core import prepared
from core.actors import Actor
from tickets.models import Message, Ticket


def said_after(ticket: Ticket, message_id: int, reader: Actor) -> list[Message]:
    """What is newer than the message that somebody last read; not their own notes."""
    return list(ticket.messages.unread(message_id, reader).select_related("author"))  # type: ignore[attr-defined]


class Earlier(NamedTuple):
    """Another case of the same customer, as a line shows it."""

    reference: str
    subject: str
    status: str


_EARLIER = """
SELECT reference, subject, status FROM tickets_ticket
WHERE customer_id = %s AND id <> %s ORDER BY created_at DESC LIMIT %s
"""


def earlier_cases(ticket: Ticket, limit: int = 5) -> list[Earlier]:
    """The customer's other cases, the newest first."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _EARLIER, [ticket.customer_id, ticket.pk, limit])
        return [Earlier(*row) for row in cursor.fetchall()]
