"""Promises to customers: kept or broken. A promise is in the period in which it was settled."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from reports.figures import Share
from reports.period import Scope
from tickets.models import Promise
from tickets.states import PromiseState

KEPT = Q(state=PromiseState.KEPT)
# One that was withdrawn only after its moment had been broken all the same: see `tickets.promises.was_broken`.
BROKEN = Q(state=PromiseState.BROKEN) | Q(state=PromiseState.WITHDRAWN, settled_at__gte=F("due_at"))
WITHDRAWN = Q(state=PromiseState.WITHDRAWN, settled_at__lt=F("due_at"))


@dataclass(frozen=True)
class PromiseFigures:
    """`kept` of those kept or broken; those moved with the customer and those withdrawn in time are in neither."""

    kept: Share
    moved: int
    withdrawn: int


def promises(scope: Scope) -> PromiseFigures:
    """Promises settled in the period: done by their moment, or their moment passed. Never those that nobody read."""
    settled = Promise.objects.filter(settled_at__gte=scope.period.start, settled_at__lt=scope.period.end)
    settled = settled.filter(ticket__aside="").exclude(message__taken_back_at__isnull=False)
    if scope.line is not None:
        settled = settled.filter(ticket__unit__product__line=scope.line)
    found = settled.aggregate(
        hits=Count("pk", filter=KEPT),
        total=Count("pk", filter=KEPT | BROKEN),
        moved=Count("pk", filter=Q(state=PromiseState.MOVED)),
        withdrawn=Count("pk", filter=WITHDRAWN),
    )
    return PromiseFigures(Share(found["hits"], found["total"]), found["moved"], found["withdrawn"])
