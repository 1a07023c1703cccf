"""Product lines side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from catalog.models import ProductLine
from followups.states import SurveyKind
from reports.figures import Share
from reports.period import Scope
from reports.queries.cases import opened
from reports.queries.satisfaction import TOP_TWO, answers

MOST = 12


@dataclass(frozen=True)
class LineFigures:
    """One product line in the period."""

    pk: int
    name: str
    on_time: Share
    csat: Share
    cases: int


def by_line(scope: Scope) -> list[LineFigures]:
    """The lines with the most deliveries in the period, at most MOST; a delivery of two lines is in both."""
    period = scope.period
    lines = ProductLine.objects.filter(
        products__units__delivery__delivered_on__range=(period.first, period.last),
        products__units__delivery__late__isnull=False,
    )
    if scope.line is not None:
        lines = lines.filter(pk=scope.line)
    delivery = "products__units__delivery"
    rows = list(
        lines.values("pk", "name")
        .annotate(
            hits=Count(delivery, distinct=True, filter=Q(**{f"{delivery}__late": False})),
            total=Count(delivery, distinct=True),
        )
        .order_by("-total", "name")[:MOST]
    )
    keys = [row["pk"] for row in rows]
    opened_in = dict(_cases(scope, keys))
    happy = {row["line"]: Share(row["hits"], row["total"]) for row in _csat(scope, keys)}
    return [
        LineFigures(
            pk=row["pk"],
            name=row["name"],
            on_time=Share(row["hits"], row["total"]),
            csat=happy.get(row["pk"], Share()),
            cases=opened_in.get(row["pk"], 0),
        )
        for row in rows
    ]


def _cases(scope: Scope, keys: list[int]) -> QuerySet:
    rows = opened(scope).filter(unit__product__line__in=keys)
    return rows.values_list("unit__product__line").annotate(n=Count("pk")).order_by()


def _csat(scope: Scope, keys: list[int]) -> QuerySet:
    about = answers(scope, SurveyKind.DELIVERY).filter(invitation__delivery__units__product__line__in=keys)
    rows = about.values(line=F("invitation__delivery__units__product__line"))
    return rows.annotate(hits=Count("pk", distinct=True, filter=TOP_TWO), total=Count("pk", distinct=True)).order_by()
