"""What matters now, whatever period is looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from customers.models import Delivery
from followups.models import Answer, Call
from followups.questionnaires import UNHAPPY_UP_TO
from tickets.models import Ticket
from tickets.states import WHOSE_TURN, Status, Turn

OURS = [status for status in Status if WHOSE_TURN[status] == Turn.US]
RECENT = dt.timedelta(days=7)
GRACE = dt.timedelta(days=60)  # a promise broken longer ago than this is an order that nobody will deliver


@dataclass(frozen=True)
class Today:
    """Open cases by what is wrong with them, and what is late."""

    open: int
    ours: int
    unassigned: int
    safety: int
    waiting_since: dt.datetime | None
    calls: int
    calls_since: dt.datetime | None
    not_arrived: int
    unhappy: int


def today(now: dt.datetime) -> Today:
    """The state of things at `now`."""
    ours = Q(status__in=OURS)
    cases = Ticket.objects.active().aggregate(
        open=Count("pk"),
        ours=Count("pk", filter=ours),
        unassigned=Count("pk", filter=Q(assignee=None)),
        safety=Count("pk", filter=Q(safety=True)),
        waiting_since=Min("turn_since", filter=ours),
    )
    calls = Call.objects.due(now).aggregate(calls=Count("pk"), calls_since=Min("due_at"))
    day = timezone.localdate(now, timezone.get_default_timezone())
    promised = {"promised_on__lt": day, "promised_on__gte": day - GRACE}
    return Today(
        **cases,
        **calls,
        not_arrived=Delivery.objects.filter(delivered_at=None, **promised).count(),
        unhappy=Answer.objects.filter(
            question="csat", value__lte=UNHAPPY_UP_TO, answered_at__gt=now - RECENT, answered_at__lte=now
        ).count(),
    )
