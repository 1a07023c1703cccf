"""A case on behalf of a customer: find them, choose the product, write down what they say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from customers.models import Customer, Unit
from postventa.desk.access import actor, get_customer, get_unit, staff_required
from postventa.desk.forms.new_ticket import NewTicketForm
from postventa.desk.rail import rail
from tickets.actions.opening import open_ticket
from tickets.models import Ticket
from tickets.search import find_customers

FOUND = 20


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """Find the customer and choose the product first; then write down the case and open it."""
    customer, unit = _about(request)
    if customer is None:
        return _choose(request)
    form = NewTicketForm(request.POST or None, request.FILES or None)
    why = ""
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _open(request, customer, unit, form)
        except Refused as error:
            why = str(error)
        else:
            return redirect("desk:ticket", ticket.reference)
    context = {"form": form, "customer": customer, "unit": unit, "why": why, "nav": "cases"}
    status = 200 if request.method != "POST" else 409 if why else 422
    return render(request, "desk/tickets/new.html", context | rail(request), status=status)


def _about(request: HttpRequest) -> tuple[Customer | None, Unit | None]:
    """Whom and what the case is about, as the address says: ?unit=12, or ?customer=3 for a question without product."""
    unit_id, customer_id = request.GET.get("unit", ""), request.GET.get("customer", "")
    if unit_id.isdecimal():
        unit = get_unit(request, int(unit_id[:18]))
        return unit.purchase.customer, unit
    return (get_customer(request, int(customer_id[:18])), None) if customer_id.isdecimal() else (None, None)


def _choose(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("who", "").strip()
    found = find_customers(words, FOUND)
    units: dict[int, list[Unit]] = {customer.pk: [] for customer in found}
    bought = Unit.objects.filter(purchase__customer__in=found).select_related("product", "purchase", "delivery")
    for unit in bought.order_by("-purchase__purchased_at", "pk")[: FOUND * 10]:
        units[unit.purchase.customer_id].append(unit)
    people = [(customer, units[customer.pk]) for customer in found]
    context = {"words": words, "people": people, "nav": "cases", "full": len(found) == FOUND}
    return render(request, "desk/tickets/choose.html", context | rail(request))


def _open(request: HttpRequest, customer: Customer, unit: Unit | None, form: NewTicketForm) -> Ticket:
    return open_ticket(
        customer=customer, unit=unit, language=customer.language, by=actor(request), now=timezone.now(),
        **form.cleaned_data,
    )  # fmt: skip
