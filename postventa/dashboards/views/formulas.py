"""How every figure is computed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postventa.dashboards.access import manager_required
from reports.kpis import KPIS


@require_safe
@manager_required
def formulas(request: HttpRequest) -> HttpResponse:
    """Every figure with its formula, its cohort, its clock and what is left out."""
    return render(request, "dashboards/formulas.html", {"nav": "formulas", "kpis": KPIS})
