"""Reads of follow-ups: what is fresh and has no row yet, who is called, what the call list shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from core.zones import zone_of
from customers.models import Customer, Delivery, Unit
from followups.models import Call, CallAttempt, Invitation, Plan
from followups.place import Place
from followups.states import CallState, InvitationState, Reason, Source, SurveyKind
from tickets.models import Ticket, TicketEvent
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import Status


def current_plan() -> Plan | None:
    """The plan in force; None when somebody switched follow-ups off."""
    return Plan.objects.filter(active=True).first()


def place_of(customer: Customer) -> Place:
    """Where a customer is; by the shop's clock when their time zone is not known."""
    return Place(zone=zone_of(customer.timezone), country=customer.country, region=customer.region)


def same_person(customer: Customer) -> QuerySet[Customer]:
    """Every record of a person: the shop may know them by several numbers, with one e-mail address or one phone."""
    same = Q(pk=customer.pk)
    if customer.email:
        same |= Q(email=customer.email)
    if customer.phone:
        same |= Q(phone=customer.phone)
    return Customer.objects.filter(same)


def not_to_be_called(customers: Iterable[Customer]) -> set[int]:
    """The ids of those who said under any of their records that they do not want calls; one query for all of them."""
    customers = list(customers)
    emails = {customer.email for customer in customers} - {""}
    phones = {customer.phone for customer in customers} - {""}
    said = Customer.objects.filter(Q(email__in=emails) | Q(phone__in=phones), no_calls=True)
    theirs = {address for pair in said.values_list("email", "phone") for address in pair} - {""}
    return {c.pk for c in customers if c.no_calls or c.email in theirs or c.phone in theirs}


def completed_between(since: dt.datetime, until: dt.datetime) -> QuerySet[Delivery]:
    """Deliveries that were complete (installed, if they were installed) in that time, by an index on that instant."""
    done = Delivery.objects.filter(delivered_at__isnull=False).alias(done=Coalesce("installed_at", "delivered_at"))
    return done.filter(done__gte=since, done__lte=until).select_related("purchase__customer")


def without_call(since: dt.datetime, until: dt.datetime) -> QuerySet[Delivery]:
    return completed_between(since, until).filter(~Exists(Call.objects.filter(delivery=OuterRef("pk"))))


def without_survey(since: dt.datetime, until: dt.datetime) -> QuerySet[Delivery]:
    asked = Invitation.objects.filter(delivery=OuterRef("pk"), kind=SurveyKind.DELIVERY, source=Source.PLANNED)
    return completed_between(since, until).filter(~Exists(asked))


def resolved_without_survey(since: dt.datetime, until: dt.datetime) -> QuerySet[TicketEvent]:
    """The last resolution in that time of each case that is still resolved and will not be asked about.

    Among them those whose survey was given up because the case had been opened again: now it is over.
    """
    asked = Invitation.objects.filter(
        ticket=OuterRef("ticket"), kind=SurveyKind.RESOLUTION, source=Source.PLANNED
    ).exclude(state=InvitationState.SUPPRESSED, reason=Reason.REOPENED)
    resolved = TicketEvent.objects.filter(to_status=Status.RESOLVED, at__gte=since, at__lte=until)
    return (
        resolved.filter(~Exists(asked), ticket__status__in=RESOLVED_STATES)
        .select_related("ticket__customer")
        .order_by("ticket_id", "-at")
        .distinct("ticket_id")
    )


def call_list(until: dt.datetime) -> QuerySet[Call]:
    """Calls to be made that fall due until then, the longest due first."""
    calls = Call.objects.filter(state=CallState.PLANNED, due_at__lte=until)
    return with_context(calls).order_by("due_at", "pk")


def call_opted_out() -> Q:
    """Of calls: the customer said under any of their records that they do not want any."""
    said = Customer.objects.filter(no_calls=True)
    by_email = said.exclude(email="").filter(email=OuterRef("customer__email"))
    by_phone = said.exclude(phone="").filter(phone=OuterRef("customer__phone"))
    return Q(customer__no_calls=True) | Q(Exists(by_email)) | Q(Exists(by_phone))


def with_context(calls: QuerySet[Call]) -> QuerySet[Call]:
    """With whom to call about what, and what came of it so far, in a fixed number of queries."""
    return calls.select_related("customer", "delivery__purchase", "ticket").prefetch_related(
        Prefetch("delivery__units", Unit.objects.select_related("product").order_by("pk")),
        Prefetch("attempts", CallAttempt.objects.select_related("agent")),
    )


def open_cases(customer: Customer) -> QuerySet[Ticket]:
    """Cases of the person that wait for something; whoever calls them should know."""
    return Ticket.objects.active().filter(customer=customer).order_by("-created_at")
