"""Maintenance visits used up of the plans that a unit has."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_unit, staff_required
from postventa.desk.forms.units import VisitForm
from postventa.desk.unit_page import done, refused
from warranties.actions.covers import record_visit
from warranties.passport import passport


@staff_required
@require_POST
def visits(request: HttpRequest, pk: int, cover: int) -> HttpResponse:
    """Write down a maintenance visit of one of the unit's plans."""
    now = timezone.now()
    known = passport(get_unit(request, pk), now)
    planned = next((it for it in known.plans if it.cover.pk == cover), None)
    if planned is None:
        raise Http404
    form = VisitForm(request.POST, planned=planned, passport=known)
    if not form.is_valid():
        return refused(request, pk, "promises", visit_forms={cover: form})
    try:
        record_visit(cover=planned.cover, **form.cleaned_data, by=actor(request), now=now)
    except Refused as error:
        return refused(request, pk, "promises", why=str(error), visit_forms={cover: form})
    return done(request, pk, said=_("The visit is written down."))
