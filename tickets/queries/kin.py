"""The cases that one case has to do with: its main case, those that hang on it, related, split and merged ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from core import prepared
from tickets.models import Ticket

SHOWN = 50  # of each role


class Role(StrEnum):
    """What the other case is to this one."""

    PARENT = "parent"
    CHILD = "child"
    MERGED = "merged"  # goes on in this one
    RELATED = "related"
    SPLIT_OFF = "split_off"  # came out of this one
    SPLIT_FROM = "split_from"
    GOES_ON = "goes_on"  # the customer went on there
    WENT_BEFORE = "went_before"


@dataclass(frozen=True, slots=True)
class Kin:
    """Another case, with what a line about it shows."""

    role: Role
    pk: int
    reference: str
    subject: str
    status: str
    aside: str


# One question instead of six: what most cases have none of costs each page of a case but one look.
_KIN = """
SELECT found.role, t.id, t.reference, t.subject, t.status, t.aside FROM (
    SELECT 'parent' AS role, parent_id AS id FROM tickets_ticket WHERE id = %(id)s AND parent_id IS NOT NULL
    UNION ALL (SELECT 'child', id FROM tickets_ticket WHERE parent_id = %(id)s ORDER BY id LIMIT %(most)s)
    UNION ALL (SELECT 'merged', id FROM tickets_ticket WHERE merged_into_id = %(id)s ORDER BY id LIMIT %(most)s)
    UNION ALL (
        SELECT CASE kind WHEN 'split' THEN 'split_off' WHEN 'continues' THEN 'goes_on' ELSE 'related' END, other_id
        FROM tickets_relation WHERE one_id = %(id)s ORDER BY id LIMIT %(most)s
    )
    UNION ALL (
        SELECT CASE kind WHEN 'split' THEN 'split_from' WHEN 'continues' THEN 'went_before' ELSE 'related' END, one_id
        FROM tickets_relation WHERE other_id = %(id)s ORDER BY id LIMIT %(most)s
    )
) found JOIN tickets_ticket t ON t.id = found.id ORDER BY t.id
"""


def kin_of(ticket: Ticket) -> list[Kin]:
    """All of them, the oldest first; at most SHOWN + 1 of a role, so that its reader sees that there are more."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _KIN, {"id": ticket.pk, "most": SHOWN + 1})
        return [Kin(Role(role), *rest) for role, *rest in cursor.fetchall()]
