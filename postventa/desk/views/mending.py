"""Slips mended on a unit's passport: a stay written down wrong, a plan or a registration that never was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_cover, get_stay, staff_required
from postventa.desk.forms.mending import CorrectionForm, RemovalForm
from postventa.desk.unit_page import done, refused
from tickets.actions.covers import remove_cover
from tickets.actions.custody import correct_stay


@staff_required
@require_POST
def stay_correction(request: HttpRequest, pk: int, stay: int) -> HttpResponse:
    """Put the days of a stay right, who pays for it or how it ended."""
    held = get_stay(request, stay, unit=pk)
    form = CorrectionForm(request.POST, stay=held)
    if not form.is_valid():
        return refused(request, pk, "custody", correction_forms={stay: form})
    try:
        correct_stay(custody=held, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "custody", why=str(error), correction_forms={stay: form})
    return done(request, pk, said=_("Corrected. The terms are counted with it."))


@staff_required
@require_POST
def cover_removal(request: HttpRequest, pk: int, cover: int) -> HttpResponse:
    """Take away a plan or a registration that was written down by mistake."""
    held = get_cover(request, cover, unit=pk)
    form = RemovalForm(request.POST, cover=held)
    if not form.is_valid():
        return refused(request, pk, "promises", removal_forms={cover: form})
    try:
        remove_cover(cover=held, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "promises", why=str(error), removal_forms={cover: form})
    return done(request, pk, said=_("Removed. What it said stays in the history."))
