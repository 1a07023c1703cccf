"""Disputes that keep a person's data from being destroyed: placed and lifted by managers, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.dashboards.access import actor, manager_required
from postventa.dashboards.forms.privacy import HoldForm, LiftForm
from privacy.actions.holding import lift_hold, place_hold
from privacy.models import Hold


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
def holds(request: HttpRequest) -> HttpResponse:
    """Whose data are needed and why; POST keeps them."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            place_hold(**form.cleaned_data, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Nothing of theirs is destroyed until you lift it."))
            return redirect("dashboards:privacy")
    context = {"nav": "privacy", "form": form}
    return render(request, "dashboards/holds.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; POST lifts it."""
    row = get_object_or_404(Hold.objects.select_related("customer", "placed_by", "lifted_by"), pk=pk)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            lift_hold(hold=row, **form.cleaned_data, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is lifted. What waited for it goes on by night."))
            return redirect("dashboards:privacy")
    context = {"nav": "privacy", "hold": row, "form": form}
    return render(request, "dashboards/hold.html", context, status=422 if form.errors else 200)
