"""Follow-up calls by the day they are due, and unhappy answers by the day until which somebody has time to speak."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from followups.aapor import LEFT_UNDONE
from followups.models import Call, CallAttempt, Loop
from followups.states import CallKind, CallState
from reports.measures._measure import Measure, Places
from reports.queries.calls import SPOKEN
from reports.queries.loops import IN_TIME, LEFT_OUT
from reports.states import Source

_PLACES = Places(
    line="delivery__units__product__line",
    channel="delivery__purchase__channel",
    country="customer__country",
    many_lines=True,
)
_TOUCHED = {
    Source.CALL: ("pk",),
    Source.ATTEMPT: ("pk",),
    Source.CUSTOMER: ("customer",),
    Source.DELIVERY: ("delivery",),
    Source.PURCHASE: ("delivery__purchase",),
    Source.UNIT: ("delivery__units",),
    Source.PRODUCT: ("delivery__units__product",),
}
# Giving up must not make the figure better.
_WANTED = Q(kind=CallKind.DELIVERY) & (~Q(state=CallState.SUPPRESSED) | Q(reason__in=LEFT_UNDONE))
_TRIES = CallAttempt.objects.filter(call=OuterRef("pk"))
_TRIED, _REACHED = Exists(_TRIES), Exists(_TRIES.filter(outcome__in=SPOKEN))


def _calls(code: str, counts: Q, **more: object) -> Measure:
    return Measure(
        code=code,
        model=Call,
        on="due_at",
        counts=counts,
        subject=Source.CALL,
        touched=_TOUCHED,
        places=_PLACES,
        **more,  # type: ignore[arg-type]
    )


DUE = _calls("calls", _WANTED, hit=Q(state=CallState.DONE))
TRIED = _calls("calls_tried", _WANTED & Q(_TRIED), hit=Q(_REACHED))
NOT_TO_BE_MADE = _calls(
    "calls_aside",
    Q(kind=CallKind.DELIVERY, state=CallState.SUPPRESSED) & ~Q(reason__in=LEFT_UNDONE),
    by="reason",
)
LOOPS = Measure(
    code="loops",
    model=Loop,
    on="due_at",
    counts=~LEFT_OUT,
    hit=IN_TIME,
    subject=Source.LOOP,
    touched={
        Source.LOOP: ("pk",),
        Source.INVITATION: ("invitation",),
        Source.CUSTOMER: ("invitation__customer",),
        Source.DELIVERY: ("invitation__delivery",),
        Source.PURCHASE: ("invitation__purchase",),
        Source.UNIT: ("invitation__delivery__units",),
        Source.PRODUCT: ("invitation__delivery__units__product",),
    },
    places=Places(
        line="invitation__delivery__units__product__line",
        channel="invitation__purchase__channel",
        country="invitation__customer__country",
        many_lines=True,
    ),
)

CALLS = (DUE, TRIED, NOT_TO_BE_MADE, LOOPS)
