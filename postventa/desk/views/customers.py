"""A customer with what they bought."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from followups.models import Call, Invitation
from postventa.desk.access import actor, get_customer, staff_required
from postventa.desk.rail import rail
from tickets.models import Ticket
from warranties.queries import coverage_of_units

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
