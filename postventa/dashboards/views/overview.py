"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.dashboards.access import manager_required
from postventa.dashboards.front import page
from postventa.dashboards.headlines import headlines
from postventa.dashboards.periods import read_filters
from reports.queries.extent import has_purchases
from reports.queries.today import today
from reports.queries.voices import unhappy_voices


@require_safe
@manager_required
def overview(request: HttpRequest) -> HttpResponse:
    """What matters today in words; then the figures of a period, against the one before."""
    now = timezone.now()
    if not has_purchases():
        return render(request, "dashboards/empty.html", {"nav": "overview"})
    filters = read_filters(request.GET, now)
    context = {
        "nav": "overview",
        "now": now,
        "filters": filters,
        "headlines": headlines(today(now), now),
        "voices": unhappy_voices(filters.scope),
        **page(filters, now),
    }
    return render(request, "dashboards/overview.html", context, status=400 if filters.problem else 200)
