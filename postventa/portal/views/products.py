from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.portal.access import customer_required, get_unit
from postventa.portal.cover import shown_lines
from warranties.links import unit_url
from warranties.passport import passport
from warranties.states import Regime

EARLIER_CASES = 50


@require_safe
@customer_required
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece that the customer bought: its dangers, what covers it and why, plans, repairs, sale, cases."""
    unit = get_unit(request, pk)
    known = passport(unit, timezone.now())
    context = {
        "unit": unit,
        "passport": known,
        "decision": known.decision,
        # A recall is told above all else and in its own words.
        "lines": [line for line in shown_lines(known.decision) if line.regime != Regime.RECALL],
        "cases": unit.tickets.order_by("-created_at", "-pk")[:EARLIER_CASES],
        "public_url": unit_url(unit),
        "today": known.today,
        "nav": "products",
    }
    return render(request, "portal/product.html", context)
