from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from postventa.portal.access import actor, customer_required, get_unit
from postventa.portal.pages import page_of
from tickets.models import Ticket
from warranties.queries import coverage_of_units

PRODUCTS = 30
OPEN_CASES = 10


@require_safe
@customer_required
def home(request: HttpRequest) -> HttpResponse:
    """The customer's products with what covers each, and on top what is under way."""
    visitor = actor(request)
    page = page_of(
        Unit.objects.visible_to(visitor).select_related("product", "delivery", "purchase__customer"),
        instant="purchase__purchased_at",
        size=PRODUCTS,
        older_than=_edge(request, "older"),
        newer_than=_edge(request, "newer"),
    )
    decisions = coverage_of_units(page.rows, timezone.localdate())
    tickets = Ticket.objects.visible_to(visitor).active().select_related("unit__product").order_by("-last_message_at")
    open_cases = list(tickets[: OPEN_CASES + 1])
    context = {
        "on_the_way": [unit for unit in page.rows if unit.delivery.delivered_at is None],
        "products": [(unit, decisions[unit.pk]) for unit in page.rows if unit.delivery.delivered_at is not None],
        "cases": open_cases[:OPEN_CASES],
        "more_cases": len(open_cases) > OPEN_CASES,
        "newer": f"?newer={page.rows[0].pk}" if page.has_newer and page.rows else "",
        "older": f"?older={page.rows[-1].pk}" if page.has_older and page.rows else "",
        "today": timezone.localdate(),
        "nav": "products",
    }
    return render(request, "portal/home.html", context)


def _edge(request: HttpRequest, name: str) -> Unit | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return get_unit(request, int(text))
