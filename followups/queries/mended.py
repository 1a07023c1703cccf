"""Calls that were given up because there was no phone to dial, or a wrong one, and now there is one."""

from __future__ import annotations

import datetime as dt

from django.db.models import BigIntegerField, Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from customers.models import Unit
from followups.facts import DIALLED, PERSON, Fact, Person
from followups.models import Call, Invitation, PlanVersion
from followups.schedule import DAY
from followups.states import BAD_NUMBER, CallKind, CallState, InvitationState, Means, Reason, SurveyKind
from tickets.models.ticket import RESOLVED_STATES


def mended_calls(now: dt.datetime) -> QuerySet[Call]:
    """Those of plans that are switched on, about what still holds, and about which nobody was asked instead.

    Along the index `call_without_phone`, as far back as the longest window; whether their own is over is not looked at.
    With what `fact_of` reads.
    """
    return _again(
        Call.objects.filter(state=CallState.SUPPRESSED, reason=Reason.NO_ADDRESS, due_at__gte=now - _longest())
    )


def misdialled_calls(now: dt.datetime) -> QuerySet[Call]:
    """As `mended_calls`, of those that ended with a number that was not theirs or that is not in service.

    Along the index `call_finished`; whether the number was corrected since is not looked at.
    """
    ended = Call.objects.filter(state=CallState.NO_CONTACT, outcome__in=BAD_NUMBER, finished_at__gte=now - _longest())
    return _again(ended).select_related("lane").prefetch_related("attempts")


def _again(given_up: QuerySet[Call]) -> QuerySet[Call]:
    mended = given_up.filter(plan__plan__live__isnull=False, customer__phone__regex=f"^{DIALLED}$")
    found = mended.filter(_holds()).exclude(_is_asked())
    first = Unit.objects.filter(delivery=OuterRef("delivery")).order_by("pk").values("product__line")[:1]
    return found.select_related("plan", "customer", "delivery", "ticket").annotate(
        line=Case(
            When(delivery__isnull=False, then=Subquery(first)),
            default=F("ticket__unit__product__line"),
            output_field=BigIntegerField(),
        ),
        came_late=Coalesce("delivery__late", "ticket__unit__delivery__late"),
    )


def fact_of(call: Call) -> Fact:
    """What one of these is about, as plans see it."""
    about = call.delivery_id or call.ticket_id or call.unit_id
    assert about
    assert call.plan_id
    person = Person(*(getattr(call.customer, name) for name in PERSON))
    line, late = getattr(call, "line", None), getattr(call, "came_late", None)
    safety = call.ticket.safety if call.ticket else False
    return Fact(about, call.plan_id, call.due_at, None, line, late, safety, person, call.about_on)


def _longest() -> dt.timedelta:
    """No call is worth making so long after it was due."""
    days = PlanVersion.objects.aggregate(most=Max(Greatest("call_window_days", "lead_days")))["most"] or 0
    return (days + 2) * DAY


def _holds() -> Q:
    """Delivered, or resolved, still; or a day of a unit. What came of an unhappy answer has become a case."""
    resolved = Q(ticket__status__in=RESOLVED_STATES, ticket__aside="")
    return (
        Q(kind=CallKind.DELIVERY, delivery__delivered_at__isnull=False)
        | Q(Q(kind=CallKind.RESOLUTION), resolved)
        | Q(kind__in=[CallKind.GUARANTEE, CallKind.MAINTENANCE])
    )


def _is_asked() -> Q:
    """Of a plan of one means or the other: the survey goes instead, or was begun before the call that follows it."""
    begun = Q(started_at__isnull=False) | Q(state=InvitationState.ANSWERED)
    instead = Q(plan__means=Means.CALL_ELSE_SURVEY) & _survey(~Q(state=InvitationState.SUPPRESSED))
    return instead | (Q(plan__means=Means.SURVEY_ELSE_CALL) & _survey(begun))


def _survey(which: Q) -> Q:
    """There is such a survey about the same."""
    found = Q()
    for kind, columns in (
        (CallKind.DELIVERY, ["delivery"]),
        (CallKind.RESOLUTION, ["ticket"]),
        (CallKind.GUARANTEE, ["unit", "about_on"]),
        (CallKind.MAINTENANCE, ["unit", "about_on"]),
    ):
        same = {column: OuterRef(column) for column in columns}
        found |= Q(kind=kind) & Q(Exists(Invitation.objects.filter(which, kind=SurveyKind(kind), **same)))
    return found
