"""Calls with what is shown of them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, QuerySet

from customers.models import Customer, Unit
from followups.models import Call, CallAttempt, Lane, Questionnaire
from followups.queries.people import same_person
from followups.queries.plans import newest
from followups.states import CallState
from tickets.models import Ticket

# The questions of a call that no plan made.
ABOUT_A_CASE, ABOUT_A_DELIVERY = "case-call", "call"


def call_list(until: dt.datetime, lanes: QuerySet[Lane]) -> QuerySet[Call]:
    """Calls of these lanes to be made that fall due until then, the longest due first."""
    calls = Call.objects.filter(state=CallState.PLANNED, due_at__lte=until, lane__in=lanes)
    return with_context(calls).order_by("due_at", "pk")


def on_the_phone(now: dt.datetime) -> QuerySet[Call]:
    """What everybody has in hand, by who has it."""
    held = Call.objects.planned().held(now).filter(held_by__isnull=False)
    return held.select_related("held_by", "customer").order_by("held_by__name", "held_by_id")


def with_context(calls: QuerySet[Call]) -> QuerySet[Call]:
    """With whom to call about what, and what came of it so far, in a fixed number of queries."""
    return calls.select_related(
        "customer", "delivery__purchase", "ticket__unit__product", "unit__product", "opened_ticket", "lane", "held_by",
        "plan__script", "invitation__loop",
    ).prefetch_related(
        Prefetch("delivery__units", Unit.objects.select_related("product").order_by("pk")),
        Prefetch("attempts", CallAttempt.objects.select_related("agent")),
    )  # fmt: skip


def calls_of(customer: Customer) -> QuerySet[Call]:
    """Every call to a person, under any of their records, the newest first."""
    return Call.objects.filter(customer__in=same_person(customer)).order_by("-due_at")


def open_cases(customer: Customer) -> QuerySet[Ticket]:
    """Cases of the person that wait for something; whoever calls them should know."""
    return Ticket.objects.active().filter(customer__in=same_person(customer)).order_by("-created_at")


def units_of(call: Call) -> QuerySet[Unit]:
    """The products that a call is about."""
    units = Unit.objects.select_related("product").order_by("pk")
    if call.delivery_id:
        return units.filter(delivery=call.delivery_id)
    one = call.unit_id or (call.ticket.unit_id if call.ticket else None)
    return units.filter(pk=one) if one else units.none()


def questions_of(call: Call) -> Questionnaire:
    """The script of the version of the plan that made it; the newest of ours for what no plan made."""
    script = call.plan.script if call.plan else None
    return script or newest(ABOUT_A_CASE if call.ticket_id else ABOUT_A_DELIVERY)
