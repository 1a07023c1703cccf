"""A customer with what they bought, and one unit of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from followups.models import Call, Invitation
from postventa.desk.access import actor, get_customer, get_unit, staff_required
from postventa.desk.coverage_card import blocks_of
from postventa.desk.rail import rail
from tickets.models import Ticket
from warranties.queries import coverage_of_units, local_date

SHOWN = 50


@staff_required
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who they are, their units with what covers each, their cases, and how we followed up."""
    person, now = get_customer(request, pk), timezone.now()
    bought = Unit.objects.filter(purchase__customer=person).select_related("product", "delivery", "purchase__customer")
    units = list(bought.order_by("-purchase__purchased_at", "pk")[:SHOWN])
    covers = coverage_of_units(units, timezone.localdate(now))
    cases = Ticket.objects.visible_to(actor(request)).filter(customer=person).order_by("-created_at")
    invitations = Invitation.objects.filter(customer=person, sent_at__isnull=False).prefetch_related("answers")
    context = {
        "customer": person,
        "units": [(unit, covers[unit.pk]) for unit in units],
        "cases": cases[:SHOWN],
        "calls": Call.objects.visible_to(actor(request)).filter(customer=person).order_by("-due_at")[:5],
        "invitations": invitations.order_by("-sent_at")[:5],
        "nav": "customers",
    }
    return render(request, "desk/customers/customer.html", context | rail(request))


@staff_required
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One sold piece: its dates, what would cover it if it failed today, and its cases."""
    piece, now = get_unit(request, pk), timezone.now()
    decision = coverage_of_units([piece], local_date(piece, now))[piece.pk]
    context = {
        "unit": piece,
        "decision": decision,
        "blocks": blocks_of(decision, local_date(piece, now)),
        "cases": piece.tickets.order_by("-created_at")[:SHOWN],
        "nav": "customers",
    }
    return render(request, "desk/units/unit.html", context | rail(request))
