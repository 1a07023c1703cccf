from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from postventa.portal.access import actor, customer_required
from postventa.portal.pages import newest_first
from tickets.models import Ticket
from warranties.queries import coverage_of_units

PRODUCTS = 30
OPEN_CASES = 10


@require_safe
@customer_required
def home(request: HttpRequest) -> HttpResponse:
    """The customer's products with what covers each, and on top what is under way."""
    visitor = actor(request)
    units, beside = newest_first(
        request,
        Unit.objects.visible_to(visitor).select_related("product", "delivery", "purchase__customer"),
        key="purchase__purchased_at",
        size=PRODUCTS,
    )
    decisions = coverage_of_units(units, timezone.localdate())
    tickets = Ticket.objects.visible_to(visitor).active().select_related("unit__product").order_by("-last_message_at")
    open_cases = list(tickets[: OPEN_CASES + 1])
    context = {
        "on_the_way": [unit for unit in units if unit.delivery.delivered_at is None],
        "products": [(unit, decisions[unit.pk]) for unit in units if unit.delivery.delivered_at is not None],
        "cases": open_cases[:OPEN_CASES],
        "more_cases": len(open_cases) > OPEN_CASES,
        "today": timezone.localdate(),
        "nav": "products",
    }
    return render(request, "portal/home.html", context | beside)
