"""Unhappy customers with whom nobody spoke in time, and who answers for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.models import User
from core.states import Role
from followups.models import Loop
from tickets.models import Ticket
from tickets.states import Aside

MOST = 60  # on a page
# Where the case of a loop goes on, or nothing while it is a call, and who has it in hand. Nobody answers spam.
_LATE = """
WITH RECURSIVE way (loop, id, next) AS (
    SELECT l.id, t.id, t.merged_into_id
    FROM followups_loop l LEFT JOIN tickets_ticket t ON t.id = l.ticket_id
    WHERE l.closed_at IS NULL AND l.due_at < %(now)s AND (NOT %(untold)s OR l.told_at IS NULL)
    UNION SELECT w.loop, t.id, t.merged_into_id FROM tickets_ticket t JOIN way w ON t.id = w.next
) SELECT l.id, t.id, u.id, CASE WHEN t.id IS NULL THEN a.team_id ELSE t.team_id END
FROM way w JOIN followups_loop l ON l.id = w.loop LEFT JOIN tickets_ticket t ON t.id = w.id
    LEFT JOIN followups_call c ON c.id = l.call_id LEFT JOIN followups_lane a ON a.id = c.lane_id
    LEFT JOIN core_user u ON u.id = CASE WHEN t.id IS NULL THEN l.owner_id ELSE t.assignee_id END
        AND u.is_active AND u.role = ANY(%(roles)s)
WHERE w.next IS NULL AND t.aside IS DISTINCT FROM %(spam)s
    AND (%(person)s IS NULL OR u.id = %(person)s OR u.id IS NULL AND %(leads)s)
ORDER BY l.due_at, l.id
"""


@dataclass(frozen=True)
class LateLoop:
    """A loop whose deadline is past, with the case in which it goes on (None while it is a call), and its people."""

    loop: Loop
    ticket: Ticket | None
    people: tuple[User, ...]


def late_loops(
    now: dt.datetime, *, of: User | None = None, untold: bool = False, limit: int | None = None
) -> list[LateLoop]:
    """Those that are late, the longest first; of one person, or those of which nobody was told yet.

    It is up to the assignee of the case, or to whom the call is; otherwise to the managers of the team, and where it
    has none to all. At most six queries whatever there is, and one when nothing is late.
    """
    given: dict[str, Any] = {
        "now": now, "untold": untold, "spam": str(Aside.SPAM), "roles": [str(Role.AGENT), str(Role.MANAGER)],
        "person": of.pk if of else None, "leads": bool(of and of.role == Role.MANAGER),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LATE, given)
        found = cursor.fetchall()
    if not found:
        return []
    leads = _Leads()
    ours = [row for row in found if row[2] or of is None or of in leads.of(row[3])]
    return _read(ours[:limit], leads)


def _read(rows: Sequence[tuple[int, int | None, int | None, int | None]], leads: _Leads) -> list[LateLoop]:
    shown = Loop.objects.select_related("invitation__customer", "call")
    loops = shown.in_bulk([loop for loop, *_rest in rows])
    tickets = Ticket.objects.select_related("customer").in_bulk([ticket for _loop, ticket, *_rest in rows if ticket])
    people = User.objects.in_bulk([person for *_rest, person, _team in rows if person])
    return [
        LateLoop(loops[loop], tickets.get(ticket or 0), (people[person],) if person else tuple(leads.of(team)))
        for loop, ticket, person, team in rows
    ]


class _Leads:
    """The managers by their teams, read once."""

    def __init__(self) -> None:
        rows = User.objects.agents().filter(role=Role.MANAGER).prefetch_related("teams").order_by("pk")
        self._teams = {person: {team.pk for team in person.teams.all()} for person in rows}

    def of(self, team: int | None) -> list[User]:
        """Those of a team; all where it has none."""
        return [person for person, teams in self._teams.items() if team in teams] or list(self._teams)
