from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.portal.access import actor, customer_required, get_unit
from postventa.portal.product_page import ProductPage


@require_safe
@customer_required
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece that the customer has: its dangers, what is under way, what covers it and why, plans, papers, help."""
    unit = get_unit(request, pk)
    page = ProductPage(unit, actor(request), timezone.now())
    context = {
        "unit": unit,
        "page": page,
        "passport": page.passport,
        "decision": page.passport.decision,
        "today": page.passport.today,
        "nav": "products",
    }
    return render(request, "portal/product.html", context)
