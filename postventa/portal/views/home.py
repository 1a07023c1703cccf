from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from postventa.portal.access import UNIT, actor, customer_required
from postventa.portal.pages import newest_first
from postventa.portal.surveyed import open_surveys
from postventa.portal.under_way import registrations_of, under_way
from tickets.models import Ticket
from tickets.queries.filings import begun_by
from tickets.states import Turn
from warranties.queries import coverage_of_units

PRODUCTS = 30
OPEN_CASES = 10


@require_safe
@customer_required
def home(request: HttpRequest) -> HttpResponse:
    """The customer's products with what covers each; on top what waits for the customer, then what is under way."""
    visitor, now = actor(request), timezone.now()
    units, beside = newest_first(
        request,
        Unit.objects.visible_to(visitor).select_related(*UNIT),
        key="purchase__purchased_at",
        size=PRODUCTS,
    )
    decisions, busy = coverage_of_units(units, timezone.localdate()), under_way(units, visitor, now)
    tickets = Ticket.objects.visible_to(visitor).active().select_related("unit__product").order_by("-last_message_at")
    open_cases = list(tickets[: OPEN_CASES + 1])
    context = {
        "on_the_way": [(unit, busy[unit.pk]) for unit in units if unit.delivery.delivered_at is None],
        "products": [
            (unit, decisions[unit.pk], busy[unit.pk]) for unit in units if unit.delivery.delivered_at is not None
        ],
        "cases": sorted(open_cases[:OPEN_CASES], key=lambda ticket: ticket.turn != Turn.CUSTOMER),
        "more_cases": len(open_cases) > OPEN_CASES,
        "registrations": registrations_of(visitor, now),
        "begun": begun_by(visitor),
        "surveys": open_surveys(visitor, now),
        "today": timezone.localdate(),
        "nav": "products",
    }
    return render(request, "portal/home.html", context | beside)
