"""Keeping the words by which a case is found in step with what is said, in the caller's transaction."""

from __future__ import annotations

from django.db import connection

from core import prepared
from tickets.models import Ticket

# Past so many different words a case is found well enough, and PostgreSQL holds no more than a megabyte of them.
ENOUGH = 20_000

_ALL = """
INSERT INTO tickets_searchtext (ticket_id, product_id, words) VALUES (%(ticket)s, %(product)s, case_words(%(ticket)s))
ON CONFLICT (ticket_id) DO UPDATE SET product_id = EXCLUDED.product_id, words = EXCLUDED.words
"""
_MORE = """
UPDATE tickets_searchtext SET words = words || said_words(%(text)s, %(language)s)
WHERE ticket_id = %(ticket)s AND length(words) < %(enough)s
"""


def note_case(ticket: Ticket) -> None:
    """Write down all the words of a case: when it is opened, is about another product, or took something back."""
    product = ticket.unit.product_id if ticket.unit else None
    with connection.cursor() as cursor:
        prepared.execute(cursor, _ALL, {"ticket": ticket.pk, "product": product})


def note_words(ticket: Ticket, text: str) -> None:
    """Add what was just said to the words of a case."""
    given: dict[str, int | str] = {"ticket": ticket.pk, "text": text, "language": ticket.language, "enough": ENOUGH}
    with connection.cursor() as cursor:
        prepared.execute(cursor, _MORE, given)
