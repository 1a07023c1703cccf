"""What stands beside a case's conversation and is little by little: fields, checklist, time, who stands by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core import prepared
from tickets.models import OwnField, Ticket
from tickets.queries.promises import Owed, owed_from
from tickets.queries.proposals import Offered, offered_from
from tickets.queries.requirements import Point

# A dozen things of which most cases have few: asked for one by one, each would cost as much as the page's own rows.
# What hangs on the case is read by its key, and of the settings there are some dozens of rows.
_BESIDE = """
SELECT
    (SELECT name FROM core_team WHERE id = %(team)s),
    (SELECT json_build_array(c.name, part.name, whole.name) FROM catalog_causecode c
        LEFT JOIN catalog_causecode part ON part.id = c.parent_id
        LEFT JOIN catalog_causecode whole ON whole.id = part.parent_id
        WHERE c.id = %(cause)s),
    (SELECT json_build_object('needs_cause', needs_cause, 'needs_coverage', needs_coverage,
            'needs_checklist', needs_checklist, 'checklist', checklist)
        FROM tickets_kindrules WHERE kind = %(kind)s),
    (SELECT json_agg(json_build_object('key', key, 'label', label, 'type', type, 'required', required)
            ORDER BY position, label, id)
        FROM tickets_ownfield WHERE active AND (kinds = '{}' OR kinds @> ARRAY[%(kind)s]::varchar[])),
    (SELECT json_agg(json_build_array(i.text, i.done_at, coalesce(nullif(u.name, ''), u.email)) ORDER BY i.id)
        FROM tickets_checkitem i LEFT JOIN core_user u ON u.id = i.done_by_id WHERE i.ticket_id = %(id)s),
    (SELECT json_agg(json_build_array(coalesce(nullif(u.name, ''), u.email), e.minutes) ORDER BY e.minutes DESC)
        FROM (SELECT agent_id, sum(minutes) AS minutes FROM tickets_timeentry WHERE ticket_id = %(id)s
            GROUP BY agent_id) e
        JOIN core_user u ON u.id = e.agent_id WHERE e.minutes > 0),
    (SELECT json_build_array(coalesce(nullif(u.name, ''), u.email), e.at)
        FROM tickets_ticketevent e LEFT JOIN core_user u ON u.id = e.actor_id
        WHERE e.ticket_id = %(id)s AND e.kind = 'confirmed' AND %(confirmed)s
        ORDER BY e.at DESC, e.id DESC LIMIT 1),
    (SELECT json_agg(g.name ORDER BY g.name)
        FROM tickets_tickettag tt JOIN tickets_tag g ON g.id = tt.tag_id WHERE tt.ticket_id = %(id)s),
    EXISTS (SELECT FROM customers_purchase p JOIN customers_unit u ON u.purchase_id = p.id
        WHERE p.customer_id = %(customer)s AND u.id IS DISTINCT FROM %(unit)s),
    (SELECT json_agg(json_build_array(p.id, p.kind, p.what, p.state, p.due_at, p.done_at, p.message_id, o.id, o.name,
            o.email, EXISTS (SELECT FROM tickets_promise r WHERE r.replaces_id = p.id)) ORDER BY p.due_at, p.id)
        FROM tickets_promise p JOIN core_user o ON o.id = p.owner_id WHERE p.ticket_id = %(id)s),
    (WITH RECURSIVE family (id) AS (
            SELECT %(id)s::bigint UNION SELECT t.id FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id)
        SELECT json_agg(json_build_array(p.id, p.state, p.resolution, p.amount::text, p.currency, p.open_until,
                p.proposed_at, p.answered_at, coalesce(nullif(u.name, ''), u.email))
            ORDER BY p.proposed_at DESC, p.id DESC)
        FROM tickets_proposal p JOIN family f ON f.id = p.ticket_id JOIN core_user u ON u.id = p.proposed_by_id),
    (SELECT json_build_array(s.topic, y.words_es, y.words_en, coalesce(y.danger, false), s.used_for, s.before,
            s.reach_by, s.reach_phone, s.reach_when, s.articles_read)
        FROM tickets_statement s LEFT JOIN catalog_symptom y ON y.id = s.symptom_id WHERE s.ticket_id = %(id)s)
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the customer stated when they opened it, besides their words."""

    topic: str
    words_es: str | None
    words_en: str | None
    danger: bool
    used_for: str
    before: str
    reach_by: str
    reach_phone: str
    reach_when: str
    articles_read: int


@dataclass(frozen=True)
class Beside:
    """`cause` has its way from the root. `fields` know their key, label and type, and whether they are required."""

    team: str
    cause: tuple[str, ...]
    needs_cause: bool
    needs_coverage: bool
    needs_checklist: bool
    fields: list[OwnField]
    points: list[Point]
    times: list[tuple[str, dt.timedelta]]
    confirmed: tuple[str, dt.datetime] | None
    tags: list[str]
    other_units: bool  # whether the customer has bought something else too
    promises: list[Owed]
    proposals: list[Offered]  # the newest first, with those of cases that were merged into it
    stated: Stated | None


def beside(ticket: Ticket) -> Beside:
    """All of it in one query."""
    given: dict[str, int | str | bool | None] = {
        "id": ticket.pk,
        "kind": ticket.kind,
        "team": ticket.team_id,
        "cause": ticket.cause_id,
        "confirmed": ticket.confirmed_decision_id is not None,
        "customer": ticket.customer_id,
        "unit": ticket.unit_id,
    }
    with connection.cursor() as cursor:
        prepared.execute(cursor, _BESIDE, given)
        team, cause, rules, fields, items, times, confirmed, tags, other_units, owed, offered, said = cursor.fetchone()
    rules = rules or {}
    return Beside(
        team=team or "",
        cause=tuple(name for name in reversed(cause or ()) if name),
        needs_cause=rules.get("needs_cause", False),
        needs_coverage=rules.get("needs_coverage", False),
        needs_checklist=rules.get("needs_checklist", False),
        fields=[OwnField(**field) for field in fields or ()],
        points=_points(rules.get("checklist", ()), items or ()),
        times=[(name, dt.timedelta(minutes=minutes)) for name, minutes in times or ()],
        confirmed=(confirmed[0] or "", dt.datetime.fromisoformat(confirmed[1])) if confirmed else None,
        tags=tags or [],
        other_units=other_units,
        promises=owed_from(owed),
        proposals=offered_from(offered),
        stated=Stated(*said) if said else None,
    )


def _points(of_kind: Sequence[str], items: Iterable[tuple[str, str | None, str | None]]) -> list[Point]:
    """Those of the kind in their order, then those of this case alone: as `checklist_of` has them."""
    known: dict[str, Any] = {text: (done_at, by) for text, done_at, by in items}
    texts = [*of_kind, *(text for text in known if text not in of_kind)]
    return [_point(text, *known.get(text, (None, None)), own=text not in of_kind) for text in texts]


def _point(text: str, done_at: str | None, by: str | None, *, own: bool) -> Point:
    return Point(text, dt.datetime.fromisoformat(done_at) if done_at else None, by or "", own)
