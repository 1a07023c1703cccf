"""Deliveries: on time or late. A delivery is in the period in which it arrived, by the date of its place."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from customers.models import Delivery, Unit
from reports.figures import Share, TrendPoint
from reports.period import Scope, Step
from reports.queries._sql import step_of_date

ON_TIME = Count("pk", filter=Q(late=False))
WITH_PROMISE = Count("pk", filter=Q(late__isnull=False))


def arrived(scope: Scope) -> QuerySet[Delivery]:
    """Deliveries that arrived in the period; with a product line, those that carried a piece of it."""
    found = Delivery.objects.filter(delivered_on__range=(scope.period.first, scope.period.last))
    if scope.line is None:
        return found
    return found.filter(Exists(Unit.objects.filter(delivery=OuterRef("pk"), product__line=scope.line)))


def on_time(scope: Scope) -> Share:
    """Delivered by the first promised date, of those delivered that had one."""
    return Share(**arrived(scope).aggregate(hits=ON_TIME, total=WITH_PROMISE))


def on_time_trend(scope: Scope, step: Step) -> list[TrendPoint]:
    """The same for each step; a step without deliveries has an empty share."""
    rows = arrived(scope).values(step=step_of_date("delivered_on", step)).annotate(hits=ON_TIME, total=WITH_PROMISE)
    found = {row["step"]: Share(row["hits"], row["total"]) for row in rows.order_by()}
    return [TrendPoint(start=day, share=found.get(day, Share())) for day in scope.period.steps(step)]
