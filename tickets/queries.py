"""Reads for those who work on cases: the queue a page at a time, how much waits, one case's story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from core.pages import Page, page_of, read_mark
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import EventKind, MessageKind, Status

PAGE = 30
LATELY = dt.timedelta(days=14)
OUR_TURN = (Status.NEW, Status.OPEN)


class View(StrEnum):
    """The ways to look at the queue."""

    OPEN = "open"
    SAFETY = "safety"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OURS = "ours"
    CUSTOMER = "customer"
    PART = "part"
    RESOLVED = "resolved"


def in_view(view: View, *, user_id: int | None, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases of a view. Each active one walks a partial index in the order in which it is shown."""
    if view == View.RESOLVED:
        return Ticket.objects.filter(resolved_at__gte=now - LATELY, resolved_at__lte=now)
    narrower = {
        View.OPEN: Q(),
        View.SAFETY: Q(safety=True),
        View.MINE: Q(assignee=user_id),
        View.UNASSIGNED: Q(assignee=None),
        View.OURS: Q(status__in=OUR_TURN),
        View.CUSTOMER: Q(status=Status.WAITING_CUSTOMER),
        View.PART: Q(status=Status.WAITING_PART),
    }
    return Ticket.objects.active().filter(narrower[view])


def counts(*, user_id: int | None) -> dict[str, int]:
    """How many cases wait in each view: one pass over the active ones, whatever the archive holds."""
    return Ticket.objects.active().aggregate(
        open=Count("pk"),
        safety=Count("pk", filter=Q(safety=True)),
        mine=Count("pk", filter=Q(assignee=user_id)),
        unassigned=Count("pk", filter=Q(assignee=None)),
        ours=Count("pk", filter=Q(status__in=OUR_TURN)),
        customer=Count("pk", filter=Q(status=Status.WAITING_CUSTOMER)),
        part=Count("pk", filter=Q(status=Status.WAITING_PART)),
    )


def queue_page(
    view: View, *, user_id: int | None, after: str = "", before: str = "", size: int = PAGE, now: dt.datetime
) -> Page[Ticket]:
    """A page of a view: who has waited longest first, the last resolved first. Unreadable marks are ignored."""
    resolved = view == View.RESOLVED
    page = page_of(
        with_last_words(in_view(view, user_id=user_id, now=now)),
        key="resolved_at" if resolved else "turn_since",
        descending=resolved,
        size=size,
        after=read_mark(after),
        before=read_mark(before),
    )
    attach_last_words(page.rows)
    return page


def with_last_words(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With what a row shows, and the id of the last thing said that was not among ourselves."""
    said = Message.objects.filter(ticket=OuterRef("pk")).exclude(kind=MessageKind.NOTE)
    last = Subquery(said.order_by("-created_at", "-pk").values("pk")[:1])
    return tickets.select_related("customer", "unit__product", "assignee").annotate(last_words_id=last)


def attach_last_words(tickets: Iterable[Ticket]) -> None:
    """Give each case its `last_words` (a Message that knows its `start`, or None): one query for all of them."""
    tickets = list(tickets)
    ids = [ticket.last_words_id for ticket in tickets if ticket.last_words_id]  # type: ignore[attr-defined]
    # `start` is cut in the database: a row shows one line of what may be 20,000 characters.
    said = Message.objects.filter(pk__in=ids).annotate(start=Left("text", 240)).defer("text").in_bulk()
    for ticket in tickets:
        last = ticket.last_words = said.get(ticket.last_words_id)  # type: ignore[attr-defined]
        # A subject made of the first words needs no repeating while nobody has said anything else.
        opening = " ".join(last.start.split()) if last else ""  # type: ignore[attr-defined]
        ticket.subject_says_it = opening.startswith(ticket.subject.rstrip("…"))  # type: ignore[attr-defined]


def told(ticket: Ticket) -> tuple[list[Message], list[TicketEvent]]:
    """Everything said in a case, with its files, and the other lines of its ledger; each in its order."""
    messages = list(ticket.messages.select_related("author").prefetch_related("attachments__file"))
    events = list(ticket.events.exclude(kind=EventKind.MESSAGE).select_related("actor", "message"))
    return messages, events


def said_after(ticket: Ticket, message_id: int) -> list[Message]:
    """What the customer can read that is newer than a message."""
    return list(ticket.messages.public().filter(pk__gt=message_id).select_related("author"))


def earlier_cases(ticket: Ticket, limit: int = 5) -> list[Ticket]:
    """The customer's other cases, the newest first."""
    return list(
        Ticket.objects.filter(customer=ticket.customer_id)
        .exclude(pk=ticket.pk)
        .select_related("unit__product")
        .order_by("-created_at")[:limit]
    )
