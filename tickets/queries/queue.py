"""Reads of the queue: which cases a view holds, a page at a time, and which stand beside one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core.models import Team
from core.pages import Page, mark_of, page_of, read_mark
from tickets.models import Draft, Mention, Promise, Seen, Ticket, TicketTag
from tickets.queries.queue_rows import Row, rows_of
from tickets.queues import ME, MINE, NOBODY, NONE, Filters, Only, Sort, View, order_of, read_filters
from tickets.states import WHOSE_TURN, Aside, Due, MessageKind, Status, Turn

PAGE = 30
LATELY = dt.timedelta(days=14)
OUR_TURN = (Status.NEW, Status.OPEN)

# We have replied, and the customer spoke last: a case that nobody has answered yet is no answer to us.
ANSWERED = Q(status__in=OUR_TURN, first_replied_at__isnull=False, last_said__kind=MessageKind.CUSTOMER)


def in_view(view: View, *, user_id: int, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases of a view. Each active one walks a partial index in the order in which it is shown."""
    match view:
        case View.RESOLVED:
            return Ticket.objects.counted().filter(resolved_at__gte=now - LATELY, resolved_at__lte=now)
        case View.SPAM:
            return Ticket.objects.filter(aside=Aside.SPAM)
        case View.MENTIONS:
            called = Mention.objects.filter(user=user_id, read_at=None)
            return Ticket.objects.filter(pk__in=called.values("ticket"))
        case View.PROMISES:
            return _promised()
        case View.DRAFTS:
            return Ticket.objects.filter(pk__in=Draft.objects.filter(author=user_id).values("ticket"))
    narrower = {
        View.OPEN: Q(),
        View.MINE: Q(assignee=user_id),
        View.UNASSIGNED: Q(assignee=None),
        View.ANSWERED: ANSWERED,
        View.OURS: Q(status__in=OUR_TURN),
        View.DUE: Q(due_at__isnull=False),
        View.SAFETY: Q(safety=True),
        View.CUSTOMER: Q(status=Status.WAITING_CUSTOMER),
        View.PART: Q(status=Status.WAITING_PART),
    }
    return Ticket.objects.active().filter(narrower[view])


def _promised() -> QuerySet[Ticket]:
    """The cases whose customer waits for something that we promised, resolved or not: a promise outlives that."""
    waiting = Promise.objects.to_keep()
    next_one = waiting.filter(ticket=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = Ticket.objects.counted().filter(pk__in=waiting.values("ticket"))
    return found.annotate(promised_for=Subquery(next_one))


def in_filters(filters: Filters, *, user_id: int, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases of a view that fit its filters, in no order."""
    found = in_view(filters.view, user_id=user_id, now=now)
    for condition in _conditions(filters, user_id, now):
        found = found.filter(condition)
    return found


def in_query(query: str, *, user_id: int, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases that an address of the queue shows on all its pages; what it says that is not known is left out."""
    return in_filters(read_filters(query).filters, user_id=user_id, now=now)


class Listed(NamedTuple):
    """A row of the queue and its place there."""

    row: Row
    mark: str


def queue_page(
    filters: Filters, *, user_id: int, after: str = "", before: str = "", size: int = PAGE, now: dt.datetime
) -> Page[Listed]:
    """A page of the cases that fit, in the order of the filters. Unreadable marks are ignored.

    First which cases, along an index of their own table alone; then what their rows show.
    """
    order = order_of(filters)
    page = page_of(
        _places(filters, user_id, now), **order._asdict(), size=size, after=read_mark(after), before=read_mark(before)
    )
    marks = {place.pk: str(mark_of(place, order.key, order.rank)) for place in page.rows}
    rows = rows_of(list(marks), user_id=user_id)
    if filters.view == View.PROMISES:  # a row says when, whatever else of the case is due before
        when = {place.pk: place.promised_for for place in page.rows}
        rows = [replace(row, due_at=when[row.pk], due_kind=Due.PROMISE) for row in rows]
    return Page([Listed(row, marks[row.pk]) for row in rows], page.before, page.after)


def beside(
    ticket: Ticket, filters: Filters, *, at: str, user_id: int, now: dt.datetime
) -> list[tuple[str, str] | None]:
    """The case before this one and the one after it, each as its reference and its place; None where there is none.

    `at` is the place of this case when it was shown: a case that has left the view since still has neighbours.
    """
    order = order_of(filters)
    mark = read_mark(at)
    if mark is None and getattr(ticket, order.key, None) is None:
        return [None, None]
    mark = mark or mark_of(ticket, order.key, order.rank)
    others = _places(filters, user_id, now).exclude(pk=ticket.pk)
    found: list[tuple[str, str] | None] = []
    for side in ("before", "after"):
        rows = page_of(others, **order._asdict(), size=1, **{side: mark}).rows  # type: ignore[arg-type]
        found.append((rows[0].reference, str(mark_of(rows[0], order.key, order.rank))) if rows else None)
    return found


def _places(filters: Filters, user_id: int, now: dt.datetime) -> QuerySet[Ticket, Any]:
    """The cases that fit, with what their place in the order is made of."""
    order = order_of(filters)
    columns = ["pk", "reference", order.key, *filter(None, [order.rank])]
    return in_filters(filters, user_id=user_id, now=now).values_list(*columns, named=True)


def _conditions(filters: Filters, user_id: int, now: dt.datetime) -> list[Q | Exists]:
    conditions: list[Q | Exists] = []
    if filters.state:
        conditions.append(Q(status__in=filters.state))
    if filters.turn:
        conditions.append(Q(status__in=[status for status in Status if WHOSE_TURN[status] in map(Turn, filters.turn)]))
    if filters.assignee:
        conditions.append(_in_hands_of(filters.assignee, user_id))
    if filters.team:
        conditions.append(_of_team(filters.team, user_id))
    for name, column in COLUMNS.items():
        if values := getattr(filters, name):
            conditions.append(Q(**{f"{column}__in": values}))
    conditions += [Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag=tag)) for tag in filters.tag]
    conditions += [Q(turn_since__lt=now - dt.timedelta(days=days)) for days in filters.age]
    conditions += [_only(only, user_id) for only in filters.only]
    if filters.sort == Sort.DUE:
        conditions.append(Q(due_at__isnull=False))
    return conditions


COLUMNS = {
    "priority": "priority",
    "kind": "kind",
    "channel": "channel",
    "line": "unit__product__line",
    "product": "unit__product__sku",
}


def _in_hands_of(wanted: tuple[str, ...], user_id: int) -> Q:
    people = {user_id if who == ME else int(who) for who in wanted if who != NOBODY}
    mine = Q(assignee__in=people) if people else Q()
    return mine | Q(assignee=None) if NOBODY in wanted else mine


def _of_team(wanted: tuple[str, ...], user_id: int) -> Q:
    ids = [int(team) for team in wanted if team not in (MINE, NONE)]
    found = Q(team__in=ids) if ids else Q()
    if MINE in wanted:
        found |= Q(team__in=Team.objects.filter(members=user_id))
    return found | Q(team=None) if NONE in wanted else found


def _only(only: str, user_id: int) -> Q | Exists:
    if only == Only.UNREAD:
        seen = Seen.objects.filter(user=user_id, ticket=OuterRef("pk"), message__gte=OuterRef("last_said"))
        return Q(last_said__isnull=False) & ~Q(last_said__author=user_id) & Q(~Exists(seen))
    if only == Only.ANSWERED:
        return ANSWERED
    return Q(safety=True) if only == Only.SAFETY else Q(due_at__isnull=False)
