"""Cases in, out and open. The ledger is the source, and the number open is walked back from the one of now."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from reports.figures import Flow
from reports.period import Scope, Step
from reports.queries._sql import step_of
from tickets.models import Ticket, TicketEvent
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import EventKind, Status

CAME = Q(kind=EventKind.OPENED)
LEFT = Q(to_status=Status.RESOLVED)
BACK = Q(kind=EventKind.STATUS, from_status__in=RESOLVED_STATES, to_status=Status.OPEN)
COUNTS = {"came": Count("pk", filter=CAME), "left": Count("pk", filter=LEFT), "back": Count("pk", filter=BACK)}


def _events(scope: Scope) -> QuerySet[TicketEvent]:
    # Set aside is as if it had never come: the cases open at the end are walked back from those open now.
    found = TicketEvent.objects.filter(CAME | LEFT | BACK, ticket__aside="")
    return found if scope.line is None else found.filter(ticket__unit__product__line=scope.line)


def _open_now(scope: Scope) -> int:
    found = Ticket.objects.active()
    return (found if scope.line is None else found.filter(unit__product__line=scope.line)).count()


def flow(scope: Scope) -> Flow:
    """The whole period as one stretch."""
    during = _events(scope).filter(at__gte=scope.period.start, at__lt=scope.period.end).aggregate(**COUNTS)
    return Flow(start=scope.period.first, open=_open_at_end(scope), **during)


def flow_by_step(scope: Scope, step: Step) -> list[Flow]:
    """Each day, week or month of the period, in order, with the cases open at its end (or at the period's)."""
    during = _events(scope).filter(at__gte=scope.period.start, at__lt=scope.period.end)
    rows = during.values(step=step_of("at", step)).annotate(
        came=COUNTS["came"], left=COUNTS["left"], back=COUNTS["back"]
    )
    counts = {row["step"]: (row["came"], row["left"], row["back"]) for row in rows.order_by()}
    found, open_after = [], _open_at_end(scope)
    for day in reversed(scope.period.steps(step)):
        came, left, back = counts.get(day, (0, 0, 0))
        found.append(Flow(start=day, came=came, left=left, back=back, open=open_after))
        open_after -= came + back - left
    return found[::-1]


def _open_at_end(scope: Scope) -> int:
    """Open now, less what happened since the period ended: the cost grows with the days since, not with the past."""
    since = _events(scope).filter(at__gte=scope.period.end).aggregate(**COUNTS)
    return _open_now(scope) - since["came"] - since["back"] + since["left"]
