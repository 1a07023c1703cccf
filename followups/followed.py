"""What following up brought, as a case's conversation shows it: calls, answers, and loops to close."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.db import connection

from core import prepared

_FOLLOWED = """
WITH asked (id) AS (
    SELECT id FROM followups_invitation WHERE delivery_id = %(delivery)s
    UNION SELECT id FROM followups_invitation WHERE ticket_id = ANY(%(tickets)s)
    UNION SELECT id FROM followups_invitation WHERE opened_ticket_id = ANY(%(tickets)s)
), called (id) AS (
    SELECT id FROM followups_call WHERE delivery_id = %(delivery)s
    UNION SELECT id FROM followups_call WHERE kind = 'resolution' AND ticket_id = ANY(%(tickets)s)
    UNION SELECT l.call_id FROM followups_loop l JOIN asked ON asked.id = l.invitation_id WHERE l.call_id IS NOT NULL
)
SELECT a.at, 'call', coalesce(nullif(u.name, ''), u.email), c.kind, a.outcome, NULL::text, a.note,
    NULL::timestamptz, NULL::timestamptz
FROM called JOIN followups_call c USING (id) JOIN followups_callattempt a ON a.call_id = c.id
    JOIN core_user u ON u.id = a.agent_id
UNION ALL
SELECT max(a.answered_at), 'told', '', '', '', jsonb_object_agg(a.question, a.value)::text,
    coalesce(string_agg(nullif(a.text, ''), chr(10) ORDER BY a.id), ''), NULL, NULL
FROM called JOIN followups_answer a ON a.call_id = called.id GROUP BY called.id
UNION ALL
SELECT max(a.answered_at), 'survey', '', '', '', jsonb_object_agg(a.question, a.value)::text,
    coalesce(string_agg(nullif(a.text, ''), chr(10) ORDER BY a.id), ''), NULL, NULL
FROM asked JOIN followups_answer a ON a.invitation_id = asked.id GROUP BY asked.id
UNION ALL
SELECT l.opened_at, 'loop', '', '', '', NULL, '', l.due_at, l.closed_at
FROM asked JOIN followups_loop l ON l.invitation_id = asked.id WHERE NOT l.dropped
"""


class What(StrEnum):
    CALL = "call"
    TOLD = "told"
    SURVEY = "survey"
    LOOP = "loop"


class Followed(NamedTuple):
    """An attempt to call, what was told in a call, an answered survey, or a loop that an unhappy answer opened.

    `kind` is what a call was about, `values` the numbers by the code of their question, `due_at` and `closed_at` when
    somebody has to speak with the customer and when they did.
    """

    at: dt.datetime
    what: What
    who: str = ""
    kind: str = ""
    outcome: str = ""
    values: dict[str, int | None] = {}
    said: str = ""
    due_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None


def followed_up(delivery: int | None, tickets: Sequence[int]) -> list[Followed]:
    """Calls and answers about a delivery and about these cases, and what became of the unhappy ones: one query."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _FOLLOWED, {"delivery": delivery, "tickets": list(tickets)})
        return [_read(*row) for row in cursor.fetchall()]


def _read(
    at: dt.datetime, what: str, who: str, kind: str, outcome: str, values: str | None, said: str, *ends: dt.datetime
) -> Followed:
    due_at, closed_at = ends
    numbers = json.loads(values) if values else {}
    return Followed(at, What(what), who, kind, outcome, numbers, said, due_at, closed_at)
