"""How long cases take, and how many come back."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from reports.figures import Share, Times
from reports.measures.cases import FIRST_RESOLVED, SPOKEN
from reports.period import Scope
from reports.queries._sql import Percentile
from tickets.models import Ticket
from tickets.states import ACTIVE


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
    """Of the cases resolved for the first time in the period, those that the customer opened again since."""
    rows = FIRST_RESOLVED.within(FIRST_RESOLVED.counted(), scope.period)
    if scope.line is not None:
        rows = rows.filter(ticket__unit__product__line=scope.line)
    return Share(**rows.aggregate(hits=Count("pk", filter=FIRST_RESOLVED.hit), total=Count("pk")))
