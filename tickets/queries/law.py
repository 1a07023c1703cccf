"""The law's side of a case: what its page shows of it, how long a customer has to complete it, whom a refusal names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F, Q

from core import prepared
from customers.states import CustomerKind
from tickets.completing import USUAL_DAYS
from tickets.models import Alternatives, CompletionRequest, DeadlineRule, LegalStart, Point, Ticket, TicketEvent
from tickets.queries.deadlines import jurisdictions_of, place_of
from tickets.queries.families import family_ids
from tickets.states import ClockState, EventKind, Kind
from warranties.jurisdictions import every_jurisdiction, jurisdiction

# To these the law gives a term for an answer, and whoever refuses one names who else can help.
COMPLAINTS = (Kind.COMPLAINT, Kind.TECHNICAL)


def days_to_complete(ticket: Ticket, now: dt.datetime) -> tuple[int, str]:
    """How many working days the customer has at least to complete a case, and the place in the law; "" where none is.

    Of several rules that bind us, the one that gives the longest.
    """
    today = now.astimezone(place_of(ticket.customer).zone).date()
    rules = DeadlineRule.objects.binding().filter(
        Q(kinds=[]) | Q(kinds__overlap=sorted(kinds_of(ticket))),
        Q(valid_from=None) | Q(valid_from__lte=today),
        Q(valid_to=None) | Q(valid_to__gte=today),
        jurisdiction__in=jurisdictions_of(ticket.customer),
        completion_days__isnull=False,
    )
    if ticket.customer.kind != CustomerKind.PERSON:
        rules = rules.filter(consumers_only=False)
    found = rules.order_by(F("completion_days").desc(), "pk").values_list("completion_days", "cites").first()
    return (found[0] or USUAL_DAYS, found[1]) if found else (USUAL_DAYS, "")


def kinds_of(ticket: Ticket) -> set[str]:
    """Every kind that the case has had, and those that were merged into it: called a question now, a complaint was one
    all the same.
    """
    family = family_ids(ticket)
    kinds = Ticket.objects.filter(pk__in=family).values_list("kind", flat=True)
    lines = TicketEvent.objects.filter(ticket__in=family, kind=EventKind.KIND).values_list("data__from", flat=True)
    return {ticket.kind, *kinds, *lines}


# Of every receipt of a complaint.
_ANSWER_BY = """
SELECT min(c.due_at) FROM tickets_clock c JOIN tickets_deadlinerule r ON r.id = c.rule_id
WHERE c.ticket_id = %s AND c.due = 'legal' AND c.state = 'running' AND r.event = 'answer'
"""


def answer_by(ticket: Ticket) -> dt.date | None:
    """The customer's day by which the law wants a complaint answered; None where no law that binds us says one."""
    if ticket.kind not in COMPLAINTS:
        return None
    with connection.cursor() as cursor:
        prepared.execute(cursor, _ANSWER_BY, [ticket.pk])
        (due_at,) = cursor.fetchone()
    return due_at.astimezone(place_of(ticket.customer).zone).date() if due_at else None


def open_request(ticket: Ticket, now: dt.datetime) -> CompletionRequest | None:
    """What the customer was asked for and still has time to send."""
    rows = CompletionRequest.objects.filter(ticket=ticket, completed_at=None, withdrawn_at=None, due_at__gt=now)
    return rows.first()


def stopped_a_term(request: CompletionRequest) -> bool:
    """Whether a term of law stood still until a request was completed or withdrawn."""
    lines = TicketEvent.objects.filter(ticket=request.ticket_id, kind=EventKind.COMPLETION, data__request=request.pk)
    return lines.filter(data__stopped=True).exists()


def points_of(ticket: Ticket) -> list[Point]:
    """What a complaint asks, with what those ask that were merged into it: each point once, its own first."""
    found = Point.objects.filter(ticket__in=family_ids(ticket)).order_by("pk")
    points: dict[str, Point] = {}
    for point in sorted(found, key=lambda point: point.ticket_id != ticket.pk):
        points.setdefault(point.text, point)
    return list(points.values())


def owes_alternatives(ticket: Ticket) -> bool:
    """Whether a refusal of this case names who else can help: complaints of consumers (Ley 7/2017 art. 40.3)."""
    return ticket.customer.kind == CustomerKind.PERSON and not kinds_of(ticket).isdisjoint(COMPLAINTS)


def country_of(ticket: Ticket) -> str:
    """The country whose law counts, as the rules name it."""
    return jurisdictions_of(ticket.customer)[0]


def alternatives_of(ticket: Ticket, language: str) -> str:
    """Who else can help, in that language; "" when nobody has written it for the country."""
    row = Alternatives.objects.filter(jurisdiction=country_of(ticket)).first()
    return "" if row is None else row.text_es if language == "es" else row.text_en


def countries_without_alternatives() -> list[str]:
    """The company's country and those of which a term of law binds it, as far as nobody has written their text."""
    bound = DeadlineRule.objects.binding().filter(consumers_only=True).values_list("jurisdiction", flat=True)
    wanted = {jurisdiction(settings.COMPANY["country"]), *(code.partition("-")[0] for code in bound)}
    return sorted(wanted & set(every_jurisdiction()) - set(Alternatives.objects.values_list("jurisdiction", flat=True)))


@dataclass(frozen=True)
class Running:
    """A legal clock: its term, its moment, and the row from which it counts, where somebody said it."""

    rule: DeadlineRule
    state: str
    anchor: str
    starts_at: dt.datetime
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    late_at: dt.datetime | None

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    @property
    def is_stopped(self) -> bool:
        """Whether it waits for the customer to complete what is missing."""
        return self.state == ClockState.PAUSED

    @property
    def start_pk(self) -> int | None:
        """The number of the date from which it counts, when somebody said one."""
        noun, _colon, pk = self.anchor.partition(":")
        return int(pk) if noun == "start" else None


@dataclass(frozen=True)
class Law:
    """What the law asks in a case. `clocks` are those that count or have ended, the nearest first; `points` as in
    `points_of`.
    """

    clocks: tuple[Running, ...]
    starts: tuple[LegalStart, ...]
    completion: CompletionRequest | None
    points: tuple[Point, ...]

    @property
    def unanswered(self) -> int:
        return sum(not point.answer for point in self.points)

    def counts_from(self, start: LegalStart) -> bool:
        """Whether any clock counts from a date that somebody said."""
        return any(clock.start_pk == start.pk for clock in self.clocks)


# All of it in one statement: most cases have one term and nothing else.
_LAW = """
SELECT
    (SELECT json_agg(json_build_array(c.rule_id, c.state, c.anchor, c.starts_at, c.due_at, c.ended_at, c.late_at,
            json_build_object('id', r.id, 'code', r.code, 'version', r.version, 'jurisdiction', r.jurisdiction,
                'event', r.event, 'scope', r.scope, 'kinds', to_json(r.kinds), 'consumers_only', r.consumers_only,
                'amount', r.amount, 'unit', r.unit, 'counts_first_day', r.counts_first_day,
                'completion_days', r.completion_days, 'cites', r.cites, 'source', r.source, 'note', r.note,
                'applies', r.applies, 'confirmed', r.confirmed))
            ORDER BY c.due_at NULLS LAST, c.id)
        FROM tickets_clock c JOIN tickets_deadlinerule r ON r.id = c.rule_id
        WHERE c.ticket_id = %(id)s AND c.due = 'legal' AND c.state <> 'off'),
    (SELECT json_agg(json_build_object('id', s.id, 'event', s.event, 'at', s.at, 'number', s.number,
            'said_at', s.said_at, 'done_at', s.done_at) ORDER BY s.at, s.id)
        FROM tickets_legalstart s WHERE s.ticket_id = %(id)s AND s.withdrawn_at IS NULL),
    (SELECT json_build_object('id', q.id, 'message_id', q.message_id, 'asked_at', q.asked_at, 'due_at', q.due_at,
            'completed_at', q.completed_at)
        FROM tickets_completionrequest q WHERE q.ticket_id = %(id)s AND q.withdrawn_at IS NULL
        ORDER BY q.asked_at DESC, q.id DESC LIMIT 1),
    (WITH RECURSIVE family (id) AS (
            SELECT %(id)s::bigint UNION SELECT t.id FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id)
        SELECT json_agg(json_build_object('id', p.id, 'text', p.text, 'answer', p.answer) ORDER BY p.other, p.id)
        FROM (SELECT DISTINCT ON (p.text) p.id, p.text, p.answer, p.ticket_id <> %(id)s AS other
            FROM tickets_point p JOIN family f ON f.id = p.ticket_id ORDER BY p.text, other, p.id) p)
"""


def law_of(ticket: Ticket) -> Law:
    """What stands in the card «Law»: one query, however much there is."""
    with connection.cursor() as cursor:
        cursor.execute(_LAW, {"id": ticket.pk})
        clocks, starts, completion, points = cursor.fetchone()
    return Law(
        clocks=tuple(_clock(*row) for row in clocks or ()),
        starts=tuple(LegalStart(ticket=ticket, **_timed(row)) for row in starts or ()),
        completion=CompletionRequest(ticket=ticket, **_timed(completion)) if completion else None,
        points=tuple(Point(ticket=ticket, **row) for row in points or ()),
    )


def _clock(
    _rule: int,
    state: str,
    anchor: str,
    starts_at: str,
    due_at: str | None,
    ended_at: str | None,
    late_at: str | None,
    rule: dict,
) -> Running:
    return Running(
        rule=DeadlineRule(**rule),
        state=state,
        anchor=anchor,
        starts_at=dt.datetime.fromisoformat(starts_at),
        due_at=_instant(due_at),
        ended_at=_instant(ended_at),
        late_at=_instant(late_at),
    )


def _timed(row: dict) -> dict:
    """The row with its instants read."""
    return {name: _instant(value) if name.endswith("at") else value for name, value in row.items()}


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
