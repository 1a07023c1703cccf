"""The knowledge base for managers: what is missing in it, and what of it is of use."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.dashboards.access import manager_required
from postventa.dashboards.periods import read_filters
from reports.queries.knowledge import all_readers, avoided, readers, searches

USUAL = "30d"


@require_safe
@manager_required
def knowledge(request: HttpRequest) -> HttpResponse:
    """What was looked for and not found, what readers say of the articles, and the complaints that they avoided."""
    asked = request.GET.dict()
    filters = read_filters(asked if "period" in asked or "from" in asked else {"period": USUAL} | asked, timezone.now())
    scope = filters.scope
    context = {
        "nav": "knowledge",
        "filters": filters,
        "searches": searches(scope),
        "total": all_readers(scope),
        "readers": readers(scope),
        "avoided": avoided(scope),
    }
    return render(request, "dashboards/knowledge.html", context, status=400 if filters.problem else 200)
