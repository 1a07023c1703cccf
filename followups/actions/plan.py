"""The planner: fresh deliveries and fresh resolutions become calls to make and surveys to send.

Every verb here may run twice, at once, and after a crash: the database keeps one row per delivery and per case. Each
run looks through the whole of the plan's windows, by an index on when things were complete, for what has no row yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from customers.models import Customer, Delivery
from followups import queries
from followups.models import Call, Invitation, Plan
from followups.questionnaires import DELIVERY, RESOLUTION
from followups.schedule import case_survey_at, first_call_at, survey_at
from followups.states import CallState, InvitationState, Reason, Source, SurveyKind
from tickets.models import TicketEvent

BATCH = 1000


def plan_calls(*, plan: Plan, now: dt.datetime) -> int:
    """Plan a call for each delivery completed within the plan's window; how many.

    Whoever cannot or does not want to be called gets the row too, suppressed and with the reason.
    """

    def make(deliveries: Sequence[Delivery]) -> None:
        opted_out = queries.not_to_be_called(delivery.purchase.customer for delivery in deliveries)
        calls = [_call(delivery, plan, opted_out, now) for delivery in deliveries]
        Call.objects.bulk_create(calls, ignore_conflicts=True)

    since = now - dt.timedelta(days=plan.call_window_days)
    return _in_batches(queries.without_call(since, now), make)


def plan_delivery_surveys(*, plan: Plan, now: dt.datetime) -> int:
    """Plan a survey for each delivery completed within the plan's window; how many. Who is asked shows on the day."""

    def make(deliveries: Sequence[Delivery]) -> None:
        surveys = [_delivery_survey(delivery, plan, now) for delivery in deliveries]
        Invitation.objects.bulk_create(surveys, ignore_conflicts=True)

    since = now - dt.timedelta(days=plan.survey_window_days)
    return _in_batches(queries.without_survey(since, now), make)


def plan_case_surveys(*, plan: Plan, now: dt.datetime) -> int:
    """Plan a survey for each case resolved within the plan's window and still resolved; how many.

    One that was given up because its case had been opened again is planned anew.
    """

    def make(events: Sequence[TicketEvent]) -> None:
        fresh = {event.ticket_id: _case_survey(event, plan, now) for event in events}
        Invitation.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        given_up = Invitation.objects.filter(
            kind=SurveyKind.RESOLUTION,
            source=Source.PLANNED,
            ticket__in=fresh,
            state=InvitationState.SUPPRESSED,
            reason=Reason.REOPENED,
        )
        again = list(given_up.select_for_update(of=("self",)))
        for invitation in again:
            invitation.state, invitation.reason = InvitationState.PLANNED, ""
            assert invitation.ticket_id
            invitation.due_at = fresh[invitation.ticket_id].due_at
        Invitation.objects.bulk_update(again, ["state", "reason", "due_at"])

    since = now - dt.timedelta(days=plan.case_survey_window_days)
    return _in_batches(queries.resolved_without_survey(since, now), make)


@transaction.atomic
def drop_idle_calls(*, plan: Plan, now: dt.datetime) -> int:
    """Suppress due calls that are not to be made any more, each with its reason; how many.

    The customer opted out, has no phone now, nothing is delivered any more, or nobody called within the plan's window.
    """
    oldest = now - dt.timedelta(days=plan.call_window_days)
    idle = queries.call_opted_out() | Q(customer__phone="") | Q(delivery__delivered_at=None) | Q(due_at__lt=oldest)
    calls = Call.objects.due(now).filter(idle).select_related("customer", "delivery")
    locked = list(calls.select_for_update(of=("self",), skip_locked=True))
    opted_out = queries.not_to_be_called(call.customer for call in locked)
    for call in locked:
        undelivered = call.delivery.delivered_at is None
        call.reason = _unreachable(call.customer, opted_out) or (
            Reason.NOT_DELIVERED if undelivered else Reason.TOO_LATE
        )
        call.state, call.finished_at = CallState.SUPPRESSED, now
    return Call.objects.bulk_update(locked, ["state", "reason", "finished_at"])


def _in_batches(fresh: QuerySet[Any], make: Callable[[Sequence[Any]], None]) -> int:
    """Read what has no row yet and make its rows, a batch to a transaction, until nothing is left."""
    total = 0
    while True:
        with transaction.atomic():
            batch = list(fresh[:BATCH])
            make(batch)
        total += len(batch)
        if len(batch) < BATCH:
            return total


def _call(delivery: Delivery, plan: Plan, opted_out: set[int], now: dt.datetime) -> Call:
    customer = delivery.purchase.customer
    reason = _unreachable(customer, opted_out)
    return Call(
        delivery=delivery,
        customer=customer,
        state=CallState.SUPPRESSED if reason else CallState.PLANNED,
        reason=reason,
        due_at=first_call_at(_completed(delivery), plan.call_after_days, queries.place_of(customer)),
        created_at=now,
        finished_at=now if reason else None,
    )


def _delivery_survey(delivery: Delivery, plan: Plan, now: dt.datetime) -> Invitation:
    customer = delivery.purchase.customer
    return Invitation(
        kind=SurveyKind.DELIVERY,
        questionnaire=DELIVERY,
        customer=customer,
        purchase=delivery.purchase,
        delivery=delivery,
        due_at=survey_at(_completed(delivery), plan.survey_after_days, queries.place_of(customer)),
        created_at=now,
    )


def _unreachable(customer: Customer, opted_out: set[int]) -> str:
    if customer.pk in opted_out:
        return Reason.OPTED_OUT
    return "" if customer.phone else Reason.NO_ADDRESS


def _completed(delivery: Delivery) -> dt.datetime:
    assert delivery.completed_at, "the query reads completed deliveries only"
    return delivery.completed_at


def _case_survey(event: TicketEvent, plan: Plan, now: dt.datetime) -> Invitation:
    customer = event.ticket.customer
    return Invitation(
        kind=SurveyKind.RESOLUTION,
        questionnaire=RESOLUTION,
        customer=customer,
        ticket=event.ticket,
        due_at=case_survey_at(event.at, plan.case_survey_after_hours, queries.place_of(customer)),
        created_at=now,
    )
