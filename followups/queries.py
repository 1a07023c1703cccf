"""Reads of follow-ups: what is fresh and has no row yet, who is called, what the call list shows."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

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


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not a zone: better the shop's clock than nobody called
        return ZoneInfo(settings.TIME_ZONE)


def place_of(customer: Customer) -> Place:
    """Where a customer is; by the shop's clock when their time zone is not known."""
    return Place(zone=_zone(customer.timezone), country=customer.country, region=customer.region)


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


def call_list(until: dt.datetime, *, after: tuple[dt.datetime, int] | None = None) -> QuerySet[Call]:
    """Calls to be made that fall due until then, the longest due first; `after` is the last one of the page before."""
    calls = Call.objects.filter(state=CallState.PLANNED, due_at__lte=until)
    if after:
        calls = calls.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]), due_at__gte=after[0])
    return with_context(calls).order_by("due_at", "pk")


def with_context(calls: QuerySet[Call]) -> QuerySet[Call]:
    """With whom to call about what, and what came of it so far, in a fixed number of queries."""
    return calls.select_related("customer", "delivery__purchase", "ticket").prefetch_related(
        Prefetch("delivery__units", Unit.objects.select_related("product").order_by("pk")),
        Prefetch("attempts", CallAttempt.objects.select_related("agent")),
    )


def open_cases(customer: Customer) -> QuerySet[Ticket]:
    """Cases of the person that wait for something; whoever calls them should know."""
    return Ticket.objects.active().filter(customer=customer).order_by("-created_at")
