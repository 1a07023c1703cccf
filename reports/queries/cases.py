"""How long cases take, and how many come back."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from core.actors import ActorKind
from reports.figures import Share, Times
from reports.period import Scope
from reports.queries._sql import Percentile
from tickets.models import Ticket, TicketEvent
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import ACTIVE, Channel, Status

# Somebody of ours was speaking with the customer when these were opened: there is no first response to wait for.
SPOKEN = (Channel.PHONE, Channel.CALL, Channel.COUNTER)


def _of_line(rows: QuerySet[Ticket], scope: Scope) -> QuerySet[Ticket]:
    return rows if scope.line is None else rows.filter(unit__product__line=scope.line)


def opened(scope: Scope) -> QuerySet[Ticket]:
    """Cases opened in the period; here as everywhere, those set aside (spam, merged into another) do not count."""
    found = Ticket.objects.counted().filter(created_at__gte=scope.period.start, created_at__lt=scope.period.end)
    return _of_line(found, scope)


def first_response(scope: Scope) -> Times:
    """From opened to the first reply of a person, of cases opened in the period; `waiting` are open without one."""
    length = F("first_replied_at") - F("created_at")
    answered = Q(first_replied_at__isnull=False)
    found = (
        opened(scope)
        .exclude(channel__in=SPOKEN)
        .aggregate(
            total=Count("pk", filter=answered),
            p50=Percentile(length, share=0.5),
            p90=Percentile(length, share=0.9),
            waiting=Count("pk", filter=~answered & Q(status__in=ACTIVE)),
        )
    )
    return Times(**found)


def resolution(scope: Scope) -> Times:
    """From opened to resolved for the last time, of cases resolved in the period."""
    length = F("resolved_at") - F("created_at")
    rows = Ticket.objects.counted().filter(resolved_at__gte=scope.period.start, resolved_at__lt=scope.period.end)
    found = _of_line(rows, scope).aggregate(
        total=Count("pk"), p50=Percentile(length, share=0.5), p90=Percentile(length, share=0.9)
    )
    return Times(**found)


def reopened(scope: Scope) -> Share:
    """Cases that the customer opened again afterwards, of those resolved (at any time) in the period."""
    again = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"),
        from_status__in=RESOLVED_STATES,
        to_status=Status.OPEN,
        actor_kind=ActorKind.CUSTOMER,
        at__gte=OuterRef("at"),
    )
    rows = TicketEvent.objects.filter(
        to_status=Status.RESOLVED, at__gte=scope.period.start, at__lt=scope.period.end, ticket__aside=""
    )
    if scope.line is not None:
        rows = rows.filter(ticket__unit__product__line=scope.line)
    found = rows.aggregate(
        hits=Count("ticket", distinct=True, filter=Q(Exists(again))), total=Count("ticket", distinct=True)
    )
    return Share(**found)
