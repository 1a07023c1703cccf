"""Follow-up calls after delivery. A call is in the period in which it is due (a retry moves it)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from customers.models import Unit
from followups.aapor import LEFT_UNDONE, disposition
from followups.models import Call, CallAttempt
from followups.states import CallKind, CallState, Outcome
from reports.figures import Share
from reports.period import Scope

# Somebody picked up and it was the right person.
SPOKEN = tuple(outcome for outcome in Outcome if disposition(outcome).right_party)


@dataclass(frozen=True)
class CallFigures:
    """`done` of the calls due; `reached` of those tried; `suppressed` were not to be made and are in neither."""

    done: Share
    reached: Share
    suppressed: int


def calls(scope: Scope, now: dt.datetime) -> CallFigures:
    """Calls due in the period and by now, made, tried and reached."""
    # Giving up must not make the figure better.
    wanted = ~Q(state=CallState.SUPPRESSED) | Q(reason__in=LEFT_UNDONE)
    found = _due(scope, now).aggregate(
        due=Count("pk", filter=wanted),
        done=Count("pk", filter=Q(state=CallState.DONE)),
        tried=Count("pk", filter=wanted & Q(_attempted())),
        reached=Count("pk", filter=wanted & Q(_attempted(outcome__in=SPOKEN))),
        suppressed=Count("pk", filter=~wanted),
    )
    return CallFigures(
        done=Share(found["done"], found["due"]),
        reached=Share(found["reached"], found["tried"]),
        suppressed=found["suppressed"],
    )


def _due(scope: Scope, now: dt.datetime) -> QuerySet[Call]:
    """What was finished before its hour was due too: somebody was quicker."""
    found = Call.objects.filter(kind=CallKind.DELIVERY, due_at__gte=scope.period.start, due_at__lt=scope.period.end)
    found = found.filter(Q(due_at__lte=now) | ~Q(state=CallState.PLANNED))
    if scope.line is None:
        return found
    return found.filter(Exists(Unit.objects.filter(delivery=OuterRef("delivery"), product__line=scope.line)))


def _attempted(**which: object) -> Exists:
    return Exists(CallAttempt.objects.filter(call=OuterRef("pk"), **which))
