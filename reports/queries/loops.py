"""Unhappy answers, and whether a person spoke with the customer by the deadline. A loop is of when it was opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q

from followups.models import Loop
from reports.figures import Share
from reports.period import Scope

# Whoever died or was forgotten after the deadline was not spoken with in time all the same.
IN_TIME = Q(dropped=False, closed_at__lte=F("due_at"))
LEFT_OUT = Q(dropped=True, closed_at__lte=F("due_at"))
CLOSED_LATE = Q(dropped=False, closed_at__gt=F("due_at"))


@dataclass(frozen=True)
class LoopFigures:
    """`closed` in time, of those whose deadline is past or that are closed; `waiting` have time left yet."""

    opened: int
    closed: Share
    closed_late: int
    open_late: int
    waiting: int


def loops(scope: Scope, now: dt.datetime) -> LoopFigures:
    """Those opened in the period. With a product line: about a case or a delivery with a piece of it."""
    found = Loop.objects.filter(opened_at__gte=scope.period.start, opened_at__lt=scope.period.end).exclude(LEFT_OUT)
    if scope.line is not None:
        about = Q(invitation__ticket__unit__product__line=scope.line) | Q(invitation__unit__product__line=scope.line)
        about |= Q(invitation__delivery__units__product__line=scope.line)
        found = Loop.objects.filter(pk__in=found.filter(about).values("pk"))
    late = Q(due_at__lte=now)
    counted = found.aggregate(
        opened=Count("pk"),
        in_time=Count("pk", filter=IN_TIME),
        closed_late=Count("pk", filter=CLOSED_LATE),
        open_late=Count("pk", filter=late & (Q(closed_at=None) | Q(dropped=True))),
        waiting=Count("pk", filter=Q(closed_at=None) & ~late),
    )
    in_time, opened = counted.pop("in_time"), counted["opened"]
    return LoopFigures(closed=Share(in_time, opened - counted["waiting"]), **counted)
