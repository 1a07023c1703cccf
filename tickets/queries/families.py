"""Cases that belong together: those merged into one, where a case goes on, and the main cases above it."""

from __future__ import annotations

from django.db import connection

from core import prepared
from tickets.models import Ticket

# UNION, and not UNION ALL: what went round in a circle, against all the rules, would still come to an end.
_FAMILY = """
WITH RECURSIVE family (id) AS (
    SELECT %s::bigint
    UNION SELECT t.id FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id
) SELECT id FROM family ORDER BY id
"""
_END = """
WITH RECURSIVE way (id, next) AS (
    SELECT id, merged_into_id FROM tickets_ticket WHERE id = %s
    UNION SELECT t.id, t.merged_into_id FROM tickets_ticket t JOIN way w ON t.id = w.next
) SELECT id FROM way WHERE next IS NULL
"""
_LINE = """
WITH RECURSIVE line (id, parent, depth) AS (
    SELECT id, parent_id, 0 FROM tickets_ticket WHERE id = %s
    UNION SELECT t.id, t.parent_id, l.depth + 1 FROM tickets_ticket t JOIN line l ON t.id = l.parent
) SELECT id FROM line ORDER BY depth
"""


def family_ids(ticket: Ticket) -> list[int]:
    """The case and all that were merged into it, at any depth: whose words are shown together. One query."""
    return _ids(_FAMILY, ticket.pk)


def end_of(ticket_id: int) -> int:
    """The case in which what is said in this one goes on: itself, when it was not merged."""
    return _ids(_END, ticket_id)[0]


def line_of(ticket_id: int) -> list[int]:
    """The case, its main case, the main case of that, up to the one that has none."""
    return _ids(_LINE, ticket_id)


def _ids(query: str, start: int) -> list[int]:
    with connection.cursor() as cursor:
        prepared.execute(cursor, query, [start])
        return [pk for (pk,) in cursor.fetchall()]
