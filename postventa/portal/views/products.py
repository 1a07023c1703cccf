from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.portal.access import customer_required, get_unit
from postventa.portal.cover import shown_lines
from warranties.queries import coverage_of, local_date

EARLIER_CASES = 50


@require_safe
@customer_required
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece that the customer bought: what covers it and why, its purchase and delivery, its cases."""
    unit = get_unit(request, pk)
    today = local_date(unit, timezone.now())
    decision = coverage_of(unit, claim_date=today, defect_date=today)
    context = {
        "unit": unit,
        "decision": decision,
        "lines": shown_lines(decision),
        "cases": unit.tickets.order_by("-created_at", "-pk")[:EARLIER_CASES],
        "today": today,
        "nav": "products",
    }
    return render(request, "portal/product.html", context)
