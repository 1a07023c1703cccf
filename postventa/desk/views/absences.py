"""An agent's own absences: while they are away no cases are handed out to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from postventa.desk.absence_page import end, keep_absence, page_of
from postventa.desk.access import staff_required
from postventa.desk.forms.absences import AbsenceForm
from postventa.desk.rail import rail


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """When they are away, and saying it."""
    form = AbsenceForm(request.POST if request.method == "POST" else None, now=timezone.now())
    if keep_absence(request, form, request.user):
        messages.success(request, _("It is kept. No cases are handed out to you in that time."))
        return redirect("desk:absences")
    context = page_of(request.user, form) | {"nav": "day"} | rail(request)
    return render(request, "desk/absences.html", context, status=422 if form.errors else 200)


@staff_required
@require_POST
def absence_return(request: HttpRequest, pk: int) -> HttpResponse:
    """They are back, or will not be away."""
    end(request, get_object_or_404(request.user.absences, pk=pk))  # type: ignore[union-attr]
    messages.success(request, _("It is kept."))
    return redirect("desk:absences")
